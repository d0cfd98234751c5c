"""Recurring obligations"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "obligations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("is_of_consortium", sa.Boolean(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("details", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "task",
                "call",
                name="obligationkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("rhythm", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("remind_days", sa.Integer(), nullable=True),
        sa.Column("library_id", sa.Integer(), nullable=True),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("template_id", sa.Integer(), nullable=True),
        sa.Column("done_through", sa.Date(), nullable=False),
        sa.Column("drafted_by", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(library_id IS NULL) OR (seat_id IS NULL)", name=op.f("ck_obligations_its_holder")
        ),
        sa.CheckConstraint("lead_days BETWEEN 0 AND 365", name=op.f("ck_obligations_lead")),
        sa.ForeignKeyConstraint(
            ["drafted_by"], ["people.id"], name=op.f("fk_obligations_drafted_by")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_obligations_group_id")),
        sa.ForeignKeyConstraint(
            ["library_id"], ["organizations.id"], name=op.f("fk_obligations_library_id")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_obligations_seat_id")),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["calls.id"],
            name=op.f("fk_obligations_template_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligations")),
    )
    with op.batch_alter_table("obligations") as batch_op:
        batch_op.create_index(batch_op.f("ix_obligations_drafted_by"), ["drafted_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_obligations_library_id"), ["library_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_obligations_seat_id"), ["seat_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_obligations_template_id"), ["template_id"], unique=False
        )
        batch_op.create_index("obligations_by_group", ["group_id", "ended_at"], unique=False)

    op.create_table(
        "obligation_makings",
        sa.Column("obligation_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "made",
                "skipped",
                "not made",
                name="makingoutcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["calls.id"],
            name=op.f("fk_obligation_makings_call_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligations.id"], name=op.f("fk_obligation_makings_obligation_id")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["tasks.id"],
            name=op.f("fk_obligation_makings_task_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("obligation_id", "due_on", name=op.f("pk_obligation_makings")),
    )
    with op.batch_alter_table("obligation_makings") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_obligation_makings_call_id"), ["call_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_obligation_makings_task_id"), ["task_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("obligation_makings") as batch_op:
        batch_op.drop_index(batch_op.f("ix_obligation_makings_task_id"))
        batch_op.drop_index(batch_op.f("ix_obligation_makings_call_id"))

    op.drop_table("obligation_makings")
    with op.batch_alter_table("obligations") as batch_op:
        batch_op.drop_index("obligations_by_group")
        batch_op.drop_index(batch_op.f("ix_obligations_template_id"))
        batch_op.drop_index(batch_op.f("ix_obligations_seat_id"))
        batch_op.drop_index(batch_op.f("ix_obligations_library_id"))
        batch_op.drop_index(batch_op.f("ix_obligations_drafted_by"))

    op.drop_table("obligations")
