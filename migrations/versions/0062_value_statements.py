"""Value statements, and what is saved by a commitment"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

_KINDS = ("library", "consortium", "group", "quarter")
_ABOUT = {
    "library": ("organization_id", "first_day", "last_day"),
    "group": ("group_id", "first_day", "last_day"),
    "consortium": ("first_day", "last_day"),
    "quarter": ("first_day", "last_day"),
}


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _text(length: int) -> sqlmodel.sql.sqltypes.AutoString:
    return sqlmodel.sql.sqltypes.AutoString(length=length)


def upgrade() -> None:
    moment = sqlmodel.sql.sqltypes.UTCDateTime()
    op.create_table(
        "value_statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _enum("statementkind", *_KINDS), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("label", _text(100), nullable=False),
        sa.Column("state", _enum("statementstate", "draft", "published"), nullable=False),
        sa.Column("drafted_by", sa.Integer(), nullable=False),
        sa.Column("drafted_at", moment, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'library') = (organization_id IS NOT NULL)",
            name=op.f("ck_value_statements_library"),
        ),
        sa.CheckConstraint(
            "(kind = 'group') = (group_id IS NOT NULL)", name=op.f("ck_value_statements_group")
        ),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_value_statements_days")),
        *(
            sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_value_statements_{name}"))
            for name, target in {
                "organization_id": "organizations.id",
                "group_id": "groups.id",
                "drafted_by": "people.id",
            }.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_value_statements")),
    )
    for name in ("organization_id", "group_id", "drafted_by"):
        op.create_index(op.f(f"ix_value_statements_{name}"), "value_statements", [name])
    for kind, columns in _ABOUT.items():
        op.create_index(
            f"one_statement_of_a_{kind}",
            "value_statements",
            list(columns),
            unique=True,
            sqlite_where=sa.text(f"kind = '{kind}'"),
            postgresql_where=sa.text(f"kind = '{kind}'"),
        )
    _create_texts(moment)
    _create_versions(moment)
    _add_savings()


def _create_texts(moment: sqlmodel.sql.sqltypes.UTCDateTime) -> None:
    op.create_table(
        "statement_texts",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("part", _enum("statementpart", "opening", "highlights", "next"), nullable=False),
        sa.Column("wording", _text(3000), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["value_statements.id"],
            name=op.f("fk_statement_texts_statement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["people.id"], name=op.f("fk_statement_texts_changed_by")
        ),
        sa.PrimaryKeyConstraint("statement_id", "part", name=op.f("pk_statement_texts")),
    )
    op.create_index(op.f("ix_statement_texts_changed_by"), "statement_texts", ["changed_by"])


def _create_versions(moment: sqlmodel.sql.sqltypes.UTCDateTime) -> None:
    op.create_table(
        "statement_versions",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=False),
        sa.Column("published_at", moment, nullable=False),
        sa.Column("reason", _text(500), nullable=False),
        sa.Column("title", _text(400), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("rows_zip", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["value_statements.id"],
            name=op.f("fk_statement_versions_statement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["published_by"], ["people.id"], name=op.f("fk_statement_versions_published_by")
        ),
        sa.PrimaryKeyConstraint("statement_id", "number", name=op.f("pk_statement_versions")),
    )
    op.create_index(
        op.f("ix_statement_versions_published_by"), "statement_versions", ["published_by"]
    )


def _add_savings() -> None:
    with op.batch_alter_table("commitments") as batch_op:
        batch_op.add_column(sa.Column("saved_cents", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("saved_how", _text(200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("saved_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_commitments_saved_by"), "people", ["saved_by"], ["id"]
        )
    op.create_index(op.f("ix_commitments_saved_by"), "commitments", ["saved_by"])


def downgrade() -> None:
    op.drop_index(op.f("ix_commitments_saved_by"), table_name="commitments")
    with op.batch_alter_table("commitments") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_commitments_saved_by"), type_="foreignkey")
        batch_op.drop_column("saved_by")
        batch_op.drop_column("saved_how")
        batch_op.drop_column("saved_cents")
    op.drop_table("statement_versions")
    op.drop_table("statement_texts")
    op.drop_table("value_statements")
