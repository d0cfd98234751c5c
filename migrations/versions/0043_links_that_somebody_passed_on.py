"""Who passed on a link to somebody's pages"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("personal_links") as batch_op:
        batch_op.add_column(sa.Column("given_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_personal_links_given_by_id"),
            "people",
            ["given_by_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_index(op.f("ix_personal_links_given_by_id"), ["given_by_id"])


def downgrade() -> None:
    with op.batch_alter_table("personal_links") as batch_op:
        batch_op.drop_index(op.f("ix_personal_links_given_by_id"))
        batch_op.drop_constraint(op.f("fk_personal_links_given_by_id"), type_="foreignkey")
        batch_op.drop_column("given_by_id")
