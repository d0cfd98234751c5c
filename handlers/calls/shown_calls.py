"""What is shown of one call, gathered for the views."""

from sqlmodel import Session

from handlers.calls.shown_data import data_page_of
from handlers.routes import Ask
from models import Call, CallKind, Group, Topic
from models.call_pages import CallPage, DraftPage
from models.payloads import Message
from services import access, calls
from views import calls as views


def draft_page(session: Session, call: Call, group: Group, ask: Ask) -> DraftPage:
    """A draft, with the units to which it would go now."""
    possible = calls.possible_units(session, group, call.unit_kind, ask.now)
    units = [unit for unit in possible if unit.has_vote]
    return DraftPage(
        call,
        group,
        names=tuple(unit.name for unit in units),
        weights={unit.name: call.weights[unit.key] for unit in units if unit.key in call.weights},
        seen=calls.draft_digest(session, call),
        topic=_topic(session, call),
        may_open=access.may_run_call(call, group, by=ask.who),
        seats_without_vote=len(possible) - len(units),
        offer=calls.draft_view(session, call, units),
    )


def page_of(
    session: Session, call: Call, group: Group, ask: Ask, *, at: int = 0, news: str = ""
) -> Message:
    """A call that has opened, with what this person may do about it."""
    if call.kind is CallKind.DATA:
        return data_page_of(session, call, group, ask, at=at, news=news)
    is_counted = call.kind is CallKind.VOTE and access.may_see_count(call)
    page = CallPage(
        call,
        group,
        tuple(calls.lines(session, call, ask.who)),
        count=calls.tally_of(session, call, ask.now) if is_counted else None,
        own=tuple(calls.answerable(session, ask.who, call=call)),
        topic=_topic(session, call),
        may_run=access.may_run_call(call, group, by=ask.who),
        may_record=access.may_record_answers(ask.who),
        offer=calls.view_of(session, call),
    )
    return views.shown(page, at=at, zone=ask.person.zone, news=news)


def _topic(session: Session, call: Call) -> str:
    return session.get_one(Topic, call.topic_id).name if call.topic_id else ""
