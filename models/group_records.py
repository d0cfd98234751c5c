"""What is on record of a group beside its people and work: its charge page."""

from dataclasses import dataclass
from datetime import date

from models.deliverables import Deliverable
from models.groups import Group
from models.proposals import ProposalLine
from models.sunsets import ReviewLine


@dataclass(frozen=True)
class GroupRecord:
    """The charge of a group, how it was formed, and what reviews came to."""

    group: Group
    deliverables: tuple[Deliverable, ...] = ()
    """Those to be done first, by their days."""
    proposal: ProposalLine | None = None
    """What it was proposed with."""
    reviews: tuple[ReviewLine, ...] = ()
    """The newest first; one that is only proposed is shown to those who may lead the group."""
    origins: tuple[Group, ...] = ()
    """The groups out of which it came, as far as whoever looks may know of them."""
    has_lapsed: bool = False
    is_active: bool = True
    discharged_on: date | None = None
