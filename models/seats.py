"""Seats of groups, leaves of absence, and how seats are looked at."""

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import Enum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import enum_type
from models.groups import MOST_HOURS, Group, MemberRole
from models.organizations import CATEGORY_LENGTH
from models.people import Person

LABEL_LENGTH = 80
MOST_MONTHS = 120
MOST_TERMS = 20
MOST_ALIKE = 20
"""Seats that one form adds at most."""
VOTING_ROLES = (
    MemberRole.CHAIR,
    MemberRole.CO_CHAIR,
    MemberRole.MEMBER,
    MemberRole.REPRESENTATIVE,
)
"""Who votes unless the seat says otherwise; others do not."""
_CHAIRS = (MemberRole.CHAIR, MemberRole.CO_CHAIR)


class Seat(SQLModel, table=True):
    """A place in a group, filled or vacant. A term in it is a ``Membership``."""

    __tablename__ = "seats"
    __table_args__ = (
        sa.CheckConstraint(f"term_months BETWEEN 1 AND {MOST_MONTHS}", name="term_months"),
        sa.CheckConstraint(f"term_limit BETWEEN 1 AND {MOST_TERMS}", name="term_limit"),
        sa.CheckConstraint(f"hours_a_month BETWEEN 1 AND {MOST_HOURS}", name="hours_a_month"),
    )

    id: int = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="groups.id", index=True)
    role: MemberRole = Field(
        default=MemberRole.MEMBER, sa_type=enum_type(MemberRole, name="seatrole")
    )
    """As what somebody begins who is appointed."""
    label: str = Field(default="", max_length=LABEL_LENGTH)
    """What tells it from other seats of this role, such as “for the community colleges”."""
    votes: bool = Field(default=True)
    organization_id: int | None = Field(default=None, foreign_key="organizations.id", index=True)
    """The library that is asked for."""
    category: str | None = Field(default=None, max_length=CATEGORY_LENGTH)
    """The kind of library that is asked for."""
    term_months: int | None = None
    term_limit: int | None = None
    """How many terms somebody may serve in a row."""
    cycle_ends_on: date | None = None
    """A day on which a term of this seat ends, by which the days of the others are found: who is
    appointed in between serves what is left.
    """
    hours_a_month: int | None = None
    holds_over: bool = Field(default=False)
    """Whether who sits here stays after the term until somebody is appointed."""
    created_at: datetime
    closed_at: datetime | None = None

    @property
    def name(self) -> str:
        """Its role, and what tells it from other seats."""
        words = f"{self.role} {self.label}".strip()
        return words[0].upper() + words[1:]


class Leave(SQLModel, table=True):
    """A leave of absence from a seat, from ``since`` until before ``until``, if that is known."""

    __tablename__ = "leaves"
    __table_args__ = (sa.CheckConstraint("until >= since", name="days"),)

    id: int = Field(default=None, primary_key=True)
    membership_id: int = Field(foreign_key="memberships.id", index=True)
    since: datetime
    until: datetime | None = None
    acting_person_id: int | None = Field(default=None, foreign_key="people.id", index=True)
    """Who has the rights of the seat meanwhile."""


@dataclass(frozen=True)
class SeatFacts:
    """What a form or a file says of a seat."""

    role: MemberRole = MemberRole.MEMBER
    label: str = ""
    votes: bool | None = None
    """None: as its role does."""
    organization_id: int | None = None
    category: str | None = None
    term_months: int | None = None
    term_limit: int | None = None
    cycle_ends_on: date | None = None
    hours_a_month: int | None = None
    holds_over: bool = False

    @classmethod
    def of(cls, seat: Seat) -> "SeatFacts":
        """What is declared of a seat."""
        return cls(**{fact.name: getattr(seat, fact.name) for fact in fields(cls)})

    @property
    def is_voting(self) -> bool:
        """Whether who sits there votes, as declared or else by the role."""
        return self.role in VOTING_ROLES if self.votes is None else self.votes


@dataclass(frozen=True)
class LeaveLine:
    """A leave that goes on at the moment of the look, or is to begin."""

    begins_on: date
    ends_on: date | None
    """The last day."""
    acting: Person | None
    is_current: bool = True


@dataclass(frozen=True)
class Incumbent:
    """Who sits in a seat, or is to: with days in the zone of the group."""

    membership_id: int
    person: Person
    organization: str
    role: MemberRole
    begins_on: date
    term_ends_on: date | None
    """The last day of the term that was agreed."""
    ends_on: date | None
    """The last day of the service, where that is known."""
    is_held_over: bool = False
    leave: LeaveLine | None = None


class Gap(Enum):
    """Why somebody has to be found for a seat."""

    VACANT = "vacant"
    HELD_OVER = "held over"
    ENDING = "ending"
    """Whoever sits there goes soon, and nobody follows."""


@dataclass(frozen=True)
class SeatLine:
    """One seat at a moment: who sits there, who follows, and what is asked for."""

    seat: Seat
    group: Group
    asks_for: str = ""
    """What the library that it asks for is called."""
    incumbent: Incumbent | None = None
    successor: Incumbent | None = None
    gap: Gap | None = None
    has_lost_vote: bool = False
    """Whether who sits there has lost the vote by missing meetings, and not regained it."""

    @property
    def ends_on(self) -> date | None:
        """The last day of who sits there, or else of the term that was agreed."""
        sitting = self.incumbent
        return (sitting.ends_on or sitting.term_ends_on) if sitting else None

    @property
    def chairs_otherwise(self) -> bool:
        """Whether who sits there chairs the group, though the seat is of another role."""
        sitting = self.incumbent
        return sitting is not None and sitting.role in _CHAIRS and sitting.role != self.seat.role


@dataclass(frozen=True)
class VotingSeats:
    """The voting seats of a group at a moment, by what they are for its quorum."""

    filled: int = 0
    """The base of the quorum: who sits there may vote, and is not on leave."""
    vacant: int = 0
    on_leave: int = 0
    without_vote: int = 0
    """Who sits there has lost the vote by missing meetings, and is not on leave."""


@dataclass(frozen=True)
class VacantSeats:
    """How many seats nobody holds, and in how many groups those are."""

    seats: int
    groups: int


@dataclass(frozen=True)
class DatedRoster:
    """Who served in a group on a day: its seats, and its members without one."""

    group: Group
    day: date
    seats: tuple[SeatLine, ...]
    others: tuple[Incumbent, ...] = field(default=())
    is_ahead: bool = False
    begins_on: date | None = None
    """The first day of the record, of a day before it; else None."""
