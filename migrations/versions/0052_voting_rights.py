"""Votes that are lost and regained, and calls that the most votes win"""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


RULES = ("vote_lost_after", "vote_regained_after")


def upgrade() -> None:
    op.add_column(
        "calls", sa.Column("is_plurality", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column(
        "calls", sa.Column("seats_without_vote", sa.Integer(), server_default="0", nullable=False)
    )
    for name in RULES:
        # In one statement: SQLite adds a constraint to a table that is there in no other way.
        op.execute(
            f"ALTER TABLE groups ADD COLUMN {name} INTEGER"
            f" CONSTRAINT ck_groups_{name} CHECK ({name} BETWEEN 1 AND 12)"
        )


def downgrade() -> None:
    for name in reversed(RULES):
        op.drop_column("groups", name)
    op.drop_column("calls", "seats_without_vote")
    op.drop_column("calls", "is_plurality")
