"""Down from the newest revision to the first, and up again, with the demo's year: row by row."""

import shutil
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from bot import database_copy, migrate
from models import ContributionKind, metadata
from models.columns import TupleOf
from models.database import connect, disconnect, engine_for, unit_of_work
from tests.factories import NOW
from tests.rows import Rows
from tests.upgrades.test_upgrade import new_database

RENAMED = {
    "0010": {
        "meetings.look_at": "meetings.check_at",
        "tasks.look_at": "tasks.check_at",
        "outbox.looks": "outbox.searches",
        "outbox.heal_at": "outbox.deduplicate_at",
        "outbox.told_at": "outbox.alerted_at",
        "lanes.told_at": "lanes.alerted_at",
    }
}
"""Columns that a revision only calls by another name, so they are kept on the way down."""
FURTHER_VALUES = {"0049": {"calls.kind", "calls.if_silent", "call_answers.capacity"}}
"""Columns to which a revision gives values that the one before does not know: on the way down they
become the nearest ones that it does.
"""


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory, demo_year: Path) -> Iterator[Engine]:
    """The demo's year at the newest revision, and a row in every table that it leaves empty."""
    file = shutil.copy(demo_year, tmp_path_factory.mktemp("year") / "convene.db")
    connect(url := f"sqlite:///{file}")
    with unit_of_work() as session:
        for table in metadata.sorted_tables:
            if session.execute(sa.select(table).limit(1)).first() is None:
                session.execute(table.insert().values(any_row(table)))
    disconnect()
    engine = engine_for(url)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def full(request: pytest.FixtureRequest, tmp_path: Path, year: Engine) -> Iterator[Engine]:
    """The year in tables that the revisions made."""
    if request.param == "sqlite":
        engine = connect(f"sqlite:///{tmp_path / 'convene.db'}")
    else:
        engine = connect(new_database(request.getfixturevalue("postgres")))
    migrate.migrate(engine, now=NOW)
    counts = database_copy.copy(year, engine)
    assert [table for table, count in counts.items() if not count] == []
    yield engine
    disconnect()


def test_every_row_is_there_again(full: Engine) -> None:
    numbers = migrate.revisions()
    held = {numbers[-1]: rows_in(full)}
    for number in reversed(numbers[:-1]):
        migrate.migrate(full, now=NOW, target=number, keeps_copy=False)
        held[number] = rows_in(full)
    lost: set[str] = set()
    for before, number in pairwise(numbers):
        migrate.migrate(full, now=NOW, target=number, keeps_copy=False)
        names = RENAMED.get(number, {})
        came = all_of(held[number]) - all_of(held[before]) - set(names.values())
        lost = {names.get(name, name) for name in lost} | came
        lost |= FURTHER_VALUES.get(number, set())
        found = differences(held[number], rows_in(full))
        assert (number, found - lost) == (number, set())


def rows_in(engine: Engine) -> Rows:
    """The rows of every table as the driver gives them, in the order of their keys: reading the
    types of all columns anew would take longer than all revisions.
    """
    with engine.connect() as connection:
        tables = sa.inspect(connection)
        found = {}
        for (_, table), key in tables.get_multi_pk_constraint().items():
            order = ", ".join(f'"{name}"' for name in key["constrained_columns"])
            rows = connection.exec_driver_sql(f'SELECT * FROM "{table}" ORDER BY {order}')
            names = tuple(rows.keys())
            found[table] = [dict(zip(names, row, strict=True)) for row in rows]
        del found["alembic_version"]
        # What people are credited with goes with the calls and minutes that it stems from.
        if "contributions" in found:
            rows_of = found["contributions"]
            found["contributions"] = [row for row in rows_of if row["kind"] not in GOES_ALONG]
        return found


GOES_ALONG = {ContributionKind.ANSWERED_CALL.value, ContributionKind.RECORDED.value}
EMPTY = {"calendar_feeds.group_id"}
"""What is empty in a row whose kind is the first of its table."""


def any_row(table: sa.Table) -> dict[str, Any]:
    """Something in every column. Numbers are 1 and 2: such rows the demo has, and such choices."""
    return {
        column.name: None if str(column) in EMPTY else _something(column.type, min(number, 2))
        for number, column in enumerate(table.c, start=1)
    }


def _something(column: sa.types.TypeEngine[Any], number: int) -> Any:
    match column:
        case sa.Enum():
            return column.enums[0]
        case TupleOf():
            return ()
        case sa.types.TypeDecorator():
            return _something(column.impl_instance, number)
        case sa.JSON():
            return {"a": [1]}
        case _ if column.python_type is datetime:
            return NOW
    values = {int: number, str: "x", bool: True, date: NOW.date(), time: time(9)}
    return values[column.python_type]


def differences(before: Rows, after: Rows) -> set[str]:
    """Columns in which some row differs, and tables whose rows are not the same ones."""
    assert before.keys() == after.keys()
    return {found for table in before for found in _different(table, before[table], after[table])}


def _different(
    table: str, before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> Iterator[str]:
    if len(before) != len(after):
        yield table
        return
    for old, new in zip(before, after, strict=True):
        yield from (f"{table}.{name}" for name in old if old[name] != new[name])


def all_of(rows: Rows) -> set[str]:
    """Every table, and every column of one that has rows."""
    columns = {f"{table}.{name}" for table, found in rows.items() for row in found for name in row}
    return {*rows, *columns}
