"""When owners are reminded of the tasks of a group"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    days = sa.Column(
        "task_days",
        sqlmodel.sql.sqltypes.AutoString(length=40),
        server_default="before,on,overdue",
        nullable=False,
    )
    with op.batch_alter_table("group_reminders", schema=None) as batch_op:
        batch_op.add_column(days)


def downgrade() -> None:
    with op.batch_alter_table("group_reminders", schema=None) as batch_op:
        batch_op.drop_column("task_days")
