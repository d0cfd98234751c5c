"""Reminders: each kind is a question, asked of the tables again and again, about who is due one right now.

Nothing is planned ahead, so a meeting that was moved or a task that was done needs no clean-up: at the next
asking its reminder is simply not due.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, Meeting, MeetingStatus, Membership, Person, Rsvp, RsvpAnswer, Task
from models.reminders import MeetingReminder, TaskReminder
from services import consortium
from services.dates import instant

MORNING = time(9, 0)
"""When tasks are spoken of, in the owner's own zone."""
TOO_SHORT = timedelta(hours=1)
"""A meeting set within the lead gets a reminder only if more time than this remains."""
OVERDUE_FOR = timedelta(days=366)
"""After a year nobody is reminded of a task any more."""
SATURDAY = 5


@dataclass(frozen=True)
class Due:
    """One reminder to one person: it goes out once under its key, and not after ``expires_at``."""

    key: str
    to: str
    expires_at: datetime
    facts: MeetingReminder | TaskReminder


@dataclass(frozen=True)
class Kind:
    """A kind of reminder. ``key`` begins the key of each reminder of this kind.

    ``due`` answers who is to have one at this moment, also who has had it already; nobody gets one twice.
    """

    key: str
    title: str
    description: str
    due: Callable[[Session, datetime], list[Due]]


def meetings_ahead(session: Session, now: datetime) -> list[Due]:
    """A reminder to each member who did not say no, ``reminder_lead_hours`` before the meeting begins."""
    lead = timedelta(hours=consortium.settings(session).reminder_lead_hours)
    is_answer = sa.and_(col(Rsvp.meeting_id) == Meeting.id, col(Rsvp.person_id) == Person.id)
    statement = (
        select(Meeting, Group, Person, Rsvp.answer)
        .join(Group, col(Group.id) == Meeting.group_id)
        .join(Membership, col(Membership.group_id) == Group.id)
        .join(Person, col(Person.id) == Membership.person_id)
        .join(Rsvp, is_answer, isouter=True)
        .where(col(Meeting.starts_at) > now, col(Meeting.starts_at) <= now + lead)
        .where(Meeting.status == MeetingStatus.ON, col(Group.discharged_at).is_(None))
        .where(col(Membership.until).is_(None), *_can_be_reached())
        .where(sa.or_(col(Rsvp.answer).is_(None), col(Rsvp.answer) != RsvpAnswer.NO))
        .order_by(col(Meeting.starts_at), col(Meeting.id), col(Person.id))
    )
    found = [
        MeetingReminder(meeting, group, person, RsvpAnswer(answer) if answer else None)
        for meeting, group, person, answer in session.exec(statement)
        if _is_worth_it(meeting, lead, now)
    ]
    return [_meeting_due(facts, lead) for facts in found]


def tasks_due(session: Session, now: datetime) -> list[Due]:
    """A reminder to the owner the day before a task is due, and again when it is overdue.

    It comes at nine in the owner's zone, or later on that day where nine was missed. A task set after nine of
    the day before is spoken of on the day itself. Once overdue, it is spoken of on the next working day, then
    weekly.
    """
    today = now.date()
    statement = (
        select(Task, Group, Person)
        .join(Person, col(Person.id) == Task.owner_id)
        .join(Group, col(Group.id) == Task.group_id, isouter=True)
        .where(col(Task.done_at).is_(None))
        # Somewhere on Earth it is already tomorrow, and there the day before a due date begins earlier.
        .where(col(Task.due_on).between(today - OVERDUE_FOR, today + timedelta(days=2)))
        .where(col(Group.discharged_at).is_(None), _has_not_left(), *_can_be_reached())
        .order_by(col(Task.due_on), col(Task.id))
    )
    found = [_task_due(TaskReminder(*row, _today(now, row[2])), now) for row in session.exec(statement)]
    return [due for due in found if due is not None]


KINDS = (
    Kind(
        key="remind",
        title="Meeting ahead",
        description="To each member who did not say no, as long before a meeting as the consortium has set.",
        due=meetings_ahead,
    ),
    Kind(
        key="due",
        title="Task due",
        description="To the owner, the day before a task is due, and weekly while it is overdue.",
        due=tasks_due,
    ),
)


def is_task_day(due_on: date, today: date, *, created_at: datetime, zone: str) -> bool:
    """Whether the owner of an open task that is due on ``due_on`` is reminded of it ``today``."""
    eve = due_on - timedelta(days=1)
    if today <= due_on:
        was_there = [day for day in (eve, due_on) if created_at <= instant(day, MORNING, zone)]
        return today in was_there[:1]
    return (today - _next_working_day(due_on)).days % 7 == 0 and today > due_on


def _next_working_day(day: date) -> date:
    following = day + timedelta(days=1)
    return following if following.weekday() < SATURDAY else _next_working_day(following)


def _can_be_reached() -> tuple[sa.ColumnElement[bool], ...]:
    return col(Person.slack_id).is_not(None), col(Person.is_active).is_(True)


def _has_not_left() -> sa.ColumnElement[bool]:
    """Whether the owner is in the task's group, or never was: somebody who left it hears of it no more."""
    service = sa.and_(col(Membership.group_id) == Task.group_id, col(Membership.person_id) == Task.owner_id)
    ever = sa.select(col(Membership.id)).where(service)
    return sa.or_(~ever.exists(), ever.where(col(Membership.until).is_(None)).exists())


def _is_worth_it(meeting: Meeting, lead: timedelta, now: datetime) -> bool:
    was_set_in_time = meeting.created_at <= meeting.starts_at - lead
    return was_set_in_time or meeting.starts_at - now > TOO_SHORT


def _meeting_due(facts: MeetingReminder, lead: timedelta) -> Due:
    meeting, person = facts.meeting, facts.person
    start = meeting.starts_at.astimezone(UTC).strftime("%Y%m%dT%H%MZ")
    hours = lead // timedelta(hours=1)
    return Due(
        key=f"remind|meeting:{meeting.id}|{hours}|{start}|person:{person.id}",
        to=person.slack_id or "",
        expires_at=meeting.starts_at,
        facts=facts,
    )


def _task_due(facts: TaskReminder, now: datetime) -> Due | None:
    task, person, today = facts.task, facts.person, facts.today
    if task.due_on is None or now < instant(today, MORNING, person.zone):
        return None
    if not is_task_day(task.due_on, today, created_at=task.created_at, zone=person.zone):
        return None
    return Due(
        key=f"due|task:{task.id}|{today.isoformat()}|person:{person.id}",
        to=person.slack_id or "",
        expires_at=instant(today + timedelta(days=1), time(0), person.zone),
        facts=facts,
    )


def _today(now: datetime, person: Person) -> date:
    return now.astimezone(ZoneInfo(person.zone)).date()
