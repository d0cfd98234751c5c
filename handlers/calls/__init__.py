"""`/call`: one question to every library, voting unit or seat, and one answer from each."""

from handlers.calls import answering, call_lists, drafting, exporting, offer_drafts, running

ROUTES = (
    *call_lists.ROUTES,
    *answering.ROUTES,
    *drafting.ROUTES,
    *offer_drafts.ROUTES,
    *running.ROUTES,
    *exporting.ROUTES,
)
