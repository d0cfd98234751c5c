"""What every kind of reminder has in common:
when it is said, how long it is wanted, and when it is late.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import HistoryEntry, Meeting, Person, reach
from models.messages import Key, MessageKind, Recipient
from models.reminders import Due, Reminder
from models.subjects import Subject, Subjects, subject_column
from services.preferences import ReminderHours

MORNING = time(9, 0)
"""When tasks are spoken of and silent people are asked, in the person's own zone."""
LATE_AFTER = timedelta(minutes=30)
"""A reminder that comes later than this after its moment says so."""
LOGGED_FOR = timedelta(days=1)
"""How long after it has passed a reminder that was never said is still noted as dropped."""


DueQuery = Callable[[Session, datetime, Subjects], list[Due]]
"""Who is to have a reminder about these things at this moment, also who has had it already, and
who never got one that has just passed; nobody gets one twice.

It also answers what comes next about them, however far ahead: they are not scanned again before.
Of nouns that are not its own it answers nothing.
"""


@dataclass(frozen=True)
class ReminderKind:
    """A kind of reminder: the kind of its messages, and the question who is due one."""

    message: MessageKind
    due: DueQuery

    @property
    def key(self) -> str:
        return self.message.key


def due_to(
    hours: ReminderHours,
    facts: Reminder,
    *,
    kind: MessageKind,
    occurrence: str | tuple[str, ...],
    moment: datetime,
    expires_at: datetime,
    now: datetime,
) -> Due | None:
    """A reminder that is meant for ``moment``, as the person's hours allow; None where it never
    does, and where she wants none of this kind.

    ``occurrence`` says which of several of this kind about this thing it is. What has passed unsaid
    is of interest for a day, and nothing is once its time is over before its moment.
    """
    if moment >= expires_at or expires_at <= now - LOGGED_FOR or not hours.wants(kind):
        return None
    at = hours.due_at(moment, now)
    if at is None:
        return None
    allowed = hours.opens(moment)
    is_late = moment <= now and allowed is not None and now - allowed > LATE_AFTER
    person = facts.person
    return Due(
        key=Key(kind, facts.subject, occurrence, Subject.of(person)),
        to=Recipient.person(person),
        person=person,
        at=at,
        expires_at=expires_at,
        facts=replace(cast(Any, facts), late_from=allowed) if is_late else facts,
        in_digest=hours.has_digest,
    )


def can_be_reached(*, chairs: bool = False) -> tuple[sa.ColumnElement[bool], ...]:
    """The condition that messages reach somebody who is there; a guest ``chairs`` no group."""
    is_there = (reach.is_reachable(), col(Person.is_active).is_(True))
    return (*is_there, col(Person.is_guest).is_(False)) if chairs else is_there


def last_change(noun: str, row_id: object, actions: tuple[str, ...]) -> sa.ScalarSelect[datetime]:
    """When the latest of some things happened to a row, such as a meeting that was moved."""
    return (
        select(sa.func.max(HistoryEntry.at))
        .where(col(HistoryEntry.subject) == subject_column(noun, row_id))
        .where(col(HistoryEntry.action).in_(actions))
        .correlate_except(HistoryEntry)
        .scalar_subquery()
    )


def start_of(meeting: Meeting) -> str:
    """Its start as a part of a key, so that a meeting that was moved is spoken of again."""
    return meeting.starts_at.astimezone(UTC).strftime("%Y%m%dT%H%MZ")
