"""Makes what comes back ahead of its day: a task, or the draft of a call. Each day is dealt with
once, and one that has passed is not made up for.
"""

import logging
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models import (
    Call,
    CallKind,
    CallState,
    Group,
    MakingOutcome,
    Obligation,
    ObligationKind,
    ObligationMaking,
    Organization,
    Person,
    Seat,
    Task,
    Topic,
)
from models.calls import CallFacts
from models.obligations import MadeLine
from models.subjects import Subject
from models.tasks import Owner
from services import calls, consortium, data_fields, data_sheets, dates, history, tasks, terms
from services.access.locks import locked
from services.errors import Invalid, Refusal
from services.obligations import yearly_rhythms
from services.obligations.changes import settle, today_in

log = logging.getLogger(__name__)

_USUAL_CLOSING = time(17, 0)
_DAY_PASSED = "Its day had passed before I could make it."
_NOTHING_TO_COPY = "There is no call any more to copy."
_MOST_MADE_AT_ONCE = 20
"""Days of one obligation that are dealt with in one transaction."""


@dataclass(frozen=True)
class Made:
    """What was made or missed of one obligation just now, with its group."""

    obligation: Obligation
    group: Group
    lines: tuple[MadeLine, ...]


def due(session: Session, now: datetime) -> list[int]:
    """The ids of the obligations of which something is to be made now: two queries."""
    calendar = yearly_rhythms.YearlyCalendar.of(consortium.settings(session))
    statement = (
        select(Obligation, Group)
        .join(Group, col(Group.id) == Obligation.group_id)
        .where(col(Obligation.ended_at).is_(None), terms.active(now))
        .order_by(col(Obligation.id))
    )
    return [
        row.id
        for row, group in session.exec(statement)
        if _is_due(row, today_in(group, now), calendar)
    ]


def _is_due(row: Obligation, today: date, calendar: yearly_rhythms.YearlyCalendar) -> bool:
    """Whether something is to be made. What cannot be read any more stands in no other's way."""
    try:
        return _due_day(row, today, calendar) is not None
    except Invalid:
        log.error("the rhythm of obligation:%s cannot be read", row.id)
        return False


def make_due(session: Session, obligation_id: int, now: datetime) -> Made | None:
    """Make what is due of an obligation, asked again once it is locked; None where nothing is."""
    row = locked(session, session.get_one(Obligation, obligation_id))
    group = session.get_one(Group, row.group_id)
    if row.ended_at is not None or not terms.is_active(group, now):
        return None
    today = today_in(group, now)
    calendar = yearly_rhythms.YearlyCalendar.of(consortium.settings(session))
    lines: list[MadeLine] = []
    while len(lines) < _MOST_MADE_AT_ONCE:
        due_on = _due_day(row, today, calendar)
        if due_on is None:
            break
        lines.append(_make(session, row, group, due_on, today=today, now=now))
    return Made(row, group, tuple(lines)) if lines else None


def _due_day(row: Obligation, today: date, calendar: yearly_rhythms.YearlyCalendar) -> date | None:
    """The next day of an obligation if its time has come, however long ago that was."""
    [due_on] = yearly_rhythms.next_days(yearly_rhythms.read(row.rhythm), calendar, row.done_through)
    return due_on if due_on - timedelta(days=row.lead_days) <= today else None


def _make(
    session: Session,
    row: Obligation,
    group: Group,
    due_on: date,
    *,
    today: date,
    now: datetime,
) -> MadeLine:
    task: Task | None = None
    call: Call | None = None
    reason = _DAY_PASSED if due_on < today else ""
    if not reason:
        try:
            with session.begin_nested():
                if row.kind is ObligationKind.TASK:
                    task = _task(session, row, group, due_on, today=today, now=now)
                else:
                    call = _draft(session, row, group, due_on, now=now)
            reason = "" if task or call else _NOTHING_TO_COPY
        except Refusal as refusal:
            task, call, reason = None, None, refusal.message
    outcome = MakingOutcome.MISSED if reason else MakingOutcome.MADE
    making = settle(
        session,
        row,
        due_on,
        outcome,
        now=now,
        task_id=task.id if task else None,
        call_id=call.id if call else None,
        reason=reason,
    )
    action = "obligation.missed" if reason else "obligation.made"
    after = {"due_on": due_on.isoformat()} | ({"reason": reason} if reason else {})
    history.record(session, action, Subject.of(row), by=None, now=now, after=after)
    return MadeLine(making, task, call)


def _task(
    session: Session, row: Obligation, group: Group, due_on: date, *, today: date, now: datetime
) -> Task:
    """The task of a day. A first reminder that would be on a day that has passed is left out."""
    first = due_on - timedelta(days=row.remind_days) if row.remind_days else None
    draft = tasks.TaskDraft(
        row.title,
        _holder(session, row, group, today),
        due_on=due_on,
        group=group,
        remind_on=first if first and first >= consortium.today(session, now) else None,
    )
    return tasks.add(session, draft, by=session.get_one(Person, row.drafted_by), now=now)


def _holder(session: Session, row: Obligation, group: Group, today: date) -> Owner | None:
    """The library or the seat that has it; None where that is not there any more, so that anybody
    in the group may take the task.
    """
    if row.library_id is not None:
        library = session.get_one(Organization, row.library_id)
        return library if library.is_active_on(today) else None
    if row.seat_id is not None:
        seat = session.get_one(Seat, row.seat_id)
        return seat if seat.closed_at is None and seat.group_id == group.id else None
    return None


def _draft(
    session: Session, row: Obligation, group: Group, due_on: date, *, now: datetime
) -> Call | None:
    """A copy of the last call of an obligation that closes on its day; None where there is none."""
    last = _last_call(session, row)
    if last is None:
        return None
    facts = replace(
        calls.facts_of(last),
        question=data_sheets.later_question(last.question, due_on.year - _year(last, group)),
        topic_id=_open_topic(session, last),
        closes_at=_closing(last, group, due_on, now),
        opens_at=None,
    )
    if last.kind is CallKind.DATA:
        facts = replace(facts, weights={})
    return _copied(session, last, group, facts, by=session.get_one(Person, row.drafted_by), now=now)


def _copied(
    session: Session, last: Call, group: Group, facts: CallFacts, *, by: Person, now: datetime
) -> Call:
    call = calls.draft(session, group, facts, by=by, now=now)
    if last.kind is CallKind.DATA:
        data_fields.follow(session, call, last)
    if last.kind is CallKind.OFFER:
        calls.take_terms(session, call, last, by=by, now=now)
    return call


def _last_call(session: Session, row: Obligation) -> Call | None:
    """The last call that was made of it and went out, else the one that is to be copied first. One
    that is a draft still, or was discarded, says less than the one before.
    """
    made = (
        select(Call)
        .join(ObligationMaking, col(ObligationMaking.call_id) == Call.id)
        .where(ObligationMaking.obligation_id == row.id, col(Call.state) != CallState.DRAFT)
        .order_by(col(ObligationMaking.due_on).desc())
        .limit(1)
    )
    return session.exec(made).first() or (
        session.get(Call, row.template_id) if row.template_id else None
    )


def _year(call: Call, group: Group) -> int:
    """The year in which a call closed, or was to, in the zone of a group."""
    return (call.closes_at or call.drafted_at).astimezone(ZoneInfo(group.zone)).year


def _closing(last: Call, group: Group, due_on: date, now: datetime) -> datetime | None:
    """The hour of the last call on a day; None, to be chosen, where that has passed."""
    zone = ZoneInfo(group.zone)
    hour = last.closes_at.astimezone(zone).time() if last.closes_at else _USUAL_CLOSING
    closes_at = dates.instant(due_on, hour, group.zone)
    return closes_at if closes_at > now else None


def _open_topic(session: Session, last: Call) -> int | None:
    topic = session.get(Topic, last.topic_id) if last.topic_id else None
    return topic.id if topic is not None and topic.closed_at is None else None
