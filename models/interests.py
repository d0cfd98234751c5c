"""Interest in groups: who would like to take part, at which level, and how that is looked at."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlmodel import Field, SQLModel

from models.columns import enum_type
from models.groups import Group
from models.people import Person
from models.seats import Seat, SeatLine

MOST_NOTE = 300
MONTHS_OF_INTEREST = 12
"""For how long interest stands after it was given."""


class InterestLevel(StrEnum):
    """How much somebody would like to do in a group."""

    STEER = "steer"
    TAKE_PART = "take part"
    SUPPORT = "support"


class Interest(SQLModel, table=True):
    """That somebody is interested in a group. It goes when she serves there, takes it back, or
    after its last day.
    """

    __tablename__ = "interests"

    person_id: int = Field(foreign_key="people.id", primary_key=True)
    group_id: int = Field(foreign_key="groups.id", primary_key=True, index=True)
    level: InterestLevel = Field(sa_type=enum_type(InterestLevel))
    note: str = Field(default="", max_length=MOST_NOTE)
    given_on: date
    stands_until: date
    """The last day on which it counts, in the zone of the consortium."""


@dataclass(frozen=True)
class OwnInterest:
    """What somebody is interested in."""

    interest: Interest
    group: Group


@dataclass(frozen=True)
class Candidate:
    """Somebody who is interested in a group, and the vacancies of it that ask for such a library
    as hers.
    """

    interest: Interest
    group: Group
    person: Person
    organization: str
    fits: tuple[Seat, ...] = ()
    """Vacant seats that ask for her library, or for its kind."""
    others: tuple[Seat, ...] = ()
    """Vacant seats that ask for no library."""


@dataclass(frozen=True)
class LibraryBalance:
    """Which member libraries have somebody in a group, and which have not."""

    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Candidates:
    """Who is interested in a group, or in all of them where no group is given, by group and by the
    name of the library.
    """

    lines: tuple[Candidate, ...]
    vacancies: tuple[SeatLine, ...] = ()
    group: Group | None = None
    balance: LibraryBalance = LibraryBalance()
