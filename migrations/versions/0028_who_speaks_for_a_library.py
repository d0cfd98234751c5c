"""Topics, and who speaks for a library on one of them or in a group"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

KINDS = ("representative", "alternate")
ONE_KIND = "CASE kind WHEN 'alternate' THEN 1 ELSE 0 END"
NUMBERS = ("organization_id", "COALESCE(group_id, 0)", "COALESCE(topic_id, 0)", ONE_KIND)
NO_TWO = (
    "ALTER TABLE representations ADD CONSTRAINT no_two_for_one_library EXCLUDE USING gist ("
    + ", ".join(f"int4range({number}, {number}, '[]') WITH &&" for number in NUMBERS)
    + ", tstzrange(since, until) WITH &&) DEFERRABLE INITIALLY DEFERRED"
)


def upgrade() -> None:
    moment = sqlmodel.sql.sqltypes.UTCDateTime()
    text = sqlmodel.sql.sqltypes.AutoString(length=80)
    op.create_table(
        "topics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", text, nullable=False),
        sa.Column("name_key", text, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
        sa.UniqueConstraint("name_key", name=op.f("uq_topics_name_key")),
    )
    kind = sa.Enum(
        *KINDS, name="representationkind", native_enum=False, create_constraint=True, length=32
    )
    op.create_table(
        "representations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("until", moment, nullable=True),
        sa.Column("uncut_until", moment, nullable=True),
        sa.CheckConstraint("until >= since", name=op.f("ck_representations_days")),
        sa.CheckConstraint(
            "(group_id IS NULL) <> (topic_id IS NULL)",
            name=op.f("ck_representations_one_subject"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [f"{name}_id"], [f"{table}.id"], name=op.f(f"fk_representations_{name}_id")
            )
            for name, table in {
                "organization": "organizations",
                "group": "groups",
                "topic": "topics",
                "person": "people",
            }.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representations")),
    )
    for name in ("organization_id", "group_id", "topic_id", "person_id"):
        op.create_index(op.f(f"ix_representations_{name}"), "representations", [name])
    for name in ("group", "topic"):
        condition = sa.text(f"until IS NULL AND {name}_id IS NOT NULL")
        op.create_index(
            f"one_for_each_{name}",
            "representations",
            ["organization_id", f"{name}_id", "kind"],
            unique=True,
            sqlite_where=condition,
            postgresql_where=condition,
        )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(NO_TWO)


def downgrade() -> None:
    op.drop_table("representations")
    op.drop_table("topics")
