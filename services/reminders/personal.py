"""What one person is told together: all her reminders at her hour where she has chosen a personal
digest, else those of the tasks that are due at the same moment.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, delete

from models import DigestedReminder, HistoryEntry, OutboxMessage, OutboxState, Person
from models.columns import LONG_AGO
from models.database import run_plain
from models.messages import MINE, TASKS, Key, Recipient, readable
from models.payloads import Message
from models.preferences import NOT_ARRIVED
from models.subjects import Subject
from services import preferences
from services.dates import instant
from services.preferences import EverybodysHours, ReminderHours
from services.reminders.due import LATE_AFTER, Due
from services.reminders.findings import known
from services.reminders.scanning import AT_ONCE


@dataclass(frozen=True)
class PersonalDigest:
    """One person's digest of one day, or the tasks of one moment. There is at least one item, and
    they go by kind.
    """

    key: Key
    person: Person
    expires_at: datetime
    items: tuple[Due, ...]
    late_from: datetime | None = None
    """When it was to come, where it comes late."""

    @property
    def is_single(self) -> bool:
        """Whether it is no more than one reminder, which has a message of its own then."""
        return self.key == self.items[0].key

    @property
    def to(self) -> Recipient:
        return Recipient.person(self.person)


def by_person(found: Iterable[Due]) -> list[list[Due]]:
    """What is gathered, some at a time, all of one person together; at least one batch."""
    batches: list[list[Due]] = [[]]
    for mine in _of_each(found).values():
        if batches[-1] and len(batches[-1]) + len(mine) > AT_ONCE:
            batches.append([])
        batches[-1] += mine
    return batches


def new_digests(session: Session, found: Sequence[Due], now: datetime) -> list[PersonalDigest]:
    """The digests and lists that are due now and were never promised,
    of those among ``found`` that were not told.
    """
    gathered = [due for due in found if due.is_gathered and due.is_due(now)]
    known_keys = known(session, [due.key for due in gathered])
    new = [due for due in gathered if due.key not in known_keys]
    digests = _by_person(session, [due for due in new if due.in_digest], now)
    digests += _lists([due for due in new if not due.in_digest], now)
    promised = known(session, [digest.key for digest in digests])
    return [digest for digest in digests if digest.key not in promised]


def unsent(session: Session, found: Iterable[Due], now: datetime) -> dict[Key, datetime]:
    """What is due and was not said after all, and when to scan again:
    a person has one digest a day.
    """
    everybody = preferences.reminder_hours(session, now)
    open_now = [due for due in found if due.is_due(now)]
    known_keys = known(session, [due.key for due in open_now])
    ends = {
        due.key: everybody.of(due.person).digest_ends(now) if due.in_digest else None
        for due in open_now
    }
    return {key: at or now for key, at in ends.items() if key not in known_keys}


def note_items(session: Session, digest: PersonalDigest) -> None:
    """Note what a digest tells, so that it is told once."""
    session.add_all(
        DigestedReminder(key=str(item.key), digest_key=str(digest.key)) for item in digest.items
    )


_NOT_ARRIVED: Any = (
    sa.select(col(DigestedReminder.digest_key), col(DigestedReminder.key))
    .where(sa.text(NOT_ARRIVED))
    .order_by(col(DigestedReminder.key))
)


def pending(session: Session) -> dict[OutboxState, dict[Key, list[Key]]]:
    """Of digests that are not known to have arrived:
    by state and key, the keys of what stands in them.
    """
    items: dict[str, list[Key]] = defaultdict(list)
    for digest_key, key in run_plain(session, _NOT_ARRIVED):
        items[digest_key] += readable([key])
    found: dict[OutboxState, dict[Key, list[Key]]] = {state: {} for state in OutboxState}
    # Not one joined query: SQLite would read the whole outbox to find that there is none.
    if items:
        states = sa.select(col(OutboxMessage.key), col(OutboxMessage.state))
        for digest_key, state in session.execute(states.where(col(OutboxMessage.key).in_(items))):
            found[state] |= dict.fromkeys(readable([digest_key]), items[digest_key])
    return found


def file_arrivals(session: Session) -> None:
    """Note which digests arrived, and let what stood in one that never did be told again."""
    by_state = pending(session)
    if arrived := _texts(by_state[OutboxState.SENT]):
        theirs = sa.update(DigestedReminder).where(col(DigestedReminder.digest_key).in_(arrived))
        session.exec(theirs.values(has_arrived=True))
    if lost := _texts([*by_state[OutboxState.DROPPED], *by_state[OutboxState.DEAD]]):
        session.exec(delete(DigestedReminder).where(col(DigestedReminder.digest_key).in_(lost)))


def to_rewrite(
    session: Session, found: Iterable[Due], now: datetime
) -> list[tuple[Key, tuple[Due, ...]]]:
    """Digests that wait though something in them is not wanted any more, with what still is."""
    wanted = {due.key: due for due in found if due.is_gathered and due.is_due(now)}
    return [
        (digest_key, tuple(due for due in wanted.values() if due.key in keys))
        for digest_key, keys in pending(session)[OutboxState.READY].items()
        if not wanted.keys() >= set(keys)
    ]


def rewrite_digest(
    session: Session, key: Key, items: Sequence[Due], message: Message | None
) -> None:
    """Change a digest that waits;
    without a ``message`` it is withdrawn, since nothing in it is wanted.
    """
    gone = col(DigestedReminder.key).not_in(_texts(item.key for item in items))
    session.exec(delete(DigestedReminder).where(col(DigestedReminder.digest_key) == str(key), gone))
    values = (
        {"payload": message}
        if message
        else {"state": OutboxState.DROPPED, "error": "nothing is left in it"}
    )
    waits = (col(OutboxMessage.key) == str(key), col(OutboxMessage.state) == OutboxState.READY)
    session.exec(sa.update(OutboxMessage).where(*waits).values(**values))


def _texts(keys: Iterable[Key]) -> list[str]:
    return [str(key) for key in keys]


def _by_person(session: Session, found: Sequence[Due], now: datetime) -> list[PersonalDigest]:
    everybody = preferences.reminder_hours(session, now)
    items = _of_each(found)
    people = [mine[0].person for mine in items.values()]
    open_now = [
        (person, end) for person in people if (end := everybody.of(person).digest_ends(now))
    ]
    late = _late_from(session, [person for person, _ in open_now], everybody, now)
    return [
        PersonalDigest(
            _key(person, everybody.of(person), now),
            person,
            end,
            tuple(items[person.id]),
            late.get(person.id),
        )
        for person, end in open_now
    ]


def _lists(found: Sequence[Due], now: datetime) -> list[PersonalDigest]:
    """The tasks of one moment, by person."""
    return [_list(mine, now) for mine in _of_each(found).values()]


def _of_each(found: Iterable[Due]) -> dict[int, list[Due]]:
    items: dict[int, list[Due]] = {}
    for due in found:
        items.setdefault(due.person.id, []).append(due)
    return items


def _list(items: Sequence[Due], now: datetime) -> PersonalDigest:
    first = items[0]
    at = now.astimezone(UTC).isoformat(timespec="minutes")
    key = Key(TASKS, occurrence=at, recipient=Subject.of(first.person))
    return PersonalDigest(
        key if len(items) > 1 else first.key,
        first.person,
        max(due.expires_at for due in items),
        tuple(items),
        list_late_from(items),
    )


def list_late_from(items: Iterable[Due]) -> datetime | None:
    """When the earliest of these was to come, where it comes late."""
    return min((due.facts.late_from for due in items if due.facts.late_from), default=None)


def _key(person: Person, hours: ReminderHours, now: datetime) -> Key:
    day = hours.today(now).isoformat()
    return Key(MINE, occurrence=day, recipient=Subject.of(person))


def late_from(session: Session, key: Key, items: Sequence[Due], now: datetime) -> datetime | None:
    """When the digest or list with this key was to come, where that is long past."""
    if key.kind is TASKS:
        return list_late_from(items)
    person = items[0].person
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
    past = {
        Subject("person", number): slot for number, slot in slots.items() if now - slot > LATE_AFTER
    }
    if not past:
        return {}
    # Who has chosen this hour after it had struck gets the first digest at once, and in good time.
    chosen = (
        sa.select(col(HistoryEntry.subject), sa.func.max(col(HistoryEntry.at)))
        .where(col(HistoryEntry.subject).in_([str(subject) for subject in past]))
        .where(col(HistoryEntry.action) == "preferences.changed")
        .group_by(col(HistoryEntry.subject))
    )
    latest = dict(session.execute(chosen).all())
    return {
        int(subject.id): slot
        for subject, slot in past.items()
        if latest.get(str(subject), LONG_AGO) < slot
    }


def _slot(hours: ReminderHours, now: datetime) -> datetime:
    return instant(hours.today(now), hours.chosen.digest_time, hours.zone)
