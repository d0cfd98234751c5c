"""Data calls, their fields and sheets"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

ENUMS = (
    ("calls", "kind", "ck_calls_callkind", ("vote", "plain answer"), ("data call",)),
    ("calls", "if_silent", "ck_calls_ifsilent", ("no answer", "no", "yes"), ("as last year",)),
    (
        "call_answers",
        "capacity",
        "ck_call_answers_capacity",
        (
            *("representative", "alternate", "director", "holder of the seat"),
            *("acting for the holder", "program manager"),
        ),
        ("data contact", "second data contact"),
    ),
)
"""The table, the column, its constraint, and what it holds without and with data calls."""


def upgrade() -> None:
    for table, column, name, values, further in ENUMS:
        # As the models have them: who answers a data call comes first.
        is_first = column == "capacity"
        _allow(table, column, name, further + values if is_first else values + further)
    op.create_table(
        "call_fields",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("label", sqlmodel.sql.sqltypes.AutoString(length=150), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "whole number",
                "amount",
                "percent",
                "yes/no",
                "choice",
                "text",
                name="fieldkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("definition", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("measure", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("least", sqlmodel.sql.sqltypes.AutoString(length=24), nullable=False),
        sa.Column("greatest", sqlmodel.sql.sqltypes.AutoString(length=24), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_call_fields_call_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["previous_id"],
            ["call_fields.id"],
            name=op.f("fk_call_fields_previous_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_fields")),
    )
    with op.batch_alter_table("call_fields") as batch_op:
        batch_op.create_index("call_fields_in_order", ["call_id", "position"], unique=True)
        batch_op.create_index(
            batch_op.f("ix_call_fields_previous_id"), ["previous_id"], unique=False
        )

    op.create_table(
        "data_calls",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("change_percent", sa.Integer(), nullable=False),
        sa.Column("director_days", sa.Integer(), nullable=True),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("contacts_confirmed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("contacts_confirmed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("change_percent BETWEEN 0 AND 1000", name=op.f("ck_data_calls_change")),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_data_calls_call_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contacts_confirmed_by"],
            ["people.id"],
            name=op.f("fk_data_calls_contacts_confirmed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["previous_id"],
            ["calls.id"],
            name=op.f("fk_data_calls_previous_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_data_calls")),
    )
    with op.batch_alter_table("data_calls") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_data_calls_contacts_confirmed_by"),
            ["contacts_confirmed_by"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_data_calls_previous_id"), ["previous_id"], unique=False
        )

    op.create_table(
        "sheet_reopenings",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("reopened_by", sa.Integer(), nullable=False),
        sa.Column("reopened_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["reopened_by"], ["people.id"], name=op.f("fk_sheet_reopenings_reopened_by")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["call_units.id"], name=op.f("fk_sheet_reopenings_unit_id")
        ),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_sheet_reopenings")),
    )
    with op.batch_alter_table("sheet_reopenings") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sheet_reopenings_reopened_by"), ["reopened_by"], unique=False
        )

    op.create_table(
        "sheet_values",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("value", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("is_correction", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "capacity",
            sa.Enum(
                "data contact",
                "second data contact",
                "representative",
                "alternate",
                "director",
                "holder of the seat",
                "acting for the holder",
                "program manager",
                name="capacity",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "door",
            sa.Enum(
                "Slack",
                "link",
                "phone",
                name="answerdoor",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("given_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["field_id"], ["call_fields.id"], name=op.f("fk_sheet_values_field_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_sheet_values_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["call_units.id"], name=op.f("fk_sheet_values_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_values")),
    )
    with op.batch_alter_table("sheet_values") as batch_op:
        batch_op.create_index(batch_op.f("ix_sheet_values_field_id"), ["field_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sheet_values_person_id"), ["person_id"], unique=False)
        batch_op.create_index("sheet_values_in_order", ["unit_id", "field_id", "id"], unique=False)

    with op.batch_alter_table("topics") as batch_op:
        batch_op.add_column(
            sa.Column("is_for_data", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.create_index(
            "one_for_data",
            ["is_for_data"],
            unique=True,
            sqlite_where=sa.text("is_for_data"),
            postgresql_where=sa.text("is_for_data"),
        )
    with op.batch_alter_table("topics") as batch_op:
        batch_op.alter_column("is_for_data", server_default=None)


def downgrade() -> None:
    _forget_data_calls()
    with op.batch_alter_table("topics") as batch_op:
        batch_op.drop_index(
            "one_for_data",
            sqlite_where=sa.text("is_for_data"),
            postgresql_where=sa.text("is_for_data"),
        )
        batch_op.drop_column("is_for_data")

    with op.batch_alter_table("sheet_values") as batch_op:
        batch_op.drop_index("sheet_values_in_order")
        batch_op.drop_index(batch_op.f("ix_sheet_values_person_id"))
        batch_op.drop_index(batch_op.f("ix_sheet_values_field_id"))

    op.drop_table("sheet_values")
    with op.batch_alter_table("sheet_reopenings") as batch_op:
        batch_op.drop_index(batch_op.f("ix_sheet_reopenings_reopened_by"))

    op.drop_table("sheet_reopenings")
    with op.batch_alter_table("data_calls") as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_calls_previous_id"))
        batch_op.drop_index(batch_op.f("ix_data_calls_contacts_confirmed_by"))

    op.drop_table("data_calls")
    with op.batch_alter_table("call_fields") as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_fields_previous_id"))
        batch_op.drop_index("call_fields_in_order")

    op.drop_table("call_fields")
    for table, column, name, values, _further in ENUMS:
        _allow(table, column, name, values)


def _allow(table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    """Let a column hold these values alone."""
    held = ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table(table) as batch_op:
        batch_op.drop_constraint(op.f(name), type_="check")
        batch_op.create_check_constraint(op.f(name), f"{column} IN ({held})")


def _forget_data_calls() -> None:
    """To the earlier version, who certified gave a plain answer in a word."""
    op.execute("UPDATE calls SET kind = 'plain answer' WHERE kind = 'data call'")
    op.execute("UPDATE calls SET if_silent = 'no answer' WHERE if_silent = 'as last year'")
    for capacity, earlier in (
        ("data contact", "representative"),
        ("second data contact", "alternate"),
    ):
        answers = sa.table("call_answers", sa.column("capacity", sa.String()))
        as_contact = answers.c.capacity == capacity
        op.execute(answers.update().where(as_contact).values(capacity=earlier))
