"""The personal digest: all reminders of one person, across her groups, in one message at her hour."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from models import Delivery, HistoryEntry, OutboxMessage, OutboxState, Person, Preferences, ToldReminder
from services import preferences
from services.dates import instant
from services.preferences import Calendar
from services.reminders.due import LATE, Due
from services.reminders.queue import known

KIND = "mine"
"""What the keys of personal digests begin with."""


@dataclass(frozen=True)
class PersonalDigest:
    """One person's digest of one day. There is at least one item, and they go by kind."""

    key: str
    person: Person
    expires_at: datetime
    items: tuple[Due, ...]
    late_from: datetime | None = None
    """When it was to come, where it comes late."""


def is_anybody_served(session: Session) -> bool:
    """Whether somebody has chosen a personal digest."""
    chosen = select(Preferences.person_id).where(Preferences.delivery == Delivery.DIGEST)
    return session.exec(chosen.limit(1)).first() is not None


def new_digests(session: Session, found: Sequence[Due], now: datetime) -> list[PersonalDigest]:
    """The digests that are due now and were never promised, of those among ``found`` that were not told."""
    mine = [one for one in found if one.in_digest and one.is_due(now)]
    told = known(session, [one.key for one in mine])
    digests = _by_person(session, [one for one in mine if one.key not in told], now)
    promised = known(session, [one.key for one in digests])
    return [one for one in digests if one.key not in promised]


def promise(session: Session, one: PersonalDigest) -> None:
    """Note what a digest tells, so that it is told once."""
    session.add_all(ToldReminder(key=item.key, digest_key=one.key) for item in one.items)


def release(session: Session) -> int:
    """Let what stood in a digest that never arrived be told again; how many reminders that are."""
    ended = (OutboxState.DROPPED, OutboxState.DEAD)
    lost = select(OutboxMessage.key).where(
        col(OutboxMessage.key).startswith(f"{KIND}|"), col(OutboxMessage.state).in_(ended)
    )
    return session.exec(delete(ToldReminder).where(col(ToldReminder.digest_key).in_(lost))).rowcount


def is_anything_lost(session: Session) -> bool:
    """Whether some digest with reminders in it never arrived."""
    ended = (OutboxState.DROPPED, OutboxState.DEAD)
    lost = (
        select(ToldReminder.key)
        .join(OutboxMessage, col(OutboxMessage.key) == ToldReminder.digest_key)
        .where(col(OutboxMessage.state).in_(ended))
    )
    return session.exec(lost.limit(1)).first() is not None


def to_redraw(session: Session, found: Iterable[Due], now: datetime) -> list[tuple[str, tuple[Due, ...]]]:
    """Digests that wait though something in them is not wanted any more, with what still is."""
    wanted = {one.key: one for one in found if one.is_due(now)}
    rows = session.exec(
        select(ToldReminder)
        .join(OutboxMessage, col(OutboxMessage.key) == ToldReminder.digest_key)
        .where(col(OutboxMessage.state) == OutboxState.READY)
        .order_by(ToldReminder.digest_key)
    )
    waiting = {key: [row.key for row in told] for key, told in groupby(rows, lambda row: row.digest_key)}
    return [
        (key, tuple(one for one in wanted.values() if one.key in keys))
        for key, keys in waiting.items()
        if not wanted.keys() >= set(keys)
    ]


def redraw(session: Session, key: str, items: Sequence[Due], said: dict[str, object] | None) -> None:
    """Change a digest that waits; without ``said`` it is withdrawn, since nothing in it is wanted."""
    gone = col(ToldReminder.key).not_in([one.key for one in items])
    session.exec(delete(ToldReminder).where(col(ToldReminder.digest_key) == key, gone))
    values = {"payload": said} if said else {"state": OutboxState.DROPPED, "error": "nothing is left in it"}
    waits = (col(OutboxMessage.key) == key, col(OutboxMessage.state) == OutboxState.READY)
    session.exec(sa.update(OutboxMessage).where(*waits).values(**values))


def _by_person(session: Session, found: Sequence[Due], now: datetime) -> list[PersonalDigest]:
    everybody = preferences.calendars(session, now)
    people = {one.person.id: one.person for one in found}
    digests = []
    for person in people.values():
        calendar = everybody.of(person)
        ends = calendar.digest_ends(now)
        items = tuple(one for one in found if one.person.id == person.id)
        if ends is not None:
            key = f"{KIND}|person:{person.id}|{calendar.today(now).isoformat()}"
            late = _late_from(session, person, calendar, now)
            digests.append(PersonalDigest(key, person, ends, items, late))
    return digests


def late_from(session: Session, person: Person, now: datetime) -> datetime | None:
    """When the digest of this day was to come, where that is long past."""
    return _late_from(session, person, preferences.calendars(session, now).of(person), now)


def _late_from(session: Session, person: Person, calendar: Calendar, now: datetime) -> datetime | None:
    slot = instant(calendar.today(now), calendar.chosen.digest_time, calendar.zone)
    if now - slot <= LATE:
        return None
    # Who has chosen this hour after it had struck gets the first digest at once, and in good time.
    mine = select(HistoryEntry.id).where(
        HistoryEntry.subject == f"person:{person.id}", HistoryEntry.action == "preferences.changed"
    )
    is_fresh = session.exec(mine.where(col(HistoryEntry.at) >= slot).limit(1)).first() is not None
    return None if is_fresh else slot
