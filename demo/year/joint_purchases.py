"""What every library of the demo was offered to buy together, and who joined."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from models.calls import CallFacts, CallKind, IfSilent
from models.offers import DECLINES, JOINS, MORE_TIME

ANSWERS = {"j": JOINS, "d": DECLINES, "m": MORE_TIME}


@dataclass(frozen=True)
class DemoOffer:
    """An offer to every library, by days from now, with the answers in the order of the libraries'
    names, a letter each.
    """

    group: str
    """The key of the group that asks."""
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
    begins: int | None = None
    """The day in whose month two years of it begin; None where it is the coming calendar year."""

    def period(self, today: date) -> tuple[date, date]:
        """The first and the last day that it pays for."""
        if self.begins is None:
            return date(today.year + 1, 1, 1), date(today.year + 1, 12, 31)
        first = (today + timedelta(days=self.begins)).replace(day=1)
        return first, first.replace(year=first.year + 2) - timedelta(days=1)

    def until(self, closes: datetime) -> CallFacts:
        """What its draft says, with the moment at which it closes."""
        return replace(self.facts, closes_at=closes)


_SIZES = (
    *("Asnuntuck: 3", "Capital: 5.5", "Charter Oak: 2", "Housatonic: 6", "Manchester: 8.5"),
    *("Middlesex: 5", "Naugatuck Valley: 7", "Northwestern: 3", "Quinebaug Valley: 2.5"),
    "Three Rivers: 4.5",
)
OFFER = DemoOffer(
    "council",
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
    sizes=_SIZES,
)
"""It broke even on its last day."""
EARLIER = DemoOffer(
    "e-resources",
    CallFacts(
        "Shall we license streaming video for classes together?",
        kind=CallKind.OFFER,
        details="Captioned films with the right to show them in class, on campus and at home.",
        if_silent=IfSilent.NO_ANSWER,
        is_hidden=False,
    ),
    opened=-270,
    closes=-250,
    answers="jjjdjjjjdjjj-jjjjj",
    last=17,
    vendor="Lyceum Video",
    total_cents=6_120_000,
    renewal="It ends by itself unless we ask for it again.",
    notice_days=90,
    least_units=10,
    sizes=_SIZES,
    begins=-215,
)
"""It stands in the value statements of the year that it began in."""
OFFERS = (EARLIER, OFFER)
