"""Records that look like those of one person, and are of two; word to chairs made by an import"""

import re

import sqlalchemy as sa
from alembic import op

from migrations import StepRefused

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
    _refuse_several_days_of_a_month()
    op.drop_table("distinct_people")
    # SQLite drops the column itself: a batch would drop the table, to which others refer.
    op.drop_column("memberships", "chairing_due_at")


SEVERAL_DAYS = re.compile(r";BYMONTHDAY=(?:\d+(?:,\d+)+(?!,|\d|;BYSETPOS)|[\d,]+;BYSETPOS=-?\d,)")
"""How a series is stored that falls on several days of a month."""


def _refuse_several_days_of_a_month() -> None:
    """The version before would keep the last of the days only, or could not read the series."""
    names = sa.text(
        "SELECT series.title, groups.name, series.pattern FROM series"
        " JOIN groups ON groups.id = series.group_id"
        " WHERE series.ended_at IS NULL ORDER BY groups.name, series.title, series.id"
    )
    found = [
        f"“{title}” of {group}"
        for title, group, pattern in op.get_bind().execute(names)
        if SEVERAL_DAYS.search(pattern)
    ]
    if found:
        raise StepRefused(
            "the version before this one cannot read series on several days of a month:"
            f" {', '.join(found)}. Cancel these series first, from their next meeting on, or"
            " restore a backup of the version before."
        )
