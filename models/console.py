"""What the program manager's Home shows of the whole consortium: value objects."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.freshness import Freshness
from models.groups import Group
from models.merges import PossibleDuplicate
from models.people import Obstacle, Person
from models.tasks import TaskLine


class FindingKind(StrEnum):
    """Everything that the console looks for, in the order in which Home shows it."""

    CHAIR = "chair"
    MET = "met"
    OVERDUE = "overdue"
    GONE = "gone"
    LIBRARIES = "libraries"
    SEATS = "seats"
    PLACED = "placed"
    SAME = "same"
    DELIVERIES = "deliveries"
    DIGESTS = "digests"
    PROPOSALS = "proposals"
    SUNSETS = "sunsets"
    CONFIRMED = "confirmed"
    UNREACHED = "unreached"


@dataclass(frozen=True)
class FindingRules:
    """From where on something is a finding, and which findings are not looked for."""

    days_without_meeting: int = 60
    seats: int = 4
    """Who serves in as many groups is shown, as a load to relieve."""
    hidden: tuple[FindingKind, ...] = ()
    """In the order of ``FindingKind``."""


@dataclass(frozen=True)
class FindingLine:
    """One group, person or library of which a finding speaks, with the figures that it needs."""

    id: int
    name: str
    count: int = 0
    since: date | None = None
    is_chair: bool = False
    """Of somebody who left: whether she still chairs a group."""
    duplicate: PossibleDuplicate | None = None
    freshness: Freshness | None = None
    """Of a library: when it was last confirmed."""
    has_director: bool = True
    """Of a library: whether somebody directs it who can be asked."""
    obstacle: Obstacle | None = None
    """Of somebody without Slack: what keeps mail from her."""


@dataclass(frozen=True)
class FoundLines:
    """All lines of one finding, by name: nothing is ranked."""

    key: FindingKind
    lines: tuple[FindingLine, ...]


@dataclass(frozen=True)
class LeftWork:
    """What somebody who left Slack has left open in groups that go on."""

    person: Person
    tasks: tuple[TaskLine, ...]
    """Soonest first, those without a date last."""
    groups: tuple[Group, ...]
    """Those that she still chairs, by name."""
