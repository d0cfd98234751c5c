"""What waits for one person, across all her groups."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Attendance, Group, Meeting, MeetingStatus, Person, Rsvp, RsvpAnswer, Task
from models.waiting import Waiting, WaitingMeeting, WaitingTask
from services import access
from services.access import Standing

AHEAD = timedelta(days=30)
CONFIRM_WITHIN = timedelta(hours=72)
"""How long after its end somebody may still say that she was at a meeting."""


def waiting(session: Session, who: Standing, *, now: datetime) -> Waiting:
    """Her open tasks, meetings of the next thirty days, and meetings just over: three queries."""
    return Waiting(
        tasks=_tasks(session, who.person),
        ahead=_meetings(session, who, since=now, until=now + AHEAD),
        to_confirm=[
            line for line in _just_over(session, who, now) if line.answer is not RsvpAnswer.NO
        ],
    )


def _tasks(session: Session, person: Person) -> list[WaitingTask]:
    statement = (
        select(Task, Group.name)
        .join(Group, col(Group.id) == Task.group_id, isouter=True)
        .where(Task.owner_id == person.id, col(Task.done_at).is_(None))
        .order_by(col(Task.due_on).is_(None), col(Task.due_on), col(Task.id))
    )
    return [WaitingTask(task, name) for task, name in session.exec(statement)]


def _meetings(
    session: Session, who: Standing, *, since: datetime, until: datetime
) -> list[WaitingMeeting]:
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
        WaitingMeeting(meeting, name, RsvpAnswer(answer) if answer else None)
        for meeting, name, answer in session.exec(statement)
        if access.may_answer(meeting, by=who)
    ]


def _just_over(session: Session, who: Standing, now: datetime) -> list[WaitingMeeting]:
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
