"""Whose affair a change is, so that history can be read by group"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = {
    "membership": "memberships",
    "series": "series",
    "meeting": "meetings",
    "task": "tasks",
    "decision": "decisions",
    "question": "questions",
}


HISTORY = sa.table("history", sa.column("subject"), sa.column("group_id"))
GROUPS = sa.table("groups", sa.column("id"), sa.column("channel_id"))


def upgrade() -> None:
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.add_column(sa.Column("group_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_history_group_id"), "groups", ["group_id"], ["id"])
        batch_op.create_index("history_by_group", ["group_id", "id"], unique=False)
    group_id = sa.select(GROUPS.c.id).where(GROUPS.c.id == _number("group"))
    _fill("group", group_id)
    # What was taken back since has no row any more that tells.
    for noun, name in TABLES.items():
        table = sa.table(name, sa.column("id"), sa.column("group_id"))
        _fill(noun, sa.select(table.c.group_id).where(table.c.id == _number(noun)))
    channel = sa.func.substr(HISTORY.c.subject, len("lane:") + 1)
    _fill("lane", sa.select(GROUPS.c.id).where(GROUPS.c.channel_id == channel))


def _number(noun: str) -> sa.ColumnElement[int]:
    return sa.cast(sa.func.substr(HISTORY.c.subject, len(noun) + 2), sa.Integer)


def _fill(noun: str, group_id: sa.Select[tuple[int]]) -> None:
    of_noun = HISTORY.c.subject.like(f"{noun}:%")
    op.execute(sa.update(HISTORY).where(of_noun).values(group_id=group_id.scalar_subquery()))


def downgrade() -> None:
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.drop_index("history_by_group")
        batch_op.drop_constraint(op.f("fk_history_group_id"), type_="foreignkey")
        batch_op.drop_column("group_id")
