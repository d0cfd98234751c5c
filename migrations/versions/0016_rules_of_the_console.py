"""What the program manager's Home shows, and from where on"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

LIMITS = {
    "days_without_meeting": "days_without_meeting BETWEEN 7 AND 365",
    "many_seats": "many_seats BETWEEN 2 AND 20",
}


def upgrade() -> None:
    with op.batch_alter_table("consortium", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("days_without_meeting", sa.Integer(), server_default="60", nullable=False)
        )
        batch_op.add_column(
            sa.Column("many_seats", sa.Integer(), server_default="4", nullable=False)
        )
        batch_op.add_column(
            sa.Column("hidden_findings", sa.JSON(), server_default="[]", nullable=False)
        )
        for name, limit in LIMITS.items():
            batch_op.create_check_constraint(op.f(f"ck_consortium_{name}"), limit)


def downgrade() -> None:
    with op.batch_alter_table("consortium", schema=None) as batch_op:
        for name in LIMITS:
            batch_op.drop_constraint(op.f(f"ck_consortium_{name}"), type_="check")
        for name in ("hidden_findings", "many_seats", "days_without_meeting"):
            batch_op.drop_column(name)
