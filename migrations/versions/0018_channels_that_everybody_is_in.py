"""Whether everybody is in the channel of a group"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "groups",
        sa.Column("channel_is_everybodys", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    # SQLite drops the column itself: a batch would drop the table, to which others refer.
    op.drop_column("groups", "channel_is_everybodys")
