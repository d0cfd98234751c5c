"""The periods that reports ask about:
months, quarters, years, fiscal years and stretches of days.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from models.calendar_days import day_words
from services.dates.arithmetic import Reference, month_end, shifted, the_date, week_start
from services.dates.days import EARLIEST, HORIZON_YEARS, named_day
from services.dates.words import (
    MONTH,
    MONTH_NAMES,
    MONTHS,
    NUMBER,
    UnreadableDate,
    any_of,
    number,
    plain,
    quoted,
)
from services.deferred_patterns import DeferredPattern
from services.errors import Invalid

# "All time" begins before any record that a consortium can have here.
FIRST_DAY = date(2000, 1, 1)

_PERIOD_EXAMPLES = "“last quarter”, “FY2026”, “since July” or “2026-01-01..2026-03-31”"


@dataclass(frozen=True)
class Period:
    """The days from ``first`` to ``last``, both included.

    ``label`` fits a sentence: "fiscal year 2026".
    """

    first: date
    last: date
    label: str

    @property
    def title(self) -> str:
        """The label with the first and the last day, where it does not say them itself."""
        days = f"{day_words(self.first)} to {day_words(self.last)}"
        return self.label if self.label == days else f"{self.label} ({days})"


@dataclass(frozen=True)
class _PeriodContext:
    """What a phrase is read against."""

    today: date
    fiscal_year_start: int
    anchor: date
    backwards: bool = True


Caught = dict[str, str]
Meaning = Callable[[Caught, _PeriodContext], Period]


def read_period(text: str, *, today: date, fiscal_year_start: int) -> Period:
    """The period a text names, as seen on ``today``.

    A fiscal year begins on the first of the month ``fiscal_year_start`` and is named by the year in
    which it ends. Quarters are those of the calendar. Months and days without a year are the latest
    ones up to today. "Last 90 days" ends today, and "until June" begins with the fiscal year of
    its last day. Raises Invalid for anything else, and for a period whose end comes before its
    start.
    """
    context = _PeriodContext(today, fiscal_year_start, anchor=today)
    words = _spaced(plain(text, examples=_PERIOD_EXAMPLES))
    period = (
        _named(words, context)
        or _since(words, context)
        or _until(words, context)
        or _stretch(words, context)
    )
    if period is None:
        raise UnreadableDate(f"I cannot read {quoted(text)} as a period. Try {_PERIOD_EXAMPLES}.")
    if period.first > period.last:
        raise Invalid(f"{quoted(text)} ends before it starts. Try {_PERIOD_EXAMPLES}.")
    if period.first < EARLIEST or period.last > shifted(today, years=HORIZON_YEARS):
        raise Invalid(f"{quoted(text)} is too far away. Try {_PERIOD_EXAMPLES}.")
    return period


def _spaced(words: str) -> str:
    return re.sub(r" *\.\.+ *", " to ", words)


def _since(words: str, context: _PeriodContext) -> Period | None:
    match = re.fullmatch(r"(?:since|from) (?P<start>(?:(?! to ).)+)", words)
    if not match:
        return None
    start = _part(match["start"], context)
    if start.first > context.today:
        raise Invalid(f"{quoted(words)} has not begun yet. Try {_PERIOD_EXAMPLES}.")
    return Period(start.first, context.today, f"since {day_words(start.first)}")


def _until(words: str, context: _PeriodContext) -> Period | None:
    match = re.fullmatch(r"(?:to|until|till|through|thru) (?P<end>(?:(?! to ).)+)", words)
    if not match:
        return None
    last = _part(match["end"], context).last
    begins = last.year - (last.month < context.fiscal_year_start)
    first = the_date(begins, context.fiscal_year_start, 1)
    return Period(first, last, f"{day_words(first)} to {day_words(last)}")


def _stretch(words: str, context: _PeriodContext) -> Period | None:
    """From one day, month or year to another.

    The end is the first one after the start, so that "Oct 1 to Mar 31" runs over the new year;
    unless the end has a year of its own, and then the start is the last one before it.
    """
    match = re.fullmatch(
        r"(?:from |between )?(?P<start>.+?) (?:to|until|till|through|thru|and|-) (?P<end>.+)", words
    )
    if not match:
        return None
    start = _part(match["start"], context)
    end = _part(
        match["end"],
        _PeriodContext(context.today, context.fiscal_year_start, start.first, backwards=False),
    )
    if end.last < start.first:
        start = _part(
            match["start"], _PeriodContext(context.today, context.fiscal_year_start, end.last)
        )
    return Period(start.first, end.last, f"{day_words(start.first)} to {day_words(end.last)}")


def _part(words: str, context: _PeriodContext) -> Period:
    """One end of a stretch: a named period, or a day."""
    reference = Reference(
        context.today, context.anchor, soonest=context.anchor, backwards=context.backwards
    )
    return _named(words, context) or _one_day(named_day(words, reference))


def _one_day(day: date) -> Period:
    return Period(day, day, day_words(day))


def _named(words: str, context: _PeriodContext) -> Period | None:
    for pattern, means in _TABLE:
        match = pattern.fullmatch(words)
        if match:
            return means(
                {name: value for name, value in match.groupdict().items() if value}, context
            )
    return None


def _all_time(_caught: Caught, context: _PeriodContext) -> Period:
    return Period(FIRST_DAY, context.today, "all time")


def _near_day(caught: Caught, context: _PeriodContext) -> Period:
    return _one_day(context.today - timedelta(days=1 if caught["near"] == "yesterday" else 0))


def _week(caught: Caught, context: _PeriodContext) -> Period:
    first = shifted(week_start(context.today), weeks=_steps(caught))
    return Period(first, first + timedelta(days=6), f"the week of {day_words(first)}")


def _relative_month(caught: Caught, context: _PeriodContext) -> Period:
    first = shifted(context.today.replace(day=1), months=_steps(caught))
    return _month(first.year, first.month)


def _named_month(caught: Caught, context: _PeriodContext) -> Period:
    month = MONTHS[caught["month"]]
    if "year" in caught:
        return _month(_year_number(caught["year"]), month)
    if context.backwards:
        return _month(context.anchor.year - (month > context.anchor.month), month)
    return _month(context.anchor.year + (month < context.anchor.month), month)


def _iso_month(caught: Caught, _context: _PeriodContext) -> Period:
    return _month(_year_number(caught["year"]), int(caught["month"]))


def _month(year: int, month: int) -> Period:
    first = the_date(year, month, 1)
    return Period(first, month_end(year, month), f"{MONTH_NAMES[month - 1]} {year}")


def _relative_quarter(caught: Caught, context: _PeriodContext) -> Period:
    month = context.today.month - (context.today.month - 1) % 3
    first = shifted(context.today.replace(month=month, day=1), months=3 * _steps(caught))
    return _quarter(first)


def _numbered_quarter(caught: Caught, context: _PeriodContext) -> Period:
    month = 3 * int(caught["quarter"]) - 2
    year = (
        _year_number(caught["year"])
        if "year" in caught
        else context.today.year - (month > context.today.month)
    )
    return _quarter(the_date(year, month, 1))


def _quarter(first: date) -> Period:
    last = first + relativedelta(months=3, days=-1)
    return Period(
        first, last, f"{MONTH_NAMES[first.month - 1]} to {MONTH_NAMES[last.month - 1]} {last.year}"
    )


def _relative_year(caught: Caught, context: _PeriodContext) -> Period:
    return _year(context.today.year + _steps(caught))


def _typed_year(caught: Caught, _context: _PeriodContext) -> Period:
    return _year(_year_number(caught["year"]))


def _year(year: int) -> Period:
    return Period(the_date(year, 1, 1), the_date(year, 12, 31), str(year))


def _relative_own_year(caught: Caught, context: _PeriodContext) -> Period:
    """ "This year" is the fiscal year of a consortium that has one of its own."""
    is_calendar = context.fiscal_year_start == 1
    return (_relative_year if is_calendar else _relative_fiscal_year)(caught, context)


def _relative_academic_year(caught: Caught, context: _PeriodContext) -> Period:
    return _academic(_relative_fiscal_year(caught, _with_autumn_start(context)))


def _typed_academic_year(caught: Caught, context: _PeriodContext) -> Period:
    return _academic(_typed_fiscal_year(caught, _with_autumn_start(context)))


def _with_autumn_start(context: _PeriodContext) -> _PeriodContext:
    """The consortium's own year counts as academic where it begins between July and September."""
    if context.fiscal_year_start in (7, 8, 9):
        return context
    raise Invalid(
        "I do not know in which month the academic year begins here. Type its months, such as"
        " “July 2025 to June 2026”."
    )


def _academic(period: Period) -> Period:
    label = f"academic year {period.first.year}–{period.last.year % 100:02}"
    return Period(period.first, period.last, label)


def _relative_fiscal_year(caught: Caught, context: _PeriodContext) -> Period:
    begins = context.today.year - (context.today.month < context.fiscal_year_start)
    return _fiscal_year(begins + (context.fiscal_year_start > 1) + _steps(caught), context)


def _typed_fiscal_year(caught: Caught, context: _PeriodContext) -> Period:
    year = _year_number(caught["year"])
    if "until" in caught and _year_number(caught["until"]) % 100 != (year + 1) % 100:
        raise Invalid(
            f"A fiscal year does not run from {year} to {caught['until']}. Try “FY2026” or"
            " “FY2025-26”."
        )
    return _fiscal_year(year + (1 if "until" in caught else 0), context)


def _fiscal_year(year: int, context: _PeriodContext) -> Period:
    first = the_date(year - (context.fiscal_year_start > 1), context.fiscal_year_start, 1)
    return Period(first, first + relativedelta(years=1, days=-1), f"fiscal year {year}")


def _to_date(caught: Caught, context: _PeriodContext) -> Period:
    whole = (
        _relative_fiscal_year({}, context)
        if "fiscal" in caught
        else _relative_own_year({}, context)
    )
    return Period(whole.first, context.today, f"{whole.label} to date")


def _last_so_many(caught: Caught, context: _PeriodContext) -> Period:
    count = number(caught["count"])
    first = shifted(context.today, **{f"{caught['unit']}s": -count}) + timedelta(days=1)
    return Period(
        first, context.today, f"the last {count} {caught['unit']}{'' if count == 1 else 's'}"
    )


def _steps(caught: Caught) -> int:
    return {"last": -1, "previous": -1, "past": -1, "next": 1}.get(caught.get("which", "this"), 0)


def _year_number(typed: str) -> int:
    """A typed year. Absurd ones are refused before arithmetic can leave the calendar."""
    year = int(typed) + (2000 if len(typed) == 2 else 0)
    if not EARLIEST.year <= year <= 9000:
        raise Invalid(f"The year {typed} is too far away. Try {_PERIOD_EXAMPLES}.")
    return year


_WHICH = r"(?:the )?(?P<which>this|last|previous|next)"
_ROWS: tuple[tuple[str, Meaning], ...] = (
    (r"all(?: time)?|everything|ever", _all_time),
    (r"(?P<near>today|yesterday|now)", _near_day),
    (rf"{_WHICH} week", _week),
    (rf"{_WHICH} month", _relative_month),
    (rf"(?P<month>{MONTH})(?: (?P<year>\d{{4}}))?", _named_month),
    (r"(?P<year>\d{4})-(?P<month>\d\d)", _iso_month),
    (rf"{_WHICH} quarter", _relative_quarter),
    (r"q(?P<quarter>[1-4])(?: (?P<year>\d{4}))?", _numbered_quarter),
    (rf"{_WHICH} calendar year", _relative_year),
    (rf"{_WHICH} year", _relative_own_year),
    (rf"(?:{_WHICH} )?(?:academic|school) year", _relative_academic_year),
    (
        r"(?:(?:academic|school) year|ay) ?(?P<year>\d{4}|\d\d)(?:[-/](?P<until>\d{4}|\d\d))?",
        _typed_academic_year,
    ),
    (r"(?P<year>\d{4})", _typed_year),
    (
        (
            rf"(?:(?:the )?(?P<which>{any_of(('this', 'last', 'previous', 'next'))}) )?(?:fiscal"
            r" year|fy)"
        ),
        _relative_fiscal_year,
    ),
    (r"(?:fiscal year|fy) ?(?P<year>\d{4}|\d\d)(?:[-/](?P<until>\d{4}|\d\d))?", _typed_fiscal_year),
    (r"(?P<fiscal>fiscal )?year to date|ytd", _to_date),
    (
        rf"(?:the )?(?:last|past|previous) (?P<count>{NUMBER}) (?P<unit>day|week|month|year)s?",
        _last_so_many,
    ),
)
_TABLE = tuple((DeferredPattern(pattern, re.ASCII), means) for pattern, means in _ROWS)
