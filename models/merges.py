"""That two records were of one person: what moved, so that it can be undone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.people import Person


class Merge(SQLModel, table=True):
    """One merge of two people: the record that stays, and the one that was merged into it."""

    __tablename__ = "merges"

    id: int = Field(default=None, primary_key=True)
    kept_id: int = Field(foreign_key="people.id", index=True)
    merged_id: int = Field(foreign_key="people.id", index=True)
    merged_at: datetime
    merged_by: int = Field(foreign_key="people.id")
    moved: list[dict[str, Any]] = Field(sa_type=sa.JSON)
    """Each row that changed, as it was before and after: ``{"table", "before", "after"}``."""
    undone_at: datetime | None = None


class DistinctPeople(SQLModel, table=True):
    """That two records which look like those of one person are of two, as somebody has said."""

    __tablename__ = "distinct_people"

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    other_id: int = Field(foreign_key="people.id", index=True)
    """In either order."""


@dataclass(frozen=True)
class PossibleDuplicate:
    """Two records that may be of one person, the one that would stay first."""

    kept: Person
    merged: Person


@dataclass(frozen=True)
class MergePreview:
    """What merging would move, by what people call it; what is counted as 0 is left out."""

    kept: Person
    merged: Person
    counts: dict[str, int]


@dataclass(frozen=True)
class MergeLine:
    """A merge in the list, with both people as they are now."""

    merge: Merge
    kept: Person
    merged: Person
