"""A file that became a copy is one that ran the revisions."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import migrate
from models.database import engine_for
from tests import migrated_files

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)


def migrated(file: Path) -> list[list[str]]:
    """The words of each statement that would make it again; two runs differ in their order."""
    engine = engine_for(f"sqlite:///{file}")
    assert migrate.migrate(engine, now=NOW) is None
    engine.dispose()
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return sorted(
            sorted(re.findall(r"[\w'<>=]+", statement)) for statement in connection.iterdump()
        )


def test_a_copy_is_as_one_that_ran_the_revisions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrated_files.keep()
    kept = [migrated(tmp_path / f"kept-{number}.db") for number in range(2)]
    monkeypatch.setattr(migrate, "to_revision", migrated_files._run_revisions)
    assert [migrated(tmp_path / "run.db")] * 2 == kept


def test_another_revision_is_run(tmp_path: Path) -> None:
    migrated_files.keep()
    engine = engine_for(f"sqlite:///{tmp_path / 'older.db'}")
    migrate.migrate(engine, now=NOW, target="0018")
    with engine.connect() as connection:
        assert migrate.current(connection) == "0018"
    engine.dispose()
