"""The figures: one function a report, each an aggregate over the ledger, made in the database."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Contribution,
    Group,
    GroupDirection,
    Membership,
    Organization,
    OrganizationKind,
    Person,
)
from models.database import run_plain
from models.participation import Cell, ReportChoice, Table
from services import consortium, dates, spreadsheets, terms
from services.participation import held, queries
from services.participation.held import HeldMeetings
from services.participation.queries import Breakdown, ParticipationQuery

Named = tuple[int | None, str]

TOTAL_LABEL = "All together"


@dataclass(frozen=True)
class Report:
    """One way to break participation down."""

    by: Breakdown
    title: str
    run: Callable[[Session, ParticipationQuery, datetime], Table]


def report(session: Session, query: ParticipationQuery, *, now: datetime) -> Table:
    """The answer to a query that is ``permitted``; who serves is shown as of now."""
    return next(row.run(session, query, now) for row in REPORTS if row.by is query.by)


def to_csv(table: Table) -> bytes:
    """The same cells as a file that spreadsheets open."""
    return spreadsheets.to_csv([str(cell) for cell in row] for row in (table.columns, *table.rows))


def by_library(session: Session, query: ParticipationQuery, now: datetime) -> Table:
    """Every member library in alphabetical order, silent ones with zeros; others where they took
    part. What was done before a library became part of another one is its own.
    """
    figures = queries.count(session, query)
    rows = run_plain(session, _ORGANIZATIONS).all()
    library_id = query.library.id if query.library else None
    is_library = OrganizationKind.LIBRARY
    names = {row.id: row.short_name for row in rows}
    libraries: list[Named] = []
    others: list[Named] = []
    for row in rows:
        is_expected = row.kind == is_library and _had_standing(row, query)
        is_meant = row.id in figures.by_key or row.id == library_id
        if is_meant or (is_expected and library_id is None):
            (libraries if row.kind == is_library else others).append((row.id, _called(row, names)))
    named = [*_sorted(libraries), *_sorted(others), (None, "Library not known")]
    also = f" {held.in_words(session, query, now)}"
    return _table(session, query, "Library", named, figures, also=also)


def by_group(session: Session, query: ParticipationQuery, now: datetime) -> Table:
    """Groups in alphabetical order; those that could have taken part and did not, with zeros."""
    figures = queries.count(session, query)
    credited = select(Contribution.group_id).where(queries.is_counted(queries.narrowed(query)))
    statement = select(Group.id, Group.name).where(
        sa.or_(_expected(query, now), col(Group.id).in_(credited))
    )
    rows = session.exec(statement, params=queries.parameters(session, query))
    named = [*_sorted(rows), (None, "Outside any group")]
    beside = held.by_groups(session, query, now)
    return _table(session, query, "Group", named, figures, beside=beside)


def by_direction(session: Session, query: ParticipationQuery, now: datetime) -> Table:
    """The strategic directions in their declared order."""
    figures = queries.count(session, query)
    chosen = query.direction
    named: list[Named] = [
        (direction.id, direction.name)
        for direction in consortium.directions(session)
        if chosen is None or direction.id == chosen.id
    ]
    twice = " A group that serves two directions counts in both rows, and once in the last."
    also = f"{twice} {held.in_words(session, query, now)}"
    named.append((None, "No direction"))
    return _table(session, query, "Strategic direction", named, figures, also=also)


def by_person(session: Session, query: ParticipationQuery, now: datetime) -> Table:
    """People who took part in alphabetical order,
    and members of the group asked about who did not.
    """
    figures = queries.count(session, query)
    took_part = select(Contribution.person_id).where(queries.is_counted(queries.narrowed(query)))
    statement = select(Person.id, Person.name).where(
        sa.or_(col(Person.id).in_(took_part), col(Person.id).in_(_members(query, now)))
    )
    rows = session.exec(statement, params=queries.parameters(session, query))
    named, beside = _sorted(rows), held.by_people(session, query, now)
    return _table(session, query, "Person", named, figures, beside=beside)


_ORGANIZATIONS = sa.select(
    col(Organization.id),
    col(Organization.short_name),
    col(Organization.kind),
    col(Organization.active_from),
    col(Organization.active_until),
    col(Organization.merged_into_id),
)


def _had_standing(row: Any, query: ParticipationQuery) -> bool:
    """Whether a library was active on any day of the period."""
    had_begun = row.active_from is None or row.active_from <= query.period.last
    return had_begun and (row.active_until is None or row.active_until >= query.period.first)


def _called(row: Any, names: Mapping[int, str]) -> str:
    heir = names.get(row.merged_into_id)
    return f"{row.short_name} (part of {heir} now)" if heir else row.short_name


def _expected(query: ParticipationQuery, now: datetime) -> sa.ColumnElement[bool]:
    """The groups of which something could be expected:
    those with a seat for whom was asked about.
    """
    conditions: list[sa.ColumnElement[bool]] = [terms.active(now)]
    if query.group:
        conditions.append(col(Group.id) == query.group.id)
    if query.direction:
        serving = select(GroupDirection.group_id).where(
            GroupDirection.direction_id == query.direction.id
        )
        conditions.append(col(Group.id).in_(serving))
    if query.library or query.person:
        seats = select(Membership.group_id).join(Person, col(Person.id) == Membership.person_id)
        seats = seats.where(terms.serving(now))
        if query.library:
            seats = seats.where(Person.organization_id == query.library.id)
        if query.person:
            seats = seats.where(Person.id == query.person.id)
        conditions.append(col(Group.id).in_(seats))
    return sa.and_(*conditions)


def _members(query: ParticipationQuery, now: datetime) -> Any:
    """Current members of the group asked about, of the library asked about;
    nobody where no group is.
    """
    group_id = query.group.id if query.group else None
    members = select(Membership.person_id).join(Person, col(Person.id) == Membership.person_id)
    members = members.where(Membership.group_id == group_id, terms.serving(now))
    return members.where(Person.organization_id == query.library.id) if query.library else members


def _sorted(named: Iterable[Any]) -> list[Named]:
    """In alphabetical order: a report ranks nobody."""
    return sorted(((row_id, name) for row_id, name in named), key=lambda row: row[1].casefold())


def _table(
    session: Session,
    query: ParticipationQuery,
    heading: str,
    named: list[Named],
    figures: queries.LedgerFigures,
    *,
    beside: HeldMeetings | None = None,
    also: str = "",
) -> Table:
    shown = queries.shown_figures(query.by, queries.narrowed(query))
    zeros = (0,) * len(shown)
    at = shown.index(queries.ATTENDED)
    rows: list[tuple[Cell, ...]] = [
        (
            name,
            *held.cells(figures.by_key.get(key, zeros), at, beside.of(key) if beside else None),
        )
        for key, name in named
        if key is not None or key in figures.by_key
    ]
    total = held.cells(figures.total, at, beside.together if beside else None)
    columns = (heading, *(figure.label for figure in shown))
    formulas = " ".join(figure.formula for figure in shown)
    if beside:
        columns = (*columns[: at + 2], *held.LABELS, *columns[at + 2 :])
        also = f" {held.FORMULA} {held.sentence(beside.together)}{also}"
    note = f"{_period_words(session, query)} {formulas}{also}"
    return Table(_title(query), columns, (*rows, (TOTAL_LABEL, *total)), note)


def _title(query: ParticipationQuery) -> str:
    of = [
        query.person.name if query.person else "",
        query.library.short_name if query.library else "",
        query.group.name if query.group else "",
        query.direction.name if query.direction else "",
    ]
    whose = ", ".join(part for part in of if part)
    return f"Participation by {query.by}: {f'{whose}, ' if whose else ''}{query.period.title}"


def _period_words(session: Session, query: ParticipationQuery) -> str:
    period, zone = query.period, consortium.settings(session).zone
    first, last = dates.echo_day(period.first), dates.echo_day(period.last)
    return (
        f"From {first} to {last}, days in {zone}. "
        "Work counts for the library at which somebody worked when it was done."
    )


REPORTS = (
    Report(Breakdown.LIBRARY, "By library", by_library),
    Report(Breakdown.GROUP, "By group", by_group),
    Report(Breakdown.DIRECTION, "By strategic direction", by_direction),
    Report(Breakdown.PERSON, "By person", by_person),
)
REPORT_CHOICES = tuple(ReportChoice(row.by, row.title) for row in REPORTS)
"""The same for a form."""
