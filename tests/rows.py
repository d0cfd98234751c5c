"""What a database holds, table by table and row by row."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

Rows = dict[str, list[dict[str, Any]]]


def all_rows(connection: Connection) -> Rows:
    """The rows of every table as the database itself describes it, in the order of their keys."""
    tables = sa.MetaData()
    tables.reflect(connection)
    return {
        table.name: [
            dict(row._mapping)
            for row in connection.execute(sa.select(table).order_by(*table.primary_key))
        ]
        for table in tables.sorted_tables
        if table.name != "alembic_version"
    }


def rows_of(engine: Engine) -> Rows:
    """The same, on a connection of its own."""
    with engine.connect() as connection:
        return all_rows(connection)
