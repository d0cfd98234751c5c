"""Who took circulated minutes, and the contribution that this is"""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

HELD = "'attended', 'chaired', 'completed task', 'answered call'"
OLD = f"kind IN ({HELD})"
NEW = f"kind IN ({HELD}, 'recorded')"
NAME = "ck_contributions_contributionkind"


def upgrade() -> None:
    _allow(NEW)
    with op.batch_alter_table("minutes") as batch_op:
        batch_op.add_column(sa.Column("recorder_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_minutes_recorder_id"), "people", ["recorder_id"], ["id"]
        )
        batch_op.create_index(op.f("ix_minutes_recorder_id"), ["recorder_id"], unique=False)
    op.execute(
        "UPDATE minutes SET recorder_id = coalesce("
        "(SELECT person_id FROM recorder_turns"
        " WHERE recorder_turns.meeting_id = minutes.meeting_id AND state = 'agreed'),"
        " (SELECT written_by FROM minute_lines"
        " WHERE minute_lines.meeting_id = minutes.meeting_id AND undone_at IS NULL"
        " GROUP BY written_by ORDER BY count(*) DESC, min(id) LIMIT 1))"
        " WHERE circulated_at IS NOT NULL"
    )
    op.execute(
        "INSERT INTO contributions"
        " (person_id, organization_id, group_id, kind, source, occurred_at)"
        " SELECT people.id, coalesce("
        "(SELECT homes.organization_id FROM homes WHERE homes.person_id = people.id"
        " AND homes.since <= meetings.starts_at"
        " AND (homes.until IS NULL OR homes.until > meetings.starts_at)"
        " ORDER BY homes.id LIMIT 1),"
        " people.organization_id), meetings.group_id, 'recorded',"
        " 'recorded|meeting:' || meetings.id || '|person:' || people.id, meetings.starts_at"
        " FROM minutes JOIN meetings ON meetings.id = minutes.meeting_id"
        " JOIN people ON people.id = minutes.recorder_id"
    )


def downgrade() -> None:
    op.execute("DELETE FROM contributions WHERE kind = 'recorded'")
    with op.batch_alter_table("minutes") as batch_op:
        batch_op.drop_index(op.f("ix_minutes_recorder_id"))
        batch_op.drop_constraint(op.f("fk_minutes_recorder_id"), type_="foreignkey")
        batch_op.drop_column("recorder_id")
    _allow(OLD)


def _allow(kinds: str) -> None:
    with op.batch_alter_table("contributions") as batch_op:
        batch_op.drop_constraint(op.f(NAME), type_="check")
        batch_op.create_check_constraint(op.f(NAME), kinds)
