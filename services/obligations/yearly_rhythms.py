"""The days on which something comes back each year or term: read as they are typed, said back, and
found in the calendar of the consortium.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from dateutil.relativedelta import relativedelta

from models import Consortium
from services import academic_terms
from services.dates.arithmetic import month_end, nth_weekday, weekday_from
from services.dates.phrases import PhraseKind, phrases, row
from services.dates.words import (
    MONTH,
    MONTH_NAMES,
    MONTHS,
    NUMBER,
    POSITION,
    POSITIONS,
    WEEKDAY,
    WEEKDAY_NAMES,
    WEEKDAYS,
    UnreadableDate,
    number,
    plain,
    quoted,
)
from services.errors import Invalid

RHYTHM_WORDS = (
    "“every October 15”, “first Monday of each semester”, “two weeks before the fiscal year ends”"
    " or “every year on March 1”"
)
MOST_DAYS_AWAY = 183
"""How far from its event a day lies at most, so that its order among the years stays."""
_NO_ENDS = (
    "I know when terms begin, and not when they end: the program manager can say so in `/convene"
    " settings`. Or try “first Monday of each semester” or “two weeks before each semester begins”."
)
_LEAP_YEAR = 2028
"""In which February has all the days that it may have."""
_DAYS_OF = {"day": 1, "week": 7, "month": 30.5}


class Anchor(Enum):
    """From what in a year the days are counted."""

    DATE = "date"
    TERM = "each academic term begins"
    TERM_END = "each academic term ends"
    FISCAL_START = "the fiscal year begins"
    FISCAL_END = "the fiscal year ends"


@dataclass(frozen=True)
class YearlyRhythm:
    """When something comes back. ``nth`` and ``weekday`` are 0 where no weekday is meant."""

    anchor: Anchor
    month: int = 0
    """1 to 12, of a date."""
    day: int = 0
    """1 to 31, of a date; in a shorter month its last day."""
    nth: int = 0
    """Which such weekday of the month, or of the term; -1 for the last one of a month."""
    weekday: int = 0
    """0 for Monday to 6 for Sunday."""
    count: int = 0
    """How many units after the event, or before it where it is negative."""
    unit: str = "day"
    """``day``, ``week`` or ``month``."""


@dataclass(frozen=True)
class YearlyCalendar:
    """From where in the year terms and fiscal years are counted."""

    term_days: str
    """As ``academic_terms.read_days`` gives them."""
    fiscal_year_start: int
    """The month, 1 to 12."""

    @classmethod
    def of(cls, settings: Consortium) -> "YearlyCalendar":
        return cls(settings.term_days, settings.fiscal_year_start)


def read(text: str) -> YearlyRhythm:
    """The rhythm that a text means, such as “every October 15”. Raises ``Invalid`` beside the field
    ``rhythm`` for one that cannot be read, or that names a day that there is not.
    """
    try:
        found = phrases(plain(text, examples=RHYTHM_WORDS), _RHYTHM_ROWS, examples=RHYTHM_WORDS)
        if PhraseKind.RHYTHM not in found:
            raise UnreadableDate(f"{quoted(text)} does not say when. Try {RHYTHM_WORDS}.")
        phrase = found[PhraseKind.RHYTHM]
        return _read(phrase.caught, phrase.row.means)
    except Invalid as refusal:
        raise Invalid(refusal.message, field="rhythm") from None


def describe(rhythm: YearlyRhythm) -> str:
    """The rhythm in words, which ``read`` reads back as the same."""
    if rhythm.nth:
        nth = next(word for word, place in POSITIONS.items() if place == rhythm.nth)
        named = f"the {nth} {WEEKDAY_NAMES[rhythm.weekday]} of"
        if rhythm.anchor in (Anchor.TERM, Anchor.TERM_END):
            return f"{named} each academic term"
        return f"{named} {MONTH_NAMES[rhythm.month - 1]} every year"
    if rhythm.anchor is Anchor.DATE:
        return f"every {MONTH_NAMES[rhythm.month - 1]} {rhythm.day}"
    if rhythm.count == 0:
        return f"when {rhythm.anchor.value}"
    count, side = abs(rhythm.count), "before" if rhythm.count < 0 else "after"
    return f"{count} {rhythm.unit}{'' if count == 1 else 's'} {side} {rhythm.anchor.value}"


def next_days(
    rhythm: YearlyRhythm, calendar: YearlyCalendar, after: date, *, count: int = 1
) -> list[date]:
    """The first ``count`` days of a rhythm after a day. Days near an event may lie in the year
    before or after its own, and a term may end in the year after it begins. Raises ``Invalid``
    where it is not known when terms end.
    """
    is_end = rhythm.anchor is Anchor.TERM_END
    if is_end and not academic_terms.knows_ends(calendar.term_days):
        raise Invalid(_NO_ENDS, field="rhythm")
    years = range(after.year - 2, after.year + count + 2)
    found = {day for year in years for day in _days(rhythm, calendar, year)}
    return sorted(day for day in found if day > after)[:count]


def _days(rhythm: YearlyRhythm, calendar: YearlyCalendar, year: int) -> Iterator[date]:
    """The days that are counted from the events of a year."""
    shift = relativedelta(**{f"{rhythm.unit}s": rhythm.count})  # type: ignore[arg-type]
    for event in _events(rhythm, calendar, year):
        if rhythm.nth and rhythm.anchor is Anchor.TERM:
            first = weekday_from(event, rhythm.weekday)
            yield first + timedelta(weeks=rhythm.nth - 1)
        elif rhythm.nth and rhythm.anchor is Anchor.TERM_END:
            yield event - timedelta(days=(event.weekday() - rhythm.weekday) % 7)
        else:
            yield event + shift


def _events(rhythm: YearlyRhythm, calendar: YearlyCalendar, year: int) -> Iterator[date]:
    if rhythm.anchor is Anchor.TERM:
        yield from academic_terms.first_days(calendar.term_days, year)
    elif rhythm.anchor is Anchor.TERM_END:
        yield from academic_terms.last_days(calendar.term_days, year)
    elif rhythm.anchor is Anchor.DATE:
        yield _dated(rhythm, year)
    else:
        starts_on = date(year, calendar.fiscal_year_start, 1)
        is_start = rhythm.anchor is Anchor.FISCAL_START
        yield starts_on if is_start else starts_on - timedelta(days=1)


def _dated(rhythm: YearlyRhythm, year: int) -> date:
    if rhythm.nth:
        found = nth_weekday(year, rhythm.month, weekday=rhythm.weekday, nth=rhythm.nth)
        assert found is not None, "every month has four of each weekday"
        return found
    return date(year, rhythm.month, min(rhythm.day, month_end(year, rhythm.month).day))


def _read(caught: dict[str, str], anchor: Anchor) -> YearlyRhythm:
    """The meaning of a row."""
    if "nth" in caught:
        return _nth(caught, anchor)
    if anchor is Anchor.DATE:
        return _date(caught)
    rhythm = YearlyRhythm(anchor)
    return _away(rhythm, caught) if "unit" in caught else rhythm


def _nth(caught: dict[str, str], anchor: Anchor) -> YearlyRhythm:
    nth, weekday = POSITIONS[caught["nth"]], WEEKDAYS[caught["weekday"]]
    if nth == 5:
        raise Invalid(f"Most months have no fifth such day. Try {RHYTHM_WORDS}.")
    if anchor is Anchor.TERM and nth == -1:
        anchor = Anchor.TERM_END
    month = MONTHS[caught["month"]] if anchor is Anchor.DATE else 0
    return YearlyRhythm(anchor, month=month, nth=nth, weekday=weekday)


def _date(caught: dict[str, str]) -> YearlyRhythm:
    month = MONTHS[caught["month"]]
    day = 31 if "last_day" in caught else int(caught.get("day", 1))
    last = month_end(_LEAP_YEAR, month).day
    if "last_day" not in caught and not 1 <= day <= last:
        raise Invalid(f"There is no {MONTH_NAMES[month - 1]} {day}. Try {RHYTHM_WORDS}.")
    return YearlyRhythm(Anchor.DATE, month=month, day=min(day, last))


def _away(rhythm: YearlyRhythm, caught: dict[str, str]) -> YearlyRhythm:
    count, unit = number(caught["count"]), caught["unit"]
    if unit == "fortnight":
        count, unit = 2 * count, "week"
    if not 1 <= count * _DAYS_OF[unit] <= MOST_DAYS_AWAY:
        raise Invalid(f"That is more than half a year away from it. Try {RHYTHM_WORDS}.")
    return replace(rhythm, count=-count if caught["side"] == "before" else count, unit=unit)


_EACH_YEAR = r"(?:(?:every|each) (?:year )?)?(?:(?:in|on) )?(?:the )?"
_OF_EACH = r"(?:of|in) (?:the |every |each |a |an )?"
_TERM = r"(?:academic )?(?:semester|term)s?"
_NTH_OF = rf"(?P<nth>{POSITION}) (?P<weekday>{WEEKDAY})s?"
_NUMBERED_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_AWAY = (
    rf"(?:about )?(?P<count>{NUMBER}) (?P<unit>day|week|month|fortnight)s? (?P<side>before|after)"
)
_EACH_EVENT = r"(?:the |every |each |a |an )?"
_FISCAL = r"(?:fiscal|financial|budget) year"
_BEGIN, _END = r"(?:begin|beginning|start|first day)", r"(?:end|close|last day)"
_EVENTS = (
    (
        rf"{_EACH_EVENT}{_FISCAL}(?:'s)? {_BEGIN}s?|{_EACH_EVENT}{_BEGIN} {_OF_EACH}{_FISCAL}",
        Anchor.FISCAL_START,
    ),
    (
        rf"{_EACH_EVENT}{_FISCAL}(?:'s)? {_END}s?|{_EACH_EVENT}{_END} {_OF_EACH}{_FISCAL}",
        Anchor.FISCAL_END,
    ),
    (
        rf"{_EACH_EVENT}{_TERM}(?:'s)? {_BEGIN}s?|{_EACH_EVENT}{_BEGIN} {_OF_EACH}{_TERM}",
        Anchor.TERM,
    ),
    (
        rf"{_EACH_EVENT}{_TERM}(?:'s)? {_END}s?|{_EACH_EVENT}{_END} {_OF_EACH}{_TERM}",
        Anchor.TERM_END,
    ),
)
_RHYTHM_ROWS = (
    row(
        PhraseKind.RHYTHM,
        rf"{_EACH_YEAR}(?P<month>{MONTH})(?: (?:on )?(?:the )?{_NUMBERED_DAY})?",
        Anchor.DATE,
    ),
    row(PhraseKind.RHYTHM, rf"{_EACH_YEAR}{_NUMBERED_DAY} (?:of )?(?P<month>{MONTH})", Anchor.DATE),
    row(
        PhraseKind.RHYTHM,
        rf"{_EACH_YEAR}(?:(?P<last_day>last day)|first day) {_OF_EACH}(?P<month>{MONTH})",
        Anchor.DATE,
    ),
    row(PhraseKind.RHYTHM, rf"{_EACH_YEAR}{_NTH_OF} {_OF_EACH}(?P<month>{MONTH})", Anchor.DATE),
    row(PhraseKind.RHYTHM, rf"{_EACH_YEAR}{_NTH_OF} {_OF_EACH}{_TERM}", Anchor.TERM),
    *(
        row(PhraseKind.RHYTHM, rf"(?:{_AWAY}|when|whenever|every time|at|on) (?:{event})", anchor)
        for event, anchor in _EVENTS
    ),
    *(row(PhraseKind.RHYTHM, event, anchor) for event, anchor in _EVENTS),
    row(PhraseKind.CADENCE, r"(?:every|each|per|a|once a|once every) year|yearly|annually|annual"),
)
