"""Service that begins and ends ahead: looked up by its days, and never over before it begins"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Somebody who left before the day that an import had given never served, and does not now.
    op.execute("UPDATE memberships SET until = since WHERE until < since")
    op.execute("UPDATE roles SET until = since WHERE until < since")
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_check_constraint(op.f("ck_memberships_days"), "until >= since")
        batch_op.create_index(
            "memberships_by_group", ["group_id", "person_id", "until"], unique=False
        )
    with op.batch_alter_table("roles", schema=None) as batch_op:
        batch_op.create_check_constraint(op.f("ck_roles_days"), "until >= since")
        batch_op.create_index("roles_by_person", ["person_id", "until"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("roles", schema=None) as batch_op:
        batch_op.drop_index("roles_by_person")
        batch_op.drop_constraint(op.f("ck_roles_days"), type_="check")
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index("memberships_by_group")
        batch_op.drop_constraint(op.f("ck_memberships_days"), type_="check")
