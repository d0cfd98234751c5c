"""When the weekly digest of each group comes, in its own wall time, and which are due."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, OutboxMessage, OutboxOp, OutboxState, subjects
from models.digests import DIGEST_LATE_AFTER
from models.messages import DIGEST, Key, expiry, is_of_use
from models.outbox import WAITING
from models.payloads import Message
from models.subjects import Subject, subject_column
from services import outbox, preferences, terms
from services.dates import instant
from services.errors import Conflict

WEEK = timedelta(days=7)
TOO_LATE = "too late"
"""How the reason begins for which a row of the outbox was dropped that had its day."""
LONGEST_WINDOW = timedelta(days=35)
"""A digest never tells of more than this, however long ago the last one was."""


@dataclass(frozen=True)
class DueDigest:
    """A digest that a group is to get now, and since when it tells."""

    group: Group
    key: Key
    slot: datetime
    """When it was to come."""
    since: datetime

    @property
    def expires_at(self) -> datetime | None:
        return expiry(DIGEST, self.slot)


@dataclass(frozen=True)
class MissedDigest:
    """A digest that was to come and did not."""

    group: Group
    slot: datetime


@dataclass(frozen=True)
class PromisedDigest:
    """A digest as it stands in the outbox."""

    subject: str
    created_at: datetime
    due_at: datetime
    state: OutboxState


def due(session: Session, now: datetime) -> list[DueDigest]:
    """The groups whose digest's hour has come and which have had none in that week: four queries.

    A digest that falls on a holiday of the consortium comes at the same hour of the next day that
    is none.
    """
    off = preferences.consortium_holidays(session, now)
    slots = [
        (group, slot)
        for group in _active_groups(session, now)
        if (slot := _latest_slot(group, now, off))
    ]
    known = outbox.known(session, [_key(group, slot) for group, slot in slots])
    late = [(group, slot) for group, slot in slots if _key(group, slot) not in known]
    last_sent = _last_sent(session, [group for group, _ in late])
    return [
        DueDigest(group, _key(group, slot), when, _since(when, last_sent.get(subject(group))))
        for group, slot in late
        for when in (_put_off(group, slot, off),)
    ]


def not_sent(session: Session, now: datetime) -> list[MissedDigest]:
    """The newest digest of each group that was to come, where it did not: its channel did not take
    it, it was too late, or it was never written. A constant number of queries.

    One that can still come has not failed, and one with nothing to tell was not to come.
    """
    off = preferences.consortium_holidays(session, now)
    came = {
        str(_key(group, slot)): MissedDigest(group, _put_off(group, slot, off))
        for group in _active_groups(session, now)
        if (slot := _latest_slot(group, now, off, _has_come))
    }
    rows = select(OutboxMessage.key, OutboxMessage.state, OutboxMessage.error)
    found = session.exec(rows.where(col(OutboxMessage.key).in_(came))).all() if came else []
    ends = {key: _has_failed(OutboxState(state), error) for key, state, error in found}
    return [
        digest
        for key, digest in came.items()
        if ends.get(key, not is_of_use(DIGEST, digest.slot, now))
    ]


def _has_failed(state: OutboxState, error: str) -> bool:
    is_late = state is OutboxState.DROPPED and error.startswith(TOO_LATE)
    return state is OutboxState.DEAD or is_late


_STALE: Any = (
    sa.select(OutboxMessage, Group)
    .join(Group, subject_column(subjects.DIGEST, col(Group.id)) == OutboxMessage.subject)
    .where(sa.text(f"outbox.{WAITING}"), col(OutboxMessage.state) == OutboxState.READY)
    .where(outbox.keyed(DIGEST), col(OutboxMessage.due_at) < sa.bindparam("before"))
)


def stale(session: Session, now: datetime) -> list[DueDigest]:
    """Digests that were written in good time, but wait for Slack since long:
    they are to be rewritten.
    """
    waiting = [
        (row, group)
        for row, group in session.execute(_STALE, {"before": now - DIGEST_LATE_AFTER})
        if row.created_at <= row.due_at + DIGEST_LATE_AFTER
    ]
    last_sent = _last_sent(session, [group for _, group in waiting])
    return [
        DueDigest(group, Key.parse(row.key), row.due_at, since)
        for row, group in waiting
        for since in (_since(row.due_at, last_sent.get(subject(group))),)
    ]


def rewrite(session: Session, digest: DueDigest, message: Message, now: datetime) -> None:
    """Let a digest that still waits tell all until now,
    which the next one then does not tell again.
    """
    if digest.key in outbox.rewrite(session, {digest.key: message}):
        update = sa.update(OutboxMessage).where(col(OutboxMessage.key) == str(digest.key))
        session.exec(update.values(created_at=now))


def due_at_once(session: Session, group: Group, now: datetime) -> DueDigest:
    """This week's digest for a chair who does not want to wait; it takes the place of the one to
    come.

    Raises ``Conflict`` where this week's was promised already, and for a group without a channel.
    """
    if group.channel_id is None:
        raise Conflict(f"{group.name} has no channel. Type `/wg edit` to give it one.")
    key = _key(group, now)
    states = select(OutboxMessage.state).where(OutboxMessage.key == str(key))
    promised = session.exec(states).first()
    if promised is OutboxState.DEAD:
        raise Conflict(
            f"This week's digest of {group.name} did not arrive. Mend what I wrote to you about its"
            " channel, and press Try again there."
        )
    if promised is not None:
        raise Conflict(
            f"{group.name} has had this week's digest already. `/wg digest preview` shows what has"
            " changed."
        )
    return DueDigest(group, key, now, since_last(session, group, now))


def may_come_at_once(session: Session, group: Group, now: datetime) -> bool:
    """Whether ``due_at_once`` would have one, so that it may be offered."""
    return group.channel_id is not None and not outbox.known(session, [_key(group, now)])


def subject(group: Group) -> Subject:
    """What the digests of a group are filed under in the outbox."""
    return Subject(subjects.DIGEST, group.id)


def slot_in_week(group: Group, monday: date) -> datetime:
    """The moment of the group's digest in the week of ``monday``; in wall time."""
    day = monday + timedelta(days=group.digest_weekday or 0)
    return instant(day, group.digest_time, group.zone)


def next_slot(group: Group, now: datetime, off: frozenset[date] = frozenset()) -> datetime | None:
    """When the group's next digest comes, on none of the days ``off``;
    None for a group that gets none.
    """
    if group.digest_weekday is None or group.channel_id is None:
        return None
    monday = _monday(group, now)
    weeks = (slot_in_week(group, monday + ahead * WEEK) for ahead in range(-1, 9))
    slot = min(slot for week in weeks if (slot := _put_off(group, week, off)) > now)
    return slot if terms.is_active(group, slot) else None


def since_last(session: Session, group: Group, now: datetime) -> datetime:
    """From when on a digest that came now would tell."""
    return _since(now, _last_sent(session, [group]).get(subject(group)))


_WITH_DIGEST = (
    select(Group)
    .where(terms.active(sa.bindparam("at")))
    .where(col(Group.channel_id).is_not(None), col(Group.digest_weekday).is_not(None))
    .order_by(col(Group.id))
)


def _active_groups(session: Session, now: datetime) -> Sequence[Group]:
    return session.exec(_WITH_DIGEST, params={"at": now}).all()


def _has_come(when: datetime, now: datetime) -> bool:
    """Whether a digest was to come at ``when``, by ``now``."""
    return when <= now


def _may_come(when: datetime, now: datetime) -> bool:
    """Whether a digest that was to come at ``when`` has come due and is still of use."""
    return _has_come(when, now) and is_of_use(DIGEST, when, now)


def _latest_slot(
    group: Group,
    now: datetime,
    off: frozenset[date],
    counts: Callable[[datetime, datetime], bool] = _may_come,
) -> datetime | None:
    """The newest slot whose digest has come due and is still of use, or whatever else ``counts``;
    none from before the group began or chose this hour.
    """
    slots = (slot_in_week(group, monday) for monday in _mondays(group, now))
    first = group.digest_from or group.created_at
    came = ((slot, _put_off(group, slot, off)) for slot in slots if first <= slot)
    return next((slot for slot, when in came if counts(when, now)), None)


def _put_off(group: Group, slot: datetime, off: frozenset[date]) -> datetime:
    """The slot, or the same hour of the first day after it that is none of those ``off``."""
    day = slot.astimezone(ZoneInfo(group.zone)).date()
    while day in off:
        day += timedelta(days=1)
        slot = instant(day, group.digest_time, group.zone)
    return slot


def _mondays(group: Group, now: datetime) -> tuple[date, date]:
    """The first day of the present week, and of the one before."""
    return _monday(group, now), _monday(group, now) - WEEK


def _monday(group: Group, now: datetime) -> date:
    today = now.astimezone(ZoneInfo(group.zone)).date()
    return today - timedelta(days=today.weekday())


def _key(group: Group, slot: datetime) -> Key:
    year, week, _ = slot.astimezone(ZoneInfo(group.zone)).isocalendar()
    return Key(DIGEST, Subject.of(group), f"{year}-W{week:02}")


def _last_sent(session: Session, groups: Sequence[Group]) -> dict[Subject, datetime]:
    """Until when the last digest of each group told that did arrive, by the digests' subject."""
    sent = sa.and_(col(OutboxMessage.state) == OutboxState.SENT, outbox.keyed(DIGEST))
    return {Subject.parse(row.subject): row.created_at for row in newest(session, groups, sent)}


def last_sent(session: Session, group: Group) -> OutboxMessage | None:
    """The digest of a group that arrived last, as it was posted."""
    statement = (
        select(OutboxMessage)
        .where(col(OutboxMessage.subject) == str(subject(group)))
        .where(col(OutboxMessage.op) == OutboxOp.POST, col(OutboxMessage.state) == OutboxState.SENT)
        .order_by(col(OutboxMessage.id).desc())
        .limit(1)
    )
    return session.exec(statement).first()


def newest(
    session: Session, groups: Sequence[Group], *conditions: sa.ColumnElement[bool]
) -> list[PromisedDigest]:
    """The digest of each group that was promised last, among those that fulfil the conditions.

    One row a group is read from the index, however many there were: one query.
    """
    if not groups:
        return []
    name = subject_column(subjects.DIGEST, col(Group.id))
    last = (
        select(OutboxMessage.id)
        .where(col(OutboxMessage.subject) == name, *conditions)
        .order_by(col(OutboxMessage.id).desc())
        .limit(1)
        .correlate(Group)
        .scalar_subquery()
    )
    ids = select(last).where(col(Group.id).in_([group.id for group in groups]))
    facts = select(
        OutboxMessage.subject,
        OutboxMessage.created_at,
        OutboxMessage.due_at,
        OutboxMessage.state,
    ).where(col(OutboxMessage.id).in_(ids))
    return [
        PromisedDigest(name, at, due_at, OutboxState(state))
        for name, at, due_at, state in session.exec(facts)
    ]


def _since(slot: datetime, last_sent: datetime | None) -> datetime:
    """From one digest to the next nothing is lost,
    also where the hour was moved or a week was missed.
    """
    if last_sent is None:
        return slot - WEEK
    return max(last_sent.astimezone(UTC), slot - LONGEST_WINDOW)
