"""Who did what to which thing, before and after."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class HistoryEntry(SQLModel, table=True):
    """One change, written by the verb that made it, in the same transaction;
    never updated or deleted, save that merging two people puts one in place of the other.
    """

    __tablename__ = "history"
    __table_args__ = (sa.Index("history_by_subject", "subject", "at"),)

    id: int = Field(default=None, primary_key=True)
    at: datetime
    by_id: int | None = Field(default=None, foreign_key="people.id")
    """None where the clock or an operator's command did it."""
    action: str = Field(max_length=60)
    """A verb as in ``meeting.moved``."""
    subject: str = Field(max_length=60)
    """The thing, such as ``meeting:12``."""
    before: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    after: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
