"""What every kind of reminder has in common:
when it is said, how long it is wanted, and when it is late.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from models import HistoryEntry, Person
from models.reminders import MeetingReminder, TaskReminder
from services.preferences import ReminderHours

MORNING = time(9, 0)
"""When tasks are spoken of and silent people are asked, in the person's own zone."""
LATE = timedelta(minutes=30)
"""A reminder that comes later than this after its moment says so."""
LOGGED_FOR = timedelta(days=1)
"""How long after it has passed a reminder that was never said is still noted as dropped."""


@dataclass(frozen=True)
class Due:
    """One reminder to one person: it goes out once under its key."""

    key: str
    to: str
    person: Person
    at: datetime
    """When it is said: not after now where it is due now."""
    expires_at: datetime
    """From then on it is of no use."""
    facts: MeetingReminder | TaskReminder
    in_digest: bool = False
    """Whether the person has chosen a personal digest."""

    def is_passed(self, now: datetime) -> bool:
        return self.expires_at <= now

    def is_due(self, now: datetime) -> bool:
        return self.at <= now < self.expires_at


@dataclass(frozen=True)
class Only:
    """The meetings and tasks about which is asked."""

    meetings: frozenset[int] = frozenset()
    tasks: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Kind:
    """A kind of reminder. ``key`` begins the key of each reminder of this kind.

    ``due`` answers who is to have one at this moment or soon, also who has had it already, and who
    never got one that has just passed; nobody gets one twice.

    Where ``looks_ahead`` is set, it takes an ``Only`` and answers also what comes next about those,
    however far ahead: they are not looked at again before. Without, it is asked at each beat about
    everything.
    """

    key: str
    title: str
    description: str
    due: Callable[..., list[Due]]
    looks_ahead: bool = False


def due_to(
    calendar: ReminderHours,
    facts: MeetingReminder | TaskReminder,
    *,
    key: str,
    moment: datetime,
    expires_at: datetime,
    now: datetime,
) -> Due | None:
    """A reminder that is meant for ``moment``, as the person's calendar allows; None where it never
    does.

    What has passed unsaid is of interest for a day, and nothing is once its time is over before its
    moment.
    """
    if moment >= expires_at or expires_at <= now - LOGGED_FOR:
        return None
    at = calendar.due_at(moment, now)
    if at is None:
        return None
    allowed = calendar.opens(moment)
    is_late = moment <= now and allowed is not None and now - allowed > LATE
    return Due(
        key=key,
        to=facts.person.slack_id or "",
        person=facts.person,
        at=at,
        expires_at=expires_at,
        facts=replace(facts, late_from=allowed) if is_late else facts,
        in_digest=calendar.has_digest,
    )


def can_be_reached() -> tuple[sa.ColumnElement[bool], ...]:
    """The condition that somebody has Slack and is still there."""
    return col(Person.slack_id).is_not(None), col(Person.is_active).is_(True)


def last_change(noun: str, row_id: object, actions: tuple[str, ...]) -> sa.ScalarSelect[datetime]:
    """When the latest of some things happened to a row, such as a meeting that was moved."""
    subject = sa.literal(f"{noun}:").concat(sa.cast(row_id, sa.String))
    return (
        select(sa.func.max(HistoryEntry.at))
        .where(col(HistoryEntry.subject) == subject, col(HistoryEntry.action).in_(actions))
        .correlate_except(HistoryEntry)
        .scalar_subquery()
    )
