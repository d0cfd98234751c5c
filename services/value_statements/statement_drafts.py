"""Drafting a statement, writing its words, and what its writers are questioned about."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models import Deliverable, Person, ValueStatement
from models.columns import TEXT_LENGTH
from models.subjects import Subject
from models.value_statements import (
    CountedRows,
    FactRows,
    StatementContent,
    StatementGap,
    StatementKind,
    StatementPart,
    StatementScope,
    StatementText,
    parts_of,
)
from services import consortium, history, stale_forms
from services.dates.arithmetic import year_before
from services.errors import Invalid
from services.value_statements import reckoning
from services.value_statements.fact_rows import fact_rows

WORDED = "statement.worded"
"""The action under which history knows that words were changed."""
REPORT_DAYS = 60
"""How many days after the end of its year the annual report of a group is due."""
_BESIDE_YEAR_BEFORE = (StatementKind.LIBRARY, StatementKind.CONSORTIUM)
LONGEST_PERIOD = 732
"""Days about which a statement speaks at most: two years."""


def find(session: Session, scope: StatementScope) -> ValueStatement | None:
    """The statement of this scope, whatever its state."""
    statement = select(ValueStatement).where(
        ValueStatement.kind == scope.kind,
        ValueStatement.first_day == scope.first,
        ValueStatement.last_day == scope.last,
        ValueStatement.organization_id == (scope.organization.id if scope.organization else None),
        ValueStatement.group_id == (scope.group.id if scope.group else None),
    )
    return session.exec(statement).first()


def draft(
    session: Session, scope: StatementScope, *, by: Person, now: datetime, today: date
) -> tuple[ValueStatement, bool]:
    """The statement of this scope, and whether it is new: there is one of each. Raises ``Invalid``
    for a period that has not begun, or is too long.
    """
    if scope.first > today:
        raise Invalid("That period has not begun. Name one of which something can be told.")
    if (scope.last - scope.first).days >= LONGEST_PERIOD:
        raise Invalid("A statement is about two years at most. Name a shorter period.")
    if (held := find(session, scope)) is not None:
        return held, False
    new = ValueStatement(
        kind=scope.kind,
        organization_id=scope.organization.id if scope.organization else None,
        group_id=scope.group.id if scope.group else None,
        first_day=scope.first,
        last_day=scope.last,
        label=scope.label,
        drafted_by=by.id,
        drafted_at=now,
        due_on=scope.last + timedelta(days=REPORT_DAYS)
        if scope.kind is StatementKind.GROUP
        else None,
    )
    try:
        with session.begin_nested():
            session.add(new)
            session.flush()
    except IntegrityError:
        # Somebody else drafted it at the same time.
        if (held := find(session, scope)) is None:
            raise
        return held, False
    history.record(session, "statement.drafted", Subject.of(new), by=by, now=now)
    return new, True


def write(
    session: Session,
    statement: ValueStatement,
    typed: Mapping[str, str],
    *,
    seen: str,
    title: str,
    by: Person,
    now: datetime,
    is_page: bool = False,
) -> list[StatementPart]:
    """Change the words of a statement that ``access.statement_to_edit`` gave, and say of which
    parts they are new. ``typed`` is by ``StatementPart``; what its kind does not have is left out.
    ``seen`` is what ``stale_forms.digests`` made of what the form showed. Raises ``Invalid`` with
    the part that is too long, and ``Conflict`` where somebody else has changed them, too.
    """
    _check_length(typed)
    texts = texts_of(session, statement)
    present = {str(part): texts.get(part, "") for part in parts_of(statement.kind) if part in typed}
    saved = stale_forms.merged(
        session,
        {part: typed[part].strip() for part in present},
        present,
        seen,
        about=Subject.of(statement),
        title=title,
        words={part: f"part “{part}”" for part in present},
        by=by,
        acts=(WORDED,),
        is_page=is_page,
    )
    held = _rows(session, statement)
    changed = [StatementPart(part) for part, text in saved.items() if text != present[part]]
    for part in changed:
        row = held.get(part) or StatementText(
            statement_id=statement.id, part=part, changed_by=by.id, changed_at=now
        )
        row.wording, row.changed_by, row.changed_at = saved[part], by.id, now
        session.add(row)
    if changed:
        after = {"parts": [str(part) for part in changed]}
        history.record(session, WORDED, Subject.of(statement), by=by, now=now, after=after)
    return changed


def _check_length(typed: Mapping[str, str]) -> None:
    for part, text in typed.items():
        if len(text.strip()) > TEXT_LENGTH:
            raise Invalid(f"That is too long: {TEXT_LENGTH:,} characters at most.", field=part)


def texts_of(session: Session, statement: ValueStatement) -> dict[str, str]:
    """The words of each part as they stand; parts without words are left out."""
    return {
        str(part): row.wording for part, row in _rows(session, statement).items() if row.wording
    }


def content_now(
    session: Session, statement: ValueStatement, scope: StatementScope, *, now: datetime
) -> StatementContent:
    """What the statement would say if it was published now."""
    rows = fact_rows(session, scope, now=now)
    return StatementContent(
        scope.title,
        reckoning.figures(rows, scope.kind),
        rows,
        texts_of(session, statement),
        year_before=_year_before(session, scope, now),
    )


def _year_before(session: Session, scope: StatementScope, now: datetime) -> CountedRows | None:
    """What is counted of the same days of the year before; None where nothing is written of it."""
    if scope.kind not in _BESIDE_YEAR_BEFORE:
        return None
    last = min(scope.last, consortium.today(session, now))
    before = replace(scope, first=year_before(scope.first), last=year_before(last))
    rows = fact_rows(session, before, now=now)
    return CountedRows(reckoning.figures(rows, scope.kind), rows) if rows != FactRows() else None


def gaps(
    session: Session, scope: StatementScope, content: StatementContent, *, today: date
) -> tuple[tuple[StatementGap, int], ...]:
    """What is missing in a draft, each with how much of it."""
    values = {row.definition.key: row.value for row in content.figures if not row.detail}
    found: Counter[StatementGap] = Counter()
    if scope.kind is StatementKind.GROUP:
        for key, gap in _EMPTY.items():
            found[gap] = int(not values.get(key, 0))
        found[StatementGap.VACANT] = values.get("vacant-seats", 0)
        found[StatementGap.OVERDUE] = _overdue(session, scope, today)
        found[StatementGap.NO_PLAN] = int(not content.texts.get(StatementPart.NEXT))
    else:
        found[StatementGap.NO_SAVING] = sum(not row.saved_how for row in content.rows.commitments)
        found[StatementGap.NO_STORY] = int(not content.rows.stories)
    found[StatementGap.NO_LIST] = values.get("meetings-without-list", 0)
    found[StatementGap.NO_OPENING] = int(not content.texts.get(StatementPart.OPENING))
    return tuple((gap, found[gap]) for gap in StatementGap if found[gap])


_EMPTY = {
    "meetings-held": StatementGap.NO_MEETING,
    "decisions": StatementGap.NO_DECISION,
    "deliverables-finished": StatementGap.NO_DELIVERABLE,
}


def _overdue(session: Session, scope: StatementScope, today: date) -> int:
    """How many deliverables were due in the period and are not finished."""
    until = min(scope.last, today)
    due = select(Deliverable.id).where(
        Deliverable.group_id == (scope.group.id if scope.group else 0),
        col(Deliverable.done_on).is_(None),
        col(Deliverable.due_on).between(scope.first, until),
    )
    return len(session.exec(due).all())


def _rows(session: Session, statement: ValueStatement) -> dict[StatementPart, StatementText]:
    held = select(StatementText).where(StatementText.statement_id == statement.id)
    return {StatementPart(row.part): row for row in session.exec(held)}
