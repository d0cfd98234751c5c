"""Impact stories: what changed for a user or a library, in the words of whoever saw it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper
from sqlmodel import Field, SQLModel

from models.columns import enum_type
from models.decisions import RegisterQuery, search_form
from models.payloads import Block

STORY_TITLE_LENGTH = 150
STORY_TEXT_LENGTH = 700
"""Characters of each of the five texts, so that a message holds all of them."""
PROMPT_PAUSE = timedelta(days=31)
"""Nobody is offered to write a story more often."""
TELLING_PAUSE = timedelta(days=365)
"""In which no digest of a group tells a story twice."""
_STORY_BLOCK = "story."
_EMPTY: dict[str, Any] = {"server_default": ""}
_NO: dict[str, Any] = {"server_default": sa.false()}


class StoryState(StrEnum):
    """How far a story is."""

    DRAFT = "draft"
    """Its author alone sees it."""
    SUBMITTED = "submitted"
    """The program manager has it; others see it as its permissions say."""


class StoryAudience(StrEnum):
    """For whom a story may be; each includes those before it."""

    MEMBERS = "members"
    DIRECTORS = "directors"
    """Provosts and directors, too."""
    PUBLIC = "public"


WIDENING = tuple(StoryAudience)
"""From the narrowest audience to the widest."""


class StoryPermission(StrEnum):
    """What an author permits of a story, each apart."""

    QUOTE = "quote"
    """Its words may be shown to its audience."""
    NAME = "name"
    """With them the names of its author and of its library."""


class Story(SQLModel, table=True):
    """An impact story. Discarding it deletes the row; no word of it is in the history."""

    __tablename__ = "stories"
    __table_args__ = (
        sa.CheckConstraint("(state = 'submitted') = (submitted_at IS NOT NULL)", name="submission"),
        sa.CheckConstraint("(quotable_at IS NULL) = (quotable_by IS NULL)", name="quoting"),
        sa.CheckConstraint("(nameable_at IS NULL) = (nameable_by IS NULL)", name="naming"),
        sa.Index("stories_by_submission", "submitted_at"),
    )

    id: int = Field(default=None, primary_key=True)
    title: str = Field(max_length=STORY_TITLE_LENGTH)
    who_was_helped: str = Field(default="", max_length=STORY_TEXT_LENGTH, sa_column_kwargs=_EMPTY)
    """In general words, such as “an evening student”."""
    problem: str = Field(default="", max_length=STORY_TEXT_LENGTH, sa_column_kwargs=_EMPTY)
    what_was_done: str = Field(default="", max_length=STORY_TEXT_LENGTH, sa_column_kwargs=_EMPTY)
    what_changed: str = Field(default="", max_length=STORY_TEXT_LENGTH, sa_column_kwargs=_EMPTY)
    evidence: str = Field(default="", max_length=STORY_TEXT_LENGTH, sa_column_kwargs=_EMPTY)
    """Words, or a link."""
    organization_id: int | None = Field(default=None, foreign_key="organizations.id", index=True)
    """The library of which it tells."""
    group_id: int | None = Field(default=None, foreign_key="groups.id", index=True)
    """The group whose work it tells of."""
    hides_group: bool = Field(default=False, sa_column_kwargs=_NO)
    """Whether a story of a private group may be shown to others, without the name of the group."""
    audience: StoryAudience = Field(default=StoryAudience.MEMBERS, sa_type=enum_type(StoryAudience))
    state: StoryState = Field(default=StoryState.DRAFT, sa_type=enum_type(StoryState))
    author_id: int = Field(foreign_key="people.id", index=True)
    created_at: datetime
    submitted_at: datetime | None = None
    quotable_by: int | None = Field(default=None, foreign_key="people.id", index=True)
    """Who gave the permission to quote; None where there is none."""
    quotable_at: datetime | None = None
    nameable_by: int | None = Field(default=None, foreign_key="people.id", index=True)
    """Who gave the permission to name; None where there is none."""
    nameable_at: datetime | None = None
    search_key: str = Field(default="", sa_type=sa.Text, sa_column_kwargs=_EMPTY)
    """All its words as they are searched, see ``search_form``; written with the row."""


STORY_TEXTS = ("who_was_helped", "problem", "what_was_done", "what_changed", "evidence")
"""Its texts beside the title, in the order in which they are read."""
NEEDED_TEXTS = STORY_TEXTS[:-1]
"""Those without which a story is a draft."""


def story_block(story_id: int) -> tuple[str, str]:
    """The ids of the blocks in which a digest tells a story, by which they are found again."""
    return f"{_STORY_BLOCK}{story_id}.title", f"{_STORY_BLOCK}{story_id}.words"


def tells_story(payload: Any) -> sa.ColumnElement[bool]:
    """The condition that the payload of a message has such blocks."""
    text: sa.ColumnElement[str] = sa.cast(payload, sa.Text)
    return text.contains(f'"{_STORY_BLOCK}', autoescape=True)


def is_story_block(block: Block) -> bool:
    """Whether a block of a message is one of those in which a digest tells a story."""
    return str(block.get("block_id", "")).startswith(_STORY_BLOCK)


class StoryDirection(SQLModel, table=True):
    """A strategic direction that a story serves."""

    __tablename__ = "story_directions"

    story_id: int = Field(foreign_key="stories.id", primary_key=True, ondelete="CASCADE")
    direction_id: int = Field(
        foreign_key="directions.id", primary_key=True, index=True, ondelete="CASCADE"
    )


class StoryPrompt(SQLModel, table=True):
    """When somebody was last offered to write a story."""

    __tablename__ = "story_prompts"

    person_id: int = Field(foreign_key="people.id", primary_key=True, ondelete="CASCADE")
    prompted_at: datetime


class StoryTelling(SQLModel, table=True):
    """That the digest of a group told a story, and until when that digest tells."""

    __tablename__ = "story_tellings"

    story_id: int = Field(foreign_key="stories.id", primary_key=True, ondelete="CASCADE")
    group_id: int = Field(foreign_key="groups.id", primary_key=True, index=True)
    digested_at: datetime


def _write_search_key(_mapper: Mapper[Story], _connection: sa.Connection, row: Story) -> None:
    texts = (row.title, *(getattr(row, name) for name in STORY_TEXTS))
    row.search_key = "\n".join(search_form(text) for text in texts if text)


sa.event.listen(Story, "before_insert", _write_search_key)
sa.event.listen(Story, "before_update", _write_search_key)


Permissions = frozenset[StoryPermission]


@dataclass(frozen=True)
class StoryDraft:
    """What the form of a story says. ``Invalid`` comes of it only where it is saved."""

    title: str
    texts: Mapping[str, str]
    """By the names of ``STORY_TEXTS``; one that is not in it stays as it is."""
    direction_ids: Collection[int] = ()
    organization_id: int | None = None
    group_id: int | None = None
    hides_group: bool = False
    audience: StoryAudience = StoryAudience.MEMBERS
    permissions: Permissions = frozenset()


@dataclass(frozen=True)
class StoryLine:
    """A story as somebody may see it; what she may not know is empty or ``None``."""

    story: Story
    directions: tuple[str, ...] = ()
    """The names of the strategic directions that it serves."""
    library: str = ""
    group: str = ""
    author: str = ""
    is_own: bool = False
    sees_permissions: bool = False
    """Whether the reader may see who gave the permissions, and revoke them."""
    quotable_by: str = ""
    """Who gave the permission to quote; empty where it is not given."""
    nameable_by: str = ""


@dataclass(frozen=True)
class StoryPage:
    """Some of the stories that fit, the newest first."""

    query: RegisterQuery
    lines: tuple[StoryLine, ...]
    count: int
    offset: int

    @property
    def left(self) -> int:
        return max(self.count - self.offset - len(self.lines), 0)


@dataclass(frozen=True)
class SharedStory:
    """A story that may be quoted, with the names that its permissions let be shown."""

    id: int
    title: str
    who_was_helped: str
    problem: str
    what_was_done: str
    what_changed: str
    evidence: str
    submitted_on: date
    """In the zone of the consortium."""
    audience: StoryAudience
    directions: tuple[str, ...] = ()
    """The keys of the strategic directions, in their declared order."""
    library: str = ""
    """Empty where it may not be named, or where there is none."""
    group: str = ""
    author: str = ""
