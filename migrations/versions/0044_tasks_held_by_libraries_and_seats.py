"""Tasks that a library or a seat holds, and that several people own"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tasks") as batch_op:
        batch_op.add_column(sa.Column("library_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("seat_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_tasks_library_id"), "organizations", ["library_id"], ["id"]
        )
        batch_op.create_foreign_key(op.f("fk_tasks_seat_id"), "seats", ["seat_id"], ["id"])
        batch_op.create_index(op.f("ix_tasks_library_id"), ["library_id"])
        batch_op.create_index(op.f("ix_tasks_seat_id"), ["seat_id"])
    op.create_table(
        "co_owners",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name=op.f("fk_co_owners_task_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_co_owners_person_id")),
        sa.PrimaryKeyConstraint("task_id", "person_id", name=op.f("pk_co_owners")),
    )
    op.create_index(op.f("ix_co_owners_person_id"), "co_owners", ["person_id"])


def downgrade() -> None:
    op.drop_table("co_owners")
    with op.batch_alter_table("tasks") as batch_op:
        batch_op.drop_index(op.f("ix_tasks_seat_id"))
        batch_op.drop_index(op.f("ix_tasks_library_id"))
        batch_op.drop_constraint(op.f("fk_tasks_seat_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_tasks_library_id"), type_="foreignkey")
        batch_op.drop_column("seat_id")
        batch_op.drop_column("library_id")
