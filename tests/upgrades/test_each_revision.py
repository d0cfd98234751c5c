"""Down from the newest revision to the first, and up again, with the demo's year: row by row."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from bot import database_copy, migrate
from demo import loader
from models import (
    Circumstances,
    DigestedReminder,
    GroupReminders,
    Lane,
    Merge,
    OtherAddress,
    Preferences,
    Snooze,
    Weekday,
    metadata,
)
from models.database import connect, disconnect, engine_for, unit_of_work
from models.preferences import Holiday
from tests.factories import NOW
from tests.rows import Rows, rows_of
from tests.upgrades.test_upgrade import new_database

LOST = {
    "0002": {"lanes.told_at", "lanes.alerted_at", "lanes.trouble", "outbox.mark"},
    "0003": {"group_reminders", "holidays", "preferences", "snoozes", "told_reminders"},
    "0004": {"decisions", "questions"},
    "0006": {"circumstances"},
    "0012": {"other_addresses"},
    "0013": {"merges"},
    "0014": {"history.group_id"},
}
"""What the step down from a revision takes away for good: columns and tables that came with it."""


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The demo's year at the newest revision, and a row in every table that it leaves empty."""
    url = f"sqlite:///{tmp_path_factory.mktemp('year') / 'convene.db'}"
    metadata.create_all(connect(url))
    loader.load(now=NOW)
    with unit_of_work() as session:
        session.add(Lane(name="C1", next_at=NOW, trouble="is_archived", alerted_at=NOW))
        session.add(DigestedReminder(key="due|task:1|x", digest_key="x", has_arrived=True))
        session.add(Circumstances(person_id=1, digest="x"))
        session.add(Snooze(task_id=1, person_id=1, until=date(2026, 12, 1)))
        session.add(OtherAddress(address="ann@old.example.edu", person_id=1))
        session.add(Merge(kept_id=1, merged_id=2, merged_at=NOW, merged_by=1, moved=[{"a": 1}]))
        session.add(Holiday(day=date(2026, 12, 24), name="Eve"))
        session.add(Preferences(person_id=1, muted=("due",), days_off=(Weekday.FRIDAY,)))
        session.add(GroupReminders(group_id=1, lead_hours=(48, 2), changed_at=NOW))
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
    held = {numbers[-1]: rows_of(full)}
    for number in reversed(numbers[:-1]):
        migrate.migrate(full, now=NOW, target=number, keeps_copy=False)
        held[number] = rows_of(full)
    lost: set[str] = set()
    for number in numbers[1:]:
        migrate.migrate(full, now=NOW, target=number, keeps_copy=False)
        lost |= LOST.get(number, set())
        found = differences(held[number], rows_of(full))
        assert (number, found) == (number, lost & all_of(held[number]))


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
