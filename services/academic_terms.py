"""On which days academic terms begin and, where that is known, end: read as they are typed, and
asked of a day.
"""

import re
from datetime import date, timedelta
from itertools import pairwise

from models.academic_terms import TERM_DAYS_LENGTH, AcademicTerm, season
from models.calendar_days import day_words
from services.dates.periods import Period
from services.dates.words import MONTH, MONTH_NAMES, MONTHS, quoted
from services.errors import Invalid

_DAYS_FIELD = "term_days"
LEAST_DAYS_APART = 60
YearlyDay = tuple[int, int]
"""A month and a day of it."""
YearlyTerm = tuple[YearlyDay, YearlyDay | None]
"""The first and the last day of a term, which ends in the next year where it is the earlier one;
None where it is not known.
"""
_BETWEEN = re.compile(r"\s*(?:[,;\n]|\band\b)\s*", re.IGNORECASE)
_UNTIL = re.compile(r"\s*(?:[-–—]|\b(?:to|until|through)\b)\s*", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"(?P<month>{MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?", re.I)
_DAY_FIRST = re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{MONTH})\.?", re.I)
_COMMON_YEAR = 2025
_NAMED_TERM = re.compile(
    r"(?P<since>(?:since|from) )?(?:the )?(?:(?P<which>this|current|last|previous|next) )?"
    r"(?:(?P<season>fall|autumn|spring|summer)(?: (?:semester|term))?|semester|term)"
    r"(?: (?:of )?(?P<year>\d{4}))?"
)
_LAST_TERM_YEAR = 2100


def read_days(typed: str) -> str:
    """The days of ``typed`` in the order of the year, as ``Jan 20, Aug 25``, or with the last days
    of all terms as ``Jan 20–May 15, Aug 25–Dec 18``. Raises ``Invalid`` for anything else, and
    where two are too near to each other.
    """
    terms = sorted(
        {_read_term(words) for words in _BETWEEN.split(typed.strip()) if words}, key=_first
    )
    if not terms:
        words = "Write at least one day on which a term begins, such as “Jan 20, Aug 25”."
        raise Invalid(words, field=_DAYS_FIELD)
    firsts = [date(_COMMON_YEAR, *first) for first, _last in terms]
    around = [*firsts, firsts[0].replace(year=_COMMON_YEAR + 1)]
    if any((later - earlier).days < LEAST_DAYS_APART for earlier, later in pairwise(around)):
        words = f"Terms begin at least {LEAST_DAYS_APART} days apart. Leave one of them out."
        raise Invalid(words, field=_DAYS_FIELD)
    _check_ends(terms, around[1:])
    read = ", ".join(map(_words, terms))
    if len(read) > TERM_DAYS_LENGTH:
        raise Invalid("That is too long. Leave out on which days terms end.", field=_DAYS_FIELD)
    return read


def first_days(term_days: str, year: int) -> list[date]:
    """The days of a year on which terms begin, by the days that ``read_days`` gave."""
    return [date(year, *first) for first, _last in _terms(term_days)]


def last_days(term_days: str, year: int) -> list[date]:
    """The days on which the terms end that begin in a year; none where that is not known."""
    return [_ends_on(first, last, year) for first, last in _terms(term_days) if last]


def terms_from(term_days: str, today: date) -> list[tuple[date, date]]:
    """The first and the last day of the terms that go on after a day, the current one first, as
    far as the year after next. Where it is not known when they end, each lasts until the next.
    """
    begun = [
        (date(year, *first), _ends_on(first, last, year) if last else None)
        for year in range(today.year - 1, today.year + 3)
        for first, last in _terms(term_days)
    ]
    spans = [
        (first, last or following - timedelta(days=1))
        for (first, last), (following, _last) in pairwise(sorted(begun, key=lambda term: term[0]))
    ]
    return [(first, last) for first, last in spans if last > today]


def knows_ends(term_days: str) -> bool:
    """Whether it is known when terms end."""
    return all(last for _first_day, last in _terms(term_days))


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


def named_term(words: str, *, term_days: str, today: date) -> Period | None:
    """The term that a text names, such as ``last semester``, ``fall 2025`` or ``since last term``;
    None where it names none. It ends on its declared last day, or else as the next one begins. A
    season without a year is the latest that has begun.
    """
    match = _NAMED_TERM.fullmatch(" ".join(words.casefold().split()))
    if match is None or (match["year"] and not match["season"]):
        return None
    year = int(match["year"]) if match["year"] else None
    terms = _periods_around(term_days, year or today.year, is_alone=year is not None)
    if match["season"]:
        name = match["season"].replace("autumn", "fall")
        terms = [term for term in terms if term.label.startswith(name)]
    found = terms[-1:] if year else _meant(match["which"], terms, today)
    if not found:
        raise Invalid(
            f"I know no term for {quoted(words)} here. Type its months, such as “January to May”."
        )
    return _since(found[0], words, today) if match["since"] else found[0]


def _meant(which: str | None, terms: list[Period], today: date) -> list[Period]:
    """At most one of several in their order: the latest that has begun or is over, or the next."""
    match which:
        case "next":
            return [term for term in terms if term.first > today][:1]
        case "last" | "previous":
            return [term for term in terms if term.last < today][-1:]
        case _:
            return [term for term in terms if term.first <= today][-1:]


def _since(term: Period, words: str, today: date) -> Period:
    if term.first > today:
        raise Invalid(f"{quoted(words)} has not begun yet.")
    return Period(term.first, today, f"since {day_words(term.first)}")


def _periods_around(term_days: str, year: int, *, is_alone: bool) -> list[Period]:
    """The terms that begin in a year, or also in the two around it, in their order."""
    if not 2000 <= year <= _LAST_TERM_YEAR:
        return []
    found = []
    for number in (year,) if is_alone else range(year - 2, year + 3):
        firsts = first_days(term_days, number)
        following = [*firsts, *first_days(term_days, number + 1)][1:]
        lasts = last_days(term_days, number) or [day - timedelta(days=1) for day in following]
        seasons = [season(first) for first in firsts]
        for first, last, name in zip(firsts, lasts, seasons, strict=False):
            month = f", from {MONTH_NAMES[first.month - 1]}" if seasons.count(name) > 1 else ""
            found.append(Period(first, last, f"{name}{month}"))
    return found


def _terms(term_days: str) -> list[YearlyTerm]:
    return [_read_term(words) for words in _BETWEEN.split(term_days)]


def _first(term: YearlyTerm) -> YearlyDay:
    return term[0]


def _ends_on(first: YearlyDay, last: YearlyDay, year: int) -> date:
    """The last day of a term that begins in a year."""
    return date(year if last > first else year + 1, *last)


def _check_ends(terms: list[YearlyTerm], following: list[date]) -> None:
    """Refuse ends of some terms alone, and those that come after the next term has begun."""
    if not any(last for _first_day, last in terms):
        return
    for (first, last), next_first in zip(terms, following, strict=True):
        if last is None:
            words = "Write on which day each of the terms ends, or of none."
            raise Invalid(words, field=_DAYS_FIELD)
        if _ends_on(first, last, _COMMON_YEAR) >= next_first:
            raise Invalid("A term ends before the next one begins.", field=_DAYS_FIELD)


def _words(term: YearlyTerm) -> str:
    return "–".join(f"{MONTH_NAMES[day[0] - 1][:3]} {day[1]}" for day in term if day)


def _read_term(words: str) -> YearlyTerm:
    first, *last = _UNTIL.split(words)
    if len(last) > 1:
        raise Invalid(
            f"I cannot read {quoted(words)} as the first and the last day of a term. Write them"
            " like “Jan 20–May 15”.",
            field=_DAYS_FIELD,
        )
    return _read(first), _read(last[0]) if last else None


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
