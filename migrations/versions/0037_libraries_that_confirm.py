"""Libraries that confirm their people and contacts, and the days on which terms begin"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0037"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    days = sqlmodel.sql.sqltypes.AutoString(length=60)
    op.add_column(
        "consortium",
        sa.Column("term_days", days, server_default="Jan 20, Aug 25", nullable=False),
    )
    op.create_table(
        "confirmation_rounds",
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("begins_on", name=op.f("pk_confirmation_rounds")),
    )
    op.create_table(
        "library_confirmations",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_library_confirmations_organization_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["people.id"], name=op.f("fk_library_confirmations_confirmed_by")
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "confirmed_on", name=op.f("pk_library_confirmations")
        ),
    )
    op.create_index(
        op.f("ix_library_confirmations_confirmed_by"), "library_confirmations", ["confirmed_by"]
    )


def downgrade() -> None:
    op.drop_table("library_confirmations")
    op.drop_table("confirmation_rounds")
    op.drop_column("consortium", "term_days")
