"""The personal digest: all reminders of one person, across her groups,
in one message at her hour.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, delete

from models import HistoryEntry, OutboxMessage, OutboxState, Person, ToldReminder
from models.columns import LONG_AGO
from models.preferences import NOT_ARRIVED
from services import preferences
from services.dates import instant
from services.preferences import EverybodysHours, ReminderHours
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


def new_digests(session: Session, found: Sequence[Due], now: datetime) -> list[PersonalDigest]:
    """The digests that are due now and were never promised,
    of those among ``found`` that were not told.
    """
    mine = [one for one in found if one.in_digest and one.is_due(now)]
    told = known(session, [one.key for one in mine])
    digests = _by_person(session, [one for one in mine if one.key not in told], now)
    promised = known(session, [one.key for one in digests])
    return [one for one in digests if one.key not in promised]


def untold(session: Session, found: Iterable[Due], now: datetime) -> dict[str, datetime]:
    """What is due and was not said after all, and when to look again:
    a person has one digest a day.
    """
    everybody = preferences.reminder_hours(session, now)
    due = [one for one in found if one.is_due(now)]
    said = known(session, [one.key for one in due])
    ends = {
        one.key: everybody.of(one.person).digest_ends(now) if one.in_digest else None for one in due
    }
    return {key: at or now for key, at in ends.items() if key not in said}


def promise(session: Session, one: PersonalDigest) -> None:
    """Note what a digest tells, so that it is told once."""
    session.add_all(ToldReminder(key=item.key, digest_key=one.key) for item in one.items)


def on_their_way(session: Session) -> dict[OutboxState, dict[str, list[str]]]:
    """Of digests that are not known to have arrived:
    by state and key, the keys of what stands in them.
    """
    told = sa.select(col(ToldReminder.digest_key), col(ToldReminder.key)).where(
        sa.text(NOT_ARRIVED)
    )
    items = defaultdict(list)
    for digest_key, key in session.execute(told.order_by(col(ToldReminder.key))):
        items[digest_key].append(key)
    found: dict[OutboxState, dict[str, list[str]]] = {state: {} for state in OutboxState}
    if (
        items
    ):  # and not one joined query: SQLite would read the whole outbox to find that there is none
        states = sa.select(col(OutboxMessage.key), col(OutboxMessage.state))
        for digest_key, state in session.execute(states.where(col(OutboxMessage.key).in_(items))):
            found[state][digest_key] = items[digest_key]
    return found


def file_arrivals(session: Session) -> None:
    """Note which digests arrived, and let what stood in one that never did be told again."""
    ways = on_their_way(session)
    if arrived := ways[OutboxState.SENT]:
        theirs = sa.update(ToldReminder).where(col(ToldReminder.digest_key).in_(arrived))
        session.exec(theirs.values(has_arrived=True))
    if lost := [*ways[OutboxState.DROPPED], *ways[OutboxState.DEAD]]:
        session.exec(delete(ToldReminder).where(col(ToldReminder.digest_key).in_(lost)))


def to_redraw(
    session: Session, found: Iterable[Due], now: datetime
) -> list[tuple[str, tuple[Due, ...]]]:
    """Digests that wait though something in them is not wanted any more, with what still is."""
    wanted = {one.key: one for one in found if one.in_digest and one.is_due(now)}
    return [
        (key, tuple(one for one in wanted.values() if one.key in keys))
        for key, keys in on_their_way(session)[OutboxState.READY].items()
        if not wanted.keys() >= set(keys)
    ]


def redraw(
    session: Session, key: str, items: Sequence[Due], said: dict[str, object] | None
) -> None:
    """Change a digest that waits;
    without ``said`` it is withdrawn, since nothing in it is wanted.
    """
    gone = col(ToldReminder.key).not_in([one.key for one in items])
    session.exec(delete(ToldReminder).where(col(ToldReminder.digest_key) == key, gone))
    values = (
        {"payload": said}
        if said
        else {"state": OutboxState.DROPPED, "error": "nothing is left in it"}
    )
    waits = (col(OutboxMessage.key) == key, col(OutboxMessage.state) == OutboxState.READY)
    session.exec(sa.update(OutboxMessage).where(*waits).values(**values))


def _by_person(session: Session, found: Sequence[Due], now: datetime) -> list[PersonalDigest]:
    everybody = preferences.reminder_hours(session, now)
    items: dict[int, list[Due]] = {}
    for one in found:
        items.setdefault(one.person.id, []).append(one)
    people = [mine[0].person for mine in items.values()]
    open_now = [(one, end) for one in people if (end := everybody.of(one).digest_ends(now))]
    late = _late_from(session, [person for person, _ in open_now], everybody, now)
    return [
        PersonalDigest(
            f"{KIND}|person:{person.id}|{everybody.of(person).today(now).isoformat()}",
            person,
            end,
            tuple(items[person.id]),
            late.get(person.id),
        )
        for person, end in open_now
    ]


def late_from(session: Session, person: Person, now: datetime) -> datetime | None:
    """When the digest of this day was to come, where that is long past."""
    return _late_from(session, [person], preferences.reminder_hours(session, now), now).get(
        person.id
    )


def _late_from(
    session: Session, people: Iterable[Person], everybody: EverybodysHours, now: datetime
) -> dict[int, datetime]:
    """When the digests of this day were to come,
    of the people for whom that is long past: one query.
    """
    slots = {person.id: _slot(everybody.of(person), now) for person in people}
    past = {person: slot for person, slot in slots.items() if now - slot > LATE}
    if not past:
        return {}
    # Who has chosen this hour after it had struck gets the first digest at once, and in good time.
    chosen = (
        sa.select(col(HistoryEntry.subject), sa.func.max(col(HistoryEntry.at)))
        .where(col(HistoryEntry.subject).in_([f"person:{person}" for person in past]))
        .where(col(HistoryEntry.action) == "preferences.changed")
        .group_by(col(HistoryEntry.subject))
    )
    latest = dict(session.execute(chosen).all())
    return {
        person: slot
        for person, slot in past.items()
        if latest.get(f"person:{person}", LONG_AGO) < slot
    }


def _slot(calendar: ReminderHours, now: datetime) -> datetime:
    return instant(calendar.today(now), calendar.chosen.digest_time, calendar.zone)
