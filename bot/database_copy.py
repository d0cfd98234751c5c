"""Copying everything from one database to another, such as from SQLite to PostgreSQL."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, Table
from sqlalchemy.exc import DBAPIError

from bot import database_setup, migrate
from bot.logs import redacted
from bot.problems import BackupRefused, CannotStart
from models import metadata

COPIED_AT_ONCE = 1000
"""So many rows are read and written together."""


def copy(source: Engine, target: Engine) -> dict[str, int]:
    """Write every row of ``source`` into the empty ``target``, which has the same tables, and read
    both again side by side; how many rows each table has.

    All or nothing. Raises ``BackupRefused`` where the target holds anything or takes no row, or a
    row differs.
    """
    try:
        return _copied(source, target)
    except DBAPIError as error:
        reason = redacted(str(error.orig)).strip()
        raise BackupRefused(f"The rows could not be copied, so none was: {reason}") from None


def _copied(source: Engine, target: Engine) -> dict[str, int]:
    with source.execution_options(sqlite_begin="DEFERRED").connect() as old, target.begin() as new:
        _make_repeatable(old)
        if filled := [table.name for table in metadata.sorted_tables if _count(new, table)]:
            raise BackupRefused(
                f"The other database holds rows already ({', '.join(filled)}). Name an empty one."
            )
        for table in metadata.sorted_tables:
            for rows in _batches(old, table):
                new.execute(table.insert(), rows)
            _count_on(new, table)
        return {table.name: _compared(old, new, table) for table in metadata.sorted_tables}


def check_revision(engine: Engine) -> None:
    """Raises ``CannotStart`` where a database is not at the newest revision."""
    with engine.connect() as connection:
        standing = migrate.current(connection)
    if standing != migrate.newest():
        raise CannotStart(database_setup.NOT_UP_TO_DATE)


def _make_repeatable(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    keys = [_by_letters(connection, column) for column in table.primary_key]
    statement = sa.select(*map(_plain, table.c)).order_by(*keys)
    with connection.execution_options(yield_per=COPIED_AT_ONCE).execute(statement) as result:
        for row in result:
            yield dict(row._mapping)


def _by_letters(connection: Connection, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """Both databases are to put texts into one order, whatever the language of the server."""
    is_text = isinstance(column.type, sa.String) and connection.dialect.name == "postgresql"
    return sa.collate(column, "C") if is_text else column


def _plain(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """The value as it is stored: a tuple leaves out what this version does not know."""
    if isinstance(column.type, sa.types.TypeDecorator) and isinstance(column.type.impl, sa.JSON):
        return sa.type_coerce(column, sa.JSON).label(column.name)
    return column


def _batches(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in _rows(connection, table):
        batch.append(row)
        if len(batch) == COPIED_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _count_on(connection: Connection, table: Table) -> None:
    """Let PostgreSQL give the next row an id that none has; SQLite does so by itself."""
    key = [column.name for column in table.primary_key]
    if connection.dialect.name != "postgresql" or key != ["id"]:
        return
    sequence = sa.func.pg_get_serial_sequence(f'"{table.name}"', "id")
    newest = sa.select(sa.func.max(table.c.id)).scalar_subquery()
    highest = sa.func.coalesce(newest, 1)
    connection.execute(sa.select(sa.func.setval(sequence, highest, newest.is_not(None))))


def _compared(old: Connection, new: Connection, table: Table) -> int:
    count = 0
    for before, after in zip_longest(_rows(old, table), _rows(new, table)):
        if before != after:
            raise BackupRefused(
                f"Row {count + 1} of {table.name} differs in the copy, so it was undone."
            )
        count += 1
    return count
