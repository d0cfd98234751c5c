"""When to check next whom to nudge about a call"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    with op.batch_alter_table("calls") as batch_op:
        batch_op.add_column(
            sa.Column(
                "check_at",
                sqlmodel.sql.sqltypes.UTCDateTime(),
                server_default="1970-01-01 00:00:00",
                nullable=False,
            )
        )
        batch_op.create_index(
            "open_calls_to_check",
            ["check_at"],
            unique=False,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        )


def downgrade() -> None:
    with op.batch_alter_table("calls") as batch_op:
        batch_op.drop_index("open_calls_to_check")
        batch_op.drop_column("check_at")
