"""What version 0.1.0 at revision 0007 left behind: its tables, and what it had shown to people."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

FILE = Path(__file__).with_name("left_at_0007.json")


@dataclass(frozen=True)
class Shown:
    """A message, form or Home tab of the old version as ``who`` saw it, with each kind of value."""

    kind: str
    """``private``, ``direct``, ``channel``, ``modal`` or ``home``."""
    who: str
    text: str
    blocks: list[dict[str, Any]]
    view: dict[str, Any]


@cache
def _contents() -> dict[str, Any]:
    contents: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return contents


def ended_at() -> datetime:
    """When the old version was stopped."""
    return datetime.fromisoformat(_contents()["now"])


def shown(*kinds: str) -> list[Shown]:
    """What was shown, each with at least one element or value that no earlier one has."""
    return [
        Shown(
            item["kind"],
            item["who"],
            item.get("text", ""),
            item.get("blocks", []),
            item.get("view", {}),
        )
        for item in _contents()["shown"]
        if item["kind"] in kinds
    ]


def rows(table: str) -> list[dict[str, Any]]:
    """The rows of one table as SQLite held them."""
    found: list[dict[str, Any]] = _contents()["tables"][table]
    return found


def fill(connection: Connection) -> None:
    """Write the old rows into tables that are at the old revision."""
    tables = sa.MetaData()
    tables.reflect(connection)
    for table in tables.sorted_tables:
        if found := [dict(_typed(table, row)) for row in _contents()["tables"].get(table.name, [])]:
            connection.execute(table.insert(), found)
        if connection.dialect.name == "postgresql" and "id" in table.c and found:
            count_on(connection, table.name)


def _typed(table: sa.Table, row: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        yield name, value if value is None else _value(table.c[name].type, value)


def _value(column: sa.types.TypeEngine[Any], value: Any) -> Any:
    match column:
        case sa.DateTime():
            moment = datetime.fromisoformat(value)
            return moment.replace(tzinfo=UTC) if getattr(column, "timezone", False) else moment
        case sa.Date():
            return date.fromisoformat(value)
        case sa.Time():
            return time.fromisoformat(value)
        case sa.Boolean():
            return bool(value)
        case sa.JSON():
            return json.loads(value)
    return value


def count_on(connection: Connection, table: str) -> None:
    """Let PostgreSQL give the next row an id that none has."""
    statement = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
    connection.execute(sa.text(statement))
