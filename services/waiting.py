"""What waits for one person, across all her groups."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Attendance, Group, Meeting, MeetingStatus, Person, Rsvp, RsvpAnswer, Task
from services.access import Standing

AHEAD = timedelta(days=30)
CONFIRM_WITHIN = timedelta(hours=72)
"""How long after its end somebody may still say that she was at a meeting."""


@dataclass(frozen=True)
class TaskLine:
    """An open task of hers, and the name of its group."""

    task: Task
    group_name: str | None


@dataclass(frozen=True)
class MeetingLine:
    """A meeting of one of her groups, and what she has answered."""

    meeting: Meeting
    group_name: str
    answer: RsvpAnswer | None


@dataclass(frozen=True)
class Waiting:
    """Soonest first in every list."""

    tasks: list[TaskLine]
    ahead: list[MeetingLine]
    to_confirm: list[MeetingLine]

    @property
    def to_answer(self) -> list[MeetingLine]:
        return [line for line in self.ahead if line.answer is None]

    def __bool__(self) -> bool:
        return bool(self.tasks or self.to_answer or self.to_confirm)


def waiting(session: Session, who: Standing, *, now: datetime) -> Waiting:
    """Her open tasks, meetings of the next thirty days, and meetings just over: three queries."""
    return Waiting(
        tasks=_tasks(session, who.person),
        ahead=_meetings(session, who, since=now, until=now + AHEAD),
        to_confirm=[line for line in _just_over(session, who, now) if line.answer is not RsvpAnswer.NO],
    )


def _tasks(session: Session, person: Person) -> list[TaskLine]:
    statement = (
        select(Task, Group.name)
        .join(Group, col(Group.id) == Task.group_id, isouter=True)
        .where(Task.owner_id == person.id, col(Task.done_at).is_(None))
        .order_by(col(Task.due_on).is_(None), col(Task.due_on), col(Task.id))
    )
    return [TaskLine(task, name) for task, name in session.exec(statement)]


def _meetings(session: Session, who: Standing, *, since: datetime, until: datetime) -> list[MeetingLine]:
    answered = sa.and_(col(Rsvp.meeting_id) == Meeting.id, col(Rsvp.person_id) == who.person.id)
    statement = (
        select(Meeting, Group.name, Rsvp.answer)
        .join(Group, col(Group.id) == Meeting.group_id)
        .join(Rsvp, answered, isouter=True)
        .where(col(Meeting.group_id).in_(list(who.groups)), Meeting.status == MeetingStatus.ON)
        .where(Meeting.starts_at >= since, Meeting.starts_at < until)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    return [
        MeetingLine(meeting, name, RsvpAnswer(answer) if answer else None)
        for meeting, name, answer in session.exec(statement)
    ]


def _just_over(session: Session, who: Standing, now: datetime) -> list[MeetingLine]:
    """Meetings that have ended within the last three days and at which nobody saw her yet."""
    longest = timedelta(hours=12)
    lines = _meetings(session, who, since=now - CONFIRM_WITHIN - longest, until=now)
    over = [line for line in lines if now - CONFIRM_WITHIN <= _end(line.meeting) <= now]
    seen = set(
        session.exec(
            select(Attendance.meeting_id).where(
                Attendance.person_id == who.person.id,
                col(Attendance.meeting_id).in_([line.meeting.id for line in over]),
            )
        )
    )
    return [line for line in over if line.meeting.id not in seen]


def _end(meeting: Meeting) -> datetime:
    return meeting.starts_at + timedelta(minutes=meeting.minutes)
