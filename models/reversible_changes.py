"""Changes of many rows at once that can be taken back as long as nothing of them has changed."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import enum_type

UNDO_DAYS = 30
"""For how long a change can be taken back; what it holds of people is not kept for longer."""


class ReversibleKind(StrEnum):
    """What changed so many rows."""

    IMPORT = "import"
    LIBRARY_MERGE = "library merge"


class ReversibleChange(SQLModel, table=True):
    """One such change, with each row as it was before and after."""

    __tablename__ = "reversible_changes"

    id: int = Field(default=None, primary_key=True)
    kind: ReversibleKind = Field(sa_type=enum_type(ReversibleKind))
    subject: str = Field(default="", max_length=64)
    """What it was about, such as ``organization:3``; empty for an import."""
    made_at: datetime
    made_by: int | None = Field(default=None, foreign_key="people.id", index=True)
    """None for the operator."""
    rows: list[dict[str, Any]] = Field(sa_type=sa.JSON)
    """Each row that changed: ``{"table", "before", "after"}``."""
    undone_at: datetime | None = None
