"""The newest message about a thing, found however many there were"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("outbox_by_subject", "outbox")
    op.create_index("outbox_by_subject", "outbox", ["subject", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("outbox_by_subject", "outbox")
    op.create_index("outbox_by_subject", "outbox", ["subject"], unique=False)
