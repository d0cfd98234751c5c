"""Tells those concerned what somebody who left Slack has left without an owner or a chair."""

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

from models.database import reading, unit_of_work
from models.departures import Departure
from models.messages import DEPARTED, Key, Recipient
from models.payloads import Message
from models.subjects import Subject
from services import departures, outbox, preferences
from views import departures as views

log = logging.getLogger(__name__)


def queue_due(now: datetime) -> int:
    """Promise word of everybody whose departure was not announced; how many messages."""
    with reading() as session:
        person_ids = departures.not_announced(session)
    return sum(_queue(person_id, now) for person_id in person_ids)


def _queue(person_id: int, now: datetime) -> int:
    try:
        return _write(person_id, now)
    except Exception:
        # What goes wrong with one person must not stand in the way of the others.
        log.exception("that person:%s left could not be told", person_id)
        return 0


def _write(person_id: int, now: datetime) -> int:
    """Who is claimed and who is told stand or fall together."""
    with unit_of_work() as session:
        person = departures.claim(session, person_id, now)
        if person is None:
            return 0
        found = departures.departures(session, person, now)
        everybody = preferences.reminder_hours(session, now) if found else None
        return sum(
            outbox.post(
                session,
                _message(departure, now),
                to=Recipient.person(departure.recipient),
                key=_key(departure, now),
                now=now,
                due_at=everybody.of(departure.recipient).opens(now) if everybody else None,
            )
            for departure in found
        )


def _message(departure: Departure, now: datetime) -> Message:
    today = now.astimezone(ZoneInfo(departure.recipient.zone)).date()
    return views.departed(departure, today=today)


def _key(departure: Departure, now: datetime) -> Key:
    about, to = Subject.of(departure.person), Subject.of(departure.recipient)
    return Key(DEPARTED, about, f"{now:%Y%m%dT%H%M%S}", to)
