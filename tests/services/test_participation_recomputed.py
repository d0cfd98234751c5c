"""Every figure that is shown equals one counted anew from the rows of the export, over random
histories: in every kind of period and several zones, after merges, renames and moves.
"""

import os
from collections.abc import Iterable
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, select

from models import Organization
from models.participation import Table
from services import participation
from services.dates import Period
from services.participation import Breakdown, Calendar, ParticipationQuery, QueryKind
from services.participation.queries import FIGURES
from services.participation.reports import compared_periods
from tests.factories import NOW, standing
from tests.services.participation_histories import HELD, Exported, live

SEEDS = range(int(os.environ.get("HISTORIES", "2")))
"""``HISTORIES=50`` looks at as many."""
ZONES = ("America/New_York", "Pacific/Auckland", "Asia/Kolkata", "UTC")
PERIODS = (
    *("fiscal year to date", "last fiscal year", "FY2025", "last academic year", "2025"),
    *("last quarter", "Q1 2026", "this semester", "last semester", "fall 2025", "since July"),
    *("until June", "2025-03-01..2026-02-28", "October 2026", "all time"),
)
LABELS = [figure.label for figure in FIGURES]


@pytest.fixture(params=[(seed, zone) for seed in SEEDS for zone in ZONES[seed % 2 :: 2]])
def past(request: pytest.FixtureRequest, session: Session) -> tuple[Session, Exported, Any]:
    seed, zone = request.param
    people = live(session, Random(seed), zone)
    return session, Exported(session, zone), people


def periods() -> Iterable[Period]:
    calendar = Calendar(NOW.date(), fiscal_year_start=7)
    return [participation.read_period(words, calendar) for words in PERIODS]


def shown(table: Table, *labels: str) -> dict[str, tuple[Any, ...]]:
    """The cells of some columns by the name of the row, without rows that have nothing."""
    at = [table.columns.index(label) for label in labels if label in table.columns]
    return {str(row[0]): tuple(row[index] for index in at) for row in table.rows}


def check_figures(table: Table, counted: dict[str, tuple[int, ...]]) -> None:
    labels = [label for label in LABELS if label in table.columns]
    zeros = (0,) * len(LABELS)
    found = shown(table, *labels)
    assert counted.keys() - {"All together"} <= found.keys()
    for name, cells in found.items():
        expected = counted.get(name, zeros)
        kept = tuple(expected[LABELS.index(label)] for label in labels)
        known = tuple(0 if cell == "no list" else cell for cell in cells)
        assert known == kept, (table.title, name)


def check_held(table: Table, counted: dict[str, tuple[Any, ...]]) -> None:
    for name, cells in shown(table, *HELD).items():
        assert cells == counted.get(name, (0, 0, 0, "–")), (table.title, name)


def test_every_figure_is_that_of_the_exported_rows(past: tuple[Session, Exported, Any]) -> None:
    session, exported, _people = past
    for period in periods():
        for by, words in (*((by, f"by {by}") for by in Breakdown if by is not Breakdown.FIGURE),):
            key = words.replace("by direction", "by strategic direction")
            table = participation.report(session, ParticipationQuery(period, by), now=NOW)
            check_figures(table, exported.figures(period, key))
            if by in (Breakdown.PERSON, Breakdown.GROUP):
                check_held(table, exported.held(period, key))
        whole = participation.report(session, ParticipationQuery(period, Breakdown.FIGURE), now=NOW)
        together = exported.figures(period, "by library").get("All together", (0,) * len(LABELS))
        assert tuple(row[1] for row in whole.rows) == together


def test_meetings_held_are_those_of_the_library_of_that_day(
    past: tuple[Session, Exported, Any],
) -> None:
    session, exported, _people = past
    period = participation.read_period("all time", Calendar(NOW.date(), fiscal_year_start=7))
    for library in session.exec(select(Organization)):
        query = ParticipationQuery(period, Breakdown.PERSON, library=library)
        table = participation.report(session, query, now=NOW)
        check_held(table, exported.held(period, "by person", library.key))


def test_every_difference_is_that_of_two_counts(past: tuple[Session, Exported, Any]) -> None:
    session, exported, people = past
    by = standing(session, people.dag)
    for period in periods():
        query = ParticipationQuery(period, Breakdown.FIGURE, kind=QueryKind.COMPARED)
        this, before = compared_periods(session, period, NOW)
        table = participation.answer(session, query, by=by, now=NOW)
        zeros = (0,) * len(LABELS)
        now, then = (
            exported.figures(days, "by library").get("All together", zeros)
            for days in (this, before)
        )
        assert [row[1:] for row in table.rows] == [
            (first, second, first - second) for first, second in zip(now, then, strict=True)
        ]


def test_every_list_is_that_of_the_exported_rows(past: tuple[Session, Exported, Any]) -> None:
    session, exported, people = past
    by = standing(session, people.dag)

    def rows(kind: QueryKind, count: int = 0, **facts: Any) -> list[tuple[Any, ...]]:
        query = participation.of_kind(ParticipationQuery(**facts), kind, count, None)
        return list(participation.answer(session, query, by=by, now=NOW).rows)

    for period in periods():
        for count in (2, 3):
            found = {
                (row[0], row[2]): row[3] for row in rows(QueryKind.MISSED, count, period=period)
            }
            assert found == exported.missed(period, count), period.title
        first = {row[0]: row[2] for row in rows(QueryKind.FIRST_TIME, period=period)}
        assert first == {
            name: day.isoformat() for name, day in exported.first_timers(period).items()
        }
        new = [(row[0], *row[2:]) for row in rows(QueryKind.NEW, period=period)]
        assert len(new) == len(set(new))
        assert set(new) == exported.new_members(period), period.title
    for count in (2, 3):
        many = {row[0]: row[1:] for row in rows(QueryKind.MOST_SEATS, count, period=period)}
        assert many == exported.most_seats(count)
    for count in (2, 3, 12):
        facts = {"period": Period(period.first, NOW.date(), "all time"), "group": people.metadata}
        absent = {row[0]: (row[2], row[4]) for row in rows(QueryKind.NOT_CAME, count, **facts)}
        assert absent == exported.not_come("Metadata", count)
    libraries = rows(QueryKind.NO_GROUP, period=period)
    assert {row[0] for row in libraries} == exported.unrepresented()


def test_the_rows_behind_a_figure_are_as_many_as_it_says(
    past: tuple[Session, Exported, Any],
) -> None:
    session, _exported, people = past
    who = standing(session, people.dag)
    period = participation.read_period("all time", Calendar(NOW.date(), fiscal_year_start=7))
    for by in Breakdown:
        query = ParticipationQuery(period, by)
        table = participation.answer(session, query, by=who, now=NOW)
        for key, row in zip(table.keys, table.rows, strict=False):
            behind = participation.behind(session, query, (key,), by=who, now=NOW).rows
            assert _counted_from(behind, str(key) if by is Breakdown.FIGURE else "") == row[-1], row


def _counted_from(behind: Iterable[tuple[Any, ...]], figure: str) -> int:
    """A figure, counted from the rows that are shown behind it; people are told by their names."""
    _days, people, _libraries, groups, *_facts = zip(*behind, strict=True) if behind else [()] * 6
    match figure:
        case "People active":
            return len(set(people))
        case "Groups active":
            assert "–" not in groups
            return len(set(groups))
        case _:
            return len(people)
