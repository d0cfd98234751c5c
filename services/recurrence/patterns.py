"""A series, its days and moments, its words, and the text in which it is stored."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice, takewhile
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import MO, MONTHLY, WEEKLY, rrule, weekdays

from services.dates import instant
from services.dates.days import date_words
from services.dates.words import MONTH_NAMES, WEEKDAY_NAMES, ordinal
from services.dates.zones import abbreviation

SHORT_MONTH = 28
MOST_DATES = 24
"""How many typed dates make one series at most."""

_NTH_WORDS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
_WORKDAYS = tuple(range(5))
_ALL_DAYS = tuple(range(7))


class Frequency(StrEnum):
    """How a series repeats."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    DATES = "dates"


@dataclass(frozen=True)
class Pattern:
    """A series: every ``interval`` weeks on ``weekdays``, every ``interval`` months, or on
    ``dates``.

    A monthly series has ``nths`` (each 1 to 4, or -1 for the last) of one weekday, a ``monthday``,
    or a ``workday``: the how manieth day from Monday to Friday of the month, or -1 for its last. A
    ``monthday`` beyond a month's end means the last day of that month, so that no month is skipped.
    Nothing falls into ``except_months``. Monday is weekday 0. ``at`` is wall time in ``zone``.
    Weeks and months are counted from the one with ``starts_on``; ``until`` is the last day allowed.
    Raises ValueError for a combination that is no series.
    """

    freq: Frequency
    at: time
    zone: str
    starts_on: date
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    nths: tuple[int, ...] = ()
    monthday: int | None = None
    workday: int | None = None
    dates: tuple[date, ...] = ()
    except_months: tuple[int, ...] = ()
    until: date | None = None

    def __post_init__(self) -> None:
        if self._shape() not in _SHAPES[self.freq] or not self._within_limits():
            raise ValueError(f"not a series: {self}")

    def _shape(self) -> frozenset[str]:
        given = {
            "weekdays": self.weekdays,
            "nths": self.nths,
            "monthday": self.monthday is not None,
            "workday": self.workday is not None,
            "dates": self.dates,
        }
        return frozenset(name for name, value in given.items() if value)

    def _within_limits(self) -> bool:
        return (
            1 <= self.interval <= 52
            and _ascending(self.weekdays, _ALL_DAYS)
            and _ascending(self.nths, _NTHS)
            and (not self.nths or len(self.weekdays) == 1)
            and self.monthday in (None, *range(1, 32))
            and self.workday in (None, *range(1, 6), -1)
            and _ascending(self.except_months, tuple(range(1, 13)))
            and len(self.except_months) < 12
            and self._dates_fit()
        )

    def _dates_fit(self) -> bool:
        if self.freq is not Frequency.DATES:
            return True
        is_plain = self.interval == 1 and not self.except_months and self.until is None
        in_order = list(self.dates) == sorted(set(self.dates))
        return is_plain and in_order and len(self.dates) <= MOST_DATES


_NTHS = (1, 2, 3, 4, -1)
# What is given of a series' days.
_SHAPES = {
    Frequency.WEEKLY: {frozenset({"weekdays"})},
    Frequency.MONTHLY: {
        frozenset({"weekdays", "nths"}),
        frozenset({"monthday"}),
        frozenset({"workday"}),
    },
    Frequency.DATES: {frozenset({"dates"})},
}


def _ascending(found: tuple[int, ...], among: tuple[int, ...]) -> bool:
    """Whether all are among those allowed, each once and in their order."""
    return found == tuple(number for number in among if number in found)


def occurrences(pattern: Pattern, *, after: date, until: date) -> list[tuple[date, datetime]]:
    """The local days later than ``after`` and not later than ``until``, each with its UTC moment.

    The wall time stays the same when the clocks change. Where it does not exist that day, or exists
    twice, ``instant`` decides; a series is never skipped, unlike an RRULE (RFC 5545, 3.3.10).
    """
    last = min(until, pattern.until or until)
    first = max(after + timedelta(days=1), pattern.starts_on)
    if first > last:
        return []
    return [(day, _moment(pattern, day)) for day in _days_between(pattern, first, last)]


def first_moments(pattern: Pattern, count: int) -> list[datetime]:
    """The first moments of a series, fewer where it ends before."""
    last = pattern.until or date.max
    days = pattern.dates or (moment.date() for moment in _rule(pattern))
    return [
        _moment(pattern, day) for day in islice(takewhile(lambda day: day <= last, days), count)
    ]


def _days_between(pattern: Pattern, first: date, last: date) -> list[date]:
    if pattern.dates:
        return [day for day in pattern.dates if first <= day <= last]
    found = _rule(pattern).between(_midnight(first), _midnight(last), inc=True)
    return [moment.date() for moment in found]


def _moment(pattern: Pattern, day: date) -> datetime:
    return instant(day, pattern.at, pattern.zone)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _rule(pattern: Pattern) -> rrule:
    return rrule(
        WEEKLY if pattern.freq is Frequency.WEEKLY else MONTHLY,
        dtstart=_midnight(pattern.starts_on),
        interval=pattern.interval,
        wkst=MO,
        bymonth=_months(pattern) or None,
        **_days(pattern),
    )


def _months(pattern: Pattern) -> list[int]:
    """The months that are left where some are excepted."""
    if not pattern.except_months:
        return []
    return [month for month in range(1, 13) if month not in pattern.except_months]


def _days(pattern: Pattern) -> dict[str, Any]:
    if pattern.monthday is not None and pattern.monthday > SHORT_MONTH:
        return {"bymonthday": range(SHORT_MONTH, pattern.monthday + 1), "bysetpos": -1}
    if pattern.monthday is not None:
        return {"bymonthday": pattern.monthday}
    if pattern.workday is not None:
        return {"byweekday": weekdays[:5], "bysetpos": pattern.workday}
    days = [weekdays[number] for number in pattern.weekdays]
    return {"byweekday": [day(nth) for day in days for nth in pattern.nths] or days}


def describe(pattern: Pattern) -> str:
    """The series in words: "every second Tuesday of the month at
    2:00 PM EST/EDT (America/New_York)".
    """
    until = f", until {date_words(pattern.until)}" if pattern.until else ""
    at = f"at {_face(pattern.at)} {_zone_words(pattern)}"
    return f"{rhythm_words(pattern)} {at}{except_words(pattern)}{until}"


def except_words(pattern: Pattern) -> str:
    """In which months nothing falls, after a comma; nothing where none is excepted."""
    months = listed(MONTH_NAMES[month - 1] for month in pattern.except_months)
    return f", except in {months}" if months else ""


def listed(words: Iterable[str]) -> str:
    """ "Monday, Wednesday and Friday"."""
    *head, last = [*words] or [""]
    return f"{', '.join(head)} and {last}" if head else last


def _face(at: time) -> str:
    return f"{at.hour % 12 or 12}:{at.minute:02} {'PM' if at.hour >= 12 else 'AM'}"


def rhythm_words(pattern: Pattern) -> str:
    """How often, and on which days: "every other Friday"."""
    if pattern.freq is Frequency.DATES:
        return f"on {listed(date_words(day) for day in pattern.dates)}"
    if pattern.freq is Frequency.WEEKLY:
        return _weekly_words(_weekday_words(pattern.weekdays), pattern.interval)
    if pattern.interval == 1 and pattern.monthday is None:
        return f"every {_day_words(pattern)} of the month"
    every = "month" if pattern.interval == 1 else f"{pattern.interval} months"
    return f"every {every} on the {_day_words(pattern)}"


def _weekday_words(days: tuple[int, ...]) -> str:
    if days == _ALL_DAYS:
        return "day"
    return "Monday to Friday" if days == _WORKDAYS else listed(WEEKDAY_NAMES[day] for day in days)


def _weekly_words(day: str, interval: int) -> str:
    if interval > 1 and day == "day":
        day = "Monday to Sunday"
    if interval > 2:
        return f"every {interval} weeks on {day}"
    return f"every other {day}" if interval == 2 else f"every {day}"


def _day_words(pattern: Pattern) -> str:
    if pattern.monthday == 31:
        return "last day"
    if pattern.monthday is not None:
        return ordinal(pattern.monthday)
    if pattern.workday is not None:
        return f"{_NTH_WORDS[pattern.workday]} working day"
    return f"{listed(_NTH_WORDS[nth] for nth in pattern.nths)} {WEEKDAY_NAMES[pattern.weekdays[0]]}"


def _zone_words(pattern: Pattern) -> str:
    """Both names that the zone bears in a year, since a series lives in summer and in winter."""
    start = datetime.combine(pattern.starts_on, pattern.at, tzinfo=ZoneInfo(pattern.zone))
    names = dict.fromkeys(abbreviation(start + timedelta(days=days)) for days in range(0, 365, 30))
    joined = "/".join(names)
    return joined if joined == pattern.zone else f"{joined} ({pattern.zone})"


def to_text(pattern: Pattern) -> str:
    """The series as iCalendar text for storage; from_text gives the same series back."""
    start = _midnight(pattern.starts_on).strftime("%Y%m%d") + pattern.at.strftime("T%H%M%S")
    opening = f"DTSTART;TZID={pattern.zone}:{start}\n"
    if pattern.dates:
        return f"{opening}RDATE;VALUE=DATE:{','.join(f'{day:%Y%m%d}' for day in pattern.dates)}"
    return f"{opening}RRULE:{';'.join(_rule_parts(pattern))}"


def _rule_parts(pattern: Pattern) -> list[str]:
    days = _days(pattern)
    parts = [f"FREQ={pattern.freq.name}", f"INTERVAL={pattern.interval}", "WKST=MO"]
    if months := _months(pattern):
        parts.append(f"BYMONTH={','.join(map(str, months))}")
    if "byweekday" in days:
        parts.append(f"BYDAY={','.join(_byday(day) for day in days['byweekday'])}")
    if "bymonthday" in days:
        found = days["bymonthday"]
        parts.append(f"BYMONTHDAY={found if isinstance(found, int) else ','.join(map(str, found))}")
    if "bysetpos" in days:
        parts.append(f"BYSETPOS={days['bysetpos']}")
    return parts + ([f"UNTIL={_day_end(pattern.until, pattern.zone)}"] if pattern.until else [])


def _byday(day: Any) -> str:
    return f"{day.n or ''}{weekdays[day.weekday]}"


def _day_end(day: date, zone: str) -> str:
    """The last second of a local day in UTC,
    which is what UNTIL wants beside a zone (RFC 5545, 3.3.10).
    """
    return instant(day, time(23, 59, 59), zone).strftime("%Y%m%dT%H%M%SZ")


def from_text(text: str) -> Pattern:
    """The series that to_text wrote. Raises ValueError for any other text."""
    opening = _OPENING.match(text)
    rule = _RULE.fullmatch(text, opening.end()) if opening else None
    dates = _DATES.fullmatch(text, opening.end()) if opening else None
    found = rule or dates
    if opening is None or found is None:
        raise ValueError(f"not a stored series: {text!r}")
    zone = opening["zone"]
    start = datetime.strptime(opening["start"], "%Y%m%dT%H%M%S").replace(tzinfo=ZoneInfo(zone))
    parts = {name: value for name, value in found.groupdict().items() if value}
    fields = _stored_rule(parts, zone) if rule else _stored_dates(parts)
    return Pattern(at=start.time(), zone=zone, starts_on=start.date(), **fields)


_OPENING = re.compile(r"DTSTART;TZID=(?P<zone>[^:\n]+):(?P<start>\d{8}T\d{6})\n", re.ASCII)
_DATES = re.compile(r"RDATE;VALUE=DATE:(?P<dates>[\d,]+)", re.ASCII)
_RULE = re.compile(
    r"RRULE:FREQ=(?P<freq>WEEKLY|MONTHLY);INTERVAL=(?P<interval>\d+);WKST=MO"
    r"(?:;BYMONTH=(?P<months>[\d,]+))?"
    r"(?:;BYDAY=(?P<days>[-\dA-Z,]+))?"
    r"(?:;BYMONTHDAY=(?P<monthdays>[\d,]+))?"
    r"(?:;BYSETPOS=(?P<position>-?\d))?"
    r"(?:;UNTIL=(?P<until>\d{8}T\d{6}Z))?",
    re.ASCII,
)
_DAY_CODE = re.compile(r"(?P<nth>-?\d)?(?P<weekday>MO|TU|WE|TH|FR|SA|SU)", re.ASCII)


def _stored_dates(parts: dict[str, str]) -> dict[str, Any]:
    days = [date.fromisoformat(day) for day in parts["dates"].split(",")]
    return {"freq": Frequency.DATES, "dates": tuple(days)}


def _stored_rule(parts: dict[str, str], zone: str) -> dict[str, Any]:
    months = [int(month) for month in parts.get("months", "").split(",") if month]
    return {
        "freq": Frequency[parts["freq"]],
        "interval": int(parts["interval"]),
        "except_months": tuple(m for m in range(1, 13) if m not in months) if months else (),
        "until": _local_day(parts["until"], zone) if "until" in parts else None,
        **_stored_days(parts),
    }


def _local_day(until: str, zone: str) -> date:
    moment = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return moment.astimezone(ZoneInfo(zone)).date()


def _stored_days(parts: dict[str, str]) -> dict[str, Any]:
    if "monthdays" in parts:
        return {"monthday": int(parts["monthdays"].rpartition(",")[2])}
    if "position" in parts:
        return {"workday": int(parts["position"])}
    codes = [_DAY_CODE.fullmatch(code) for code in parts.get("days", "").split(",")]
    known = [code for code in codes if code]
    names = [str(weekday) for weekday in weekdays]
    return {
        "weekdays": tuple(dict.fromkeys(names.index(code["weekday"]) for code in known)),
        "nths": tuple(int(code["nth"]) for code in known if code["nth"]),
    }
