"""Nobody is written to about those who had left Slack before: the console shows them"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

PEOPLE = sa.table("people", sa.column("is_active"), sa.column("departure_told_at"))


def upgrade() -> None:
    not_announced = sa.and_(PEOPLE.c.is_active.is_(False), PEOPLE.c.departure_told_at.is_(None))
    moment = sa.func.current_timestamp()
    op.execute(sa.update(PEOPLE).where(not_announced).values(departure_told_at=moment))


def downgrade() -> None:
    """Nothing changes: whom the revision marked cannot be told from whom a beat has marked."""
