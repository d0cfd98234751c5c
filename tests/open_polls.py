"""Polls that are open, for the tests of what shows and counts them."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from models import Availability, Group, Person, Poll
from models.polls import PollPlan, SlotTime
from services import access, polls
from tests.factories import NOW, Cast, standing

DAY = timedelta(days=1)


def opened_poll(
    session: Session, people: Cast, *, group: Group | None = None, now: datetime = NOW, **more: Any
) -> Poll:
    """A poll of two times, for which Ann is required, that closes in three days."""
    plan = PollPlan(
        "Norms review",
        45,
        "America/New_York",
        (SlotTime(now + 7 * DAY), SlotTime(now + 8 * DAY)),
        closes_at=now + 3 * DAY,
    )
    plan = PollPlan(**vars(plan) | more)
    where = group or people.metadata
    return polls.open_poll(session, where, plan, {people.ann.id}, by=people.ann, now=now)


def say(
    session: Session, poll: Poll, who: Person, *answers: Availability, now: datetime = NOW
) -> bool:
    """Answer the slots of a poll in their order; whether that was new."""
    found, _group = access.poll_to_answer(session, poll.id, by=standing(session, who, now))
    ids = [slot.id for slot in polls.slots_of(session, found)]
    given = dict(zip(ids, answers, strict=True))
    return polls.answer(session, found, given, by=who, now=now)
