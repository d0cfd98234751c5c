"""Showing calls: what waits for somebody, all that she may see, one of them, and its log."""

from handlers.calls.drafting import preview
from handlers.calls.shown_calls import page_of
from handlers.routes import Answer, Ask, Button, Command, Reply
from models import CallState
from models.database import reading
from services import access, calls
from services.access import Needs
from views import calls as views
from views.values import CallAt, CallListAt


def waiting(ask: Ask) -> Answer:
    """`/call` shows what waits for an answer, and the open calls."""
    with reading() as session:
        return Reply(
            views.waiting(
                calls.waiting_for(session, ask.who),
                calls.listed(session, ask.who),
                zone=ask.person.zone,
                may_draft=access.may_run(Needs.CHAIR, by=ask.who),
            )
        )


def listed(ask: Ask) -> Answer:
    return _page(ask, 0)


def next_page(ask: Ask) -> Answer:
    return _page(ask, ask.read(CallListAt).page)


def show(ask: Ask) -> Answer:
    at = ask.read(CallAt)
    with reading() as session:
        call, group = access.call_to_see(session, at.call_id, by=ask.who)
        if call.state is CallState.DRAFT:
            return Reply(preview(session, call, group, ask))
        return Reply(page_of(session, call, group, ask, at=at.page))


def log(ask: Ask) -> Answer:
    at = ask.read(CallAt)
    with reading() as session:
        call, group = access.call_to_see(session, at.call_id, by=ask.who)
        lines = calls.answer_log(session, call, ask.who)
        return Reply(views.log(call, group, lines, at=at.page, zone=ask.person.zone))


def _page(ask: Ask, page: int) -> Answer:
    with reading() as session:
        lines = calls.listed(session, ask.who)
        may_draft = access.may_run(Needs.CHAIR, by=ask.who)
        return Reply(views.listed(lines, page=page, zone=ask.person.zone, may_draft=may_draft))


ROUTES = (
    Command(
        "call",
        waiting,
        help="See the calls that wait for your answer, and those that are open.",
        needs=Needs.ANYONE,
        only_reads=True,
        example="/call",
    ),
    Command(
        "call list",
        listed,
        help="See all calls, also those that have closed.",
        stands_alone=True,
        needs=Needs.ANYONE,
        only_reads=True,
        example="/call list",
        aliases=("all",),
    ),
    Button(views.LISTED, next_page, needs=Needs.ANYONE),
    Button(views.SHOW, show, needs=Needs.ANYONE),
    Button(views.LOG, log, needs=Needs.ANYONE),
)
