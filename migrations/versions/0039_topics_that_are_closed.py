"""Topics that are closed"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0039"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    closed_at = sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True)
    op.add_column("topics", closed_at)


def downgrade() -> None:
    op.drop_column("topics", "closed_at")
