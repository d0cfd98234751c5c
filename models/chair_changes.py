"""What becomes of somebody who chairs a group, or stands in for whoever does: value objects."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from models.groups import Group
from models.people import Person


class ChairChangeKind(Enum):
    """What somebody is to hear."""

    LOST = auto()
    """She chairs the group no longer."""
    STAYS = auto()
    """She was to go, and chairs the group after all."""
    STANDS_IN = auto()
    STANDS_IN_NO_MORE = auto()


@dataclass(frozen=True)
class ChairChange:
    """What somebody is to hear of who chairs a group."""

    kind: ChairChangeKind
    group: Group
    person: Person
    begins_on: date | None
    """In the zone of the group; None where it is so from now on."""
    chair: Person | None = None
    """For whom she stands in, or did."""
    has_left: bool = False
    """Whether she is not in the group any more either, where she chairs it no longer."""
