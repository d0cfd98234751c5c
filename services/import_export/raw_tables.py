"""Every table as it is, column by column: nothing that the database holds is left out."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from models import metadata
from services.spreadsheets import to_csv

FOLDER = "tables"
TABLE_FILES = tuple(f"{FOLDER}/{table.name}.csv" for table in metadata.sorted_tables)


def raw_tables(session: Session) -> Iterator[tuple[str, bytes]]:
    """Each table's file and content, in the order of ``TABLE_FILES``."""
    for table in metadata.sorted_tables:
        rows = session.connection().execute(sa.select(table).order_by(*table.primary_key))
        lines = ([_stored(value) for value in row] for row in rows)
        yield f"{FOLDER}/{table.name}.csv", to_csv([table.c.keys(), *lines])


def _stored(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.astimezone(UTC).isoformat()
        case dict() | list() | tuple():
            return json.dumps(value, ensure_ascii=False, sort_keys=True)
        case _:
            return str(value)
