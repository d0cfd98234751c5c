"""Series that leave out holidays: read, skipped, stored, and said."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from services import meetings, recurrence
from services.errors import Invalid
from services.meetings import DaysOff, MeetingPlan
from services.recurrence import Frequency, Pattern

ZONE = "America/New_York"
FRIDAYS = Pattern(Frequency.WEEKLY, time(10), ZONE, date(2026, 12, 18), weekdays=(4,))
CHRISTMAS, EPIPHANY, NEW_YEAR = date(2026, 12, 25), date(2027, 1, 6), date(2027, 1, 1)
DAY = timedelta(days=1)
HOLIDAYS = {CHRISTMAS: "Christmas Day", EPIPHANY: "Epiphany", NEW_YEAR: ""}


def plan(pattern: Pattern | None) -> MeetingPlan:
    starts_at = datetime(2026, 12, 18, 15, tzinfo=UTC)
    return MeetingPlan("Norms", starts_at, ZONE, pattern=pattern)


@pytest.mark.parametrize(
    ("text", "rest", "skips"),
    [
        ("Norms every Friday 10am, except holidays", "Norms every Friday 10am", True),
        ("Norms every Friday 10am skipping holidays", "Norms every Friday 10am", True),
        ("every Friday except on the public holidays 10am", "every Friday 10am", True),
        ("every Friday, but not on holidays until May", "every Friday until May", True),
        ("Plan holidays Friday 10am", "Plan holidays Friday 10am", False),
        ("every Friday except July", "every Friday except July", False),
        (
            "Planning without holidays every Monday 10am",
            "Planning without holidays every Monday 10am",
            False,
        ),
        (
            "Weekly planning without holidays every Monday 10am",
            "Weekly planning without holidays every Monday 10am",
            False,
        ),
        ("Skip holidays? every Monday 10am", "Skip holidays? every Monday 10am", False),
        (
            "Planning without holidays every Monday 10am, skip holidays",
            "Planning without holidays every Monday 10am",
            True,
        ),
        ("Dec 4 and Jan 8 10am without holidays", "Dec 4 and Jan 8 10am", True),
    ],
)
def test_words_that_leave_out_holidays(text: str, rest: str, skips: bool) -> None:
    assert meetings.split_holidays(text) == (rest, skips)


def test_only_its_own_days_are_left_out_and_stay_so_in_store() -> None:
    found = meetings.without_holidays(plan(FRIDAYS), HOLIDAYS)
    assert found.pattern is not None
    assert found.pattern.except_dates == (CHRISTMAS, NEW_YEAR)
    assert recurrence.from_text(recurrence.to_text(found.pattern)) == found.pattern
    days = recurrence.occurrences(found.pattern, after=date(2026, 12, 17), until=date(2027, 1, 8))
    assert [day for day, _moment in days] == [date(2026, 12, 18), date(2027, 1, 8)]
    assert meetings.on_holidays(found, HOLIDAYS) == []
    assert "not on Fri, Dec 25, 2026 and Fri, Jan 1, 2027" in found.repeats


@pytest.mark.parametrize("excepted", [(), (date(2027, 7, 2),)])
def test_more_days_than_a_series_can_skip_are_refused_and_none_is_dropped(
    excepted: tuple[date, ...],
) -> None:
    fridays = replace(FRIDAYS, except_dates=excepted)
    left = recurrence.MOST_SKIPPED - len(excepted)
    holidays = {CHRISTMAS + timedelta(weeks=week): "" for week in range(left + 1)}
    with pytest.raises(Invalid, match="would skip 10 days, and 9 are the most") as refusal:
        meetings.without_holidays(plan(fridays), holidays)
    assert refusal.value.field == "when"
    holidays.popitem()
    found = meetings.without_holidays(plan(fridays), holidays)
    assert found.pattern is not None
    assert found.pattern.except_dates == tuple(sorted([*holidays, *excepted]))


def test_the_first_meeting_is_the_first_that_is_left() -> None:
    first = {date(2026, 12, 18): "Snow day"}
    found = meetings.without_holidays(plan(FRIDAYS), first)
    assert found.starts_at == datetime(2026, 12, 25, 15, tzinfo=UTC)


def test_a_single_meeting_and_a_series_without_holidays_stay_as_they_are() -> None:
    for unchanged, holidays in (
        (plan(None), HOLIDAYS),
        (plan(FRIDAYS), {EPIPHANY: ""}),
        (plan(FRIDAYS), {}),
    ):
        assert meetings.without_holidays(unchanged, holidays) == unchanged


def test_listed_days_are_taken_out_and_one_has_to_be_left() -> None:
    days = (CHRISTMAS, date(2027, 1, 8))
    listed = Pattern(Frequency.DATES, time(10), ZONE, CHRISTMAS, dates=days)
    found = meetings.without_holidays(plan(listed), HOLIDAYS)
    assert found.pattern is not None
    assert found.pattern.dates == days[1:]
    only = Pattern(Frequency.DATES, time(10), ZONE, CHRISTMAS, dates=days[:1])
    with pytest.raises(Invalid, match="All of these days are holidays"):
        meetings.without_holidays(plan(only), HOLIDAYS)
    short = Pattern(Frequency.WEEKLY, time(10), ZONE, CHRISTMAS, weekdays=(4,), until=CHRISTMAS)
    with pytest.raises(Invalid, match="All of its days are holidays"):
        meetings.without_holidays(plan(short), HOLIDAYS)


def test_the_longest_text_of_a_series_fits_into_its_column() -> None:
    skipped = tuple(CHRISTMAS + timedelta(weeks=week) for week in range(recurrence.MOST_SKIPPED))
    zone = "America/Argentina/ComodRivadavia"
    longest = Pattern(
        Frequency.WEEKLY,
        time(10),
        zone,
        date(2026, 12, 18),
        interval=52,
        weekdays=(0, 1, 2, 3, 4),
        except_months=(6,),
        except_dates=skipped,
        until=date(2028, 1, 1),
    )
    text = recurrence.to_text(longest)
    assert len(text) <= 300
    assert recurrence.from_text(text) == longest


def test_what_was_read_names_the_days_on_holidays() -> None:
    read = meetings.reading_of(plan(FRIDAYS), zone=ZONE, off=DaysOff(HOLIDAYS))
    assert read.on_holidays == (
        "Fri, Dec 25, 2026 (Christmas Day)",
        "Fri, Jan 1, 2027",
    )
    assert meetings.reading_of(plan(None), zone=ZONE, off=DaysOff(HOLIDAYS)).on_holidays == ()


@pytest.mark.parametrize(
    ("libraries", "closure"),
    [
        (["Norwalk"], "Norwalk is closed"),
        (["Norwalk", "Tunxis"], "Norwalk and Tunxis are closed"),
        (["A", "B", "C"], "A, B and C are closed"),
        (["A", "B", "C", "D"], "A, B, C and 1 more are closed"),
    ],
)
def test_a_day_on_which_libraries_are_closed_is_marked_and_held(
    libraries: list[str], closure: str
) -> None:
    off = DaysOff(closures={CHRISTMAS: libraries, EPIPHANY: ["Quinebaug"]})
    read = meetings.reading_of(plan(FRIDAYS), zone=ZONE, off=off)
    assert [moment.partition(": ")[2] for moment in read.moments if "closed" in moment] == [closure]
    assert read.on_closures == (
        f"Fri, Dec 25, 2026 ({closure.rpartition(' ')[0].rpartition(' ')[0]})",
    )
    assert read.on_holidays == ()
    assert meetings.without_holidays(plan(FRIDAYS), off.holidays) == plan(FRIDAYS)
    single = meetings.reading_of(
        plan(None), zone=ZONE, off=DaysOff(closures={date(2026, 12, 18): libraries})
    )
    assert single.moments[0].endswith(f": {closure}")
    assert single.on_closures == ()


def test_a_holiday_of_all_says_more_than_that_one_library_is_closed() -> None:
    off = DaysOff(HOLIDAYS, {CHRISTMAS: ["Norwalk"]})
    read = meetings.reading_of(plan(FRIDAYS), zone=ZONE, off=off)
    assert read.moments[1].endswith(": a holiday, Christmas Day")
    assert "closed" not in str(read.moments)
    assert read.on_closures == ()


def test_days_on_a_weekend_are_named_for_a_year_where_no_weekday_was_typed() -> None:
    first = date(2026, 12, 5)
    fifth = Pattern(Frequency.MONTHLY, time(10), ZONE, first, monthdays=(5, 20))
    listed = Pattern(Frequency.DATES, time(10), ZONE, first, dates=(first, first + 9 * DAY))
    saturdays = Pattern(Frequency.WEEKLY, time(10), ZONE, first, weekdays=(5,))

    def on_weekends(pattern: Pattern | None, **off: str) -> tuple[str, ...]:
        days_off = DaysOff({date.fromisoformat(day): name for day, name in off.items()})
        return meetings.reading_of(plan(pattern), zone=ZONE, off=days_off).on_weekends

    assert on_weekends(fifth)[:3] == ("Sat, Dec 5, 2026", "Sun, Dec 20, 2026", "Sat, Feb 20, 2027")
    assert on_weekends(fifth)[-1] == "Sun, Dec 5, 2027"
    assert on_weekends(fifth, **{"2026-12-20": "Closed"})[:2] == (
        "Sat, Dec 5, 2026",
        "Sat, Feb 20, 2027",
    )
    assert on_weekends(listed) == ("Sat, Dec 5, 2026",)
    assert on_weekends(replace(fifth, until=first + DAY)) == ("Sat, Dec 5, 2026",)
    for chosen in (saturdays, None):
        assert on_weekends(chosen) == ()
