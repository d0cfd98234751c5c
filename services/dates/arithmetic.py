"""Arithmetic on days: from where a phrase counts, and what it finds."""

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from services.dates.words import MONTH_NAMES
from services.errors import Invalid

# A leap day can be eight years away (2096 to 2104).
_YEARS_TO_SEARCH = 9
_MONTHS_TO_SEARCH = 12

_TOO_FAR = "That is too far away. Try “in 3 weeks” or “Dec 12”."


@dataclass(frozen=True)
class Reference:
    """Where a reading stands in time.

    ``today`` is where distances are counted from, ``anchor`` the day that dates without a year lie
    nearest to, and ``soonest`` the first day that a bare weekday may mean. ``backwards`` looks for
    the latest up to the anchor instead.
    """

    today: date
    anchor: date
    soonest: date
    backwards: bool = False


def shifted(day: date, *, days: int = 0, weeks: int = 0, months: int = 0, years: int = 0) -> date:
    """The day so far away; a month's end stays within the month.

    Raises Invalid outside the calendar.
    """
    try:
        return day + relativedelta(days=days, weeks=weeks, months=months, years=years)
    except (OverflowError, ValueError):
        raise Invalid(_TOO_FAR) from None


def year_before(day: date) -> date:
    """The same day of the year before; the last of a month stays the last. Raises Invalid outside
    the calendar.
    """
    is_last = shifted(day, days=1).day == 1
    following = shifted(day.replace(day=1), years=-1, months=1)
    return shifted(following, days=-1) if is_last else shifted(day, years=-1)


def the_date(year: int, month: int, day: int) -> date:
    """The date of these numbers. Raises Invalid where there is none."""
    found = _date_or_none(year, month, day)
    if found is None:
        raise Invalid(f"There is no {_typed(year, month, day)}. Try “Dec 12” or “12/31”.")
    return found


def _typed(year: int, month: int, day: int) -> str:
    if 1 <= month <= len(MONTH_NAMES):
        return f"{MONTH_NAMES[month - 1]} {day}, {year:04}"
    return f"day {year:04}-{month:02}-{day:02}"


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def nearest_date(month: int, day: int, reference: Reference) -> date:
    return nearest_yearly(lambda year: _date_or_none(year, month, day), reference)


def nearest_yearly(in_year: Callable[[int], date | None], reference: Reference) -> date:
    """The first of the yearly days on or after the anchor, or backwards the last one up to it."""
    step = -1 if reference.backwards else 1
    years = range(reference.anchor.year, reference.anchor.year + step * _YEARS_TO_SEARCH, step)
    return _first_beyond_anchor((in_year(year) for year in years), reference)


def nearest_monthly(in_month: Callable[[int, int], date | None], reference: Reference) -> date:
    """The same for days that come every month."""
    first = reference.anchor.replace(day=1)
    step = -1 if reference.backwards else 1
    months = (shifted(first, months=step * count) for count in range(_MONTHS_TO_SEARCH))
    return _first_beyond_anchor((in_month(month.year, month.month) for month in months), reference)


def _first_beyond_anchor(days: Iterable[date | None], reference: Reference) -> date:
    for day in days:
        if day and (day <= reference.anchor if reference.backwards else day >= reference.anchor):
            return day
    raise Invalid("There is no such day in the calendar. Try “Dec 12” or “12/31”.")


def day_of_month(day: int) -> Callable[[int, int], date | None]:
    return lambda year, month: _date_or_none(year, month, day)


def nth_weekday(year: int, month: int, *, weekday: int, nth: int) -> date | None:
    """The nth such weekday of a month, the last one for -1; None where the month has no fifth."""
    if nth == -1:
        last = month_end(year, month)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return _date_or_none(year, month, 1 + (weekday - first.weekday()) % 7 + 7 * (nth - 1))


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def week_start(day: date) -> date:
    return day - timedelta(days=day.weekday())


def weekday_from(first: date, weekday: int) -> date:
    """The first such weekday on or after a day."""
    return first + timedelta(days=(weekday - first.weekday()) % 7)


def weekday_until(last: date, weekday: int) -> date:
    return last - timedelta(days=(last.weekday() - weekday) % 7)
