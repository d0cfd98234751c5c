"""A series, its days and moments, its words, and the text in which it is stored."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import MO, MONTHLY, WEEKLY, rrule, weekdays

from services.dates import instant
from services.dates.days import date_words
from services.dates.words import WEEKDAY_NAMES, ordinal
from services.dates.zones import abbreviation

SHORT_MONTH = 28

_NTH_WORDS = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}


class Frequency(StrEnum):
    """How a series repeats."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True)
class Pattern:
    """A series: every ``interval`` weeks on ``weekday``, or every ``interval`` months.

    A monthly series has ``nth`` (1 to 4, or -1 for the last) and ``weekday``, or ``monthday``; a
    ``monthday`` beyond a month's end means the last day of that month, so that no month is skipped.
    Monday is weekday 0. ``at`` is wall time in ``zone``. Weeks and months are counted from the one
    with ``starts_on``; ``until`` is the last day allowed. Raises ValueError for a combination that
    is no series.
    """

    freq: Frequency
    at: time
    zone: str
    starts_on: date
    interval: int = 1
    weekday: int | None = None
    nth: int | None = None
    monthday: int | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        shape = (self.weekday is not None, self.nth is not None, self.monthday is not None)
        if shape not in _SHAPES[self.freq] or not self._within_limits():
            raise ValueError(f"not a series: {self}")

    def _within_limits(self) -> bool:
        return (
            1 <= self.interval <= 52
            and self.weekday in (None, *range(7))
            and self.nth in (None, *_NTH_WORDS)
            and self.monthday in (None, *range(1, 32))
        )


# Whether weekday, nth and monthday are given.
_SHAPES = {
    Frequency.WEEKLY: {(True, False, False)},
    Frequency.MONTHLY: {(True, True, False), (False, False, True)},
}


def occurrences(pattern: Pattern, *, after: date, until: date) -> list[tuple[date, datetime]]:
    """The local days later than ``after`` and not later than ``until``, each with its UTC moment.

    The wall time stays the same when the clocks change. Where it does not exist that day, or exists
    twice, ``instant`` decides; a series is never skipped, unlike an RRULE (RFC 5545, 3.3.10).
    """
    last = min(until, pattern.until or until)
    first = max(after + timedelta(days=1), pattern.starts_on)
    found = (
        _rule(pattern).between(_midnight(first), _midnight(last), inc=True) if first <= last else []
    )
    return [(moment.date(), instant(moment.date(), pattern.at, pattern.zone)) for moment in found]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _rule(pattern: Pattern) -> rrule:
    return rrule(
        WEEKLY if pattern.freq is Frequency.WEEKLY else MONTHLY,
        dtstart=_midnight(pattern.starts_on),
        interval=pattern.interval,
        wkst=MO,
        **_days(pattern),
    )


def _days(pattern: Pattern) -> dict[str, Any]:
    if pattern.monthday is not None and pattern.monthday > SHORT_MONTH:
        return {"bymonthday": range(SHORT_MONTH, pattern.monthday + 1), "bysetpos": -1}
    if pattern.monthday is not None:
        return {"bymonthday": pattern.monthday}
    weekday = weekdays[pattern.weekday or 0]
    return {"byweekday": weekday(pattern.nth) if pattern.nth else weekday}


def describe(pattern: Pattern) -> str:
    """The series in words: "every second Tuesday of the month at
    2:00 PM EST/EDT (America/New_York)".
    """
    until = f", until {date_words(pattern.until)}" if pattern.until else ""
    face = (
        f"{pattern.at.hour % 12 or 12}:{pattern.at.minute:02}"
        f" {'PM' if pattern.at.hour >= 12 else 'AM'}"
    )
    return f"{_rhythm(pattern)} at {face} {_zone_words(pattern)}{until}"


def _rhythm(pattern: Pattern) -> str:
    if pattern.freq is Frequency.WEEKLY:
        return _weekly_words(WEEKDAY_NAMES[pattern.weekday or 0], pattern.interval)
    if pattern.interval == 1 and pattern.nth:
        return f"every {_day_words(pattern)} of the month"
    every = "month" if pattern.interval == 1 else f"{pattern.interval} months"
    return f"every {every} on the {_day_words(pattern)}"


def _weekly_words(day: str, interval: int) -> str:
    if interval > 2:
        return f"every {interval} weeks on {day}"
    return f"every other {day}" if interval == 2 else f"every {day}"


def _day_words(pattern: Pattern) -> str:
    if pattern.monthday == 31:
        return "last day"
    if pattern.monthday is not None:
        return ordinal(pattern.monthday)
    return f"{_NTH_WORDS[pattern.nth or 1]} {WEEKDAY_NAMES[pattern.weekday or 0]}"


def _zone_words(pattern: Pattern) -> str:
    """Both names that the zone bears in a year, since a series lives in summer and in winter."""
    start = datetime.combine(pattern.starts_on, pattern.at, tzinfo=ZoneInfo(pattern.zone))
    names = dict.fromkeys(abbreviation(start + timedelta(days=days)) for days in range(0, 365, 30))
    joined = "/".join(names)
    return joined if joined == pattern.zone else f"{joined} ({pattern.zone})"


def to_text(pattern: Pattern) -> str:
    """The series as iCalendar text for storage; from_text gives the same series back."""
    start = _midnight(pattern.starts_on).strftime("%Y%m%d") + pattern.at.strftime("T%H%M%S")
    return f"DTSTART;TZID={pattern.zone}:{start}\nRRULE:{';'.join(_rule_parts(pattern))}"


def _rule_parts(pattern: Pattern) -> list[str]:
    parts = [f"FREQ={pattern.freq.name}", f"INTERVAL={pattern.interval}", "WKST=MO"]
    if pattern.weekday is not None:
        parts.append(f"BYDAY={pattern.nth or ''}{weekdays[pattern.weekday]}")
    days = _days(pattern).get("bymonthday")
    if days is not None:
        parts.append(f"BYMONTHDAY={days if isinstance(days, int) else ','.join(map(str, days))}")
    if "bysetpos" in _days(pattern):
        parts.append("BYSETPOS=-1")
    return parts + ([f"UNTIL={_day_end(pattern.until, pattern.zone)}"] if pattern.until else [])


def _day_end(day: date, zone: str) -> str:
    """The last second of a local day in UTC,
    which is what UNTIL wants beside a zone (RFC 5545, 3.3.10).
    """
    return instant(day, time(23, 59, 59), zone).strftime("%Y%m%dT%H%M%SZ")


def from_text(text: str) -> Pattern:
    """The series that to_text wrote. Raises ValueError for any other text."""
    match = _STORED.fullmatch(text)
    if not match:
        raise ValueError(f"not a stored series: {text!r}")
    parts = {name: value for name, value in match.groupdict().items() if value}
    start = datetime.strptime(parts["start"], "%Y%m%dT%H%M%S").replace(
        tzinfo=ZoneInfo(parts["zone"])
    )
    return Pattern(
        freq=Frequency[parts["freq"]],
        at=start.time(),
        zone=parts["zone"],
        starts_on=start.date(),
        interval=int(parts["interval"]),
        until=_local_day(parts["until"], parts["zone"]) if "until" in parts else None,
        **_stored_days(parts),
    )


_STORED = re.compile(
    r"DTSTART;TZID=(?P<zone>[^:]+):(?P<start>\d{8}T\d{6})\n"
    r"RRULE:FREQ=(?P<freq>WEEKLY|MONTHLY);INTERVAL=(?P<interval>\d+);WKST=MO"
    r"(?:;BYDAY=(?P<nth>-?\d)?(?P<weekday>MO|TU|WE|TH|FR|SA|SU))?"
    r"(?:;BYMONTHDAY=(?:[\d,]+,)?(?P<monthday>\d+)(?:;BYSETPOS=-1)?)?"
    r"(?:;UNTIL=(?P<until>\d{8}T\d{6}Z))?",
    re.ASCII,
)


def _local_day(until: str, zone: str) -> date:
    moment = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return moment.astimezone(ZoneInfo(zone)).date()


def _stored_days(parts: dict[str, str]) -> dict[str, int]:
    days: dict[str, int] = {name: int(parts[name]) for name in ("nth", "monthday") if name in parts}
    if "weekday" in parts:
        days["weekday"] = [str(weekday) for weekday in weekdays].index(parts["weekday"])
    return days
