"""Which series are one repeating entry in everybody's calendar, and by which rule."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.rrule import weekdays

from services.recurrence import Frequency, Pattern, occurrences
from services.recurrence.patterns import SHORT_MONTH, rule_days

_DAY = timedelta(days=1)
CLOCKS_CHANGE_BEFORE, CLOCKS_CHANGE_FROM = 4, 22
"""Between these hours of the day no zone changes its clocks, so each wall time there is one
moment.
"""


def is_repeating_entry(pattern: Pattern) -> bool:
    """Whether Google, Outlook and Apple all read the rule of a series as it is meant.

    Outlook takes no list of dates without a rule, one day or weekday of a month at a time, no last
    working day, no day that a short month lacks, and no months that are left out. A wall time at
    night can be skipped by a rule on the day on which the clocks change (RFC 5545, 3.3.10), and a
    series never skips one.
    """
    return (
        pattern.freq is not Frequency.DATES
        and not pattern.except_months
        and len(pattern.monthdays) <= 1
        and all(day <= SHORT_MONTH for day in pattern.monthdays)
        and len(pattern.nths) <= 1
        and pattern.workday != -1
        and CLOCKS_CHANGE_BEFORE <= pattern.at.hour < CLOCKS_CHANGE_FROM
    )


def rule_of(pattern: Pattern, *, last: datetime | None) -> dict[str, Any]:
    """The parts of its RRULE, up to the moment of the ``last`` occurrence."""
    days = rule_days(pattern)
    rule: dict[str, Any] = {"FREQ": pattern.freq.name, "WKST": "MO"}
    if pattern.interval > 1:
        rule["INTERVAL"] = pattern.interval
    if "byweekday" in days:
        rule["BYDAY"] = [f"{day.n or ''}{weekdays[day.weekday]}" for day in days["byweekday"]]
    if "bymonthday" in days:
        rule["BYMONTHDAY"] = days["bymonthday"]
    if "bysetpos" in days:
        rule["BYSETPOS"] = days["bysetpos"]
    return rule | ({"UNTIL": last} if last else {})


def moments_between(pattern: Pattern, first: date, last: date) -> dict[date, datetime]:
    """The days of a series from ``first`` to ``last``, each with its moment."""
    return dict(occurrences(pattern, after=first - _DAY, until=last))


def excepted_moments(pattern: Pattern, first: date) -> list[datetime]:
    """The moments from ``first`` on that the rule gives, and the series leaves out."""
    whole = replace(pattern, except_dates=())
    days = [day for day in pattern.except_dates if day >= first]
    return [moment for day in days for moment in moments_between(whole, day, day).values()]


def last_moment(pattern: Pattern, first: date, last: date) -> datetime | None:
    """When the last occurrence from ``first`` to ``last`` begins; None where there is none."""
    return max(moments_between(pattern, first, last).values(), default=None)
