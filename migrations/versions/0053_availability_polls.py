"""Availability polls"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    op.create_table(
        "polls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "dates",
                "weekdays",
                name="pollkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("zone", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("nudge_days", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "closed",
                "cancelled",
                name="pollstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("closes_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("opened_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("picked", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column(
            "check_at",
            sqlmodel.sql.sqltypes.UTCDateTime(),
            server_default="1970-01-01 00:00:00",
            nullable=False,
        ),
        sa.CheckConstraint(
            "(kind = 'weekdays') = (first_on IS NOT NULL AND last_on IS NOT NULL)",
            name=op.f("ck_polls_days"),
        ),
        sa.CheckConstraint("minutes BETWEEN 5 AND 720", name=op.f("ck_polls_length")),
        sa.ForeignKeyConstraint(["closed_by"], ["people.id"], name=op.f("fk_polls_closed_by")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_polls_group_id")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_polls_meeting_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name=op.f("fk_polls_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_polls")),
    )
    with op.batch_alter_table("polls") as batch_op:
        batch_op.create_index(batch_op.f("ix_polls_closed_by"), ["closed_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_polls_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_polls_opened_by"), ["opened_by"], unique=False)
        batch_op.create_index(
            "open_polls_to_check",
            ["check_at"],
            unique=False,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        )
        batch_op.create_index("polls_by_group", ["group_id", "opened_at"], unique=False)
        batch_op.create_index("polls_by_state", ["state", "closes_at"], unique=False)

    op.create_table(
        "poll_people",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_poll_people_person_id")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_people_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "person_id", name=op.f("pk_poll_people")),
    )
    with op.batch_alter_table("poll_people") as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_people_person_id"), ["person_id"], unique=False)

    op.create_table(
        "poll_slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("at", sa.Time(), nullable=True),
        sa.CheckConstraint(
            "(starts_at IS NULL) = (weekday IS NOT NULL)", name=op.f("ck_poll_slots_its_kind")
        ),
        sa.CheckConstraint("(weekday IS NULL) = (at IS NULL)", name=op.f("ck_poll_slots_weekly")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_poll_slots_weekday")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_slots_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_slots")),
        sa.UniqueConstraint("poll_id", "position", name="one_slot_a_position"),
    )
    op.create_table(
        "poll_answers",
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "yes",
                "if needed",
                "no",
                name="availability",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("given_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("by_link", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_poll_answers_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["poll_slots.id"], name=op.f("fk_poll_answers_slot_id")
        ),
        sa.PrimaryKeyConstraint("slot_id", "person_id", name=op.f("pk_poll_answers")),
    )
    with op.batch_alter_table("poll_answers") as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_answers_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("poll_answers") as batch_op:
        batch_op.drop_index(batch_op.f("ix_poll_answers_person_id"))

    op.drop_table("poll_answers")
    op.drop_table("poll_slots")
    with op.batch_alter_table("poll_people") as batch_op:
        batch_op.drop_index(batch_op.f("ix_poll_people_person_id"))

    op.drop_table("poll_people")
    with op.batch_alter_table("polls") as batch_op:
        batch_op.drop_index("polls_by_state")
        batch_op.drop_index("polls_by_group")
        batch_op.drop_index("open_polls_to_check")
        batch_op.drop_index(batch_op.f("ix_polls_opened_by"))
        batch_op.drop_index(batch_op.f("ix_polls_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_polls_closed_by"))

    op.drop_table("polls")
