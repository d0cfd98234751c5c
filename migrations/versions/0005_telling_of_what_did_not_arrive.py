"""Telling of what did not arrive"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "outbox", sa.Column("told_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True)
    )
    # Nobody wants to hear now of what failed before anybody was told of such things.
    op.execute("UPDATE outbox SET told_at = created_at WHERE state = 'dead'")
    op.create_index(
        "undelivered_by_lane",
        "outbox",
        ["lane", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'dead'"),
        postgresql_where=sa.text("state = 'dead'"),
    )


def downgrade() -> None:
    op.drop_index("undelivered_by_lane", table_name="outbox")
    op.drop_column("outbox", "told_at")
