"""From rows to figures: what ``models.statement_figures`` says in words. Nothing but the rows is
needed.

The same function counts for a draft, at publishing, and when anybody counts the exported rows
again.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

from models.contributions import ContributionKind
from models.statement_figures import BY_KEY, FigureDefinition, StatementFigure
from models.value_statements import (
    CallRow,
    DecisionRow,
    DeliverableRow,
    FactRows,
    GivenRow,
    MeetingRow,
    ServiceRow,
    StatementKind,
    VacancyRow,
)

Counted = Callable[[FactRows], int]
OfGroup = TypeVar(
    "OfGroup", GivenRow, ServiceRow, MeetingRow, CallRow, DecisionRow, DeliverableRow, VacancyRow
)

MONTHS_A_YEAR, DAYS_A_YEAR = 12, 365
_OF_ALL = (
    "people-serving",
    "people-active",
    "groups-served",
    "libraries-active",
    "services",
    "hours-asked",
    "meetings-attended",
    "meetings-chaired",
    "minutes-taken",
    "tasks-completed",
    "calls-answered-by-people",
    "meetings-held",
    "meetings-without-list",
    "calls-wanted",
    "calls-answered",
    "decisions",
    "deliverables-finished",
    "vacant-seats",
    "offers-joined",
    "offers-cost",
    "savings-declared",
    "stories",
)
_LEFT_OUT = {
    StatementKind.LIBRARY: {"libraries-active", "vacant-seats"},
    StatementKind.GROUP: {"groups-served", "offers-joined", "offers-cost", "savings-declared"},
    StatementKind.CONSORTIUM: set[str](),
    StatementKind.QUARTER: {"services", "hours-asked"},
}
_OF_LIBRARY = (
    "deliverables-of-others",
    "meetings-attended-by-others",
    "tasks-completed-by-others",
)
BY_DIRECTION = (
    "people-active",
    "meetings-attended",
    "tasks-completed",
    "meetings-held",
    "decisions",
    "deliverables-finished",
)
"""What is broken down by strategic direction, too, of the consortium as a whole."""


def definitions_of(kind: StatementKind) -> tuple[FigureDefinition, ...]:
    """What a statement of a kind counts, in the order in which it shows it."""
    keys = {key for key in _OF_ALL if key not in _LEFT_OUT[kind]}
    if kind is StatementKind.LIBRARY:
        keys.update(_OF_LIBRARY)
    return tuple(row for key, row in BY_KEY.items() if key in keys)


def figures(rows: FactRows, kind: StatementKind) -> tuple[StatementFigure, ...]:
    """The figures of a statement, those of all its rows first and then those of each direction."""
    whole = tuple(StatementFigure(row, _COUNTED[row.name](rows)) for row in definitions_of(kind))
    if kind not in (StatementKind.CONSORTIUM, StatementKind.QUARTER):
        return whole
    parts = [(name, of_direction(rows, name)) for name in directions_in(rows)]
    return (
        *whole,
        *(
            StatementFigure(BY_KEY[key], _COUNTED[BY_KEY[key].name](part), name)
            for name, part in parts
            for key in BY_DIRECTION
        ),
    )


def recount(rows: FactRows, figure: StatementFigure) -> StatementFigure:
    """The same figure, by the definition that it names, counted from rows."""
    part = of_direction(rows, figure.detail) if figure.detail else rows
    return replace(figure, value=_COUNTED[figure.definition.name](part))


def directions_in(rows: FactRows) -> list[str]:
    """The strategic directions that the groups of some rows serve, in the order of their names."""
    return sorted({name for group in rows.groups for name in _directions(group.directions)})


def of_direction(rows: FactRows, name: str) -> FactRows:
    """The rows of the groups that serve a direction. A group that serves two is in both."""
    return of_groups(
        rows, {row.number for row in rows.groups if name in _directions(row.directions)}
    )


def of_groups(rows: FactRows, numbers: Collection[int]) -> FactRows:
    """The same, but of what groups did that alone which some of them did."""

    def kept(of_each: Iterable[OfGroup]) -> tuple[OfGroup, ...]:
        return tuple(row for row in of_each if row.group_number in numbers)

    return replace(
        rows,
        contributions=kept(rows.contributions),
        services=kept(rows.services),
        meetings=kept(rows.meetings),
        calls=kept(rows.calls),
        decisions=kept(rows.decisions),
        deliverables=kept(rows.deliverables),
        vacancies=kept(rows.vacancies),
    )


def _directions(text: str) -> list[str]:
    return [name for name in text.split("; ") if name]


def _distinct(values: Iterable[object]) -> int:
    return len(set(values))


def _of_kind(kind: ContributionKind) -> Counted:
    return lambda rows: sum(row.times for row in rows.contributions if row.kind == kind)


def _of_others(kind: ContributionKind) -> Counted:
    return lambda rows: sum(row.times for row in rows.others if row.kind == kind)


def _hours(rows: FactRows) -> int:
    """Whole hours, half an hour rounded up."""
    exact = sum(
        Fraction(row.hours_a_month * MONTHS_A_YEAR * ((row.last - row.first).days + 1), DAYS_A_YEAR)
        for row in rows.services
    )
    return int(exact + Fraction(1, 2))


def _wanted(rows: FactRows) -> Sequence[str]:
    return [row.answer for row in rows.calls if row.answer != "excused"]


_COUNTED: dict[str, Counted] = {
    "people-serving/1": lambda rows: _distinct(row.person_number for row in rows.services),
    "people-active/1": lambda rows: _distinct(row.person_number for row in rows.contributions),
    "groups-served/1": lambda rows: _distinct(row.group_number for row in rows.services),
    "libraries-active/1": lambda rows: _distinct(
        row.library for row in rows.contributions if row.library
    ),
    "services/1": lambda rows: _distinct(
        (row.person_number, row.group_number) for row in rows.services
    ),
    "hours-asked/1": _hours,
    "meetings-attended/1": _of_kind(ContributionKind.ATTENDED),
    "meetings-chaired/1": _of_kind(ContributionKind.CHAIRED),
    "minutes-taken/1": _of_kind(ContributionKind.RECORDED),
    "tasks-completed/1": _of_kind(ContributionKind.COMPLETED_TASK),
    "calls-answered-by-people/1": _of_kind(ContributionKind.ANSWERED_CALL),
    "meetings-held/1": lambda rows: len(rows.meetings),
    "meetings-without-list/1": lambda rows: sum(1 - row.has_list for row in rows.meetings),
    "calls-wanted/1": lambda rows: len(_wanted(rows)),
    "calls-answered/1": lambda rows: _wanted(rows).count("answered"),
    "decisions/1": lambda rows: len(rows.decisions),
    "deliverables-finished/1": lambda rows: sum(row.is_served for row in rows.deliverables),
    "deliverables-of-others/1": lambda rows: sum(1 - row.is_served for row in rows.deliverables),
    "vacant-seats/1": lambda rows: len(rows.vacancies),
    "offers-joined/1": lambda rows: len(rows.commitments),
    "offers-cost/1": lambda rows: sum(row.cents for row in rows.commitments),
    "savings-declared/1": lambda rows: sum(row.saved_cents for row in rows.commitments),
    "meetings-attended-by-others/1": _of_others(ContributionKind.ATTENDED),
    "tasks-completed-by-others/1": _of_others(ContributionKind.COMPLETED_TASK),
    "stories/1": lambda rows: len(rows.stories),
}
