"""Impact stories, who was offered to write one, and which digests told them"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

_TEXTS = ("who_was_helped", "problem", "what_was_done", "what_changed", "evidence")


def upgrade() -> None:
    moment = sqlmodel.sql.sqltypes.UTCDateTime()
    wants = sa.Column("wants_story_prompts", sa.Boolean(), server_default=sa.true(), nullable=False)
    op.add_column("preferences", wants)
    tells = sa.Column("digest_story", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("groups", tells)
    _create_stories(moment)
    _create_story_directions()
    op.create_table(
        "story_prompts",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("prompted_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_story_prompts_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_story_prompts")),
    )
    op.create_table(
        "story_tellings",
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("digested_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["story_id"],
            ["stories.id"],
            name=op.f("fk_story_tellings_story_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_story_tellings_group_id")
        ),
        sa.PrimaryKeyConstraint("story_id", "group_id", name=op.f("pk_story_tellings")),
    )
    op.create_index(op.f("ix_story_tellings_group_id"), "story_tellings", ["group_id"])


def _create_stories(moment: sa.types.TypeEngine[object]) -> None:
    text = sqlmodel.sql.sqltypes.AutoString(length=700)
    op.create_table(
        "stories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=150), nullable=False),
        *(sa.Column(name, text, server_default="", nullable=False) for name in _TEXTS),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("hides_group", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column(
            "audience", _closed("storyaudience", "members", "directors", "public"), nullable=False
        ),
        sa.Column("state", _closed("storystate", "draft", "submitted"), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("submitted_at", moment, nullable=True),
        sa.Column("quotable_by", sa.Integer(), nullable=True),
        sa.Column("quotable_at", moment, nullable=True),
        sa.Column("nameable_by", sa.Integer(), nullable=True),
        sa.Column("nameable_at", moment, nullable=True),
        sa.Column("search_key", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "(state = 'submitted') = (submitted_at IS NOT NULL)",
            name=op.f("ck_stories_submission"),
        ),
        sa.CheckConstraint(
            "(quotable_at IS NULL) = (quotable_by IS NULL)", name=op.f("ck_stories_quoting")
        ),
        sa.CheckConstraint(
            "(nameable_at IS NULL) = (nameable_by IS NULL)", name=op.f("ck_stories_naming")
        ),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_stories_{name}"))
            for name, table in _POINTING.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stories")),
    )
    for name in _POINTING:
        op.create_index(op.f(f"ix_stories_{name}"), "stories", [name])
    op.create_index("stories_by_submission", "stories", ["submitted_at"])


_POINTING = {
    "organization_id": "organizations",
    "group_id": "groups",
    "author_id": "people",
    "quotable_by": "people",
    "nameable_by": "people",
}


def _closed(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _create_story_directions() -> None:
    op.create_table(
        "story_directions",
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("direction_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["story_id"],
            ["stories.id"],
            name=op.f("fk_story_directions_story_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["direction_id"],
            ["directions.id"],
            name=op.f("fk_story_directions_direction_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("story_id", "direction_id", name=op.f("pk_story_directions")),
    )
    op.create_index(op.f("ix_story_directions_direction_id"), "story_directions", ["direction_id"])


def downgrade() -> None:
    for table in ("story_tellings", "story_prompts", "story_directions", "stories"):
        op.drop_table(table)
    op.drop_column("groups", "digest_story")
    op.drop_column("preferences", "wants_story_prompts")
