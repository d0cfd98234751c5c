"""What waits for one person, across all her groups."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Attendance,
    Call,
    CallUnit,
    Group,
    Meeting,
    MeetingStatus,
    Minutes,
    MinutesState,
    Person,
    Poll,
    PollPerson,
    Rsvp,
    RsvpAnswer,
    Task,
)
from models.meetings import LONGEST_MEETING
from models.waiting import (
    SeenOnHome,
    Waiting,
    WaitingCall,
    WaitingMeeting,
    WaitingMinutes,
    WaitingPoll,
    WaitingTask,
)
from services import access, calls, polls, terms
from services.access import Standing
from services.attendance_lists import has_list

NOTHING_SEEN = SeenOnHome()
AHEAD = timedelta(days=30)
CONFIRM_WITHIN = timedelta(hours=72)
"""How long after its end somebody may still say that she was at a meeting."""
RECORD_WITHIN = timedelta(days=14)
"""How long after its start a chair is shown that a meeting has no list of who came."""


def waiting(
    session: Session, who: Standing, *, now: datetime, seen: SeenOnHome = NOTHING_SEEN
) -> Waiting:
    """Her open tasks, meetings of the next thirty days, meetings just over at which nobody saw her
    yet, calls that her units have not answered, and polls that she has not: three queries, and one
    more for a chair, of meetings without a list of who came and of minutes that are not approved.

    What was ``seen`` before she pressed a button is there still, with what became of it.
    """
    unanswered_calls, unanswered_polls = _unanswered(session, who)
    without_list, minutes = _of_chaired(session, who, now)
    near = _meetings(session, who, since=now - CONFIRM_WITHIN - LONGEST_MEETING, until=now + AHEAD)
    return Waiting(
        tasks=_tasks(session, who.person, now),
        ahead=[line for line in near if line.meeting.starts_at >= now],
        to_confirm=[
            line
            for line in near
            if now - CONFIRM_WITHIN <= _end(line.meeting) <= now
            and (not line.came or line.meeting.id in seen.meetings)
            and line.answer is not RsvpAnswer.NO
        ],
        to_record=without_list,
        done=_done(session, who.person, seen, now) if seen.tasks else [],
        seen=seen,
        minutes=minutes,
        calls=unanswered_calls,
        polls=unanswered_polls,
    )


def _unanswered(session: Session, who: Standing) -> tuple[list[WaitingCall], list[WaitingPoll]]:
    """The calls and the polls that wait for her, what closes first coming first: one query."""
    nothing = sa.cast(sa.null(), sa.Integer)
    of_calls: Any = (
        sa.select(col(CallUnit.id).label("unit_id"), nothing.label("poll_id"))
        .join(Call, col(Call.id) == CallUnit.call_id)
        .join(Group, col(Group.id) == Call.group_id)
        .where(calls.is_waiting_for(who))
    )
    of_polls: Any = (
        sa.select(nothing, col(Poll.id))
        .join(Group, col(Group.id) == Poll.group_id)
        .join(PollPerson, col(PollPerson.poll_id) == Poll.id)
        .where(polls.is_waiting_for(who))
    )
    found = of_calls.union_all(of_polls).subquery()
    statement: Any = (
        sa.select(CallUnit, Call, Poll, col(Group.name))
        .select_from(found)
        .join(CallUnit, col(CallUnit.id) == found.c.unit_id, isouter=True)
        .join(Call, col(Call.id) == CallUnit.call_id, isouter=True)
        .join(Poll, col(Poll.id) == found.c.poll_id, isouter=True)
        .join(Group, col(Group.id) == Poll.group_id, isouter=True)
        .order_by(col(Call.closes_at), col(CallUnit.name), col(CallUnit.id))
        .order_by(col(Poll.closes_at), col(Poll.id))
    )
    rows = session.execute(statement).all()
    return (
        [WaitingCall(unit, call) for unit, call, _poll, _name in rows if unit],
        [WaitingPoll(poll, name) for _unit, _call, poll, name in rows if poll],
    )


def _of_chaired(
    session: Session, who: Standing, now: datetime
) -> tuple[list[WaitingMeeting], list[WaitingMinutes]]:
    """Of the groups that she chairs the meetings just over of which nobody saved who came, and the
    minutes that are drafts or wait to be approved: one query.
    """
    chaired = access.chaired_groups(who)
    if not chaired:
        return [], []
    parameters = {"group_ids": chaired, "since": now - RECORD_WITHIN, "until": now}
    rows = session.execute(_OF_CHAIRED, parameters).all()
    without_list = [
        WaitingMeeting(meeting, name, None)
        for meeting, name, _state, is_without_list in rows
        if is_without_list and _end(meeting) <= now
    ]
    return without_list, [
        WaitingMinutes(meeting, name, state is MinutesState.DRAFT)
        for meeting, name, state, _is_without_list in rows
        if state in _WAITING_STATES
    ]


def _tasks(session: Session, person: Person, now: datetime) -> list[WaitingTask]:
    rows = session.exec(_TASKS, params={"person_id": person.id, "at": now})
    return [WaitingTask(task, name) for task, name in rows]


def _done(session: Session, person: Person, seen: SeenOnHome, now: datetime) -> list[WaitingTask]:
    """The tasks that were seen and are done."""
    parameters = {"person_id": person.id, "task_ids": list(seen.tasks), "at": now}
    rows = session.exec(_DONE, params=parameters)
    return [WaitingTask(task, name) for task, name in rows]


def _meetings(
    session: Session, who: Standing, *, since: datetime, until: datetime
) -> list[WaitingMeeting]:
    """Meetings of her groups that start in a time."""
    parameters = {
        "person_id": who.person.id,
        "group_ids": access.own_groups(who),
        "since": since,
        "until": until,
    }
    return [
        WaitingMeeting(meeting, name, RsvpAnswer(answer) if answer else None, came=came is not None)
        for meeting, name, answer, came in session.execute(_MEETINGS, parameters)
        if access.may_answer(meeting, by=who)
    ]


def _end(meeting: Meeting) -> datetime:
    return meeting.starts_at + timedelta(minutes=meeting.minutes)


_PERSON: sa.BindParameter[int] = sa.bindparam("person_id")
_AT: sa.BindParameter[datetime] = sa.bindparam("at")
_TASKS = (
    select(Task, Group.name)
    .join(Group, col(Group.id) == Task.group_id, isouter=True)
    .where(terms.owns_open(_PERSON, _AT), col(Task.done_at).is_(None))
    .where(terms.active(sa.bindparam("at")))
    .order_by(col(Task.due_on).is_(None), col(Task.due_on), col(Task.id))
)
_DONE = (
    select(Task, Group.name)
    .join(Group, col(Group.id) == Task.group_id, isouter=True)
    .where(col(Task.id).in_(sa.bindparam("task_ids", expanding=True)))
    .where(terms.is_named_owner(_PERSON), col(Task.done_at).is_not(None))
    .where(terms.active(sa.bindparam("at")))
)
_MEETINGS = (
    sa.select(Meeting, col(Group.name), col(Rsvp.answer), col(Attendance.person_id))
    .join(Group, col(Group.id) == Meeting.group_id)
    .join(
        Rsvp,
        sa.and_(col(Rsvp.meeting_id) == Meeting.id, col(Rsvp.person_id) == _PERSON),
        isouter=True,
    )
    .join(
        Attendance,
        sa.and_(col(Attendance.meeting_id) == Meeting.id, col(Attendance.person_id) == _PERSON),
        isouter=True,
    )
    .where(
        col(Meeting.group_id).in_(sa.bindparam("group_ids", expanding=True)),
        col(Meeting.status) == MeetingStatus.ON,
        col(Meeting.starts_at) >= sa.bindparam("since"),
        col(Meeting.starts_at) < sa.bindparam("until"),
    )
    .order_by(col(Meeting.starts_at), col(Meeting.id))
)
_WAITING_STATES = (MinutesState.DRAFT, MinutesState.CIRCULATED)
_IS_WITHOUT_LIST: Any = sa.and_(
    col(Meeting.status) == MeetingStatus.ON,
    col(Meeting.starts_at) >= sa.bindparam("since"),
    col(Meeting.starts_at) < sa.bindparam("until"),
    ~has_list(),
)
# Two conditions that each have an index: with one "or" the meetings of all years would be read.
_CHAIRED_IDS = sa.union(
    sa.select(col(Meeting.id))
    .where(col(Meeting.group_id).in_(sa.bindparam("group_ids", expanding=True)))
    .where(_IS_WITHOUT_LIST),
    sa.select(col(Minutes.meeting_id)).where(col(Minutes.state).in_(_WAITING_STATES)),
).subquery()
_OF_CHAIRED: Any = (
    sa.select(Meeting, col(Group.name), col(Minutes.state), _IS_WITHOUT_LIST)
    .select_from(_CHAIRED_IDS)
    .join(Meeting, col(Meeting.id) == _CHAIRED_IDS.c.id)
    .join(Group, col(Group.id) == Meeting.group_id)
    .join(Minutes, col(Minutes.meeting_id) == Meeting.id, isouter=True)
    .where(col(Meeting.group_id).in_(sa.bindparam("group_ids", expanding=True)))
    .order_by(col(Meeting.starts_at), col(Meeting.id))
)
