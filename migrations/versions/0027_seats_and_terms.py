"""Seats of groups, the terms in them, and leaves of absence"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

OLD_ROLES = ("chair", "co-chair", "member", "observer")
ROLES = (*OLD_ROLES, "recorder", "representative", "alternate", "liaison", "ex officio")
NO_TWO = (
    "ALTER TABLE memberships ADD CONSTRAINT no_two_in_one_seat EXCLUDE USING gist"
    " (int4range(seat_id, seat_id, '[]') WITH &&, tstzrange(since, until) WITH &&)"
    " WHERE (seat_id IS NOT NULL) DEFERRABLE INITIALLY DEFERRED"
)


def upgrade() -> None:
    moment = sqlmodel.sql.sqltypes.UTCDateTime()
    op.create_table(
        "seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(*ROLES, name="seatrole", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("label", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("votes", sa.Boolean(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("category", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=True),
        sa.Column("term_months", sa.Integer(), nullable=True),
        sa.Column("term_limit", sa.Integer(), nullable=True),
        sa.Column("cycle_ends_on", sa.Date(), nullable=True),
        sa.Column("hours_a_month", sa.Integer(), nullable=True),
        sa.Column("holds_over", sa.Boolean(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("closed_at", moment, nullable=True),
        sa.CheckConstraint("term_months BETWEEN 1 AND 120", name=op.f("ck_seats_term_months")),
        sa.CheckConstraint("term_limit BETWEEN 1 AND 20", name=op.f("ck_seats_term_limit")),
        sa.CheckConstraint("hours_a_month BETWEEN 1 AND 200", name=op.f("ck_seats_hours_a_month")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_seats_group_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_seats_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
    )
    with op.batch_alter_table("seats", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seats_group_id"), ["group_id"])
        batch_op.create_index(batch_op.f("ix_seats_organization_id"), ["organization_id"])
    _allow(ROLES)
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seat_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("term_ends_at", moment, nullable=True))
        batch_op.add_column(sa.Column("uncut_until", moment, nullable=True))
        batch_op.create_foreign_key(op.f("fk_memberships_seat_id"), "seats", ["seat_id"], ["id"])
        batch_op.create_index("memberships_by_seat", ["seat_id", "until"])
    condition = sa.text("until IS NULL AND seat_id IS NOT NULL")
    op.create_index(
        "one_current_incumbent",
        "memberships",
        ["seat_id"],
        unique=True,
        sqlite_where=condition,
        postgresql_where=condition,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(NO_TWO)
    op.create_table(
        "leaves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("until", moment, nullable=True),
        sa.Column("acting_person_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("until >= since", name=op.f("ck_leaves_days")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_leaves_membership_id")
        ),
        sa.ForeignKeyConstraint(
            ["acting_person_id"], ["people.id"], name=op.f("fk_leaves_acting_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaves")),
    )
    with op.batch_alter_table("leaves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leaves_membership_id"), ["membership_id"])
        batch_op.create_index(batch_op.f("ix_leaves_acting_person_id"), ["acting_person_id"])


def downgrade() -> None:
    op.drop_table("leaves")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE memberships DROP CONSTRAINT no_two_in_one_seat")
    op.drop_index("one_current_incumbent", table_name="memberships")
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index("memberships_by_seat")
        batch_op.drop_constraint(op.f("fk_memberships_seat_id"), type_="foreignkey")
    op.drop_column("memberships", "uncut_until")
    op.drop_column("memberships", "term_ends_at")
    op.drop_column("memberships", "seat_id")
    roles = ", ".join(f"'{role}'" for role in OLD_ROLES)
    op.execute(f"UPDATE memberships SET role = 'member' WHERE role NOT IN ({roles})")  # noqa: S608
    _allow(OLD_ROLES)
    op.drop_table("seats")


def _allow(roles: tuple[str, ...]) -> None:
    name = op.f("ck_memberships_memberrole")
    listed = ", ".join(f"'{role}'" for role in roles)
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"role IN ({listed})")
