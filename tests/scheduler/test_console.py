"""The monthly list of what the consortium needs: once, on the first working day at nine, and only
where something is found.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from models import Consortium, Holiday, OutboxMessage, OutboxState, Preferences, Role, RoleKind
from models.console import FindingKind
from models.database import unit_of_work
from scheduler import console
from tests.factories import BEFORE, Cast, cast
from tests.happenings import new_york

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
FIRST = new_york(date(2026, 12, 1), 9)
"""A Tuesday."""


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


def add(*rows: Any) -> None:
    with unit_of_work() as session:
        session.add_all(rows)


def lists() -> list[tuple[str, OutboxState]]:
    with unit_of_work() as session:
        rows = select(OutboxMessage).where(col(OutboxMessage.key).startswith("month|"))
        found = session.exec(rows.order_by(col(OutboxMessage.id)))
        return [(row.key, row.state) for row in found]


def test_it_comes_once_at_nine_on_the_first_working_day(people: Cast) -> None:
    key = f"month|person:{people.dag.id}|2026-12"
    assert console.queue_due(FIRST - SECOND) == 0
    assert lists() == []
    assert [console.queue_due(FIRST + beat * DAY / 24) for beat in (0, 1, 30, 24 * 29)] == [
        1,
        0,
        0,
        0,
    ]
    assert lists() == [(key, OutboxState.READY)]
    with unit_of_work() as session:
        [row] = session.exec(select(OutboxMessage))
        assert (row.lane, row.due_at, row.expires_at) == ("UDAG", FIRST, FIRST + 7 * DAY)
        assert row.payload["text"].startswith("Once a month, what the consortium needs: ")
        assert "libraries in no group (1)" in row.payload["text"]
    assert console.queue_due(new_york(date(2027, 1, 1), 9)) == 1


@pytest.mark.parametrize(
    ("late", "comes"),
    [
        (timedelta(hours=14), True),
        (3 * DAY, True),
        (7 * DAY - SECOND, True),
        (7 * DAY, False),
        (20 * DAY, False),
    ],
)
def test_after_a_time_down_it_comes_as_long_as_it_is_of_use(
    people: Cast, late: timedelta, comes: bool
) -> None:
    assert bool(console.queue_due(FIRST + late)) is comes
    assert bool(lists()) is comes


def test_holidays_days_off_and_weekends_are_no_working_days(people: Cast) -> None:
    tuesday, wednesday = date(2026, 12, 1), date(2026, 12, 2)
    add(Holiday(day=tuesday, name="Founders' Day"))
    add(Holiday(day=wednesday, name="Office closed", organization_id=people.dag.organization_id))
    add(Holiday(day=wednesday + DAY, name="Elsewhere", organization_id=people.tunxis.id))
    thursday = new_york(date(2026, 12, 3), 9)
    assert (console.queue_due(thursday - SECOND), console.queue_due(thursday)) == (0, 1)
    # The first of May in 2027 is a Saturday.
    monday = new_york(date(2027, 5, 3), 9)
    assert (console.queue_due(monday - SECOND), console.queue_due(monday)) == (0, 1)


@pytest.mark.parametrize(
    ("chosen", "at"),
    [
        ({"quiet_until": time(10)}, new_york(date(2026, 12, 1), 10)),
        ({"pause_until": date(2026, 12, 9)}, new_york(date(2026, 12, 9), 7)),
    ],
)
def test_it_waits_for_the_hours_that_she_allows(
    people: Cast, chosen: dict[str, Any], at: datetime
) -> None:
    add(Preferences(person_id=people.dag.id, **chosen))
    assert (console.queue_due(at - SECOND), console.queue_due(at)) == (0, 1)


def test_nine_is_nine_in_her_zone(people: Cast) -> None:
    with unit_of_work() as session:
        session.merge(people.dag).zone = "America/Los_Angeles"
    assert console.queue_due(FIRST + 3 * DAY / 24 - SECOND) == 0
    assert console.queue_due(FIRST + 3 * DAY / 24) == 1


def test_who_declined_it_gets_none_and_not_later_in_the_month(people: Cast) -> None:
    add(Preferences(person_id=people.dag.id, muted=("month",)))
    assert console.queue_due(FIRST) == 0
    assert [state for _, state in lists()] == [OutboxState.DROPPED]
    with unit_of_work() as session:
        session.get_one(Preferences, people.dag.id).muted = ()
    assert console.queue_due(FIRST + DAY) == 0
    assert console.queue_due(new_york(date(2027, 1, 1), 9)) == 1


def test_nothing_is_sent_where_nothing_is_found_and_none_an_hour_later(people: Cast) -> None:
    with unit_of_work() as session:
        session.exec(select(Consortium)).one().hidden_findings = tuple(FindingKind)
    assert console.queue_due(FIRST) == 0
    with unit_of_work() as session:
        session.exec(select(Consortium)).one().hidden_findings = ()
    assert console.queue_due(FIRST + DAY / 24) == 0
    assert [state for _, state in lists()] == [OutboxState.DROPPED]


def test_each_program_manager_gets_her_own_and_nobody_else_any(people: Cast) -> None:
    manager: dict[str, Any] = {"kind": RoleKind.PROGRAM_MANAGER, "since": BEFORE}
    add(
        Role(person_id=people.cleo.id, **manager),
        Role(person_id=people.pia.id, **manager),
        Role(person_id=people.ben.id, **manager, until=FIRST),
    )
    assert console.queue_due(FIRST) == 2
    keys = {f"month|person:{person.id}|2026-12" for person in (people.cleo, people.dag)}
    assert {key for key, _ in lists()} == keys


def test_who_left_slack_gets_none(people: Cast) -> None:
    with unit_of_work() as session:
        session.merge(people.dag).is_active = False
    assert console.queue_due(FIRST) == 0
