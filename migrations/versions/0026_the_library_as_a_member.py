"""Voting units, former names, and what is declared of libraries; the homes of people"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0026"
down_revision = "0024"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString
_COLUMNS = {
    "zone": _TEXT(length=64),
    "staff_size": sa.Integer(),
    "category": _TEXT(length=60),
    "active_from": sa.Date(),
    "active_until": sa.Date(),
    "merged_into_id": sa.Integer(),
    "voting_unit_id": sa.Integer(),
}


def upgrade() -> None:
    for name, kind in _COLUMNS.items():
        op.add_column("organizations", sa.Column(name, kind))
    op.create_table(
        "voting_units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", _TEXT(length=40), nullable=False),
        sa.Column("name", _TEXT(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voting_units")),
        sa.UniqueConstraint("key", name=op.f("uq_voting_units_key")),
    )
    op.create_table(
        "former_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("name", _TEXT(length=200), nullable=False),
        sa.Column("short_name", _TEXT(length=60), nullable=False),
        sa.Column("used_until", sa.Date()),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_former_names_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_names")),
    )
    op.create_index(op.f("ix_former_names_organization_id"), "former_names", ["organization_id"])
    _create_homes()
    # Since when somebody is known is all that is known of her home. A record that became part of
    # another one has none.
    op.execute(
        "INSERT INTO homes (person_id, organization_id, since)"
        " SELECT id, organization_id, created_at FROM people"
        " WHERE organization_id IS NOT NULL AND merged_into_id IS NULL ORDER BY id"
    )


def _create_homes() -> None:
    op.create_table(
        "homes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("until", sqlmodel.sql.sqltypes.UTCDateTime()),
        sa.CheckConstraint("until >= since", name=op.f("ck_homes_days")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_homes_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_homes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_homes")),
    )
    op.create_index(op.f("ix_homes_organization_id"), "homes", ["organization_id"])
    op.create_index(op.f("ix_homes_person_id"), "homes", ["person_id"])
    op.create_index(
        "one_present_home",
        "homes",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("homes")
    op.drop_table("former_names")
    op.drop_table("voting_units")
    # SQLite drops each column itself: a batch would drop the table, to which others refer.
    for name in reversed(_COLUMNS):
        op.drop_column("organizations", name)
