"""A series in words."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.calendar_days import day_words
from services.dates.words import MONTH_NAMES, WEEKDAY_NAMES, ordinal
from services.dates.zones import abbreviation
from services.recurrence.patterns import EVERY_WEEKDAY, WORKDAYS, Frequency, Pattern

_SKIPPED_SHOWN = 3
_NTH_WORDS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}


def describe(pattern: Pattern) -> str:
    """The series in words: "every month on the second Tuesday at
    2:00 PM EST/EDT (America/New_York)".
    """
    until = f", until {day_words(pattern.until)}" if pattern.until else ""
    at = f"at {face(pattern.at)} {_zone_words(pattern)}"
    return f"{rhythm_words(pattern)} {at}{except_words(pattern)}{_skipped(pattern)}{until}"


def _skipped(pattern: Pattern) -> str:
    """The days that it leaves out, the first few by name."""
    days = pattern.except_dates
    if not days:
        return ""
    named = [day_words(day) for day in days[:_SKIPPED_SHOWN]]
    more = len(days) - len(named)
    return f", not on {listed([*named, *([f'{more} more'] if more else [])], between='; ')}"


def except_words(pattern: Pattern) -> str:
    """In which months nothing falls, after a comma; nothing where none is excepted."""
    months = listed(MONTH_NAMES[month - 1] for month in pattern.except_months)
    return f", except in {months}" if months else ""


def listed(words: Iterable[str], between: str = ", ") -> str:
    """ "Monday, Wednesday and Friday"."""
    *head, last = [*words] or [""]
    return f"{between.join(head)} and {last}" if head else last


def face(at: time) -> str:
    """ "2:30 PM"."""
    return f"{at.hour % 12 or 12}:{at.minute:02} {'PM' if at.hour >= 12 else 'AM'}"


def rhythm_words(pattern: Pattern) -> str:
    """How often, and on which days: "every other Friday"."""
    if pattern.freq is Frequency.DATES:
        return f"on {listed((day_words(day) for day in pattern.dates), between='; ')}"
    if pattern.freq is Frequency.WEEKLY:
        return _weekly_words(_weekday_words(pattern.weekdays), pattern.interval)
    every = "month" if pattern.interval == 1 else f"{pattern.interval} months"
    return f"every {every} on the {_day_words(pattern)}"


def _weekday_words(days: tuple[int, ...]) -> str:
    if days == EVERY_WEEKDAY:
        return "day"
    return "Monday to Friday" if days == WORKDAYS else listed(WEEKDAY_NAMES[day] for day in days)


def _weekly_words(day: str, interval: int) -> str:
    if interval > 1 and day == "day":
        day = "Monday to Sunday"
    if interval > 2:
        return f"every {interval} weeks on {day}"
    return f"every other {day}" if interval == 2 else f"every {day}"


def _day_words(pattern: Pattern) -> str:
    if pattern.monthdays:
        return listed("last day" if day == 31 else ordinal(day) for day in pattern.monthdays)
    if pattern.workday is not None:
        return f"{_NTH_WORDS[pattern.workday]} working day"
    return f"{listed(_NTH_WORDS[nth] for nth in pattern.nths)} {WEEKDAY_NAMES[pattern.weekdays[0]]}"


def _zone_words(pattern: Pattern) -> str:
    """Both names that the zone bears in a year, since a series lives in summer and in winter."""
    start = datetime.combine(pattern.starts_on, pattern.at, tzinfo=ZoneInfo(pattern.zone))
    names = dict.fromkeys(abbreviation(start + timedelta(days=days)) for days in range(0, 365, 30))
    joined = "/".join(names)
    return joined if joined == pattern.zone else f"{joined} ({pattern.zone})"
