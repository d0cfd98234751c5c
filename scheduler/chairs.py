"""Tells chairs who were made by an import that they chair, when their service begins."""

from datetime import datetime

from sqlmodel import Session

from models.database import reading, unit_of_work
from models.messages import CHAIRING, Key, Recipient
from models.payloads import Message
from models.subjects import Subject
from models.welcome_packets import NewChair
from services import chairs, outbox, preferences
from views import chairs as views


def queue_due(now: datetime) -> int:
    """Promise each of them one message of all her groups; how many those are."""
    with reading() as session:
        if not chairs.is_any_due(session, now):
            return 0
    with unit_of_work() as session:
        return sum(_queue(session, new_chair, now) for new_chair in chairs.claim(session, now))


def _queue(session: Session, new_chair: NewChair, now: datetime) -> bool:
    person = new_chair.person
    about, to = Subject.of(new_chair.groups[0]), Subject.of(person)
    hours = preferences.reminder_hours(session, now).of(person)
    return outbox.post(
        session,
        _message(new_chair),
        to=Recipient.person(person),
        key=Key(CHAIRING, about, f"{now:%Y%m%dT%H%M%S}", to),
        now=now,
        due_at=hours.opens(now),
    )


def _message(new_chair: NewChair) -> Message:
    if new_chair.packet is None:
        return views.chairing_several(new_chair.groups)
    return views.chairing(new_chair.packet, new_chair.person, by=None)
