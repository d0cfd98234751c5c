"""Which channel a discharged group had, once another group works there"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("groups", sa.Column("former_channel_id", sa.String(length=32), nullable=True))


def downgrade() -> None:
    # SQLite drops the column itself: a batch would drop the table, to which others refer. The
    # history of each group still tells which channel it had.
    op.drop_column("groups", "former_channel_id")
