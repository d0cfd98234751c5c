"""When to look next at a task or a meeting, and as what people were last seen"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LOOK_AT = {"nullable": False, "server_default": "1970-01-01 00:00:00"}


def upgrade() -> None:
    op.create_table(
        "circumstances",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_circumstances_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_circumstances")),
    )
    for table, name, condition in (
        ("meetings", "meetings_to_look_at", "status = 'on'"),
        ("tasks", "open_tasks_to_look_at", "done_at IS NULL AND due_on IS NOT NULL"),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(
                sa.Column("look_at", sqlmodel.sql.sqltypes.UTCDateTime(), **LOOK_AT)
            )
            batch_op.create_index(
                name,
                ["look_at"],
                unique=False,
                sqlite_where=sa.text(condition),
                postgresql_where=sa.text(condition),
            )
    with op.batch_alter_table("told_reminders", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("has_arrived", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.create_index(
            "told_and_not_arrived",
            ["digest_key"],
            unique=False,
            sqlite_where=sa.text("NOT has_arrived"),
            postgresql_where=sa.text("NOT has_arrived"),
        )


def downgrade() -> None:
    with op.batch_alter_table("told_reminders", schema=None) as batch_op:
        batch_op.drop_index("told_and_not_arrived")
        batch_op.drop_column("has_arrived")
    for table, name in (("tasks", "open_tasks_to_look_at"), ("meetings", "meetings_to_look_at")):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(name)
            batch_op.drop_column("look_at")
    op.drop_table("circumstances")
