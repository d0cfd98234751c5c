"""When everybody had answered a poll"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0060"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sqlmodel.sql.sqltypes.UTCDateTime()
    op.add_column("polls", sa.Column("complete_at", moment, nullable=True))


def downgrade() -> None:
    op.drop_column("polls", "complete_at")
