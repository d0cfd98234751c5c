"""Names of what the outbox and the reminders check again"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

COLUMNS = (
    ("meetings", "look_at", "check_at"),
    ("tasks", "look_at", "check_at"),
    ("outbox", "looks", "searches"),
    ("outbox", "heal_at", "deduplicate_at"),
    ("outbox", "told_at", "alerted_at"),
    ("lanes", "told_at", "alerted_at"),
)
INDEXES = (
    (
        "meetings",
        "meetings_to_look_at",
        "meetings_to_check",
        "look_at",
        "check_at",
        "status = 'on'",
    ),
    (
        "tasks",
        "open_tasks_to_look_at",
        "open_tasks_to_check",
        "look_at",
        "check_at",
        "done_at IS NULL AND due_on IS NOT NULL",
    ),
    (
        "outbox",
        "outbox_by_heal",
        "outbox_to_deduplicate",
        "heal_at",
        "deduplicate_at",
        "state = 'sent' AND {} IS NOT NULL",
    ),
)


def upgrade() -> None:
    for table, old, _, _, _, _ in INDEXES:
        op.drop_index(old, table_name=table)
    for table, old, new in COLUMNS:
        _rename(table, old, new)
    for table, _, new, _, column, condition in INDEXES:
        _index(table, new, column, condition.format(column))


def downgrade() -> None:
    for table, _, new, _, _, _ in INDEXES:
        op.drop_index(new, table_name=table)
    for table, old, new in COLUMNS:
        _rename(table, new, old)
    for table, old, _, column, _, condition in INDEXES:
        _index(table, old, column, condition.format(column))


def _rename(table: str, old: str, new: str) -> None:
    # Both databases rename in place, so nothing that points at the table has to be rebuilt.
    op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")


def _index(table: str, name: str, column: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)
