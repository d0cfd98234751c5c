"""Moments say in which zone they are meant, and days their weekday."""

from datetime import UTC, date, datetime

import pytest

from models.calendar_days import date_words, day_words, long_day
from views import times


def test_a_moment_states_its_zone() -> None:
    at = datetime(2026, 12, 3, 19, 0, tzinfo=UTC)
    assert times.plain_moment(at, "America/New_York") == "Thu, Dec 3, 2026, 2:00 PM EST"
    assert times.moment(at, "America/New_York") == (
        "<!date^1796324400^{date_long_pretty} at {time}|Thu, Dec 3, 2026, 2:00 PM EST>"
    )


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (None, "Thu, Nov 5, 2026"),
        (date(2026, 1, 1), "Thu, Nov 5"),
        (date(2026, 12, 31), "Thu, Nov 5"),
        (date(2025, 12, 31), "Thu, Nov 5, 2026"),
        (date(2027, 1, 1), "Thu, Nov 5, 2026"),
    ],
)
def test_a_day_has_its_weekday_and_its_year_unless_that_is_this_one(
    today: date | None, words: str
) -> None:
    assert day_words(date(2026, 11, 5), today) == words


def test_a_day_in_full_and_as_it_is_typed() -> None:
    assert long_day(date(2026, 11, 5)) == "Thursday, November 5, 2026"
    assert date_words(date(2026, 11, 5)) == "Nov 5, 2026"


def test_the_day_of_a_moment_is_that_of_the_zone() -> None:
    at = datetime(2027, 1, 1, 2, 0, tzinfo=UTC)
    assert times.day_in("America/New_York", at) == "Thu, Dec 31, 2026"
    assert times.day_in("Europe/London", at, date(2027, 1, 1)) == "Fri, Jan 1"
    assert times.dated("Review", at, "America/New_York") == "Thu, Dec 31, 2026, Review"
