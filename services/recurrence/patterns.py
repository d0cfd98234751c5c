"""A series, its days and moments."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice, takewhile
from typing import Any

from dateutil.rrule import MO, MONTHLY, WEEKLY, rrule, weekdays

from services.dates import instant

SHORT_MONTH = 28
MOST_MONTHDAYS = 3
"""On how many days of a month a series falls at most: its text has to fit into its column."""
MOST_DATES = 24
"""How many typed dates make one series at most."""
MOST_SKIPPED = 9
"""How many single days a series leaves out at most: its text has to fit into its column."""
WORKDAYS = tuple(range(5))
EVERY_WEEKDAY = tuple(range(7))


class Frequency(StrEnum):
    """How a series repeats."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    DATES = "dates"


@dataclass(frozen=True)
class Pattern:
    """A series: every ``interval`` weeks on ``weekdays``, every ``interval`` months, or on
    ``dates``.

    A monthly series has ``nths`` (each 1 to 4, or -1 for the last) of one weekday, ``monthdays``,
    or a ``workday``: the how manieth day from Monday to Friday of the month, or -1 for its last.
    One of the ``monthdays`` may be beyond a month's end: it means the last day of that month, so
    that no month is skipped.
    Nothing falls into ``except_months`` or on ``except_dates``. Monday is weekday 0, and ``at`` is
    wall time in ``zone``.
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
    monthdays: tuple[int, ...] = ()
    workday: int | None = None
    dates: tuple[date, ...] = ()
    except_months: tuple[int, ...] = ()
    except_dates: tuple[date, ...] = ()
    until: date | None = None

    def __post_init__(self) -> None:
        if self._shape() not in _SHAPES[self.freq] or not self._within_limits():
            raise ValueError(f"not a series: {self}")

    def _shape(self) -> frozenset[str]:
        given = {
            "weekdays": self.weekdays,
            "nths": self.nths,
            "monthdays": self.monthdays,
            "workday": self.workday is not None,
            "dates": self.dates,
        }
        return frozenset(name for name, value in given.items() if value)

    def _within_limits(self) -> bool:
        return (
            1 <= self.interval <= 52
            and _ascending(self.weekdays, EVERY_WEEKDAY)
            and _ascending(self.nths, _NTHS)
            and (not self.nths or len(self.weekdays) == 1)
            and _ascending(self.monthdays, tuple(range(1, 32)))
            and len(self.monthdays) <= MOST_MONTHDAYS
            and sum(day > SHORT_MONTH for day in self.monthdays) <= 1
            and self.workday in (None, *range(1, 6), -1)
            and _ascending(self.except_months, tuple(range(1, 13)))
            and len(self.except_months) < 12
            and list(self.except_dates) == sorted(set(self.except_dates))
            and len(self.except_dates) <= MOST_SKIPPED
            and self._dates_fit()
        )

    def _dates_fit(self) -> bool:
        if self.freq is not Frequency.DATES:
            return True
        excepted = self.except_months or self.except_dates
        is_plain = self.interval == 1 and not excepted and self.until is None
        in_order = list(self.dates) == sorted(set(self.dates))
        return is_plain and in_order and len(self.dates) <= MOST_DATES


_NTHS = (1, 2, 3, 4, -1)
# What is given of a series' days.
_SHAPES = {
    Frequency.WEEKLY: {frozenset({"weekdays"})},
    Frequency.MONTHLY: {
        frozenset({"weekdays", "nths"}),
        frozenset({"monthdays"}),
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
    days = _days_between(pattern, first, last)
    return [(day, _moment(pattern, day)) for day in days if day not in pattern.except_dates]


def first_moments(pattern: Pattern, count: int) -> list[datetime]:
    """The first moments of a series, fewer where it ends before."""
    last = pattern.until or date.max
    days = pattern.dates or (moment.date() for moment in _rule(pattern))
    within = (
        day for day in takewhile(lambda day: day <= last, days) if day not in pattern.except_dates
    )
    return [_moment(pattern, day) for day in islice(within, count)]


def _days_between(pattern: Pattern, first: date, last: date) -> list[date]:
    if pattern.dates:
        return [day for day in pattern.dates if first <= day <= last]
    found = _rule(pattern).between(midnight(first), midnight(last), inc=True)
    return [moment.date() for moment in found]


def _moment(pattern: Pattern, day: date) -> datetime:
    return instant(day, pattern.at, pattern.zone)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _rule(pattern: Pattern) -> rrule:
    return rrule(
        WEEKLY if pattern.freq is Frequency.WEEKLY else MONTHLY,
        dtstart=midnight(pattern.starts_on),
        interval=pattern.interval,
        wkst=MO,
        bymonth=rule_months(pattern) or None,
        **rule_days(pattern),
    )


def rule_months(pattern: Pattern) -> list[int]:
    """The months that are left where some are excepted."""
    if not pattern.except_months:
        return []
    return [month for month in range(1, 13) if month not in pattern.except_months]


def rule_days(pattern: Pattern) -> dict[str, Any]:
    if pattern.monthdays:
        return _month_rule(pattern.monthdays)
    if pattern.workday is not None:
        return {"byweekday": weekdays[:5], "bysetpos": [pattern.workday]}
    days = [weekdays[number] for number in pattern.weekdays]
    return {"byweekday": [day(nth) for day in days for nth in pattern.nths] or days}


def _month_rule(monthdays: tuple[int, ...]) -> dict[str, Any]:
    """These days; where one is beyond a short month, the last of all days up to it."""
    *before, last = monthdays
    if last <= SHORT_MONTH:
        return {"bymonthday": list(monthdays)}
    found = sorted({*before, *range(SHORT_MONTH, last + 1)})
    return {"bymonthday": found, "bysetpos": [*range(1, len(before) + 1), -1]}
