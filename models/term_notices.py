"""Terms that end soon, as somebody hears of them."""

from dataclasses import dataclass
from datetime import datetime

from models.messages import Key
from models.people import Person
from models.seats import SeatLine


@dataclass(frozen=True)
class EndingTerm:
    """A term that ends soon, and whether who is told of it may act."""

    line: SeatLine
    may_act: bool


@dataclass(frozen=True)
class TermNotice:
    """The terms of which somebody is to hear, with the keys under which she is told of each."""

    person: Person
    terms: tuple[EndingTerm, ...]
    keys: tuple[Key, ...]
    opens_at: datetime
    """When her hours allow it."""
