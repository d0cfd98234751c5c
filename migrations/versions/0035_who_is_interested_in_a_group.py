"""Who is interested in a group, at which level, and until when that stands"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

LEVELS = ("steer", "take part", "support")


def upgrade() -> None:
    level = sa.Enum(
        *LEVELS, name="interestlevel", native_enum=False, create_constraint=True, length=32
    )
    op.create_table(
        "interests",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("level", level, nullable=False),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("stands_until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_interests_person_id")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_interests_group_id")),
        sa.PrimaryKeyConstraint("person_id", "group_id", name=op.f("pk_interests")),
    )
    op.create_index(op.f("ix_interests_group_id"), "interests", ["group_id"])


def downgrade() -> None:
    op.drop_table("interests")
