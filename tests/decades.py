"""Makes a consortium old: its last year, repeated into the past by plain inserts.

What is open, planned or current stays as it is; what is over, answered, recorded or credited
becomes so many times as much. The tables are read from the database itself, so that a database of
an older version can be made old, too.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

YEAR = timedelta(weeks=53)
"""A week more than a year, so that no date of a series is taken twice."""
_NOUNS = {
    "meeting": "meetings",
    "task": "tasks",
    "question": "questions",
    "decision": "decisions",
}
_SUBJECT = re.compile(r"\b(meeting|task|question|decision):(\d+)")
_TEXTS = ("source", "subject", "key")
_OVER: dict[str, Callable[[sa.Table, datetime], sa.ColumnElement[bool]]] = {
    "meetings": lambda table, now: table.c.starts_at < now,
    "tasks": lambda table, _now: table.c.done_at.is_not(None),
    "questions": lambda table, _now: table.c.settled_at.is_not(None),
    "decisions": lambda _table, _now: sa.true(),
    "rsvps": lambda _table, _now: sa.true(),
    "attendance": lambda _table, _now: sa.true(),
    "contributions": lambda _table, _now: sa.true(),
    "history": lambda _table, _now: sa.true(),
    "outbox": lambda table, _now: table.c.state.in_(("sent", "dropped")),
}
"""The rows of each table that a year leaves behind, parents first."""


Rows = dict[str, list[dict[str, Any]]]
"""By table, parents first."""


def age(engine: sa.Engine, years: int, *, now: datetime) -> int:
    """Repeat the year that ends now until there are ``years`` of it; how many rows were added."""
    with engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection, only=[*_OVER])
        year, spans = _year(connection, tables, now), _spans(connection, tables)
        for years_ago in range(1, years):
            for name, rows in _told_again(tables, year, spans, years_ago).items():
                if rows:
                    connection.execute(sa.insert(tables.tables[name]), rows)
        _count_on(connection, spans, years)
    if engine.dialect.name == "postgresql":
        # It does this by itself within a minute.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    return (years - 1) * sum(len(rows) for rows in year.values())


def _year(connection: sa.Connection, tables: sa.MetaData, now: datetime) -> Rows:
    year: Rows = {}
    for name, is_over in _OVER.items():
        table = tables.tables[name]
        statement = sa.select(table).where(is_over(table, now))
        for key in table.foreign_keys:
            parent = key.column.table
            if parent.name in _OVER:
                repeated = sa.select(parent.c.id).where(_OVER[parent.name](parent, now))
                statement = statement.where(sa.or_(key.parent.is_(None), key.parent.in_(repeated)))
        year[name] = [dict(row) for row in connection.execute(statement).mappings()]
    return year


def _spans(connection: sa.Connection, tables: sa.MetaData) -> dict[str, int]:
    """By how much the ids of a table rise with each year."""
    return {
        name: connection.execute(sa.select(sa.func.max(table.c.id))).scalar_one() or 0
        for name, table in tables.tables.items()
        if "id" in table.c and name in _OVER
    }


def _told_again(tables: sa.MetaData, year: Rows, spans: dict[str, int], years_ago: int) -> Rows:
    """The same rows, so many years earlier."""
    added = {name: years_ago * span for name, span in spans.items()}

    def text(value: str) -> str:
        moved = _SUBJECT.sub(
            lambda found: f"{found[1]}:{int(found[2]) + added[_NOUNS[found[1]]]}", value
        )
        return moved if moved != value else f"{value}|{years_ago}"

    def earlier(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
        ids = {"id": table.name} | {
            key.parent.name: key.column.table.name for key in table.foreign_keys
        }
        moved = dict(row)
        for name, value in row.items():
            if isinstance(value, date):
                moved[name] = value - years_ago * YEAR
            elif name in _TEXTS:
                moved[name] = text(value)
            elif value is not None and ids.get(name) in added:
                moved[name] = value + added[ids[name]]
        return moved

    return {
        name: [earlier(tables.tables[name], row) for row in rows] for name, rows in year.items()
    }


def _count_on(connection: sa.Connection, spans: dict[str, int], years: int) -> None:
    """PostgreSQL counts ids apart from the rows, and must go on after them."""
    if connection.dialect.name == "postgresql":
        for name, span in spans.items():
            sequence = sa.func.pg_get_serial_sequence(name, "id")
            connection.execute(sa.select(sa.func.setval(sequence, years * span + 1)))
