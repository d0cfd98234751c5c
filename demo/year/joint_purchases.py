"""What the council of the demo offered every library to buy together, and who joined."""

from dataclasses import dataclass, replace
from datetime import datetime

from models.calls import CallFacts, CallKind, IfSilent
from models.offers import DECLINES, JOINS, MORE_TIME

ANSWERS = {"j": JOINS, "d": DECLINES, "m": MORE_TIME}


@dataclass(frozen=True)
class DemoOffer:
    """An offer to every library for the coming calendar year, by days from now, with the answers in
    the order of the libraries' names, a letter each.
    """

    facts: CallFacts
    opened: int
    closes: int
    answers: str
    last: int
    """The place of the library that answers last, on the last day."""
    vendor: str
    total_cents: int
    renewal: str
    notice_days: int
    least_units: int
    sizes: tuple[str, ...]
    """Of those that have declared no size of their staff."""

    def until(self, closes: datetime) -> CallFacts:
        """What its draft says, with the moment at which it closes."""
        return replace(self.facts, closes_at=closes)


OFFER = DemoOffer(
    CallFacts(
        "Shall we license the historical newspaper archive together?",
        kind=CallKind.OFFER,
        details="All back issues from 1764 on, for students, staff and walk-in readers.",
        if_silent=IfSilent.NO_ANSWER,
        is_hidden=False,
    ),
    opened=-22,
    closes=-8,
    answers="jjdj-jjjmjjjd-jj-j",
    last=10,
    vendor="Heritage Newspapers",
    total_cents=4_860_000,
    renewal="It renews for a year at the list price unless we give notice.",
    notice_days=60,
    least_units=12,
    sizes=(
        *("Asnuntuck: 3", "Capital: 5.5", "Charter Oak: 2", "Housatonic: 6", "Manchester: 8.5"),
        *("Middlesex: 5", "Naugatuck Valley: 7", "Northwestern: 3", "Quinebaug Valley: 2.5"),
        "Three Rivers: 4.5",
    ),
)
