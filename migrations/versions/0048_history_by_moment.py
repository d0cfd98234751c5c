"""History by moment"""

from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("history") as batch_op:
        batch_op.drop_index("history_by_group")
        batch_op.create_index("history_by_group", ["group_id", "at", "id"], unique=False)
        batch_op.create_index("history_by_moment", ["at", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("history") as batch_op:
        batch_op.drop_index("history_by_moment")
        batch_op.drop_index("history_by_group")
        batch_op.create_index("history_by_group", ["group_id", "id"], unique=False)
