"""Keys of messages in byte order, so that an index finds those that begin alike"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TABLES = ("outbox", "told_reminders")


def upgrade() -> None:
    _collate("C")


def downgrade() -> None:
    _collate("default")


def _collate(collation: str) -> None:
    # SQLite compares bytes by itself.
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.alter_column(table, "key", type_=sa.String(200, collation=collation))
