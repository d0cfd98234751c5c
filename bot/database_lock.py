"""The lock of a database: shared by everything that works with it, and taken alone by what replaces
it, such as a restore.

The system itself holds it for the process, so it ends with the process, however that ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from bot import database_setup, migrate
from bot.problems import BackupRefused, CannotStart

ADVISORY_KEY = 0x434F4E57
"""The advisory lock of PostgreSQL that stands for the whole database."""
IN_USE = "Convene is running with this database. Stop every process of it first."
BEING_REPLACED = (
    "The database is being restored or copied at this moment. Start Convene when that is done."
)
_OTHERS = """
    SELECT coalesce(nullif(application_name, ''), 'a program without a name'), count(*)
    FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND backend_type = 'client backend'
    GROUP BY 1 ORDER BY 1
"""


@contextmanager
def shared(url: str) -> Iterator[None]:
    """Work with the database beside others. Raises ``CannotStart`` while it is being replaced."""
    with _held(url, is_alone=False) as is_held:
        if not is_held:
            raise CannotStart(BEING_REPLACED)
        yield


@contextmanager
def alone(url: str) -> Iterator[None]:
    """Be the only one that works with the database.

    Raises ``BackupRefused`` while anybody else does.
    """
    with _held(url, is_alone=True) as is_held:
        if not is_held:
            raise BackupRefused(IN_USE)
        yield


@contextmanager
def _held(url: str, *, is_alone: bool) -> Iterator[bool]:
    file = migrate.sqlite_file(url)
    with _file_lock(file, is_alone) if file else _advisory_lock(url, is_alone) as is_held:
        yield is_held


@contextmanager
def _file_lock(file: Path, is_alone: bool) -> Iterator[bool]:
    place = file.with_name(f"{file.name}.lock")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CannotStart(f"Cannot write {place}: {error.strerror}.") from None
    try:
        wanted = fcntl.LOCK_EX if is_alone else fcntl.LOCK_SH
        try:
            fcntl.flock(descriptor, wanted | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


@contextmanager
def _advisory_lock(url: str, is_alone: bool) -> Iterator[bool]:
    engine = database_setup.answering(url)
    try:
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            yield _taken(connection, is_alone)
    finally:
        engine.dispose()


def _taken(connection: Connection, is_alone: bool) -> bool:
    function = "pg_try_advisory_lock" if is_alone else "pg_try_advisory_lock_shared"
    statement = sa.text(f"SELECT {function}(:key)")
    if not connection.execute(statement, {"key": ADVISORY_KEY}).scalar():
        return False
    # The lock of a process whose connection broke is gone; what it opened since is seen here.
    others = connection.execute(sa.text(_OTHERS)).all() if is_alone else []
    if others:
        names = ", ".join(f"{name} ({count})" for name, count in others)
        raise BackupRefused(f"Others are connected to this database: {names}. End them first.")
    return True
