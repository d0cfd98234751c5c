"""Calls that are open, and answers to them, for the tests of what shows and counts them."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from models import Call, CallUnit, Group, Organization, Person, Representation, RepresentationKind
from models.calls import AnswerDoor, CallFacts, Capacity, IfSilent
from services import calls
from services.calls import Answered, NewAnswer
from tests.factories import BEFORE, NOW

WEEK = timedelta(days=7)
YES = NewAnswer(("yes",))


def open_call(
    session: Session, group: Group, by: Person, *, opened_at: datetime = NOW, **more: Any
) -> Call:
    """A vote of all libraries that is open for two weeks, unless said otherwise."""
    facts: dict[str, Any] = {
        "question": "Shall we buy it together?",
        "if_silent": IfSilent.NO_ANSWER,
        "closes_at": opened_at + 2 * WEEK,
    } | more
    call = calls.draft(session, group, CallFacts(**facts), by=by, now=opened_at)
    calls.open_call(session, call, group, by=by, now=opened_at)
    return call


def unit_of(session: Session, call: Call, name: str) -> CallUnit:
    return session.exec(
        select(CallUnit).where(CallUnit.call_id == call.id, CallUnit.name == name)
    ).one()


def represent(
    session: Session,
    who: Person,
    library: Organization,
    group: Group,
    kind: RepresentationKind = RepresentationKind.REPRESENTATIVE,
) -> None:
    session.add(
        Representation(
            person_id=who.id,
            organization_id=library.id,
            group_id=group.id,
            kind=kind,
            since=BEFORE,
        )
    )
    session.flush()


def answer(
    session: Session,
    call: Call,
    unit: CallUnit,
    by: Person,
    new: NewAnswer = YES,
    *,
    capacity: Capacity = Capacity.REPRESENTATIVE,
    now: datetime = NOW,
) -> Answered:
    return calls.answer(
        session,
        call,
        unit,
        new,
        by=by,
        capacity=capacity,
        door=AnswerDoor.SLACK,
        now=now,
    )
