"""Worlds that take long to decide: decided once a process for each database, and from then on
written again row by row, which costs a twentieth of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from models import metadata, reach
from models.database import reading, unit_of_work
from models.reach import Reach

Ids = dict[str, int]


@dataclass(frozen=True)
class World:
    """What was decided, as the database keeps it."""

    ids: Ids
    tables: list[tuple[sa.Table, list[dict[str, Any]]]]
    """Those that have rows, parents first, with the rows as they lie in them."""
    counted: list[tuple[str, int]]
    """The names of PostgreSQL's sequences, which count ids beside the rows, with the last ids."""


_worlds: dict[tuple[Callable[[], Ids], str, Reach], World] = {}


def kept(decide: Callable[[], Ids]) -> Callable[[], Ids]:
    """Let a function that fills an empty database, and returns ids of what is in it, decide once
    for each database and for each way in which people are reached.
    """

    @wraps(decide)
    def written() -> Ids:
        with reading() as session:
            key = (decide, session.get_bind().dialect.name, reach.current())
        if world := _worlds.get(key):
            with unit_of_work() as session:
                _write(session.connection(), world)
        else:
            ids = decide()
            with reading() as session:
                world = _worlds[key] = _read(session.connection(), ids)
        return dict(world.ids)

    return written


def without_references(connection: Connection) -> None:
    """Until the end of the transaction rows may stand for a moment without what they name."""
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
    else:
        connection.execute(sa.text("SET LOCAL session_replication_role = replica"))


def _read(connection: Connection, ids: Ids) -> World:
    read = [
        (table, [dict(row._mapping) for row in connection.execute(sa.select(table))])
        for table in metadata.sorted_tables
    ]
    counted: list[tuple[str, int]] = []
    if connection.dialect.name == "postgresql":
        found = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
        counted = [(name, last) for name, last in connection.execute(sa.text(found))]
    return World(dict(ids), [(table, rows) for table, rows in read if rows], counted)


def _write(connection: Connection, world: World) -> None:
    """Raises ``IntegrityError`` where the database is not empty."""
    without_references(connection)
    for table, rows in world.tables:
        connection.execute(sa.insert(table), rows)
    if world.counted:
        connection.execute(sa.select(*(sa.func.setval(*found) for found in world.counted)))
