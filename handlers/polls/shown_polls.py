"""Showing polls: all that somebody may know of, and what was answered to one of them."""

from sqlmodel import Session

from handlers.routes import Answer, Ask, Button, Command, Open, Reply
from models import Group, Poll
from models.database import reading
from models.payloads import Message
from services import access, polls
from services.access import Needs
from views import polls as views
from views.elements import PAGE
from views.values import PollAt, PollListAt


def listed(ask: Ask) -> Answer:
    return _page(ask, 0)


def next_page(ask: Ask) -> Answer:
    return _page(ask, ask.read(PollListAt).page)


def show(ask: Ask) -> Answer:
    at = ask.read(PollAt)
    with reading() as session:
        poll, group = access.poll_answers_to_see(session, at.poll_id, by=ask.who)
        return Reply(page_of(session, poll, group, ask, page=at.page))


def show_names(ask: Ask) -> Answer:
    with reading() as session:
        poll, group = access.poll_answers_to_see(session, ask.number(), by=ask.who)
        found = polls.result(session, poll, group, by=ask.who, now=ask.now)
        return Open(views.who(found, ask.person.zone))


def page_of(
    session: Session, poll: Poll, group: Group, ask: Ask, *, page: int = 0, news: str = ""
) -> Message:
    """What was answered to a poll, as the asker sees it."""
    return views.shown(
        polls.result(session, poll, group, by=ask.who, now=ask.now),
        page=page,
        zone=ask.person.zone,
        may_run=access.may_run_poll(group, by=ask.who),
        may_answer=polls.takes_answers(poll, ask.now)
        and access.may_answer_poll(poll, group, by=ask.who),
        news=news,
    )


def _page(ask: Ask, page: int) -> Answer:
    with reading() as session:
        found = polls.listed(session, ask.who, page=page, size=PAGE)
        here = ask.group
        new_in = here if here and access.may_open_polls(here, by=ask.who) else None
        return Reply(views.listed(found, zone=ask.person.zone, new_in=new_in))


ROUTES = (
    Command(
        "meet polls",
        listed,
        help="See the polls of groups: when they can meet, and which time suits best.",
        stands_alone=True,
        needs=Needs.ANYONE,
        only_reads=True,
        example="/meet polls",
    ),
    Button(views.LISTED, next_page, needs=Needs.ANYONE),
    Button(views.SHOW, show, needs=Needs.ANYONE),
    Button(views.WHO, show_names, needs=Needs.ANYONE),
)
