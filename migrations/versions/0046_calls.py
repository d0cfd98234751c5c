"""Calls, their units, answers and secret ballots"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


KINDS = "kind IN ('attended', 'chaired', 'completed task'{})"
NAME = "ck_contributions_contributionkind"


def upgrade() -> None:
    _allow(", 'answered call'")
    moment = sqlmodel.sql.sqltypes.UTCDateTime()
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "vote",
                "plain answer",
                name="callkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("question", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("details", sqlmodel.sql.sqltypes.AutoString(length=3000), nullable=False),
        sa.Column("papers", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column(
            "unit_kind",
            sa.Enum(
                "library",
                "voting unit",
                "seat",
                name="unitkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "method",
            sa.Enum(
                "yes or no",
                "one choice",
                "ranked choices",
                name="votemethod",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column(
            "threshold",
            sa.Enum(
                "more than half",
                "two thirds",
                "three quarters",
                "all",
                name="threshold",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "threshold_base",
            sa.Enum(
                "units that vote yes or no",
                "units that answer",
                "all units",
                name="thresholdbase",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "quorum",
            sa.Enum(
                "more than half",
                "two thirds",
                "three quarters",
                "all",
                name="quorum",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "quorum_base",
            sa.Enum(
                "all units",
                "units that are not on leave",
                name="quorumbase",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("abstentions_count", sa.Boolean(), nullable=False),
        sa.Column(
            "tie_rule",
            sa.Enum(
                "nothing is decided",
                "the choice listed first",
                name="tierule",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column(
            "if_silent",
            sa.Enum(
                "no answer",
                "no",
                "yes",
                name="ifsilent",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.Column("is_secret", sa.Boolean(), nullable=False),
        sa.Column("nudge_days", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "closed",
                "cancelled",
                name="callstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("opens_at", moment, nullable=True),
        sa.Column("closes_at", moment, nullable=True),
        sa.Column("drafted_by", sa.Integer(), nullable=False),
        sa.Column("drafted_at", moment, nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("opened_at", moment, nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", moment, nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'draft') OR (closes_at IS NOT NULL)", name=op.f("ck_calls_closing")
        ),
        sa.CheckConstraint(
            "(state = 'draft') OR (if_silent IS NOT NULL)", name=op.f("ck_calls_silence")
        ),
        sa.CheckConstraint("NOT is_secret OR is_hidden", name=op.f("ck_calls_secret_is_hidden")),
        sa.ForeignKeyConstraint(["closed_by"], ["people.id"], name=op.f("fk_calls_closed_by")),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decisions.id"],
            name=op.f("fk_calls_decision_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["drafted_by"], ["people.id"], name=op.f("fk_calls_drafted_by")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_calls_group_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name=op.f("fk_calls_opened_by")),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_calls_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    with op.batch_alter_table("calls") as batch_op:
        batch_op.create_index("calls_by_group", ["group_id", "drafted_at"])
        batch_op.create_index("calls_by_state", ["state", "closes_at"])
        batch_op.create_index(batch_op.f("ix_calls_closed_by"), ["closed_by"])
        batch_op.create_index(batch_op.f("ix_calls_decision_id"), ["decision_id"])
        batch_op.create_index(batch_op.f("ix_calls_drafted_by"), ["drafted_by"])
        batch_op.create_index(batch_op.f("ix_calls_opened_by"), ["opened_by"])
        batch_op.create_index(batch_op.f("ix_calls_topic_id"), ["topic_id"])

    op.create_table(
        "call_units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("voting_unit_id", sa.Integer(), nullable=True),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("excused", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("answered_at", moment, nullable=True),
        sa.CheckConstraint(
            "CASE WHEN organization_id IS NULL THEN 0 ELSE 1 END + CASE WHEN voting_unit_id IS NULL THEN 0 ELSE 1 END + CASE WHEN seat_id IS NULL THEN 0 ELSE 1 END = 1",
            name=op.f("ck_call_units_its_kind"),
        ),
        sa.CheckConstraint("weight BETWEEN 1 AND 100", name=op.f("ck_call_units_weight")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_call_units_call_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_call_units_organization_id")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_call_units_seat_id")),
        sa.ForeignKeyConstraint(
            ["voting_unit_id"], ["voting_units.id"], name=op.f("fk_call_units_voting_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_units")),
    )
    with op.batch_alter_table("call_units") as batch_op:
        batch_op.create_index(
            "call_units_by_organization", ["call_id", "organization_id"], unique=True
        )
        batch_op.create_index("call_units_by_seat", ["call_id", "seat_id"], unique=True)
        batch_op.create_index(
            "call_units_by_voting_unit", ["call_id", "voting_unit_id"], unique=True
        )
        batch_op.create_index(batch_op.f("ix_call_units_organization_id"), ["organization_id"])
        batch_op.create_index(batch_op.f("ix_call_units_seat_id"), ["seat_id"])
        batch_op.create_index(batch_op.f("ix_call_units_voting_unit_id"), ["voting_unit_id"])

    op.create_table(
        "secret_ballots",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("ballot", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_secret_ballots_call_id")),
        sa.PrimaryKeyConstraint("call_id", "ballot", name=op.f("pk_secret_ballots")),
    )
    op.create_table(
        "call_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=True),
        sa.Column("words", sqlmodel.sql.sqltypes.AutoString(length=3000), nullable=False),
        sa.Column("comment", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("is_comment_private", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "capacity",
            sa.Enum(
                "representative",
                "alternate",
                "director",
                "holder of the seat",
                "acting for the holder",
                "program manager",
                name="capacity",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "door",
            sa.Enum(
                "Slack",
                "link",
                "phone",
                name="answerdoor",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("given_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_call_answers_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["call_units.id"], name=op.f("fk_call_answers_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_answers")),
    )
    with op.batch_alter_table("call_answers") as batch_op:
        batch_op.create_index("call_answers_by_unit", ["unit_id", "id"])
        batch_op.create_index(batch_op.f("ix_call_answers_person_id"), ["person_id"])

    op.create_table(
        "call_unit_libraries",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_call_unit_libraries_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["call_units.id"], name=op.f("fk_call_unit_libraries_unit_id")
        ),
        sa.PrimaryKeyConstraint("unit_id", "organization_id", name=op.f("pk_call_unit_libraries")),
    )
    with op.batch_alter_table("call_unit_libraries") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_call_unit_libraries_organization_id"), ["organization_id"]
        )


def downgrade() -> None:
    op.execute("DELETE FROM contributions WHERE kind = 'answered call'")
    _allow("")
    with op.batch_alter_table("call_unit_libraries") as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_unit_libraries_organization_id"))

    op.drop_table("call_unit_libraries")
    with op.batch_alter_table("call_answers") as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_answers_person_id"))
        batch_op.drop_index("call_answers_by_unit")

    op.drop_table("call_answers")
    op.drop_table("secret_ballots")
    with op.batch_alter_table("call_units") as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_units_voting_unit_id"))
        batch_op.drop_index(batch_op.f("ix_call_units_seat_id"))
        batch_op.drop_index(batch_op.f("ix_call_units_organization_id"))
        batch_op.drop_index("call_units_by_voting_unit")
        batch_op.drop_index("call_units_by_seat")
        batch_op.drop_index("call_units_by_organization")

    op.drop_table("call_units")
    with op.batch_alter_table("calls") as batch_op:
        batch_op.drop_index(batch_op.f("ix_calls_topic_id"))
        batch_op.drop_index(batch_op.f("ix_calls_opened_by"))
        batch_op.drop_index(batch_op.f("ix_calls_drafted_by"))
        batch_op.drop_index(batch_op.f("ix_calls_decision_id"))
        batch_op.drop_index(batch_op.f("ix_calls_closed_by"))
        batch_op.drop_index("calls_by_state")
        batch_op.drop_index("calls_by_group")

    op.drop_table("calls")


def _allow(further: str) -> None:
    """Let contributions be of these kinds, too."""
    with op.batch_alter_table("contributions") as batch_op:
        batch_op.drop_constraint(op.f(NAME), type_="check")
        batch_op.create_check_constraint(op.f(NAME), KINDS.format(further))
