"""What people do with recurring obligations. Every verb writes history."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models import (
    Call,
    CallState,
    Group,
    MakingOutcome,
    Obligation,
    ObligationKind,
    ObligationMaking,
    Organization,
    OrganizationKind,
    Person,
    Seat,
)
from models.columns import NAME_LENGTH
from models.obligations import DETAILS_LENGTH, MOST_DAYS_AHEAD, ObligationFacts
from models.subjects import Subject
from services import consortium, history, terms
from services.access.locks import locked
from services.errors import Conflict, Invalid
from services.obligations import yearly_rhythms

MOST_OBLIGATIONS = 40
"""Of one group, those that go on."""
FIELD_WORDS = {
    "title": "title",
    "details": "details",
    "rhythm": "rhythm",
    "lead_days": "time ahead",
    "remind_days": "first reminder",
    "library_id": "library that has it",
    "seat_id": "seat that has it",
    "template_id": "call that is copied",
    "is_of_consortium": "owner",
}
"""The fields of the form, by their names in the history, and what they are called."""


def add(
    session: Session, group: Group, facts: ObligationFacts, *, by: Person, now: datetime
) -> Obligation:
    """Write down what comes back in a group from ``access.group_to_edit``; its first day is the
    next one, today included. Raises ``Invalid`` with the field at fault.
    """
    if len(_going_on(session, group)) >= MOST_OBLIGATIONS:
        raise Conflict(
            f"{group.name} has {MOST_OBLIGATIONS} obligations. End one that is not needed."
        )
    values = _checked(session, group, facts, now, kept=None)
    yesterday = today_in(group, now) - timedelta(days=1)
    row = Obligation(
        group_id=group.id, **values, done_through=yesterday, drafted_by=by.id, drafted_at=now
    )
    session.add(row)
    session.flush()
    after = {"title": row.title, "rhythm": row.rhythm, "kind": row.kind}
    history.record(session, "obligation.added", Subject.of(row), by=by, now=now, after=after)
    return row


def change(
    session: Session,
    row: Obligation,
    group: Group,
    facts: ObligationFacts,
    *,
    by: Person,
    now: datetime,
) -> None:
    """Change one from ``access.obligation_to_edit`` from its next day on: what was made stays."""
    values = _checked(session, group, facts, now, kept=row)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return
    before = {name: getattr(row, name) for name in changed}
    for name in changed:
        setattr(row, name, values[name])
    row.drafted_by = by.id
    # A day that passed before nobody could have meant is not made up for.
    row.done_through = max(row.done_through, today_in(group, now) - timedelta(days=1))
    session.add(row)
    after = {name: values[name] for name in changed}
    about = Subject.of(row)
    history.record(session, "obligation.changed", about, by=by, now=now, before=before, after=after)


def skip(session: Session, row: Obligation, due_on: date, *, by: Person, now: datetime) -> date:
    """Leave out the next day of one from ``access.obligation_to_edit``; the one that is next then.
    Raises ``Conflict`` where ``due_on`` is not its next day any more.
    """
    if next_of(session, row) != due_on:
        raise Conflict(
            "That day was made or skipped already. `/wg obligations` shows which one is next."
        )
    settle(session, row, due_on, MakingOutcome.SKIPPED, now=now)
    after = {"due_on": due_on.isoformat()}
    history.record(session, "obligation.skipped", Subject.of(row), by=by, now=now, after=after)
    return next_of(session, row)


def end(session: Session, row: Obligation, *, by: Person | None, now: datetime) -> None:
    """Let one never come back. What was made of it stays."""
    row.ended_at = now
    session.add(row)
    history.record(session, "obligation.ended", Subject.of(row), by=by, now=now)


def count_going_on(session: Session, group: Group) -> int:
    """How many obligations of a group go on."""
    return len(_going_on(session, group))


def end_with_group(session: Session, group: Group, *, by: Person | None, now: datetime) -> int:
    """End all that come back in a group that was discharged; how many those were."""
    rows = [locked(session, row) for row in _going_on(session, group)]
    ended = [row for row in rows if row.ended_at is None]
    for row in ended:
        end(session, row, by=by, now=now)
    return len(ended)


def left_by_groups(session: Session, now: datetime) -> list[int]:
    """The ids of discharged groups in which something still would come back: one query."""
    statement = (
        select(Group.id)
        .join(Obligation, col(Obligation.group_id) == Group.id)
        .where(col(Obligation.ended_at).is_(None), ~terms.active(now))
    )
    return sorted(set(session.exec(statement)))


def pass_on(session: Session, group: Group, heir: Group, *, by: Person, now: datetime) -> int:
    """Let what comes back in a group come back in another one, which goes on with its work; how
    many those are. A seat of the former group does not hold the tasks any more.
    """
    rows = [locked(session, row) for row in _going_on(session, group)]
    for row in rows:
        row.group_id, row.seat_id = heir.id, None
        session.add(row)
        before, after = {"group": group.id}, {"group": heir.id}
        about, action = Subject.of(row), "obligation.passed_on"
        history.record(session, action, about, by=by, now=now, before=before, after=after)
    session.flush()
    return len(rows)


def settle(
    session: Session,
    row: Obligation,
    due_on: date,
    outcome: MakingOutcome,
    *,
    now: datetime,
    task_id: int | None = None,
    call_id: int | None = None,
    reason: str = "",
) -> ObligationMaking:
    """Write down what became of a day of one that is locked, once."""
    making = ObligationMaking(
        obligation_id=row.id,
        due_on=due_on,
        outcome=outcome,
        task_id=task_id,
        call_id=call_id,
        reason=reason,
        made_at=now,
    )
    row.done_through = due_on
    session.add_all([row, making])
    session.flush()
    return making


def next_of(session: Session, row: Obligation) -> date:
    """The next day on which one comes back: the first that was neither made nor skipped."""
    return next_days(session, row.rhythm, row.done_through)[0]


def next_days(session: Session, rhythm: str, after: date, *, count: int = 1) -> list[date]:
    """The next days of a rhythm after a day, by the terms and the fiscal year of the consortium.
    Raises ``Invalid`` for a rhythm that cannot be read.
    """
    calendar = yearly_rhythms.YearlyCalendar.of(consortium.settings(session))
    return yearly_rhythms.next_days(yearly_rhythms.read(rhythm), calendar, after, count=count)


def facts_of(row: Obligation) -> ObligationFacts:
    """What one says, as its form would."""
    fields = ObligationFacts.__match_args__
    return ObligationFacts(**{name: getattr(row, name) for name in fields})


def recorded(row: Obligation) -> dict[str, Any]:
    """What the form shows, as the history keeps it."""
    return {name: getattr(row, name) for name in FIELD_WORDS}


def today_in(group: Group, now: datetime) -> date:
    """The day in the zone of a group."""
    return now.astimezone(ZoneInfo(group.zone)).date()


def templates(session: Session, group: Group, *, kept: int | None = None) -> Sequence[Call]:
    """The calls of a group that were opened, of which the next can be a copy, the latest first;
    with the one that is ``kept`` already.
    """
    was_opened = (col(Call.group_id) == group.id) & (col(Call.state) != CallState.DRAFT)
    statement = select(Call).where(was_opened | (col(Call.id) == kept))
    return session.exec(statement.order_by(col(Call.id).desc())).all()


def _going_on(session: Session, group: Group) -> Sequence[Obligation]:
    statement = select(Obligation).where(
        Obligation.group_id == group.id, col(Obligation.ended_at).is_(None)
    )
    return session.exec(statement.order_by(col(Obligation.id))).all()


def _checked(
    session: Session,
    group: Group,
    facts: ObligationFacts,
    now: datetime,
    *,
    kept: Obligation | None,
) -> dict[str, Any]:
    """The columns as the facts say, tidied. ``kept`` is the row that had them before."""
    title = " ".join(facts.title.split())
    if not title or len(title) > NAME_LENGTH:
        raise Invalid(f"Say what comes back in at most {NAME_LENGTH} characters.", field="title")
    details = facts.details.strip()
    if len(details) > DETAILS_LENGTH:
        raise Invalid(f"That is too long: {DETAILS_LENGTH:,} characters at most.", field="details")
    if not 0 <= facts.lead_days <= MOST_DAYS_AHEAD:
        raise Invalid(f"Write a number of days from 0 to {MOST_DAYS_AHEAD}.", field="lead_days")
    is_task = facts.kind is ObligationKind.TASK
    remind_days = _remind_days(facts) if is_task else None
    if is_task:
        _check_holder(session, group, facts, now, kept)
    else:
        _check_template(session, group, facts, kept)
    return {
        "title": title,
        "details": details,
        "kind": facts.kind,
        "rhythm": _rhythm(session, facts.rhythm, today_in(group, now)),
        "lead_days": facts.lead_days,
        "remind_days": remind_days,
        "library_id": facts.library_id if is_task else None,
        "seat_id": facts.seat_id if is_task else None,
        "template_id": None if is_task else facts.template_id,
        "is_of_consortium": facts.is_of_consortium,
    }


def _rhythm(session: Session, typed: str, today: date) -> str:
    """A rhythm in the words that are kept, of which there is a next day."""
    rhythm = yearly_rhythms.describe(yearly_rhythms.read(typed))
    next_days(session, rhythm, today)
    return rhythm


def _remind_days(facts: ObligationFacts) -> int | None:
    days = facts.remind_days
    if days is not None and not 1 <= days <= max(facts.lead_days, 1):
        raise Invalid(
            "The first reminder comes at least a day before the due day, and not before the task is"
            " made.",
            field="remind_days",
        )
    return days


def _check_holder(
    session: Session,
    group: Group,
    facts: ObligationFacts,
    now: datetime,
    kept: Obligation | None,
) -> None:
    """Raise ``Invalid`` for a library or seat that cannot hold tasks, but for the one that did."""
    if facts.library_id is not None and not (kept and kept.library_id == facts.library_id):
        library = session.get(Organization, facts.library_id)
        is_member = library is not None and library.kind is OrganizationKind.LIBRARY
        if library is None or not is_member or not library.is_active_on(today_in(group, now)):
            raise Invalid("That is no member library now. Choose another one.", field="holder")
    if facts.seat_id is not None and not (kept and kept.seat_id == facts.seat_id):
        seat = session.get(Seat, facts.seat_id)
        if seat is None or seat.group_id != group.id or seat.closed_at is not None:
            raise Invalid(f"{group.name} has no such seat. Choose another one.", field="holder")


def _check_template(
    session: Session, group: Group, facts: ObligationFacts, kept: Obligation | None
) -> None:
    if facts.template_id is None:
        raise Invalid("Choose the call of which the next one is a copy.", field="template")
    if kept is not None and kept.template_id == facts.template_id:
        return
    call = session.get(Call, facts.template_id)
    if call is None or call.group_id != group.id or call.state is CallState.DRAFT:
        raise Invalid("Choose a call of this group that was opened.", field="template")
