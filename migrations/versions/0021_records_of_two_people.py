"""Records that look like those of one person, and are of two; word to chairs made by an import"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    due_at = sa.Column("chairing_due_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("memberships", due_at)
    op.create_table(
        "distinct_people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_distinct_people_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["people.id"], name=op.f("fk_distinct_people_other_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_distinct_people")),
    )
    with op.batch_alter_table("distinct_people", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_distinct_people_person_id"), ["person_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_distinct_people_other_id"), ["other_id"], unique=False)


def downgrade() -> None:
    op.drop_table("distinct_people")
    # SQLite drops the column itself: a batch would drop the table, to which others refer.
    op.drop_column("memberships", "chairing_due_at")
