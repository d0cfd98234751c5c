"""Figures of one group or person, and a week's new tasks: found by their days, however old"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("contributions", schema=None) as batch_op:
        for of in ("group", "person"):
            batch_op.create_index(
                f"contributions_by_{of}", [f"{of}_id", "occurred_at"], unique=False
            )
            batch_op.drop_index(batch_op.f(f"ix_contributions_{of}_id"))
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index("tasks_by_creation", ["group_id", "created_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_index("tasks_by_creation")
    with op.batch_alter_table("contributions", schema=None) as batch_op:
        for of in ("group", "person"):
            batch_op.create_index(
                batch_op.f(f"ix_contributions_{of}_id"), [f"{of}_id"], unique=False
            )
            batch_op.drop_index(f"contributions_by_{of}")
