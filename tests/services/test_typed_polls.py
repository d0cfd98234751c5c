"""The words by which somebody asks for the times of a poll."""

from datetime import date, time

import pytest

from models.polls import PollKind
from services import polls
from services.errors import Invalid
from services.polls.typed_polls import ALL_DAY, SlotWish, TypedPoll
from tests.factories import NOW

ZONE = "America/New_York"
STARTS = "Jan 20, Aug 25"
WITH_ENDS = "Jan 20–May 15, Aug 25–Dec 18"
NEXT_WEEK = (date(2026, 11, 30), date(2026, 12, 6))
TWO_WEEKS = (date(2026, 11, 25), date(2026, 12, 8))
WEEKDAYS = (0, 1, 2, 3, 4)


def read(line: str, term_days: str = STARTS) -> TypedPoll:
    return polls.read_line(line, now=NOW, zone=ZONE, term_days=term_days)


@pytest.mark.parametrize(
    ("line", "span", "at", "minutes"),
    [
        ("Norms next week 10am 45 min", NEXT_WEEK, time(10), 45),
        ("Norms next week at 10am", NEXT_WEEK, time(10), None),
        ("Norms 45 min next week 2:30pm", NEXT_WEEK, time(14, 30), 45),
        ("Norms next week at 2", NEXT_WEEK, time(14), None),
        ("Norms at 10 next week", NEXT_WEEK, time(10), None),
        ("Norms next week, noon", NEXT_WEEK, time(12), None),
        ("Norms next week daily at 14:00", NEXT_WEEK, time(14), None),
        ("Norms every day at half past two next week", NEXT_WEEK, time(14, 30), None),
        ("Norms 10am", TWO_WEEKS, time(10), None),
        ("Norms next week", NEXT_WEEK, None, None),
    ],
)
def test_an_hour_is_the_only_one_at_which_a_meeting_begins(
    line: str, span: tuple[date, date], at: time | None, minutes: int | None
) -> None:
    typed = read(line)
    assert (typed.title, typed.minutes) == ("Norms", minutes)
    assert typed.wish == SlotWish(*span, PollKind.DATES, WEEKDAYS, ALL_DAY, at)


def test_a_day_and_an_hour_are_a_single_time() -> None:
    day = date(2026, 12, 8)
    assert read("Norms Dec 8 10am").wish == SlotWish(day, day, weekdays=(1,), at=time(10))


@pytest.mark.parametrize(
    "line",
    [
        "Norms next week mornings 10am",
        "Norms 10am next week mornings",
        "Norms next week 10am 2pm",
        "Norms next week midnight",
        "Norms next week 10am Pacific time",
        "Norms sometime next week 10am",
        "Norms next week around 10am",
    ],
)
def test_what_cannot_be_read_whole_is_not_read(line: str) -> None:
    typed = read(line)
    assert typed.wish is None
    assert typed.title == "Norms"
    assert "I cannot read" in typed.unread


def test_a_number_alone_is_no_hour() -> None:
    assert read("Norms 10 next week").title == "Norms 10"
    with pytest.raises(Invalid):
        polls.read_wish("10", now=NOW, zone=ZONE, term_days=STARTS)


@pytest.mark.parametrize(
    ("words", "term_days", "first", "last"),
    [
        ("this semester", STARTS, date(2026, 11, 25), date(2027, 1, 19)),
        ("this semester", WITH_ENDS, date(2026, 11, 25), date(2026, 12, 18)),
        ("next semester", STARTS, date(2027, 1, 20), date(2027, 8, 24)),
        ("next semester", WITH_ENDS, date(2027, 1, 20), date(2027, 5, 15)),
        # The last day of a term, and the days between two.
        ("this semester", "Jan 20–May 15, Aug 25–Nov 24", date(2027, 1, 20), date(2027, 5, 15)),
        ("this semester", "Jan 20–May 15, Aug 25–Nov 25", date(2026, 11, 25), date(2026, 11, 25)),
        ("next semester", "Jan 20–May 15, Aug 25–Nov 20", date(2027, 1, 20), date(2027, 5, 15)),
        # A term that ends in the year after, and a single one.
        ("this term", "Oct 1–Feb 10, Apr 1–Jul 20", date(2026, 11, 25), date(2027, 2, 10)),
        ("next term", "Sep 1", date(2027, 9, 1), date(2028, 8, 31)),
    ],
)
def test_a_term_ends_on_its_last_day(words: str, term_days: str, first: date, last: date) -> None:
    wish = read(f"Norms {words}", term_days).wish
    assert wish is not None
    assert (wish.first, wish.last, wish.kind) == (first, last, PollKind.WEEKDAYS)
