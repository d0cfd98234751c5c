"""What is shown of one call."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.calls import Call, CallUnit, Tally, UnitLine
from models.groups import Group
from models.offers import OfferView


@dataclass(frozen=True)
class DraftPage:
    """A draft as it would open now."""

    call: Call
    group: Group
    names: tuple[str, ...]
    """Of the units that it would go to, in order."""
    weights: Mapping[str, int] = field(default_factory=dict)
    """Of those that do not weigh 1, by name."""
    seen: str = ""
    """The digest of what it says."""
    topic: str = ""
    may_open: bool = False
    seats_without_vote: int = 0
    """Of the voting seats those that it would not go to now."""
    offer: OfferView | None = None
    """None where it is not an offer, or its terms are not declared."""


@dataclass(frozen=True)
class CallPage:
    """A call that has opened, as somebody may see it."""

    call: Call
    group: Group
    lines: tuple[UnitLine, ...]
    count: Tally | None = None
    """None where it is hidden, and for a plain answer."""
    own: tuple[CallUnit, ...] = ()
    """The units for which she may answer now."""
    topic: str = ""
    may_run: bool = False
    may_record: bool = False
    offer: OfferView | None = None
    """None where it is not an offer."""


@dataclass(frozen=True)
class CallsThatEnd:
    """How many calls end with a group, by how."""

    cancelled: int = 0
    closed: int = 0
    """Those whose time is up already."""
    discarded: int = 0
    """Drafts."""
