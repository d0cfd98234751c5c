"""Requests that made something, each with the answer it got."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class AnsweredRequest(SQLModel, table=True):
    """One request that made something, written with what it made: sent again, it makes nothing and
    gets the same answer.
    """

    __tablename__ = "requests"
    __table_args__ = (sa.Index("requests_by_person", "slack_id", "answered_at"),)

    key: str = Field(max_length=64, primary_key=True)
    """A digest of what Slack names the request by."""
    slack_id: str = Field(max_length=32)
    """Whose request it was."""
    made: int = Field(default=1)
    """How many things it made, such as tasks of several pasted lines."""
    answer: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    answered_at: datetime = Field(index=True)
