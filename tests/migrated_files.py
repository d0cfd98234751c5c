"""A new SQLite file runs every revision: a second of processor time, many times in a run of tests,
and with the same outcome each time.
"""

import sqlite3
from pathlib import Path
from typing import cast

import sqlalchemy as sa
from sqlalchemy import Connection

from bot import migrate

_run_revisions = migrate.to_revision
_migrated: list[bytes] = []
"""The file that the first of them became, once there is one."""

ROLLBACK_JOURNAL = b"\x01\x01"
"""Bytes 18 and 19 of a file that is not in WAL mode, in which it can be read from memory."""


def keep() -> None:
    """From now on, the revisions are run once in a process, and other new files become copies."""
    migrate.to_revision = _to_revision


def _to_revision(connection: Connection, revision: str, *, scripts: Path = migrate.SCRIPTS) -> None:
    if not _is_new_file(connection) or scripts != migrate.SCRIPTS or revision != migrate.newest():
        _run_revisions(connection, revision, scripts=scripts)
        return
    driver = cast(sqlite3.Connection, connection.connection.driver_connection)
    if not _migrated:
        _run_revisions(connection, revision, scripts=scripts)
        image = driver.serialize()
        _migrated.append(image[:18] + ROLLBACK_JOURNAL + image[20:])
        return
    kept = sqlite3.connect(":memory:")
    kept.deserialize(_migrated[0])
    kept.backup(driver)
    kept.close()


def _is_new_file(connection: Connection) -> bool:
    if connection.dialect.name != "sqlite":
        return False
    tables = sa.inspect(connection).get_table_names()
    connection.rollback()
    return not tables
