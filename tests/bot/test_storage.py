"""The truth about the database: a file that is gone, a disk that is full, a write that fails."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from bot import database_setup, migrate, storage
from bot.storage import ROOM, WRITTEN_EVERY, Storage
from models.database import disconnect, engine_for, reading, unit_of_work
from tests.factories import NOW

SECOND = timedelta(seconds=1)


class Opened:
    """A database file that is open, and the time that passes."""

    def __init__(self, file: Path) -> None:
        self.file, self.passed = file, timedelta()
        url = f"sqlite:///{file}"
        self.engine = database_setup.prepared(url, now=lambda: NOW)
        self.storage = Storage(url, passed=lambda: self.passed)

    def missing(self, after: timedelta = WRITTEN_EVERY) -> str | None:
        self.passed += after
        return self.storage.missing()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A file with all tables, made once."""
    file = tmp_path_factory.mktemp("made") / "convene.db"
    database_setup.prepared(f"sqlite:///{file}", now=lambda: NOW)
    disconnect()
    return file.read_bytes()


@pytest.fixture
def opened(tmp_path: Path, made: bytes) -> Iterator[Opened]:
    file = tmp_path / "convene.db"
    file.write_bytes(made)
    yield Opened(file)
    disconnect()


def test_all_is_well_and_a_write_is_tried(opened: Opened) -> None:
    before = writes(opened.engine)
    assert opened.missing() is None
    assert writes(opened.engine) == before + 1
    # However often somebody asks.
    assert opened.missing(WRITTEN_EVERY - SECOND) is None
    assert writes(opened.engine) == before + 1
    assert opened.missing(SECOND) is None
    assert writes(opened.engine) == before + 2


def test_a_file_that_is_gone(opened: Opened) -> None:
    opened.file.unlink()
    assert opened.missing() == (
        f"The database file {opened.file} is gone: what is written now is lost. Stop Convene, put"
        " the right file there, and start it again."
    )


def test_a_file_that_was_put_in_its_place(opened: Opened) -> None:
    copy = opened.file.with_suffix(".copy")
    copy.write_bytes(opened.file.read_bytes())
    copy.replace(opened.file)
    assert str(opened.missing()).startswith(
        f"The database file {opened.file} is not the one that was opened: "
    )


def test_a_database_behind_the_program(opened: Opened) -> None:
    with unit_of_work() as session:
        session.connection().execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    assert opened.missing() == (
        f"The database stands at revision 0000, not {migrate.newest()}: run python -m bot migrate."
    )


@pytest.mark.parametrize(("free", "is_full"), [(ROOM, False), (ROOM - 1, True)])
def test_a_disk_without_room(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, free: int, is_full: bool
) -> None:
    monkeypatch.setattr(storage.shutil, "disk_usage", lambda _folder: SimpleNamespace(free=free))
    reason = f"The disk of {opened.file} is full: less than 16 MB are free." if is_full else None
    assert opened.missing() == reason


def test_a_write_that_fails_and_then_works_again(opened: Opened) -> None:
    with unit_of_work() as session:
        session.connection().exec_driver_sql("PRAGMA query_only = ON")
    assert opened.missing() == (
        "The database takes no writes: attempt to write a readonly database."
    )
    with reading() as session:
        session.connection().exec_driver_sql("PRAGMA query_only = OFF")
    assert opened.missing() is None


def test_a_database_that_is_locked_by_another_program(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.database.LONGEST_WAIT", 0.02)
    disconnect()
    database_setup.opened(f"sqlite:///{opened.file}")
    other = engine_for(f"sqlite:///{opened.file}")
    with other.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        assert opened.missing() == "The database takes no writes: database is locked."
    assert opened.missing(SECOND) == "The database takes no writes: database is locked."
    assert opened.missing(WRITTEN_EVERY) is None
    other.dispose()


def test_a_database_that_is_not_open_at_all(opened: Opened) -> None:
    opened.engine.dispose()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opened.engine.pool, "connect", refused)
        assert opened.missing() == "The database does not answer: OperationalError."


def refused() -> None:
    raise sa.exc.OperationalError("connect", None, Exception("gone"))


def test_on_either_database_nothing_of_use_is_changed(database: Engine) -> None:
    with unit_of_work() as session:
        connection = session.connection()
        connection.execute(sa.text("CREATE TABLE IF NOT EXISTS alembic_version (version_num TEXT)"))
        connection.execute(sa.text("DELETE FROM alembic_version"))
        connection.execute(
            sa.text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": migrate.newest()}
        )
    try:
        assert Storage("postgresql://nowhere/unasked").missing() is None
        with reading() as session:
            found = session.connection().execute(sa.text("SELECT version_num FROM alembic_version"))
            assert found.scalars().all() == [migrate.newest()]
    finally:
        with unit_of_work() as session:
            session.connection().execute(sa.text("DROP TABLE alembic_version"))


def writes(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
