"""Whether a group represents the member libraries: counts of libraries and of meetings alone."""

from dataclasses import dataclass
from datetime import date

from models.groups import Group
from models.proposals import GroupProposal


@dataclass(frozen=True)
class LibraryShare:
    """How many of the member libraries of one kind, size or place have somebody in a group."""

    label: str
    """Such as ``community college``, ``11 to 30 staff`` or ``America/New_York``; empty where
    nothing is declared.
    """
    present: int
    all: int


@dataclass(frozen=True)
class ZoneHours:
    """How many meetings of a group lay outside the usual working day of a zone."""

    zone: str
    members: int
    """How many of those who serve now are in it."""
    outside: int


@dataclass(frozen=True)
class GroupEquity:
    """What is counted of one group, and what was answered when it was proposed."""

    group: Group
    libraries: int
    """Member libraries with somebody in it."""
    all_libraries: int
    kinds: tuple[LibraryShare, ...]
    sizes: tuple[LibraryShare, ...]
    places: tuple[LibraryShare, ...]
    since: date
    """The first day of the fiscal year of which meetings are counted."""
    meetings: int
    hours: tuple[ZoneHours, ...]
    partners: int
    """People of campus partners in it."""
    partner_units: tuple[str, ...]
    proposal: GroupProposal | None = None
