"""Who did what to which thing, before and after."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class HistoryEntry(SQLModel, table=True):
    """One change, written by the verb that made it, in the same transaction;
    never updated or deleted, save that merging two people puts one in place of the other, that
    forgetting somebody takes out who she was, and that old entries expire.
    """

    __tablename__ = "history"
    __table_args__ = (
        sa.Index("history_by_subject", "subject", "at"),
        sa.Index("history_by_group", "group_id", "at", "id"),
        sa.Index("history_by_moment", "at", "id"),
    )

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
    group_id: int | None = Field(default=None, foreign_key="groups.id")
    """Whose affair it is; None where it is the consortium's, or a person's own."""


@dataclass(frozen=True)
class HistoryLine:
    """One entry with the names of all that it speaks of."""

    entry: HistoryEntry
    who: str | None
    """None where the clock or an operator's command did it."""
    group: str | None
    thing: str
    """What the subject is called; empty where nothing is called so any more."""
    may_undo: bool = False
    """Whether the reader may take it back."""


@dataclass(frozen=True)
class HistoryPage:
    """Some entries, the newest first."""

    lines: tuple[HistoryLine, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    """What the subjects are called that entries mention, by their text, such as ``person:7``."""
    below: int | None = None
    """Where to go on: below this number. None where nothing is left."""
