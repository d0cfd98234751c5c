"""What somebody who is new in a group, or chairs it now, has to know of it: value objects."""

from dataclasses import dataclass

from models.decisions import OpenQuestion
from models.groups import Group
from models.meetings import Meeting
from models.people import Person
from models.rosters import GroupOverview
from models.seats import SeatLine


@dataclass(frozen=True)
class WelcomePacket:
    """What whoever is new in a group has to know."""

    overview: GroupOverview
    questions: tuple[OpenQuestion, ...] = ()
    """What the group still has to settle, the oldest first."""


@dataclass(frozen=True)
class SeriesRhythm:
    """A series, and when it repeats, in words."""

    title: str
    words: str


@dataclass(frozen=True)
class ChairPacket(WelcomePacket):
    """What whoever chairs a group has to know beside that."""

    rhythms: tuple[SeriesRhythm, ...] = ()
    """Of its series that go on."""
    ahead: tuple[Meeting, ...] = ()
    """The next meetings, soonest first."""
    endings: tuple[SeatLine, ...] = ()
    """The seats whose terms end within a year, soonest first."""
    otherwise: tuple[SeatLine, ...] = ()
    """The seats of another role whose holders chair the group."""


@dataclass(frozen=True)
class NewChair:
    """Somebody who is to hear which groups she chairs, by name."""

    person: Person
    groups: tuple[Group, ...]
    packet: ChairPacket | None = None
    """Of the group, where it is one."""
