"""Offers, and the commitments that come of them"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

KINDS = "kind IN ('vote', 'plain answer', 'data call'{})"
COMMITTED = sa.text("is_committed")


def upgrade() -> None:
    _allow(", 'offer'")
    text, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime()
    op.create_table(
        "offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("made_from_id", sa.Integer(), nullable=True),
        sa.Column("vendor", text(length=200), nullable=False),
        sa.Column("total_cents", sa.Integer(), nullable=True),
        sa.Column("each_cents", sa.Integer(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("renewal", text(length=500), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=True),
        sa.Column("least_units", sa.Integer(), nullable=True),
        sa.Column("least_cents", sa.Integer(), nullable=True),
        sa.Column(
            "formula",
            sa.Enum(
                "equal shares",
                "staff size",
                "typed size",
                "typed amounts",
                "pledges",
                name="costformula",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.Column("lead_days", sa.JSON(), nullable=False),
        sa.Column("is_committed", sa.Boolean(), nullable=False),
        sa.Column("check_at", moment, server_default="1970-01-01 00:00:00", nullable=False),
        sa.CheckConstraint(
            "total_cents IS NULL OR each_cents IS NULL", name=op.f("ck_offers_price")
        ),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_offers_days")),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_offers_call_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_from_id"],
            ["calls.id"],
            name=op.f("fk_offers_made_from_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
        sa.UniqueConstraint("call_id", name=op.f("uq_offers_call_id")),
    )
    with op.batch_alter_table("offers") as batch_op:
        batch_op.create_index(
            "committed_offers_to_check",
            ["check_at"],
            unique=False,
            sqlite_where=COMMITTED,
            postgresql_where=COMMITTED,
        )
        batch_op.create_index(batch_op.f("ix_offers_made_from_id"), ["made_from_id"])

    op.create_table(
        "offer_units",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.Integer(), nullable=False),
        sa.Column("before", text(length=32), nullable=False),
        sa.Column("before_cents", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["call_units.id"], name=op.f("fk_offer_units_unit_id")
        ),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_offer_units")),
    )
    op.create_table(
        "offer_answers",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("contact", text(length=200), nullable=False),
        sa.Column("pledge_cents", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["call_answers.id"], name=op.f("fk_offer_answers_answer_id")
        ),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_offer_answers")),
    )
    op.create_table(
        "commitments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("renewal", text(length=500), nullable=False),
        sa.Column("notice_on", sa.Date(), nullable=True),
        sa.Column("contact", text(length=200), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("reason", text(length=300), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_commitments_days")),
        sa.CheckConstraint(
            "notice_on IS NULL OR notice_on <= ends_on", name=op.f("ck_commitments_notice")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["people.id"], name=op.f("fk_commitments_answered_by")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["call_units.id"], name=op.f("fk_commitments_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_commitments_unit_id")),
    )
    with op.batch_alter_table("commitments") as batch_op:
        batch_op.create_index("commitments_by_end", ["ends_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_commitments_answered_by"), ["answered_by"])


def downgrade() -> None:
    """Offers become plain answers."""
    op.drop_table("commitments")
    op.drop_table("offer_answers")
    op.drop_table("offer_units")
    op.drop_table("offers")
    op.execute("UPDATE calls SET if_silent = 'no answer' WHERE kind = 'offer'")
    op.execute("UPDATE calls SET kind = 'plain answer' WHERE kind = 'offer'")
    _allow("")


def _allow(further: str) -> None:
    """Let calls be of these kinds, too."""
    with op.batch_alter_table("calls") as batch_op:
        batch_op.drop_constraint(op.f("ck_calls_callkind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_calls_callkind"), KINDS.format(further))
