"""The sunset of a charge: who hears of it, its reviews, and what came of them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import TEXT_LENGTH, enum_type
from models.groups import Group
from models.people import Person


class SunsetOutcome(StrEnum):
    """What a review at the sunset comes to."""

    CONTINUE = "continue"
    CEASE = "cease"
    COMBINE = "combine"
    SPLIT = "split"


class SunsetReview(SQLModel, table=True):
    """A review of a group, as a chair proposed it or as it was recorded."""

    __tablename__ = "sunset_reviews"
    __table_args__ = (
        sa.Index(
            "one_proposed_review",
            "group_id",
            unique=True,
            sqlite_where=sa.text("recorded_at IS NULL"),
            postgresql_where=sa.text("recorded_at IS NULL"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="groups.id", index=True)
    outcome: SunsetOutcome = Field(sa_type=enum_type(SunsetOutcome))
    reason: str = Field(max_length=TEXT_LENGTH)
    sunset_on: date | None = None
    """The new sunset of a group that goes on."""
    proposed_by: int | None = Field(default=None, foreign_key="people.id", index=True)
    proposed_at: datetime | None = None
    recorded_by: int | None = Field(default=None, foreign_key="people.id", index=True)
    recorded_at: datetime | None = None
    """None as long as it is only proposed."""


class SunsetSuccessor(SQLModel, table=True):
    """A group into which a review has let another one go on."""

    __tablename__ = "sunset_successors"

    review_id: int = Field(foreign_key="sunset_reviews.id", primary_key=True, ondelete="CASCADE")
    group_id: int = Field(foreign_key="groups.id", primary_key=True, index=True)


@dataclass(frozen=True)
class ReviewLine:
    """One review as it is looked at."""

    review: SunsetReview
    group: Group
    reviewed_on: date
    """The day in the zone of the group."""
    by: Person | None
    successors: tuple[Group, ...] = ()
    """Of which whoever looks may know."""


@dataclass(frozen=True)
class ReviewFacts:
    """What the form of a review says."""

    outcome: SunsetOutcome
    reason: str
    sunset_on: date | None = None
    into: Group | None = None
    """The group with which it is combined."""
    names: tuple[str, ...] = ()
    """What the groups are called into which it is split."""
    carries_members: bool = False
    carries_tasks: bool = False
    """Whether the first group that goes on has the open tasks of one that ends."""
    goes_on: bool = False
    """Whether a group that is split goes on itself."""

    @property
    def ends(self) -> bool:
        """Whether the group that was reviewed ends by it."""
        return self.outcome is not SunsetOutcome.CONTINUE and not self.goes_on
