"""Requests that are answered once, Convene's own account, and what Slack says of everybody"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "requests",
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("slack_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_requests")),
    )
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_requests_answered_at"), ["answered_at"])
        batch_op.create_index("requests_by_person", ["slack_id", "answered_at"])
    op.create_table(
        "bot_account",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token_digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("team_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("enterprise_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("app_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("bot_user_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("bot_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bot_account")),
    )
    op.create_table(
        "slack_scan",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "people",
                "missing",
                "channels",
                name="scanstage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cursor", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slack_scan")),
    )
    op.add_column(
        "people",
        sa.Column("is_external", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("people", sa.Column("asked_slack_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("people", "asked_slack_at")
    op.drop_column("people", "is_external")
    op.drop_table("slack_scan")
    op.drop_table("bot_account")
    op.drop_table("requests")
