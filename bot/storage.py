"""Whether the database keeps what is written: its file is there, it has room, and takes a write."""

import shutil
from datetime import timedelta
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot import migrate
from models.database import reading, unit_of_work
from models.elapsed import Elapsed, elapsed
from models.write_queue import DatabaseBusy

ROOM = 16 * 1024 * 1024
"""Bytes that must be free beside an SQLite file."""
WRITTEN_EVERY = timedelta(seconds=5)
"""A write is tried no more often than that, however often somebody asks."""


class Storage:
    """The database as it was opened."""

    def __init__(self, url: str, *, passed: Elapsed = elapsed) -> None:
        self._file = migrate.sqlite_file(url)
        self._inode = _inode(self._file) if self._file else None
        self._passed = passed
        self._written: tuple[timedelta, str | None] | None = None
        """When a write was last tried, and what was wrong with it."""

    def missing(self) -> str | None:
        """What is wrong with the database, or None."""
        return self._lost() or self._behind() or self._room() or self._write()

    def _lost(self) -> str | None:
        """An open file can be written to after somebody has deleted or replaced it."""
        if self._file is None or _inode(self._file) == self._inode:
            return None
        is_there = "is not the one that was opened" if self._file.exists() else "is gone"
        return (
            f"The database file {self._file} {is_there}: what is written now is lost. "
            "Stop Convene, put the right file there, and start it again."
        )

    def _behind(self) -> str | None:
        try:
            with reading() as session:
                standing = migrate.current(session.connection())
        except SQLAlchemyError as error:
            return f"The database does not answer: {type(error).__name__}."
        if standing == migrate.newest():
            return None
        stands = f"The database stands at revision {standing or 'none'}, not {migrate.newest()}"
        return f"{stands}: run python -m bot migrate."

    def _room(self) -> str | None:
        if self._file is None or shutil.disk_usage(self._file.parent).free >= ROOM:
            return None
        return f"The disk of {self._file} is full: less than {ROOM // 1024 // 1024} MB are free."

    def _write(self) -> str | None:
        passed = self._passed()
        if self._written is None or passed - self._written[0] >= WRITTEN_EVERY:
            self._written = (passed, _tried())
        return self._written[1]


def _tried() -> str | None:
    """What is wrong with a write that changes nothing of use."""
    try:
        with unit_of_work() as session:
            connection = session.connection()
            if connection.dialect.name == "sqlite":
                # An UPDATE to the same value would not reach the disk.
                number = connection.exec_driver_sql("PRAGMA user_version").scalar() or 0
                connection.exec_driver_sql(f"PRAGMA user_version = {(number + 1) % 2**31}")
            else:
                connection.exec_driver_sql("UPDATE alembic_version SET version_num = version_num")
    except (SQLAlchemyError, DatabaseBusy) as error:
        reason = getattr(error, "orig", None) or type(error).__name__
        return f"The database takes no writes: {reason}."
    return None


def _inode(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
