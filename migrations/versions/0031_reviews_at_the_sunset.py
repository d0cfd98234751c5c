"""Reviews of groups at the sunset of their charge, and the groups that came of them"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

OUTCOMES = ("continue", "cease", "combine", "split")
PEOPLE = ("proposed_by", "recorded_by")


def upgrade() -> None:
    moment = sqlmodel.sql.sqltypes.UTCDateTime()
    outcome = sa.Enum(
        *OUTCOMES, name="sunsetoutcome", native_enum=False, create_constraint=True, length=32
    )
    op.create_table(
        "sunset_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("outcome", outcome, nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=3000), nullable=False),
        sa.Column("sunset_on", sa.Date(), nullable=True),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("proposed_at", moment, nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_sunset_reviews_group_id")
        ),
        *(
            sa.ForeignKeyConstraint([name], ["people.id"], name=op.f(f"fk_sunset_reviews_{name}"))
            for name in PEOPLE
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sunset_reviews")),
    )
    for name in ("group_id", *PEOPLE):
        op.create_index(op.f(f"ix_sunset_reviews_{name}"), "sunset_reviews", [name])
    is_proposed = sa.text("recorded_at IS NULL")
    op.create_index(
        "one_proposed_review",
        "sunset_reviews",
        ["group_id"],
        unique=True,
        sqlite_where=is_proposed,
        postgresql_where=is_proposed,
    )
    op.create_table(
        "sunset_successors",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["sunset_reviews.id"],
            name=op.f("fk_sunset_successors_review_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_sunset_successors_group_id")
        ),
        sa.PrimaryKeyConstraint("review_id", "group_id", name=op.f("pk_sunset_successors")),
    )
    op.create_index(op.f("ix_sunset_successors_group_id"), "sunset_successors", ["group_id"])


def downgrade() -> None:
    op.drop_table("sunset_successors")
    op.drop_table("sunset_reviews")
