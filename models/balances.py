"""What each member library carries in groups: the values that pass from the counts to the words."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from models.groups import Group
from models.interests import Candidate
from models.organizations import Organization

STAFF_UNIT = 10
"""Counts are set beside this many people of the declared staff."""
MUCH_TIMES = 2
"""How many times as many services as all together, for their staff, are called many."""


@dataclass(frozen=True)
class BalanceCounts:
    """What one library carries."""

    services: int = 0
    """Each of its people in each group in which she serves now."""
    as_chair: int = 0
    """Those of a chair or co-chair."""
    hours: int = 0
    """The hours a month that these services ask for."""
    turns: int = 0
    """Meetings of this fiscal year whose minutes one of its people took by turns."""
    outside: int = 0
    """Times that somebody of it came to a meeting outside the usual working day of her zone."""


@dataclass(frozen=True)
class BalanceLine:
    """A library and what it carries."""

    organization: Organization
    counts: BalanceCounts

    def for_staff(self, count: int) -> Fraction | None:
        """A count for each ``STAFF_UNIT`` of its declared staff; None where no size is declared."""
        size = self.organization.staff_size
        return Fraction(count * STAFF_UNIT, size) if size else None


@dataclass(frozen=True)
class GroupGap:
    """A group in which some member libraries have nobody."""

    group: Group
    absent: tuple[str, ...]
    """Their short names."""
    interested: tuple[Candidate, ...] = ()
    """Who of these libraries would like to be in it, by the name of the library."""


@dataclass(frozen=True)
class Balance:
    """What the member libraries carry, by name."""

    lines: tuple[BalanceLine, ...]
    since: date
    """The first day of the fiscal year."""
    carrying_much: tuple[str, ...] = ()
    uninvited: tuple[str, ...] = ()
    """Those with nobody in any group."""
    newcomers: tuple[str, ...] = ()
    """Those whose people serve since this fiscal year for the first time."""
    gaps: tuple[GroupGap, ...] = ()
    is_of_all: bool = True
    """Whether it is of all libraries, and not of one for its director."""
