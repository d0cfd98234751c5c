"""What happened in a group since its last digest, and what lies ahead of it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Attendance,
    Call,
    Group,
    Meeting,
    MeetingStatus,
    Membership,
    Organization,
    OrganizationKind,
    Person,
    Rsvp,
    RsvpAnswer,
    Task,
)
from models.digests import DigestFacts, MeetingAhead, MeetingHeld, NewMember, TaskFact
from models.tasks import TaskLine
from services import calls, decisions, pauses, polls, stories, tasks, terms
from services.digests.meeting_changes import meeting_changes
from services.digests.timing import WEEK, since_last

MEETINGS_AHEAD = 3
HORIZON = timedelta(days=42)


def preview(session: Session, group: Group, *, now: datetime) -> DigestFacts:
    """What the digest would tell if it came now."""
    return contents(session, group, since_last(session, group, now), now)


def contents(session: Session, group: Group, since: datetime, now: datetime) -> DigestFacts:
    """What happened in a group from ``since`` until ``now``, and what lies ahead of it:
    thirteen queries, and up to five more where the group wants a story of the week.
    """
    today = now.astimezone(ZoneInfo(group.zone)).date()
    open_tasks = _open_tasks(session, group, now)
    open_calls, ended_calls = calls.of_a_week(session, group, since, now)
    found = DigestFacts(
        since=since,
        at=now,
        today=today,
        decided=decisions.decided(session, group, since, now),
        questions=decisions.open_questions(session, group),
        done=_done(session, group, since, now),
        due=tuple(fact for fact in open_tasks if _due_on(fact) >= today),
        overdue=tuple(fact for fact in open_tasks if _due_on(fact) < today),
        opened=_opened(session, group, since, now),
        ahead=_ahead(session, group, now),
        held=_held(session, group, since, now),
        joined=_joined(session, group, since, now),
        changed=meeting_changes(session, group, since, now),
        open_calls=open_calls,
        ended_calls=ended_calls,
        pause=pauses.current(session, group, now),
        open_polls=polls.of_group(session, group, now),
        nothing_changed=False,
    )
    is_busy = found.due or _has_news(found, group) or _is_near(found)
    if not is_busy:
        return replace(found, nothing_changed=True)
    return replace(found, story=stories.of_the_week(session, group, since, now))


def with_permitted_story(
    session: Session, group: Group, facts: DigestFacts, now: datetime
) -> DigestFacts:
    """The facts for a digest that is written now, in the same transaction. Its story of the week is
    noted as told; one that somebody has kept back meanwhile is left out.
    """
    if facts.story and not stories.remember_telling(session, group, facts.story, now=now):
        return replace(facts, story=None)
    return facts


def _has_news(found: DigestFacts, group: Group) -> bool:
    """Whether anything happened since the last digest."""
    since = found.since
    last_day = since.astimezone(ZoneInfo(group.zone)).date()
    happened = (found.done, found.opened, found.held, found.joined, found.decided, found.changed)
    return (
        any((*happened, found.ended_calls))
        or any(entry.question.raised_at >= since for entry in found.questions)
        or any(_due_on(fact) >= last_day for fact in found.overdue)
        or any(_is_new(line.call, since) for line in found.open_calls)
        or any(line.poll.opened_at >= since for line in found.open_polls)
    )


def _is_near(found: DigestFacts) -> bool:
    """Whether a meeting begins, or a call or a poll closes, within a week."""
    begin = (fact.meeting.starts_at for fact in found.ahead)
    close = (line.call.closes_at for line in found.open_calls if line.call.closes_at)
    answered_until = (line.poll.closes_at for line in found.open_polls)
    return any(moment <= found.at + WEEK for moment in (*begin, *close, *answered_until))


def _is_new(call: Call, since: datetime) -> bool:
    return call.opened_at is not None and call.opened_at >= since


def _done(session: Session, group: Group, since: datetime, now: datetime) -> tuple[TaskFact, ...]:
    """What is done, with its owners; a task of nobody is of who marked it done, as in reports."""
    lines = tasks.lines_of(
        session,
        [col(Task.group_id) == group.id, col(Task.done_at) >= since, col(Task.done_at) < now],
        now,
        order=(col(Task.done_at), col(Task.id)),
    )
    ids = {line.task.done_by for line in lines}
    people = select(Person.id, Person.name).where(col(Person.id).in_(ids))
    names = dict(session.exec(people).all())
    return tuple(_done_fact(line, names.get(line.task.done_by or 0)) for line in lines)


def _done_fact(line: TaskLine, done_by: str | None) -> TaskFact:
    is_of_another = bool(line.owners) and line.task.done_by not in {
        person.id for person in line.owners
    }
    return TaskFact(
        line.task,
        line.whose if line.owners else done_by,
        done_by=done_by if is_of_another else None,
    )


def _open_tasks(session: Session, group: Group, now: datetime) -> tuple[TaskFact, ...]:
    """What is open and due within a week, with its owners; they have left where nobody is there any
    more of those who are named.
    """
    today = now.astimezone(ZoneInfo(group.zone)).date()
    conditions = (
        col(Task.group_id) == group.id,
        col(Task.done_at).is_(None),
        col(Task.due_on) <= today + WEEK,
    )
    named = terms.named_owners()
    gone = (
        sa.select(col(Task.id), col(Person.id))
        .join(named, named.c.task_id == col(Task.id))
        .join(Person, col(Person.id) == named.c.person_id)
        .where(*conditions, tasks.has_left(now))
    )
    left = {(task_id, person_id) for task_id, person_id in session.execute(gone)}
    lines = tasks.lines_of(session, conditions, now, order=(col(Task.due_on), col(Task.id)))
    return tuple(
        TaskFact(
            line.task,
            line.whose or None,
            has_left=bool(line.owners)
            and all((line.task.id, person.id) in left for person in line.owners),
        )
        for line in lines
    )


def _due_on(fact: TaskFact) -> date:
    return fact.task.due_on or date.max


def _opened(session: Session, group: Group, since: datetime, now: datetime) -> int:
    statement = select(sa.func.count()).where(
        col(Task.group_id) == group.id, col(Task.created_at) >= since, col(Task.created_at) < now
    )
    return session.exec(statement).one()


def _ahead(session: Session, group: Group, now: datetime) -> tuple[MeetingAhead, ...]:
    def answered(answer: RsvpAnswer) -> sa.ColumnElement[int]:
        return sa.func.count(sa.case((col(Rsvp.answer) == answer, 1)))

    statement = (
        select(
            Meeting, answered(RsvpAnswer.YES), answered(RsvpAnswer.MAYBE), answered(RsvpAnswer.NO)
        )
        .join(Rsvp, col(Rsvp.meeting_id) == Meeting.id, isouter=True)
        .where(Meeting.group_id == group.id, Meeting.status == MeetingStatus.ON)
        .where(col(Meeting.starts_at) > now, col(Meeting.starts_at) <= now + HORIZON)
        .group_by(col(Meeting.id))
        .order_by(col(Meeting.starts_at), col(Meeting.id))
        .limit(MEETINGS_AHEAD)
    )
    return tuple(MeetingAhead(*row) for row in session.exec(statement))


def _held(
    session: Session, group: Group, since: datetime, now: datetime
) -> tuple[MeetingHeld, ...]:
    library = sa.case((col(Organization.kind) == OrganizationKind.LIBRARY, Organization.id))
    statement = (
        select(
            Meeting, sa.func.count(col(Attendance.person_id)), sa.func.count(sa.distinct(library))
        )
        .join(Attendance, col(Attendance.meeting_id) == Meeting.id, isouter=True)
        .join(Person, col(Person.id) == Attendance.person_id, isouter=True)
        .join(Organization, col(Organization.id) == Person.organization_id, isouter=True)
        .where(Meeting.group_id == group.id, Meeting.status == MeetingStatus.ON)
        .where(col(Meeting.starts_at) >= since, col(Meeting.starts_at) < now)
        .group_by(col(Meeting.id))
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    return tuple(MeetingHeld(*row) for row in session.exec(statement))


def _joined(
    session: Session, group: Group, since: datetime, now: datetime
) -> tuple[NewMember, ...]:
    statement = (
        select(Person.name, Organization.short_name)
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Organization, col(Organization.id) == Person.organization_id, isouter=True)
        .where(terms.newcomers(group, since, now))
        .order_by(col(Person.name), col(Person.id))
    )
    return tuple(NewMember(*row) for row in session.exec(statement))
