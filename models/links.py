"""Personal links: how somebody without Slack comes to her own pages."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class PersonalLink(SQLModel, table=True):
    """A link to the pages of one person. It proves that its holder reads her mailbox, no more."""

    __tablename__ = "personal_links"

    id: int = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)
    """SHA-256 of the token, in hexadecimal. The token itself is kept nowhere."""
    person_id: int = Field(foreign_key="people.id", ondelete="CASCADE", index=True)
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    """Since when it opens nothing any more, before its time."""
    given_by_id: int | None = Field(
        default=None, foreign_key="people.id", ondelete="SET NULL", index=True
    )
    """Who passed it on by hand, and so has it, too; None where it went to her alone."""


class PageCode(SQLModel, table=True):
    """A code that was sent to somebody's mailbox, for an act that a forwarded link must not do."""

    __tablename__ = "page_codes"
    __table_args__ = (sa.CheckConstraint("tries >= 0", name="tries"),)

    person_id: int = Field(foreign_key="people.id", ondelete="CASCADE", primary_key=True)
    """She has one code at a time: a new one replaces the last."""
    code_hash: str = Field(max_length=64)
    expires_at: datetime
    tries: int = Field(default=0)
    """How often a wrong code was given."""
