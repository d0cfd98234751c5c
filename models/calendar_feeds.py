"""Calendars outside: addresses under which they are fetched, and the name that entries bear."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import enum_type

THE_IDENTITY = 1
"""There is one a deployment, in the row with this id."""


class FeedKind(StrEnum):
    """Which meetings a feed shows."""

    MINE = "mine"
    GROUP = "group"
    PUBLIC = "public"
    """Those of every group that is not private."""


class CalendarFeed(SQLModel, table=True):
    """A secret address under which somebody's calendar program fetches meetings."""

    __tablename__ = "calendar_feeds"
    __table_args__ = (
        sa.CheckConstraint("(kind = 'group') = (group_id IS NOT NULL)", name="its_group"),
    )

    id: int = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)
    """SHA-256 of the token, in hexadecimal. The token itself is kept nowhere."""
    kind: FeedKind = Field(sa_type=enum_type(FeedKind))
    person_id: int = Field(foreign_key="people.id", ondelete="CASCADE", index=True)
    """Whose it is: it never shows more than she may see at the moment."""
    group_id: int | None = Field(default=None, foreign_key="groups.id", ondelete="CASCADE")
    made_at: datetime
    changed_at: datetime
    """When it first showed what it shows now."""
    text_hash: str = Field(default="", max_length=64)
    """Of what it showed when it was fetched last."""


class CalendarIdentity(SQLModel, table=True):
    """What tells the meetings of this deployment from those of any other, for ever."""

    __tablename__ = "calendar_identity"

    id: int = Field(default=THE_IDENTITY, primary_key=True)
    uid: str = Field(max_length=64)
