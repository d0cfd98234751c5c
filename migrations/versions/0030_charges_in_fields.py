"""What a charge says in fields, deliverables, and groups that are proposed"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0030"
down_revision = "0028"
branch_labels = None
depends_on = None

KINDS = ("standing committee", "working group", "task force", "interest group", "council")
STATUSES = ("proposed", "activated", "declined", "withdrawn")
COLUMNS = {
    "sponsor": "VARCHAR(200) DEFAULT '' NOT NULL",
    "reports_to": "VARCHAR(200) DEFAULT '' NOT NULL",
    "authority": (
        "VARCHAR(32) CONSTRAINT ck_groups_groupauthority CHECK (authority IN ('decides', 'advises'))"
    ),
    "hours_a_month": (
        "INTEGER CONSTRAINT ck_groups_hours_a_month CHECK (hours_a_month BETWEEN 1 AND 200)"
    ),
    "sunset_on": "DATE",
    "final_report": "VARCHAR(3000) DEFAULT '' NOT NULL",
}


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        # In one statement: SQLite adds a constraint to a table that is there in no other way.
        op.execute(f"ALTER TABLE groups ADD COLUMN {name} {kind}")
    _create_deliverables()
    _create_proposals()


def _create_deliverables() -> None:
    op.create_table(
        "deliverables",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_deliverables_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliverables")),
    )
    op.create_index(op.f("ix_deliverables_group_id"), "deliverables", ["group_id"])


def _create_proposals() -> None:
    moment, text = sqlmodel.sql.sqltypes.UTCDateTime(), sqlmodel.sql.sqltypes.AutoString
    answers = ("problem", "beneficiaries", "measure", "participants", "representation")
    op.create_table(
        "group_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", text(length=200), nullable=False),
        sa.Column("kind", _closed("proposedkind", KINDS), nullable=False),
        *(sa.Column(name, text(length=3000), nullable=False) for name in answers),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", moment, nullable=False),
        sa.Column("status", _closed("proposalstatus", STATUSES), nullable=False),
        sa.Column("reason", text(length=300), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", moment, nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(status = 'activated') = (group_id IS NOT NULL)", name=op.f("ck_group_proposals_group")
        ),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{table}.id"], name=op.f(f"fk_group_proposals_{name}")
            )
            for name, table in (
                ("proposed_by", "people"),
                ("decided_by", "people"),
                ("group_id", "groups"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_proposals")),
    )
    for name in ("proposed_by", "decided_by", "group_id", "status"):
        op.create_index(op.f(f"ix_group_proposals_{name}"), "group_proposals", [name])


def downgrade() -> None:
    op.drop_table("group_proposals")
    op.drop_table("deliverables")
    for name in reversed(COLUMNS):
        op.drop_column("groups", name)


def _closed(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
