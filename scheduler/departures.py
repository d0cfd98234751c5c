"""Tells those concerned what those who left Slack have left without an owner or a chair.

Whoever hears of several who are found in one beat hears of them in one message. While it waits for
the end of quiet hours, it is kept true: who is back by then is left out of it.
"""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from models import Organization, Person
from models.database import reading, unit_of_work
from models.departures import Departure
from models.messages import DEPARTED, UNREPRESENTED, Key, Recipient
from models.payloads import Message
from models.subjects import CONSORTIUM, Subject
from services import (
    access,
    departures,
    outbox,
    people,
    preferences,
    representatives,
    unrepresented,
)
from views import departures as views
from views import representatives as representative_views

TOGETHER = Subject(CONSORTIUM)
"""What a message that tells of several is about."""
ANNOUNCED_AT_ONCE = 100
"""After an import of many who are gone; the next beat goes on, so that people who write get in."""
_MOMENT = "%Y%m%dT%H%M%S"

log = logging.getLogger(__name__)


def queue_due(now: datetime) -> int:
    """Promise word of everybody whose departure was not announced; how many messages."""
    with reading() as session:
        person_ids = departures.not_announced(session)[:ANNOUNCED_AT_ONCE]
        waiting = [key for key in outbox.waiting(session, DEPARTED) if key.subject == TOGETHER]
    if waiting:
        _keep_true(waiting, now)
    return _write(person_ids, now) if person_ids else 0


def _write(person_ids: Sequence[int], now: datetime) -> int:
    """Who is claimed and who is told stand or fall together."""
    with unit_of_work() as session:
        found = [row for person_id in person_ids for row in _claimed(session, person_id, now)]
        everybody = preferences.reminder_hours(session, now) if found else None
        return sum(
            outbox.post(
                session,
                _message(of_recipient, now),
                to=Recipient.person(of_recipient[0].recipient),
                key=_key(of_recipient, now),
                now=now,
                due_at=everybody.of(of_recipient[0].recipient).opens(now) if everybody else None,
            )
            for of_recipient in departures.by_recipient(found)
        )


def _claimed(session: Session, person_id: int, now: datetime) -> list[Departure]:
    try:
        with session.begin_nested():
            person = departures.claim(session, person_id, now)
            if person is None:
                return []
            _tell_directors(session, person, now)
            return departures.departures(session, person, now)
    except Exception:
        # What goes wrong with one person must not stand in the way of the others.
        log.exception("that person:%s left could not be told", person_id)
        return []


def _tell_directors(session: Session, person: Person, now: datetime) -> None:
    """Promise word to the director of her library that she speaks for it no longer."""
    former = session.get(Organization, person.organization_id or 0)
    if former is None:
        return
    standings = {person.id: access.standing(session, person, now)}
    spoke_on = representatives.names_for(session, former, standings, now)[person.id]
    for recipient, names in unrepresented.to_tell(session, former, person, spoke_on, now):
        words = representative_views.unrepresented(former, person, names, present=None)
        key = Key(UNREPRESENTED, Subject.of(person), now.strftime(_MOMENT), Subject.of(recipient))
        due_at = preferences.reminder_hours(session, now).of(recipient).opens(now)
        to = Recipient.person(recipient)
        outbox.post(session, words, to=to, key=key, now=now, due_at=due_at)


def _keep_true(waiting: Sequence[Key], now: datetime) -> None:
    """Let messages that tell of several say what is so by now."""
    with unit_of_work() as session:
        texts = outbox.texts(session, waiting)
        anew: dict[Key, Message] = {}
        for moment in {key.occurrence[0] for key in texts}:
            gone = departures.announced_at(session, _read(moment))
            found = [row for person in gone for row in departures.departures(session, person, now)]
            for of_recipient in departures.by_recipient(found):
                key = Key(DEPARTED, TOGETHER, moment, Subject.of(of_recipient[0].recipient))
                anew[key] = _message(of_recipient, now)
        outbox.rewrite(
            session,
            {key: anew[key] for key in texts if key in anew and anew[key]["text"] != texts[key]},
        )
        if over := texts.keys() - anew.keys():
            keep = outbox.waiting(session, DEPARTED) - over
            outbox.drop_except(session, kind=DEPARTED, keep=keep, reason=people.IS_BACK)


def _message(of_recipient: Sequence[Departure], now: datetime) -> Message:
    if len(of_recipient) > 1:
        return views.departed_together(of_recipient)
    [departure] = of_recipient
    today = now.astimezone(ZoneInfo(departure.recipient.zone)).date()
    return views.departed(departure, today=today)


def _key(of_recipient: Sequence[Departure], now: datetime) -> Key:
    first = of_recipient[0]
    about = TOGETHER if len(of_recipient) > 1 else Subject.of(first.person)
    return Key(DEPARTED, about, now.strftime(_MOMENT), Subject.of(first.recipient))


def _read(moment: str) -> datetime:
    return datetime.strptime(moment, _MOMENT).replace(tzinfo=UTC)
