"""What a decision holds, and the register of all decisions"""

import unicodedata

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0057"
down_revision = "0054"
branch_labels = None
depends_on = None

_KINDS = "'money', 'access', 'policy', 'something else'"
_OUTCOMES = ("worked", "partly worked", "did not work", "needs another look")
HAS_REVIEW_DATE = "review_on IS NOT NULL"
IS_REPLACING = "replacement = 'replaces'"
COLUMNS = {
    "reason": "VARCHAR(1500) DEFAULT '' NOT NULL",
    "options": "VARCHAR(1500) DEFAULT '' NOT NULL",
    "consulted": "VARCHAR(1500) DEFAULT '' NOT NULL",
    "kind": f"VARCHAR(32) CONSTRAINT ck_decisions_decisionkind CHECK (kind IN ({_KINDS}))",
    "authority": (
        "VARCHAR(32) CONSTRAINT ck_decisions_groupauthority"
        " CHECK (authority IN ('decides', 'advises'))"
    ),
    "reports_to": "VARCHAR(200) DEFAULT '' NOT NULL",
    "replacement": (
        "VARCHAR(32) CONSTRAINT ck_decisions_replacementkind"
        " CHECK (replacement IN ('replaces', 'amends'))"
        " CONSTRAINT ck_decisions_replacement"
        " CHECK ((replaces_id IS NULL) = (replacement IS NULL))"
    ),
    "review_on": "DATE",
    "search_key": "TEXT DEFAULT '' NOT NULL",
}
_BEFORE_0057 = sa.table("decisions", sa.column("id", sa.Integer), sa.column("wording", sa.String))


def upgrade() -> None:
    moment = sqlmodel.sql.sqltypes.UTCDateTime()
    with op.batch_alter_table("decisions") as batch_op:
        batch_op.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_decisions_replaces_id"), "decisions", ["replaces_id"], ["id"]
        )
    for name, kind in COLUMNS.items():
        # In one statement: SQLite adds a constraint to a table that is there in no other way.
        op.execute(f"ALTER TABLE decisions ADD COLUMN {name} {kind}")
    check_at = sa.Column("check_at", moment, server_default="1970-01-01 00:00:00", nullable=False)
    op.add_column("decisions", check_at)
    op.create_index(op.f("ix_decisions_replaces_id"), "decisions", ["replaces_id"])
    op.create_index(
        "decisions_to_check",
        "decisions",
        ["check_at"],
        sqlite_where=sa.text(HAS_REVIEW_DATE),
        postgresql_where=sa.text(HAS_REVIEW_DATE),
    )
    op.create_index(
        "replaced_once",
        "decisions",
        ["replaces_id"],
        unique=True,
        sqlite_where=sa.text(IS_REPLACING),
        postgresql_where=sa.text(IS_REPLACING),
    )
    _write_search_keys()
    op.create_table(
        "decision_libraries",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decisions.id"],
            name=op.f("fk_decision_libraries_decision_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_decision_libraries_organization_id"),
        ),
        sa.PrimaryKeyConstraint(
            "decision_id", "organization_id", name=op.f("pk_decision_libraries")
        ),
    )
    _index("decision_libraries", "organization_id")
    _create_reviews(moment)
    _create_equity_answers(moment)


def _create_reviews(moment: sa.types.TypeEngine[object]) -> None:
    op.create_table(
        "decision_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                *_OUTCOMES,
                name="reviewoutcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("comment", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("reviewed_by", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decisions.id"],
            name=op.f("fk_decision_reviews_decision_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["people.id"], name=op.f("fk_decision_reviews_reviewed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_reviews")),
    )
    _index("decision_reviews", "decision_id", "reviewed_by")


def _create_equity_answers(moment: sa.types.TypeEngine[object]) -> None:
    op.create_table(
        "equity_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=True),
        *(
            sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False)
            for name in ("affected", "absent", "signs")
        ),
        sa.Column("answered_by", sa.Integer(), nullable=False),
        sa.Column("answered_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decisions.id"],
            name=op.f("fk_equity_answers_decision_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["decision_reviews.id"],
            name=op.f("fk_equity_answers_review_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["people.id"], name=op.f("fk_equity_answers_answered_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equity_answers")),
    )
    _index("equity_answers", "answered_by", "decision_id", "review_id")


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _write_search_keys() -> None:
    """As every later write of a row does by itself."""
    connection = op.get_bind()
    rows = connection.execute(sa.select(_BEFORE_0057)).all()
    if rows:
        connection.execute(
            sa.text("UPDATE decisions SET search_key = :key WHERE id = :id"),
            [{"id": row.id, "key": _search_form(row.wording)} for row in rows],
        )


def _search_form(text: str) -> str:
    parted = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(mark for mark in parted if not unicodedata.combining(mark))
    return " ".join(bare.casefold().split())


def downgrade() -> None:
    op.drop_table("equity_answers")
    op.drop_table("decision_reviews")
    op.drop_table("decision_libraries")
    op.drop_index("replaced_once", table_name="decisions")
    op.drop_index("decisions_to_check", table_name="decisions")
    op.drop_index(op.f("ix_decisions_replaces_id"), table_name="decisions")
    for name in ("check_at", *reversed(COLUMNS)):
        op.drop_column("decisions", name)
    with op.batch_alter_table("decisions") as batch_op:
        batch_op.drop_column("replaces_id")
