"""The figures: one function a report, each an aggregate over the ledger, made in the database."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Group,
    GroupDirection,
    MemberRole,
    Membership,
    Organization,
    OrganizationKind,
    Person,
)
from models.bar_charts import BarChart
from models.contributions import FEWEST_SHOWN
from models.database import run_plain
from models.participation import Cell, ReportChoice, RowKey, Table
from models.value_statements import PRIVATE_GROUP
from services import access, consortium, dates, spreadsheets, terms, workbooks
from services.access import Standing
from services.dates.arithmetic import year_before
from services.participation import absences, held, lists, queries
from services.participation.held import HeldMeetings
from services.participation.queries import Breakdown, ParticipationQuery, period_words, title
from services.participation.questions import TITLES, QueryKind

Named = tuple[RowKey, str]

TOTAL_LABEL = "All together"
PEOPLE_ACTIVE = "People active"
COMPARED = (PEOPLE_ACTIVE, "Meetings attended", "Contributions")
"""The columns that are compared row by row; of all together each figure is."""
FEW = "fewer than 3"
SMALL_NUMBERS = (
    "Where fewer than 3 people stand behind a row, its figures are not shown to whoever may not see"
    " who they are; nor are those of one more row, where they could be found by subtraction."
)


@dataclass(frozen=True)
class Report:
    """One way to break participation down."""

    by: Breakdown
    title: str
    run: Callable[[Session, ParticipationQuery, datetime], Table]


def answer(session: Session, query: ParticipationQuery, *, by: Standing, now: datetime) -> Table:
    """The answer to a query that is ``permitted``, as far as ``by`` may see it."""
    if query.kind in LISTS:
        return LISTS[query.kind](session, query, now, by)
    if query.kind is QueryKind.COMPARED:
        table = compared(session, query, now=now)
    else:
        table = report(session, query, now=now)
    if access.may_ask_about(query.group, query.person, by=by, library=query.library):
        return _without_hidden_groups(session, table, query, by)
    return without_small_numbers(table, query)


def _without_hidden_groups(
    session: Session, table: Table, query: ParticipationQuery, by: Standing
) -> Table:
    """The same without the names of groups that were not private when somebody took part."""
    if query.by is not Breakdown.GROUP or access.may_ask_about_everybody(by):
        return table
    is_hidden = sa.and_(col(Group.is_private).is_(True), ~access.visible_groups(by))
    rows = run_plain(session, sa.select(col(Group.id)).where(is_hidden))
    hidden = {group_id for (group_id,) in rows}
    shown = tuple(
        (PRIVATE_GROUP, *row[1:]) if key in hidden else row
        for key, row in zip((*table.keys, None), table.rows, strict=True)
    )
    return replace(table, rows=shown)


def report(session: Session, query: ParticipationQuery, *, now: datetime) -> Table:
    """The figures of a query; who serves is shown as of now."""
    return next(row.run(session, query, now) for row in REPORTS if row.by is query.by)


def compared(session: Session, query: ParticipationQuery, *, now: datetime) -> Table:
    """The figures of a period, up to today, beside those of a year before, and the difference."""
    period, before = compared_periods(session, query.period, now)
    this, earlier = (
        report(session, replace(query, period=days), now=now) for days in (period, before)
    )
    columns = COMPARED if query.by is not Breakdown.FIGURE else this.columns[1:]
    shown = [label for label in columns if label in this.columns]
    names = dict(zip((*earlier.keys, TOTAL_LABEL), _names(earlier), strict=False))
    names |= dict(zip((*this.keys, TOTAL_LABEL), _names(this), strict=False))
    ordered = [key for key in names if key != TOTAL_LABEL]
    ordered.sort(key=lambda key: _place(key, this, names))
    keys = [*ordered, TOTAL_LABEL] if this.has_total else ordered
    rows: list[tuple[Cell, ...]] = [
        (names[key], *(cell for label in shown for cell in _beside(key, label, this, earlier)))
        for key in keys
    ]
    heads = [word for label in shown for word in (label, f"{label} a year before", "Difference")]
    note = (
        f"From {dates.echo_day(period.first)} to {dates.echo_day(period.last)}, beside"
        f" {dates.echo_day(before.first)} to {dates.echo_day(before.last)}, counted in the same"
        f" way. Difference is the first figure less the second. {_formulas(shown, query)}"
    )
    return Table(
        title(query),
        (this.columns[0], *heads),
        tuple(rows),
        note,
        tuple(ordered),
        has_total=this.has_total,
    )


def compared_periods(
    session: Session, period: dates.Period, now: datetime
) -> tuple[dates.Period, dates.Period]:
    """A period up to today, and the same days of the year before."""
    last = min(period.last, max(period.first, consortium.today(session, now)))
    before = dates.Period(year_before(period.first), year_before(last), period.label)
    return replace(period, last=last), before


def _names(table: Table) -> list[str]:
    return [str(row[0]) for row in table.rows]


def _place(key: RowKey, table: Table, names: Mapping[RowKey, str]) -> tuple[int, str]:
    """Where a row stands: as in the table of this period, and what is only in the other after."""
    at = table.keys.index(key) if key in table.keys else len(table.keys)
    return at, names[key].casefold()


def _beside(key: RowKey, label: str, this: Table, earlier: Table) -> tuple[int, int, int]:
    now, before = _cell(key, label, this), _cell(key, label, earlier)
    return now, before, now - before


def _cell(key: RowKey, label: str, table: Table) -> int:
    """A figure, zero where there is no such row, and where nobody knows it for want of a list."""
    keys = (*table.keys, TOTAL_LABEL) if table.has_total else table.keys
    if key not in keys:
        return 0
    cell = table.rows[keys.index(key)][table.columns.index(label)]
    return cell if isinstance(cell, int) else 0


def _formulas(shown: Iterable[str], query: ParticipationQuery) -> str:
    labels = set(shown)
    is_each = query.by is Breakdown.FIGURE
    return " ".join(
        figure.formula for figure in queries.FIGURES if is_each or figure.label in labels
    )


def without_small_numbers(table: Table, query: ParticipationQuery) -> Table:
    """The same with figures of fewer than three people hidden in each row, and in the next
    smallest where there is only such a row, which the sum would tell.
    """
    if query.by in (Breakdown.FIGURE, Breakdown.PERSON) or PEOPLE_ACTIVE not in table.columns:
        return table
    at = table.columns.index(PEOPLE_ACTIVE)
    counts = [int(row[at]) for row in table.rows[: len(table.keys)]]
    hidden = {index for index, count in enumerate(counts) if 0 < count < FEWEST_SHOWN}
    others = [index for index, count in enumerate(counts) if count and index not in hidden]
    if len(hidden) == 1 and others:
        hidden.add(min(others, key=counts.__getitem__))
    if not hidden:
        return table
    rows = tuple(
        (row[0], *(FEW for _ in row[1:])) if index in hidden else row
        for index, row in enumerate(table.rows)
    )
    return replace(table, rows=rows, chart=None, note=f"{table.note} {SMALL_NUMBERS}")


def to_csv(table: Table) -> bytes:
    """The same cells as a file that spreadsheets open."""
    return spreadsheets.to_csv([str(cell) for cell in row] for row in (table.columns, *table.rows))


def to_xlsx(table: Table) -> bytes:
    """The same cells as a workbook, with the formula in words on a second sheet."""
    about = (("Question", table.title), ("How it is counted", table.note))
    return workbooks.to_xlsx(
        [("Participation", (table.columns, *table.rows)), ("How it is counted", about)]
    )


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
        is_of_kind = query.category in (None, row.category)
        if is_meant or (is_expected and library_id is None and is_of_kind):
            (libraries if row.kind == is_library else others).append((row.id, _called(row, names)))
    named = [*_sorted(libraries), *_sorted(others), (None, "Library not known")]
    also = f" {held.in_words(session, query, now)}"
    return _table(session, query, "Library", named, figures, also=also)


def by_group(session: Session, query: ParticipationQuery, now: datetime) -> Table:
    """Groups in alphabetical order; those that could have taken part and did not, with zeros."""
    figures = queries.count(session, query)
    credited: list[Any] = [key for key in figures.by_key if key is not None]
    statement = select(Group.id, Group.name).where(
        sa.or_(_expected(query, now), col(Group.id).in_(credited))
    )
    rows = session.exec(statement)
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
    took_part: list[Any] = [key for key in figures.by_key if key is not None]
    statement = select(Person.id, Person.name).where(
        sa.or_(col(Person.id).in_(took_part), col(Person.id).in_(_members(query, now)))
    )
    rows = session.exec(statement)
    named, beside = _sorted(rows), held.by_people(session, query, now)
    return _table(session, query, "Person", named, figures, beside=beside)


_ORGANIZATIONS = sa.select(
    col(Organization.id),
    col(Organization.short_name),
    col(Organization.kind),
    col(Organization.active_from),
    col(Organization.active_until),
    col(Organization.merged_into_id),
    col(Organization.category),
)


def by_category(session: Session, query: ParticipationQuery, now: datetime) -> Table:
    """The kinds of library in alphabetical order, silent ones with zeros."""
    figures = queries.count(session, query)
    declared = sa.select(col(Organization.category)).where(
        col(Organization.kind) == OrganizationKind.LIBRARY,
        col(Organization.category) != "",
        *((col(Organization.id) == query.library.id,) if query.library else ()),
        *((col(Organization.category) == query.category,) if query.category else ()),
    )
    kinds = {row.category for row in run_plain(session, declared.distinct())}
    kinds |= {str(key) for key in figures.by_key if key}
    named = [*_sorted((kind, kind) for kind in kinds), (None, "No kind declared")]
    also = f" {held.in_words(session, query, now)}"
    return _table(session, query, "Kind of library", named, figures, also=also)


def by_role(session: Session, query: ParticipationQuery, now: datetime) -> Table:
    """As what people served in the group when they did it: those roles in which anything was."""
    figures = queries.count(session, query)
    named: list[Named] = [
        (role, role.capitalize()) for role in MemberRole if role in figures.by_key
    ]
    named.append((None, "No role in a group then"))
    also = f" The role is that of the group at that moment. {held.in_words(session, query, now)}"
    return _table(session, query, "Role", named, figures, also=also)


def by_figure(session: Session, query: ParticipationQuery, now: datetime) -> Table:
    """All together, with a row for each figure."""
    figures = queries.count(session, query)
    shown = queries.shown_figures(query.by, queries.narrowed(query))
    rows = [(figure.label, number) for figure, number in zip(shown, figures.total, strict=True)]
    formulas = " ".join(figure.formula for figure in shown)
    note = f"{_period_words(session, query)} {formulas} {held.in_words(session, query, now)}"
    keys = tuple(figure.label for figure in shown)
    return Table(title(query), ("Figure", "Count"), tuple(rows), note, keys, has_total=False)


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
    keys = tuple(key for key, _name in named if key is not None or key in figures.by_key)
    table = Table(title(query), columns, (*rows, (TOTAL_LABEL, *total)), note, keys)
    return replace(table, chart=_chart(query, table))


def _chart(query: ParticipationQuery, table: Table) -> BarChart | None:
    """The sums of all rows but people's, who are not compared."""
    values = tuple(int(row[-1]) for row in table.rows[: len(table.keys)])
    if query.by is Breakdown.PERSON or query.person or not any(values):
        return None
    labels = tuple(str(row[0]) for row in table.rows[: len(table.keys)])
    return BarChart(f"{table.columns[-1]} by {query.by}", labels, values, table.columns[-1])


def _period_words(session: Session, query: ParticipationQuery) -> str:
    return (
        f"{period_words(session, query)} Work counts for the library at which somebody worked when"
        " it was done."
    )


LISTS: Mapping[QueryKind, Callable[[Session, ParticipationQuery, datetime, Standing], Table]] = {
    QueryKind.NOT_CAME: absences.not_come,
    QueryKind.MISSED: absences.missed,
    QueryKind.NO_GROUP: lists.without_anybody,
    QueryKind.MOST_SEATS: lists.most_seats,
    QueryKind.FIRST_TIME: lists.first_time,
    QueryKind.NEW: lists.new_members,
}
REPORTS = (
    Report(Breakdown.LIBRARY, "By library", by_library),
    Report(Breakdown.GROUP, "By group", by_group),
    Report(Breakdown.DIRECTION, "By strategic direction", by_direction),
    Report(Breakdown.CATEGORY, "By kind of library", by_category),
    Report(Breakdown.ROLE, "By role in the group", by_role),
    Report(Breakdown.FIGURE, "All together", by_figure),
    Report(Breakdown.PERSON, "By person", by_person),
)
REPORT_CHOICES = tuple(ReportChoice(row.by, row.title) for row in REPORTS)
"""The same for a form."""
QUESTION_CHOICES = tuple(ReportChoice(kind, words) for kind, words in TITLES.items())
"""The kinds of question for a form."""
