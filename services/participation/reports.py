"""The figures: one function a report, each an aggregate over the ledger, made in the database."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Contribution,
    ContributionKind,
    Group,
    GroupDirection,
    Membership,
    Organization,
    OrganizationKind,
    Person,
)
from models.participation import Cell, ReportChoice, Table
from services import consortium, dates, spreadsheets, terms
from services.participation.queries import Breakdown, ParticipationQuery

Named = tuple[int | None, str]

TOTAL_LABEL = "All together"


@dataclass(frozen=True)
class Figure:
    """One column: what it counts, in the database and in words."""

    label: str
    counted: sa.ColumnElement[int]
    formula: str


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


def by_library(session: Session, query: ParticipationQuery, _now: datetime) -> Table:
    """Every member library in alphabetical order, silent ones with zeros;
    others where they took part.
    """
    figures = _figures(session, query, col(Contribution.organization_id), FIGURES)
    rows = session.exec(select(Organization.id, Organization.short_name, Organization.kind)).all()
    library_id = query.library.id if query.library else None
    is_library = OrganizationKind.LIBRARY
    libraries = [
        (organization_id, name)
        for organization_id, name, kind in rows
        if kind is is_library and library_id in (None, organization_id)
    ]
    others = [
        (organization_id, name)
        for organization_id, name, kind in rows
        if kind is not is_library and (organization_id in figures or organization_id == library_id)
    ]
    named = [*_sorted(libraries), *_sorted(others), (None, "Library not known")]
    return _table(session, query, "Library", named, figures, FIGURES)


def by_group(session: Session, query: ParticipationQuery, now: datetime) -> Table:
    """Groups in alphabetical order; those that could have taken part and did not, with zeros."""
    shown = _without(_PEOPLE if query.person else None, _GROUPS)
    figures = _figures(session, query, col(Contribution.group_id), shown)
    credited = select(Contribution.group_id).where(_is_counted(session, query))
    statement = select(Group.id, Group.name).where(
        sa.or_(_expected(query, now), col(Group.id).in_(credited))
    )
    named = [*_sorted(session.exec(statement)), (None, "Outside any group")]
    return _table(session, query, "Group", named, figures, shown)


def by_direction(session: Session, query: ParticipationQuery, _now: datetime) -> Table:
    """The strategic directions in their declared order."""
    figures = _figures(session, query, col(GroupDirection.direction_id), FIGURES, by_direction=True)
    chosen = query.direction
    named: list[Named] = [
        (direction.id, direction.name)
        for direction in consortium.directions(session)
        if chosen is None or direction.id == chosen.id
    ]
    twice = " A group that serves two directions counts in both rows, and once in the last."
    named.append((None, "No direction"))
    return _table(session, query, "Strategic direction", named, figures, FIGURES, also=twice)


def by_person(session: Session, query: ParticipationQuery, now: datetime) -> Table:
    """People who took part in alphabetical order,
    and members of the group asked about who did not.
    """
    shown = _without(_PEOPLE)
    figures = _figures(session, query, col(Contribution.person_id), shown)
    took_part = select(Contribution.person_id).where(_is_counted(session, query))
    statement = select(Person.id, Person.name).where(
        sa.or_(col(Person.id).in_(took_part), col(Person.id).in_(_members(query, now)))
    )
    return _table(session, query, "Person", _sorted(session.exec(statement)), figures, shown)


def _count(kind: ContributionKind) -> sa.ColumnElement[int]:
    return sa.func.count(sa.case((col(Contribution.kind) == kind, 1)))


_PEOPLE = Figure(
    "People active",
    sa.func.count(sa.distinct(col(Contribution.person_id))),
    "People active counts everybody with at least one contribution, once.",
)
_GROUPS = Figure(
    "Groups served",
    sa.func.count(sa.distinct(col(Contribution.group_id))),
    "Groups served counts the groups in which that was.",
)
FIGURES = (
    _PEOPLE,
    Figure(
        "Meetings attended",
        _count(ContributionKind.ATTENDED),
        "Attended counts each person once for each meeting held in the period.",
    ),
    Figure(
        "Meetings chaired",
        _count(ContributionKind.CHAIRED),
        "Chaired counts, of these, the chairs and co-chairs of the group.",
    ),
    Figure(
        "Tasks completed",
        _count(ContributionKind.COMPLETED_TASK),
        "Tasks completed counts each task finished in the period once, for its owner.",
    ),
    _GROUPS,
    Figure(
        "Contributions",
        sa.func.count(),
        "Contributions is attended plus chaired plus tasks completed.",
    ),
)


def _without(*left_out: Figure | None) -> tuple[Figure, ...]:
    return tuple(figure for figure in FIGURES if figure not in left_out)


def _is_counted(session: Session, query: ParticipationQuery) -> sa.ColumnElement[bool]:
    """The contributions that a question is about. Days are those of the consortium's zone."""
    zone = consortium.settings(session).zone
    first, last = query.period.first, query.period.last
    conditions = [
        col(Contribution.occurred_at) >= dates.instant(first, time.min, zone),
        col(Contribution.occurred_at) < dates.instant(last + timedelta(days=1), time.min, zone),
    ]
    if query.library:
        conditions.append(col(Contribution.organization_id) == query.library.id)
    if query.group:
        conditions.append(col(Contribution.group_id) == query.group.id)
    if query.person:
        conditions.append(col(Contribution.person_id) == query.person.id)
    if query.direction:
        serving = select(GroupDirection.group_id).where(
            GroupDirection.direction_id == query.direction.id
        )
        conditions.append(col(Contribution.group_id).in_(serving))
    return sa.and_(*conditions)


def _figures(
    session: Session,
    query: ParticipationQuery,
    key: sa.ColumnElement[Any] | Any,
    shown: tuple[Figure, ...],
    *,
    by_direction: bool = False,
) -> dict[int | None, tuple[int, ...]]:
    """The figures by key, counted in one query; contributions without one are under None."""
    statement = sa.select(key, *(figure.counted for figure in shown)).select_from(Contribution)
    if by_direction:
        serves = col(GroupDirection.group_id) == col(Contribution.group_id)
        statement = statement.join(GroupDirection, serves, isouter=True)
    statement = statement.where(_is_counted(session, query)).group_by(key)
    return {row[0]: tuple(row[1:]) for row in session.execute(statement)}


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
    figures: dict[int | None, tuple[int, ...]],
    shown: tuple[Figure, ...],
    *,
    also: str = "",
) -> Table:
    zeros = (0,) * len(shown)
    rows: list[tuple[Cell, ...]] = [
        (name, *figures.get(key, zeros)) for key, name in named if key is not None or key in figures
    ]
    together = sa.select(*(figure.counted for figure in shown)).select_from(Contribution)
    total = tuple(session.execute(together.where(_is_counted(session, query))).one())
    columns = (heading, *(figure.label for figure in shown))
    note = f"{_period_words(session, query)} {' '.join(figure.formula for figure in shown)}{also}"
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
