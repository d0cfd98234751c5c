"""Looking before giving up, and what is wrong with a channel"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

HEALING = sa.text("state = 'sent' AND heal_at IS NOT NULL")


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    moment = sqlmodel.sql.sqltypes.UTCDateTime
    op.add_column("outbox", sa.Column("mark", text(length=32), server_default="", nullable=False))
    op.add_column("outbox", sa.Column("looks", sa.Integer(), server_default="0", nullable=False))
    op.add_column("outbox", sa.Column("heal_at", moment(), nullable=True))
    op.create_index(
        "outbox_by_heal", "outbox", ["heal_at"], sqlite_where=HEALING, postgresql_where=HEALING
    )
    op.add_column("lanes", sa.Column("trouble", text(length=64), server_default="", nullable=False))
    op.add_column("lanes", sa.Column("told_at", moment(), nullable=True))


def downgrade() -> None:
    op.drop_column("lanes", "told_at")
    op.drop_column("lanes", "trouble")
    op.drop_index("outbox_by_heal", table_name="outbox")
    for column in ("heal_at", "looks", "mark"):
        op.drop_column("outbox", column)
