"""`/meet poll`: when a group can meet."""

from handlers.polls import answering, new_polls, running_polls, shown_polls

ROUTES = (
    *new_polls.ROUTES,
    *shown_polls.ROUTES,
    *answering.ROUTES,
    *running_polls.ROUTES,
)
