"""Choices about reminders as lists instead of text with commas"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TASK_DAYS = ("before", "on", "overdue")
KEYS = {"group_reminders": "group_id", "preferences": "person_id"}
LENGTHS = {
    "group_reminders": {"lead_hours": 40, "task_days": 40},
    "preferences": {"muted": 100, "days_off": 20},
}


def _numbers(low: int, high: int) -> Callable[[list[str]], list[Any]]:
    def read(items: list[str]) -> list[Any]:
        return [int(item) for item in items if item in map(str, range(low, high + 1))]

    return read


def _days(items: list[str]) -> list[Any]:
    return [day for day in TASK_DAYS if day in items]


READ: dict[str, Callable[[list[str]], list[Any]]] = {
    "lead_hours": _numbers(1, 168),
    "task_days": _days,
    "muted": list,
    "days_off": _numbers(0, 6),
}


def upgrade() -> None:
    for table, lengths in LENGTHS.items():
        rows = _rows(table, sa.Text())
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, length in lengths.items():
                if name == "task_days":
                    batch_op.alter_column(name, server_default=None)
                batch_op.alter_column(
                    name,
                    existing_type=sqlmodel.sql.sqltypes.AutoString(length=length),
                    type_=sa.JSON(),
                    existing_nullable=False,
                    postgresql_using="'[]'::json",
                )
        _write(table, sa.JSON(), rows, lambda name, text: READ[name](_items(text)))


def downgrade() -> None:
    for table, lengths in LENGTHS.items():
        rows = _rows(table, sa.JSON())
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, length in lengths.items():
                batch_op.alter_column(
                    name,
                    existing_type=sa.JSON(),
                    type_=sqlmodel.sql.sqltypes.AutoString(length=length),
                    existing_nullable=False,
                    postgresql_using="''",
                )
                if name == "task_days":
                    batch_op.alter_column(name, server_default=",".join(TASK_DAYS))
        _write(table, sa.Text(), rows, lambda _, items: ",".join(map(str, items)))


def _items(text: str) -> list[str]:
    return [item for item in text.split(",") if item]


def _table(name: str, type_: Any) -> Any:
    columns = (sa.column(column, type_) for column in LENGTHS[name])
    return sa.table(name, sa.column(KEYS[name], sa.Integer), *columns)


def _rows(name: str, type_: Any) -> list[dict[str, Any]]:
    rows = op.get_bind().execute(sa.select(_table(name, type_)))
    return [dict(row._mapping) for row in rows]


def _write(
    name: str, type_: Any, rows: list[dict[str, Any]], convert: Callable[[str, Any], Any]
) -> None:
    table, key = _table(name, type_), KEYS[name]
    for row in rows:
        values = {column: convert(column, row[column]) for column in LENGTHS[name]}
        op.get_bind().execute(table.update().where(table.c[key] == row[key]).values(values))
