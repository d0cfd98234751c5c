"""Reminders as people want them"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "told_reminders",
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("digest_key", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_told_reminders")),
    )
    with op.batch_alter_table("told_reminders", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_told_reminders_digest_key"), ["digest_key"], unique=False
        )

    op.create_table(
        "group_reminders",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("lead_hours", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("nudges", sa.Integer(), nullable=False),
        sa.Column("tells_chairs", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("nudges BETWEEN 0 AND 2", name=op.f("ck_group_reminders_nudges")),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["groups.id"],
            name=op.f("fk_group_reminders_group_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_group_reminders")),
    )
    op.create_table(
        "holidays",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_holidays_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holidays")),
    )
    with op.batch_alter_table("holidays", schema=None) as batch_op:
        batch_op.create_index("holidays_by_day", ["day"], unique=False)

    op.create_table(
        "preferences",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "delivery",
            sa.Enum(
                "single messages",
                "personal digest",
                name="delivery",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("digest_time", sa.Time(), nullable=False),
        sa.Column("muted", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=False),
        sa.Column("quiet_until", sa.Time(), nullable=False),
        sa.Column("days_off", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("pause_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_preferences_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_preferences")),
    )
    op.create_table(
        "snoozes",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_snoozes_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name=op.f("fk_snoozes_task_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("task_id", "person_id", name=op.f("pk_snoozes")),
    )


def downgrade() -> None:
    op.drop_table("snoozes")
    op.drop_table("preferences")
    with op.batch_alter_table("holidays", schema=None) as batch_op:
        batch_op.drop_index("holidays_by_day")

    op.drop_table("holidays")
    op.drop_table("group_reminders")
    with op.batch_alter_table("told_reminders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_told_reminders_digest_key"))

    op.drop_table("told_reminders")
