"""The sandbox's time: the real time plus an offset, or frozen for tests, and never backwards."""

import re
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
END = datetime(3000, 1, 1, tzinfo=UTC).timestamp()
MOVE = re.compile(rf"(tomorrow|next (?:{'|'.join(WEEKDAYS)})) (\d{{1,2}}):(\d{{2}})")


class Backwards(Exception):
    """Time was asked to run backwards."""


class BadMoment(Exception):
    """The words for a move of the clock were not understood."""


class MovableClock:
    def __init__(self, frozen_at: datetime | None = None, offset: float = 0.0) -> None:
        self.offset = offset
        self._frozen = frozen_at.timestamp() if frozen_at else None

    def now(self) -> float:
        return (time.time() if self._frozen is None else self._frozen) + self.offset

    def advance(self, seconds: float) -> None:
        if seconds < 0:
            raise Backwards("The clock only moves forward.")
        # Put so that what is no number is refused, too.
        if not self.now() + seconds < END:
            raise BadMoment("The clock ends with the year 2999.")
        self.offset += seconds

    def move_to(self, moment: datetime) -> None:
        self.advance(moment.timestamp() - self.now())

    def start_from(self, offset: float) -> None:
        """Takes up an offset saved earlier, also one that is smaller than the present one."""
        self.offset = offset


def moment_named(words: str, *, now: float, zone: str) -> datetime:
    """The moment meant by `next hour`,
    `tomorrow 09:00` or `next Monday 09:00` in the given zone.
    """
    here = datetime.fromtimestamp(now, ZoneInfo(zone))
    text = words.strip().lower()
    if text == "next hour":
        later = datetime.fromtimestamp(now, UTC) + timedelta(hours=1)
        return later.astimezone(here.tzinfo).replace(minute=0, second=0, microsecond=0)
    match = MOVE.fullmatch(text)
    if not match or int(match[2]) > 23 or int(match[3]) > 59:
        raise BadMoment(f"“{words}” is not a move of the clock, such as “next Monday 09:00”.")
    day = here.date() + timedelta(days=_days_ahead(match[1], here))
    return datetime(day.year, day.month, day.day, int(match[2]), int(match[3]), tzinfo=here.tzinfo)


def _days_ahead(words: str, here: datetime) -> int:
    if words == "tomorrow":
        return 1
    ahead = (WEEKDAYS.index(words.removeprefix("next ")) - here.weekday()) % 7
    return ahead or 7
