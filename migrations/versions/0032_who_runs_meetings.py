"""Who runs a meeting or a series since it was handed over"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


_TABLES = ("series", "meetings")


def upgrade() -> None:
    for table in _TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("run_by", sa.Integer(), nullable=True))
            name = op.f(f"fk_{table}_run_by")
            batch_op.create_foreign_key(name, "people", ["run_by"], ["id"])


def downgrade() -> None:
    for table in reversed(_TABLES):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f"fk_{table}_run_by"), type_="foreignkey")
        op.drop_column(table, "run_by")
