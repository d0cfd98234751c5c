"""Publishing a statement, correcting it, and what was published: frozen figures, rows and words."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Person, StatementVersion, ValueStatement
from models.calendar_days import day_words
from models.statement_figures import StatementFigure
from models.subjects import Subject
from models.value_statements import (
    STATEMENT_REASON_LENGTH,
    CountedRows,
    FigureChange,
    StatementContent,
    StatementKind,
    StatementPage,
    StatementScope,
    StatementState,
    VersionLine,
)
from services import consortium, history
from services.archives import unzipped, unzipped_file, zipped
from services.errors import Conflict, Invalid
from services.value_statements import reckoning
from services.value_statements.hidden_groups import without_private_words
from services.value_statements.row_files import (
    FIGURES,
    StatementFiles,
    files_of,
    read_figures,
    read_files,
)
from services.value_statements.statement_drafts import content_now


def publish(
    session: Session,
    statement: ValueStatement,
    scope: StatementScope,
    *,
    by: Person,
    now: datetime,
    today: date,
) -> StatementVersion:
    """Freeze the figures, the rows and the words of a draft from ``access.statement_to_edit``.
    Raises ``Conflict`` where it is published already, and ``Invalid`` before its period is over.
    """
    if statement.state is StatementState.PUBLISHED:
        raise Conflict("It is published already. What changes now is a correction.")
    if statement.last_day >= today:
        raise Invalid(
            f"Its period goes on until {day_words(statement.last_day)}. Publish it after that day,"
            " or draft one for a period that is over."
        )
    content = content_now(session, statement, scope, now=now)
    version = _freeze(session, statement, scope, content, by=by, now=now)
    statement.state = StatementState.PUBLISHED
    session.add(statement)
    history.record(session, "statement.published", Subject.of(statement), by=by, now=now)
    return version


def correct(
    session: Session,
    statement: ValueStatement,
    scope: StatementScope,
    reason: str,
    *,
    by: Person,
    now: datetime,
) -> StatementVersion:
    """Count a published statement anew and freeze it as the next version, with its words as they
    stand. Raises ``Invalid`` without a reason, or with one that is too long, and ``Conflict``
    where nothing would change.
    """
    if statement.state is StatementState.DRAFT:
        raise Conflict("It is a draft. Publish it; there is nothing to correct.")
    if not reason.strip():
        raise Invalid("Say why it is corrected, for whoever has read it.", field="reason")
    if len(reason.strip()) > STATEMENT_REASON_LENGTH:
        most = STATEMENT_REASON_LENGTH
        raise Invalid(f"That is too long: {most} characters at most.", field="reason")
    last = latest(session, statement)
    content = content_now(session, statement, scope, now=now)
    frozen = content_of(session, last)
    kept = replace(content, title=frozen.title, stories=frozen.stories)
    if kept == frozen:
        raise Conflict("Nothing has changed since it was published: there is nothing to correct.")
    version = _freeze(
        session, statement, scope, content, by=by, now=now, number=last.number + 1, reason=reason
    )
    after = {"version": version.number}
    subject = Subject.of(statement)
    history.record(session, "statement.corrected", subject, by=by, now=now, after=after)
    return version


def _freeze(
    session: Session,
    statement: ValueStatement,
    scope: StatementScope,
    content: StatementContent,
    *,
    by: Person,
    now: datetime,
    number: int = 1,
    reason: str = "",
) -> StatementVersion:
    files = files_of(content.title, _files_of(scope.kind, content))
    version = StatementVersion(
        statement_id=statement.id,
        number=number,
        published_by=by.id,
        published_at=now,
        reason=reason.strip(),
        title=content.title,
        texts=content.texts,
        rows_zip=zipped(files.items()),
    )
    session.add(version)
    session.flush()
    return version


def latest(session: Session, statement: ValueStatement) -> StatementVersion:
    """The version that stands of a published statement."""
    rows = select(StatementVersion).where(StatementVersion.statement_id == statement.id)
    return session.exec(rows.order_by(col(StatementVersion.number).desc()).limit(1)).one()


def content_of(session: Session, version: StatementVersion) -> StatementContent:
    """What a version says, without the words of groups that are private by now."""
    files = read_files(unzipped(version.rows_zip))
    group_id = session.get_one(ValueStatement, version.statement_id).group_id
    before = files.year_before
    return StatementContent(
        version.title,
        files.figures,
        without_private_words(session, files.rows, group_id),
        dict(version.texts),
        year_before=before
        and replace(before, rows=without_private_words(session, before.rows, group_id)),
    )


def _files_of(kind: StatementKind, content: StatementContent) -> StatementFiles:
    return StatementFiles(kind, content.rows, content.figures, content.year_before)


def versions(session: Session, statement: ValueStatement) -> tuple[VersionLine, ...]:
    """Every version, the latest first, with what each correction changed."""
    statement_of_rows = (
        sa.select(StatementVersion, col(Person.name))
        .join(Person, col(Person.id) == StatementVersion.published_by)
        .where(col(StatementVersion.statement_id) == statement.id)
        .order_by(col(StatementVersion.number))
    )
    zone = ZoneInfo(consortium.settings(session).zone)
    lines: list[VersionLine] = []
    before: tuple[StatementFigure, ...] | None = None
    for version, name in session.execute(statement_of_rows):
        figures = read_figures({FIGURES: unzipped_file(version.rows_zip, FIGURES)})
        changed = changes(before, figures) if before is not None else ()
        on = version.published_at.astimezone(zone).date()
        lines.append(VersionLine(version.number, on, name, version.reason, changed))
        before = figures
    return tuple(reversed(lines))


def changes(
    before: tuple[StatementFigure, ...], after: tuple[StatementFigure, ...]
) -> tuple[FigureChange, ...]:
    """The figures that differ, in the order in which they are shown; last those of strategic
    directions in which nothing is left.
    """
    held = {(row.definition.key, row.detail): row.value for row in before}
    present = {(row.definition.key, row.detail) for row in after}
    gone = [
        replace(row, value=0)
        for row in before
        if row.detail and (row.definition.key, row.detail) not in present
    ]
    return tuple(
        FigureChange(row, held.get((row.definition.key, row.detail)))
        for row in (*after, *gone)
        if held.get((row.definition.key, row.detail)) != row.value
    )


def recomputed(counted: CountedRows) -> tuple[FigureChange, ...]:
    """The figures that some rows do not give: each as it is counted from them, with what was said
    as ``before``.
    """
    figures, rows = counted.figures, counted.rows
    return changes(figures, tuple(reckoning.recount(rows, figure) for figure in figures))


def archive_of(page: StatementPage) -> bytes:
    """The figures and rows of a statement as it is shown, in one archive."""
    files = _files_of(page.statement.kind, page.content)
    return zipped(files_of(page.content.title, files).items())
