"""Agendas, minutes, and who is present"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

_MODES = "'in the room', 'remote'"
_SHARES = "'more than half', 'half', 'two thirds', 'all'"
_BASES = "'voting seats', 'libraries'"
COLUMNS = {
    "attendance": {
        "mode": f"VARCHAR(32) CONSTRAINT ck_attendance_attendancemode CHECK (mode IN ({_MODES}))",
    },
    "groups": {
        "agenda_hours": (
            "INTEGER CONSTRAINT ck_groups_agenda_hours CHECK (agenda_hours BETWEEN 1 AND 336)"
        ),
        "quorum": f"VARCHAR(32) CONSTRAINT ck_groups_quorumshare CHECK (quorum IN ({_SHARES}))",
        "quorum_of": (
            "VARCHAR(32) DEFAULT 'voting seats' NOT NULL"
            f" CONSTRAINT ck_groups_quorumof CHECK (quorum_of IN ({_BASES}))"
        ),
    },
}


def upgrade() -> None:
    op.create_table(
        "group_pauses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_group_pauses_days")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_group_pauses_group_id")),
        sa.ForeignKeyConstraint(["set_by"], ["people.id"], name=op.f("fk_group_pauses_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_pauses")),
    )
    with op.batch_alter_table("group_pauses") as batch_op:
        batch_op.create_index(batch_op.f("ix_group_pauses_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_pauses_set_by"), ["set_by"], unique=False)

    op.create_table(
        "agenda_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column(
            "purpose",
            sa.Enum(
                "inform",
                "discuss",
                "decide",
                name="agendapurpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("papers", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("is_consent", sa.Boolean(), nullable=False),
        sa.Column("pulled_by", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_put_off", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "closed",
                "merged",
                "withdrawn",
                name="agendaitemstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("times_carried", sa.Integer(), nullable=False),
        sa.Column("waits_since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint("minutes BETWEEN 1 AND 720", name=op.f("ck_agenda_items_minutes")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_agenda_items_group_id")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_agenda_items_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["agenda_items.id"], name=op.f("fk_agenda_items_merged_into_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_agenda_items_owner_id")),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["people.id"], name=op.f("fk_agenda_items_proposed_by")
        ),
        sa.ForeignKeyConstraint(
            ["pulled_by"], ["people.id"], name=op.f("fk_agenda_items_pulled_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_items")),
    )
    with op.batch_alter_table("agenda_items") as batch_op:
        batch_op.create_index(
            "agenda_items_by_group", ["group_id", "state", "meeting_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agenda_items_meeting_id"), ["meeting_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agenda_items_merged_into_id"), ["merged_into_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_agenda_items_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_agenda_items_proposed_by"), ["proposed_by"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_agenda_items_pulled_by"), ["pulled_by"], unique=False)

    op.create_table(
        "agenda_carries",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_items.id"], name=op.f("fk_agenda_carries_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_agenda_carries_meeting_id")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "item_id", name=op.f("pk_agenda_carries")),
    )
    with op.batch_alter_table("agenda_carries") as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_carries_item_id"), ["item_id"], unique=False)

    op.create_table(
        "agenda_postings",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("posted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_agenda_postings_meeting_id")
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_agenda_postings")),
    )
    op.create_table(
        "meeting_alternates",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("alternate_id", sa.Integer(), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=False),
        sa.Column("sent_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alternate_id"], ["people.id"], name=op.f("fk_meeting_alternates_alternate_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_alternates_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_meeting_alternates_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by"], ["people.id"], name=op.f("fk_meeting_alternates_sent_by")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name=op.f("pk_meeting_alternates")),
    )
    with op.batch_alter_table("meeting_alternates") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_meeting_alternates_alternate_id"), ["alternate_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_meeting_alternates_person_id"), ["person_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_meeting_alternates_sent_by"), ["sent_by"], unique=False
        )

    op.create_table(
        "recorder_turns",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "suggested",
                "agreed",
                "declined",
                name="recorderstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_recorder_turns_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_recorder_turns_person_id")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name=op.f("pk_recorder_turns")),
    )
    with op.batch_alter_table("recorder_turns") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recorder_turns_person_id"), ["person_id"], unique=False
        )
        batch_op.create_index(
            "one_recorder",
            ["meeting_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'declined'"),
            postgresql_where=sa.text("state <> 'declined'"),
        )

    op.create_table(
        "minutes",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "in progress",
                "draft",
                "circulated",
                "approved",
                name="minutesstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("begun_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("begun_by", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("item_since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("circulated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("approved_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_in_id", sa.Integer(), nullable=True),
        sa.Column("frozen", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["people.id"], name=op.f("fk_minutes_approved_by")
        ),
        sa.ForeignKeyConstraint(
            ["approved_in_id"], ["meetings.id"], name=op.f("fk_minutes_approved_in_id")
        ),
        sa.ForeignKeyConstraint(["begun_by"], ["people.id"], name=op.f("fk_minutes_begun_by")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_items.id"], name=op.f("fk_minutes_item_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_minutes_meeting_id")
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_minutes")),
    )
    with op.batch_alter_table("minutes") as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_approved_by"), ["approved_by"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_minutes_approved_in_id"), ["approved_in_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_minutes_begun_by"), ["begun_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_minutes_item_id"), ["item_id"], unique=False)
        batch_op.create_index("minutes_by_state", ["state"], unique=False)

    op.create_table(
        "recusals",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_items.id"], name=op.f("fk_recusals_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_recusals_person_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["people.id"], name=op.f("fk_recusals_recorded_by")
        ),
        sa.PrimaryKeyConstraint("item_id", "person_id", name=op.f("pk_recusals")),
    )
    with op.batch_alter_table("recusals") as batch_op:
        batch_op.create_index(batch_op.f("ix_recusals_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recusals_recorded_by"), ["recorded_by"], unique=False)

    op.create_table(
        "minute_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "note",
                "decision",
                "action",
                "announcement",
                "parked",
                name="minutelinekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("wording", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("parked_id", sa.Integer(), nullable=True),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decisions.id"],
            name=op.f("fk_minute_lines_decision_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["agenda_items.id"],
            name=op.f("fk_minute_lines_item_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_minute_lines_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["parked_id"],
            ["agenda_items.id"],
            name=op.f("fk_minute_lines_parked_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name=op.f("fk_minute_lines_task_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["undone_by"], ["people.id"], name=op.f("fk_minute_lines_undone_by")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["people.id"], name=op.f("fk_minute_lines_written_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minute_lines")),
    )
    with op.batch_alter_table("minute_lines") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_minute_lines_decision_id"), ["decision_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_minute_lines_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_minute_lines_parked_id"), ["parked_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_minute_lines_task_id"), ["task_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_minute_lines_undone_by"), ["undone_by"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_minute_lines_written_by"), ["written_by"], unique=False
        )
        batch_op.create_index("minute_lines_by_meeting", ["meeting_id", "id"], unique=False)

    op.create_table(
        "minutes_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "correction",
                "amendment",
                name="correctionkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("wording", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("replaced", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("is_accepted", sa.Boolean(), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["minute_lines.id"],
            name=op.f("fk_minutes_corrections_line_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_minutes_corrections_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["people.id"], name=op.f("fk_minutes_corrections_proposed_by")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["people.id"], name=op.f("fk_minutes_corrections_settled_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_corrections")),
    )
    with op.batch_alter_table("minutes_corrections") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_minutes_corrections_line_id"), ["line_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_minutes_corrections_meeting_id"), ["meeting_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_minutes_corrections_proposed_by"), ["proposed_by"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_minutes_corrections_settled_by"), ["settled_by"], unique=False
        )

    for table, columns in COLUMNS.items():
        for name, kind in columns.items():
            # In one statement: SQLite adds a constraint to a table that is there in no other way.
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
    for name in ("arrived_at", "left_at"):
        moment = sqlmodel.sql.sqltypes.UTCDateTime()
        op.add_column("attendance", sa.Column(name, moment, nullable=True))
    suggests = sa.Column(
        "suggests_recorder", sa.Boolean(), server_default=sa.false(), nullable=False
    )
    op.add_column("groups", suggests)


def downgrade() -> None:
    op.drop_column("groups", "suggests_recorder")
    for name in ("left_at", "arrived_at"):
        op.drop_column("attendance", name)
    for table, columns in COLUMNS.items():
        for name in columns:
            op.drop_column(table, name)

    with op.batch_alter_table("minutes_corrections") as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_corrections_line_id"))
        batch_op.drop_index(batch_op.f("ix_minutes_corrections_settled_by"))
        batch_op.drop_index(batch_op.f("ix_minutes_corrections_proposed_by"))
        batch_op.drop_index(batch_op.f("ix_minutes_corrections_meeting_id"))

    op.drop_table("minutes_corrections")

    with op.batch_alter_table("minute_lines") as batch_op:
        batch_op.drop_index("minute_lines_by_meeting")
        batch_op.drop_index(batch_op.f("ix_minute_lines_written_by"))
        batch_op.drop_index(batch_op.f("ix_minute_lines_undone_by"))
        batch_op.drop_index(batch_op.f("ix_minute_lines_task_id"))
        batch_op.drop_index(batch_op.f("ix_minute_lines_parked_id"))
        batch_op.drop_index(batch_op.f("ix_minute_lines_item_id"))
        batch_op.drop_index(batch_op.f("ix_minute_lines_decision_id"))

    op.drop_table("minute_lines")
    with op.batch_alter_table("recusals") as batch_op:
        batch_op.drop_index(batch_op.f("ix_recusals_recorded_by"))
        batch_op.drop_index(batch_op.f("ix_recusals_person_id"))

    op.drop_table("recusals")
    with op.batch_alter_table("minutes") as batch_op:
        batch_op.drop_index("minutes_by_state")
        batch_op.drop_index(batch_op.f("ix_minutes_item_id"))
        batch_op.drop_index(batch_op.f("ix_minutes_begun_by"))
        batch_op.drop_index(batch_op.f("ix_minutes_approved_in_id"))
        batch_op.drop_index(batch_op.f("ix_minutes_approved_by"))

    op.drop_table("minutes")
    with op.batch_alter_table("recorder_turns") as batch_op:
        batch_op.drop_index(
            "one_recorder",
            sqlite_where=sa.text("state <> 'declined'"),
            postgresql_where=sa.text("state <> 'declined'"),
        )
        batch_op.drop_index(batch_op.f("ix_recorder_turns_person_id"))

    op.drop_table("recorder_turns")
    with op.batch_alter_table("meeting_alternates") as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_alternates_sent_by"))
        batch_op.drop_index(batch_op.f("ix_meeting_alternates_person_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_alternates_alternate_id"))

    op.drop_table("meeting_alternates")
    op.drop_table("agenda_postings")
    with op.batch_alter_table("agenda_carries") as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_carries_item_id"))

    op.drop_table("agenda_carries")
    with op.batch_alter_table("agenda_items") as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_items_pulled_by"))
        batch_op.drop_index(batch_op.f("ix_agenda_items_proposed_by"))
        batch_op.drop_index(batch_op.f("ix_agenda_items_owner_id"))
        batch_op.drop_index(batch_op.f("ix_agenda_items_merged_into_id"))
        batch_op.drop_index(batch_op.f("ix_agenda_items_meeting_id"))
        batch_op.drop_index("agenda_items_by_group")

    op.drop_table("agenda_items")
    with op.batch_alter_table("group_pauses") as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_pauses_set_by"))
        batch_op.drop_index(batch_op.f("ix_group_pauses_group_id"))

    op.drop_table("group_pauses")
