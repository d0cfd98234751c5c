"""The days on which the demo's libraries are closed in the year ahead.

None is a Monday, on which the digests of the demo come, and none so soon that somebody who looks
around for a week or two would miss a reminder.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from demo.groups.demo_group import FRIDAY, MONDAY, THURSDAY, WEDNESDAY

SOONEST = timedelta(days=15)
"""From the present day on: what is sooner is left out."""
LATEST = timedelta(days=365)
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)

_FIXED = (
    ("New Year's Day", 1, 1),
    ("Lincoln's Birthday", 2, 12),
    ("Juneteenth", 6, 19),
    ("Independence Day", 7, 4),
    ("Veterans Day", 11, 11),
    ("Christmas Day", 12, 25),
)
"""With the month and the day."""

_OF_LIBRARIES = (
    ("norwalk", "Staff development day", 3, WEDNESDAY),
    ("norwalk", "Staff development day", 12, WEDNESDAY),
    ("tunxis", "Work on the heating", 4, THURSDAY),
    ("central", "Inventory", 5, FRIDAY),
    ("eastern", "Inventory", 5, THURSDAY),
)
"""The library, and how many weeks ahead on which day."""


def of_the_consortium(today: date) -> list[tuple[date, str]]:
    """Days on which all of its libraries are closed, soonest first."""
    years = range(today.year, (today + LATEST).year + 1)
    days = [named for year in years for named in _year(year)]
    return sorted((day, name) for day, name in days if _is_of_use(day, today))


def of_libraries(today: date) -> dict[str, list[tuple[date, str]]]:
    """Days on which single libraries are closed, by the key of the library."""
    monday = today - timedelta(days=today.weekday())
    found: dict[str, list[tuple[date, str]]] = {}
    for library, name, weeks, weekday in _OF_LIBRARIES:
        day = monday + weeks * _WEEK + timedelta(days=weekday)
        found.setdefault(library, []).append((day, name))
    return found


def _year(year: int) -> Iterator[tuple[date, str]]:
    for name, month, day in _FIXED:
        yield date(year, month, day), name
    first = date(year, 11, 1)
    thursday = first + timedelta(days=(THURSDAY - first.weekday()) % 7) + 3 * _WEEK
    yield thursday, "Thanksgiving"
    yield thursday + _DAY, "Day after Thanksgiving"


def _is_of_use(day: date, today: date) -> bool:
    return today + SOONEST <= day <= today + LATEST and day.weekday() != MONDAY
