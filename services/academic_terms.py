"""On which days academic terms begin: read as they are typed, and asked of a day."""

import re
from datetime import date
from itertools import pairwise

from models.academic_terms import AcademicTerm, season
from services.dates.words import MONTH, MONTH_NAMES, MONTHS, quoted
from services.errors import Invalid

_DAYS_FIELD = "term_days"
LEAST_DAYS_APART = 60
YearlyDay = tuple[int, int]
"""A month and a day of it."""
_BETWEEN = re.compile(r"\s*(?:[,;\n]|\band\b)\s*", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"(?P<month>{MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?", re.I)
_DAY_FIRST = re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{MONTH})\.?", re.I)
_COMMON_YEAR = 2025


def read_days(typed: str) -> str:
    """The days of ``typed`` in the order of the year, as ``Jan 20, Aug 25``. Raises ``Invalid`` for
    anything else, and where two are too near to each other.
    """
    days = sorted({_read(words) for words in _BETWEEN.split(typed.strip()) if words})
    if not days:
        words = "Write at least one day on which a term begins, such as “Jan 20, Aug 25”."
        raise Invalid(words, field=_DAYS_FIELD)
    firsts = [date(_COMMON_YEAR, month, day) for month, day in days]
    around = [*firsts, firsts[0].replace(year=_COMMON_YEAR + 1)]
    if any((later - earlier).days < LEAST_DAYS_APART for earlier, later in pairwise(around)):
        words = f"Terms begin at least {LEAST_DAYS_APART} days apart. Leave one of them out."
        raise Invalid(words, field=_DAYS_FIELD)
    return ", ".join(f"{MONTH_NAMES[month - 1][:3]} {day}" for month, day in days)


def first_days(term_days: str, year: int) -> list[date]:
    """The days of a year on which terms begin, by the days that ``read_days`` gave."""
    return [date(year, *_read(words)) for words in _BETWEEN.split(term_days)]


def current_term(term_days: str, today: date) -> AcademicTerm:
    """The term in which a day lies, by the days that ``read_days`` gave."""
    begun = [
        first
        for year in (today.year - 1, today.year)
        for first in first_days(term_days, year)
        if first <= today
    ]
    begins_on = max(begun)
    in_year = [season(first) for first in first_days(term_days, begins_on.year)]
    name = season(begins_on)
    if in_year.count(name) > 1:
        name = f"{MONTH_NAMES[begins_on.month - 1]} {begins_on.year}"
    return AcademicTerm(begins_on, name)


def _read(words: str) -> YearlyDay:
    match = _MONTH_FIRST.fullmatch(words) or _DAY_FIRST.fullmatch(words)
    if match:
        month, day = MONTHS[match["month"].lower()], int(match["day"])
        try:
            date(_COMMON_YEAR, month, day)
        except ValueError:
            pass
        else:
            return month, day
    raise Invalid(
        f"I cannot read {quoted(words)} as a day of every year. Write a month and a day, such as"
        " “Jan 20, Aug 25”.",
        field=_DAYS_FIELD,
    )
