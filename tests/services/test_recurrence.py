"""Series: read, said, stored, and expanded over both clock changes."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.errors import Invalid
from services.recurrence import (
    Frequency,
    Pattern,
    describe,
    from_text,
    occurrences,
    read_pattern,
    to_text,
)

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
NEW_YORK = "America/New_York"
ZONES = (NEW_YORK, "Europe/London", "Australia/Sydney", "UTC", "Asia/Kolkata", "America/St_Johns")


def weekly(
    weekday: int, at: time, starts_on: date, *, interval: int = 1, until: date | None = None
) -> Pattern:
    return Pattern(
        Frequency.WEEKLY, at, NEW_YORK, starts_on, interval, weekdays=(weekday,), until=until
    )


def monthly(at: time, starts_on: date, *, interval: int = 1, **days: Any) -> Pattern:
    return Pattern(Frequency.MONTHLY, at, NEW_YORK, starts_on, interval, **days)


TUESDAYS = weekly(1, time(10), date(2026, 11, 24))
OTHER_FRIDAYS = weekly(4, time(12), date(2026, 11, 27), interval=2)
SECOND_TUESDAYS = monthly(time(14), date(2026, 12, 8), weekdays=(1,), nths=(2,))
FIFTEENTHS = monthly(time(9, 30), date(2026, 12, 15), monthdays=(15,))
FIFTHS_AND_TWENTIETHS = monthly(time(10), date(2026, 12, 5), monthdays=(5, 20))
LAST_FRIDAYS = monthly(time(14), date(2026, 11, 27), weekdays=(4,), nths=(-1,))
LAST_DAYS = monthly(time(14), date(2026, 11, 30), monthdays=(31,))


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("every Tuesday 10am", TUESDAYS),
        ("weekly on Tuesday at 10", TUESDAYS),
        ("Tuesdays at 10", TUESDAYS),
        ("every week on tue, 10:00 ET", TUESDAYS),
        ("each Tuesday at 10 in the morning", TUESDAYS),
        ("every Tuesday 9am", weekly(1, time(9), date(2026, 12, 1))),
        ("every other Friday at noon", OTHER_FRIDAYS),
        ("biweekly on Fridays at 12", OTHER_FRIDAYS),
        ("every two weeks on Friday at noon", OTHER_FRIDAYS),
        ("every 3 weeks on Friday 2pm", weekly(4, time(14), date(2026, 11, 27), interval=3)),
        ("monthly on the second Tuesday at 2pm", SECOND_TUESDAYS),
        ("every second Tuesday of the month at 2", SECOND_TUESDAYS),
        ("2nd Tuesday of each month 14:00", SECOND_TUESDAYS),
        ("monthly on the 15th at 9:30", FIFTEENTHS),
        ("15th of every month at 9:30am", FIFTEENTHS),
        ("every last Friday 2pm", LAST_FRIDAYS),
        ("last friday of the month at 2pm", LAST_FRIDAYS),
        ("monthly on the last day at 2pm", LAST_DAYS),
        ("on the 5th and 20th of each month at 10am", FIFTHS_AND_TWENTIETHS),
        ("monthly on the 20th and 5th at 10", FIFTHS_AND_TWENTIETHS),
        ("every 5th and 20th at 10am", FIFTHS_AND_TWENTIETHS),
        ("twice a month on the 5th & the 20th at 10am", FIFTHS_AND_TWENTIETHS),
        ("semimonthly on 5th/20th 10am", FIFTHS_AND_TWENTIETHS),
        ("5th and 20th monthly at 10am", FIFTHS_AND_TWENTIETHS),
        (
            "every 2 months on the 1st, 10th and last day at 10am",
            monthly(time(10), date(2026, 11, 30), interval=2, monthdays=(1, 10, 31)),
        ),
        (
            "1st and 3rd Tuesday at 10am",
            monthly(time(10), date(2026, 12, 1), weekdays=(1,), nths=(1, 3)),
        ),
        (
            "quarterly on the first Monday 10am",
            monthly(time(10), date(2026, 12, 7), interval=3, weekdays=(0,), nths=(1,)),
        ),
        (
            "every 2 months on the 1st at 10",
            monthly(time(10), date(2026, 12, 1), interval=2, monthdays=(1,)),
        ),
        (
            "every other Friday at noon starting Dec 4 until May 28",
            weekly(4, time(12), date(2026, 12, 4), interval=2, until=date(2027, 5, 28)),
        ),
        ("every Tuesday 10am from Dec 2", weekly(1, time(10), date(2026, 12, 8))),
        ("every Tuesday 10am UTC", replace(TUESDAYS, zone="UTC", starts_on=date(2026, 12, 1))),
    ],
)
def test_a_series_is_read(text: str, pattern: Pattern) -> None:
    assert read_pattern(text, now=NOW, zone=NEW_YORK) == pattern


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "There is nothing to read. Try “every Tuesday 10am”"),
        ("whenever", "I cannot read “whenever”."),
        ("Tuesday 10am", "“Tuesday 10am” does not say how often, and on which day."),
        ("10am", "“10am” does not say how often, and on which day."),
        ("every Tuesday", "“every Tuesday” has no time of day."),
        ("weekly at 10", "“weekly at 10” does not say how often, and on which day."),
        (
            "every second Tuesday 2pm",
            (
                "“every second Tuesday 2pm” can mean two things. Type “every other Tuesday” for"
                " every two weeks, or “monthly on the second Tuesday”."
            ),
        ),
        ("monthly on the fifth Friday 2pm", "Most months have no fifth such day."),
        ("monthly on the 32nd at 2pm", "No month has a day 32."),
        ("monthly on the 1st and 32nd at 2pm", "No month has a day 32."),
        (
            "monthly on the 29th and 30th at 2pm",
            "“monthly on the 29th and 30th at 2pm” names two days that are one in February.",
        ),
        (
            "monthly on the 5th and the 5th at 2pm",
            "“monthly on the 5th and the 5th at 2pm” names 1 different days.",
        ),
        (
            "twice a month on the 1st, 10th and 20th at 2pm",
            "“twice a month on the 1st, 10th and 20th at 2pm” names 3 different days.",
        ),
        (
            "every 0 weeks on Friday 2pm",
            "“every 0 weeks on Friday 2pm” is too seldom or too often.",
        ),
        (
            "every 99999999999 weeks on Friday 2pm",
            "“every 99999999999 weeks on Friday 2pm” is too seldom",
        ),
        ("every Friday midnight", "Midnight belongs to two days."),
        ("every Friday 2pm until Nov 26", "“every Friday 2pm until Nov 26” ends before it starts."),
        (
            "every Friday 2pm starting yesterday",
            "“yesterday” reads as Monday, November 23, 2026, which has passed.",
        ),
        ("every Tuesday or Friday 2pm", "I cannot read “or friday 2pm”."),
    ],
)
def test_what_is_no_series_is_refused(text: str, words: str) -> None:
    with pytest.raises(Invalid, match="^" + re.escape(words)):
        read_pattern(text, now=NOW, zone=NEW_YORK)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (TUESDAYS, "every Tuesday at 10:00 AM EST/EDT (America/New_York)"),
        (OTHER_FRIDAYS, "every other Friday at 12:00 PM EST/EDT (America/New_York)"),
        (
            replace(TUESDAYS, interval=3),
            "every 3 weeks on Tuesday at 10:00 AM EST/EDT (America/New_York)",
        ),
        (
            SECOND_TUESDAYS,
            "every month on the second Tuesday at 2:00 PM EST/EDT (America/New_York)",
        ),
        (
            replace(SECOND_TUESDAYS, interval=3),
            "every 3 months on the second Tuesday at 2:00 PM EST/EDT (America/New_York)",
        ),
        (LAST_FRIDAYS, "every month on the last Friday at 2:00 PM EST/EDT (America/New_York)"),
        (
            FIFTHS_AND_TWENTIETHS,
            "every month on the 5th and 20th at 10:00 AM EST/EDT (America/New_York)",
        ),
        (
            replace(LAST_DAYS, monthdays=(1, 15, 31), interval=2),
            "every 2 months on the 1st, 15th and last day at 2:00 PM EST/EDT (America/New_York)",
        ),
        (FIFTEENTHS, "every month on the 15th at 9:30 AM EST/EDT (America/New_York)"),
        (LAST_DAYS, "every month on the last day at 2:00 PM EST/EDT (America/New_York)"),
        (
            replace(TUESDAYS, zone="Asia/Kolkata", until=date(2027, 6, 30)),
            "every Tuesday at 10:00 AM IST (Asia/Kolkata), until Wed, Jun 30, 2027",
        ),
        (replace(TUESDAYS, zone="UTC"), "every Tuesday at 10:00 AM UTC"),
    ],
)
def test_a_series_is_said(pattern: Pattern, words: str) -> None:
    assert describe(pattern) == words


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (
            TUESDAYS,
            "DTSTART;TZID=America/New_York:20261124T100000\nRRULE:FREQ=WEEKLY;INTERVAL=1;WKST=MO;BYDAY=TU",
        ),
        (
            replace(OTHER_FRIDAYS, until=date(2027, 5, 28)),
            (
                "DTSTART;TZID=America/New_York:20261127T120000\n"
                "RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=FR;UNTIL=20270529T035959Z"
            ),
        ),
        (
            LAST_FRIDAYS,
            "DTSTART;TZID=America/New_York:20261127T140000\nRRULE:FREQ=MONTHLY;INTERVAL=1;WKST=MO;BYDAY=-1FR",
        ),
        (
            FIFTEENTHS,
            "DTSTART;TZID=America/New_York:20261215T093000\nRRULE:FREQ=MONTHLY;INTERVAL=1;WKST=MO;BYMONTHDAY=15",
        ),
        (
            LAST_DAYS,
            (
                "DTSTART;TZID=America/New_York:20261130T140000\n"
                "RRULE:FREQ=MONTHLY;INTERVAL=1;WKST=MO;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"
            ),
        ),
        (
            FIFTHS_AND_TWENTIETHS,
            "DTSTART;TZID=America/New_York:20261205T100000\nRRULE:FREQ=MONTHLY;INTERVAL=1;WKST=MO;BYMONTHDAY=5,20",
        ),
        (
            replace(LAST_DAYS, monthdays=(15, 30)),
            (
                "DTSTART;TZID=America/New_York:20261130T140000\n"
                "RRULE:FREQ=MONTHLY;INTERVAL=1;WKST=MO;BYMONTHDAY=15,28,29,30;BYSETPOS=1,-1"
            ),
        ),
    ],
)
def test_a_series_is_stored_as_icalendar_text(pattern: Pattern, text: str) -> None:
    assert (to_text(pattern), from_text(text)) == (text, pattern)


@pytest.mark.parametrize(
    "text", ["", "every Tuesday", "RRULE:FREQ=DAILY", "DTSTART;TZID=UTC:20261124T100000\nRRULE:A=B"]
)
def test_other_text_is_no_stored_series(text: str) -> None:
    with pytest.raises(ValueError, match="not a stored"):
        from_text(text)


@pytest.mark.parametrize(
    "fields",
    [
        {"freq": Frequency.WEEKLY},
        {"freq": Frequency.WEEKLY, "weekdays": (7,)},
        {"freq": Frequency.WEEKLY, "weekdays": (1,), "nths": (2,)},
        {"freq": Frequency.MONTHLY, "weekdays": (1,)},
        {"freq": Frequency.MONTHLY, "weekdays": (1,), "nths": (5,)},
        {"freq": Frequency.MONTHLY, "monthdays": (32,)},
        {"freq": Frequency.MONTHLY, "monthdays": (1,), "interval": 0},
        {"freq": Frequency.MONTHLY, "monthdays": (20, 5)},
        {"freq": Frequency.MONTHLY, "monthdays": (5, 5)},
        {"freq": Frequency.MONTHLY, "monthdays": (29, 31)},
        {"freq": Frequency.MONTHLY, "monthdays": (1, 2, 3, 4)},
    ],
)
def test_an_impossible_series_is_no_pattern(fields: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="not a series"):
        Pattern(**{"at": time(10), "zone": NEW_YORK, "starts_on": date(2026, 11, 24), **fields})  # type: ignore[arg-type]


def days(pattern: Pattern, *, after: date, until: date) -> list[str]:
    return [day.isoformat() for day, _moment in occurrences(pattern, after=after, until=until)]


def test_days_run_from_after_the_first_bound_to_the_second() -> None:
    found = occurrences(TUESDAYS, after=date(2026, 12, 1), until=date(2026, 12, 15))
    assert found == [
        (date(2026, 12, 8), datetime(2026, 12, 8, 15, tzinfo=UTC)),
        (date(2026, 12, 15), datetime(2026, 12, 15, 15, tzinfo=UTC)),
    ]


def test_nothing_before_the_start_nor_after_the_end() -> None:
    short = replace(TUESDAYS, until=date(2026, 12, 1))
    assert days(short, after=date(2020, 1, 1), until=date(2030, 1, 1)) == [
        "2026-11-24",
        "2026-12-01",
    ]
    assert days(short, after=date(2026, 12, 1), until=date(2030, 1, 1)) == []


def test_every_other_week_is_counted_from_the_start() -> None:
    found = days(OTHER_FRIDAYS, after=date(2026, 12, 1), until=date(2027, 1, 10))
    assert found == ["2026-12-11", "2026-12-25", "2027-01-08"]


def test_monthly_days() -> None:
    bounds = {"after": date(2026, 12, 31), "until": date(2027, 3, 31)}
    assert days(SECOND_TUESDAYS, **bounds) == ["2027-01-12", "2027-02-09", "2027-03-09"]
    assert days(LAST_FRIDAYS, **bounds) == ["2027-01-29", "2027-02-26", "2027-03-26"]
    assert days(LAST_DAYS, **bounds) == ["2027-01-31", "2027-02-28", "2027-03-31"]
    assert days(replace(FIFTHS_AND_TWENTIETHS, monthdays=(5, 30)), **bounds) == [
        *("2027-01-05", "2027-01-30", "2027-02-05", "2027-02-28", "2027-03-05", "2027-03-30"),
    ]
    assert days(replace(LAST_DAYS, monthdays=(28, 31)), **bounds) == [
        *("2027-01-28", "2027-01-31", "2027-02-28", "2027-03-28", "2027-03-31"),
    ]
    assert days(replace(LAST_DAYS, monthdays=(30,)), **bounds) == [
        "2027-01-30",
        "2027-02-28",
        "2027-03-30",
    ]


def test_the_wall_time_stays_when_the_clocks_change() -> None:
    spring = occurrences(TUESDAYS, after=date(2027, 3, 8), until=date(2027, 3, 16))
    autumn = occurrences(TUESDAYS, after=date(2027, 11, 1), until=date(2027, 11, 9))
    assert [moment.hour for _day, moment in (*spring, *autumn)] == [15, 14, 14, 15]


def test_a_skipped_hour_is_late_and_a_repeated_hour_comes_once() -> None:
    sundays = weekly(6, time(2, 30), date(2026, 11, 29))
    assert occurrences(sundays, after=date(2027, 3, 13), until=date(2027, 3, 14)) == [
        (date(2027, 3, 14), datetime(2027, 3, 14, 7, 30, tzinfo=UTC))
    ]
    early = replace(sundays, at=time(1, 30))
    assert occurrences(early, after=date(2027, 11, 6), until=date(2027, 11, 7)) == [
        (date(2027, 11, 7), datetime(2027, 11, 7, 5, 30, tzinfo=UTC))
    ]


def _in_order(nths: set[int]) -> tuple[int, ...]:
    return tuple(nth for nth in (1, 2, 3, 4, -1) if nth in nths)


MONTHDAYS = st.builds(
    lambda early, late: tuple(sorted({*early, late})),
    st.sets(st.integers(1, 28), max_size=2),
    st.integers(1, 31),
)
SEVERAL_DAYS = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))
PATTERNS = st.builds(
    lambda days, at, zone, starts_on, interval, except_months, until: Pattern(
        at=at,
        zone=zone,
        starts_on=starts_on,
        interval=interval,
        except_months=tuple(sorted(except_months)),
        until=until,
        **days,
    ),
    days=st.one_of(
        st.fixed_dictionaries({"freq": st.just(Frequency.WEEKLY), "weekdays": SEVERAL_DAYS}),
        st.fixed_dictionaries({"freq": st.just(Frequency.MONTHLY), "monthdays": MONTHDAYS}),
        st.fixed_dictionaries(
            {
                "freq": st.just(Frequency.MONTHLY),
                "workday": st.sampled_from((1, 2, 3, 4, 5, -1)),
            }
        ),
        st.fixed_dictionaries(
            {
                "freq": st.just(Frequency.MONTHLY),
                "weekdays": st.integers(0, 6).map(lambda weekday: (weekday,)),
                "nths": st.sets(st.sampled_from((1, 2, 3, 4, -1)), min_size=1).map(_in_order),
            }
        ),
    ),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    zone=st.sampled_from(ZONES),
    starts_on=st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    interval=st.integers(1, 6),
    except_months=st.sets(st.integers(1, 12), max_size=3),
    until=st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1)),
)
steady = settings(deadline=None, derandomize=True, max_examples=100)


@steady
@given(pattern=PATTERNS)
def test_any_series_comes_back_from_storage(pattern: Pattern) -> None:
    assert from_text(to_text(pattern)) == pattern


@steady
@given(pattern=PATTERNS, after=st.dates(date(2026, 1, 1), date(2028, 6, 1)))
def test_any_series_keeps_its_wall_time_and_its_days(pattern: Pattern, after: date) -> None:
    found = occurrences(pattern, after=after, until=after + timedelta(days=400))
    assert [day for day, _moment in found] == sorted({day for day, _moment in found})
    for day, moment in found:
        wall = moment.astimezone(ZoneInfo(pattern.zone)).replace(tzinfo=None)
        # Only in a gap of at most an hour does the wall time differ, and then it is later.
        assert timedelta() <= wall - datetime.combine(day, pattern.at) <= timedelta(hours=1)


@steady
@given(pattern=PATTERNS.filter(lambda pattern: pattern.interval == 1 and not pattern.until))
def test_no_week_and_no_month_is_skipped_but_those_excepted(pattern: Pattern) -> None:
    found = [
        day
        for day, _moment in occurrences(pattern, after=date(2027, 12, 31), until=date(2028, 12, 31))
    ]
    months = [month for month in range(1, 13) if month not in pattern.except_months]
    year = (date(2028, 1, 1) + timedelta(days=days) for days in range(366))
    if pattern.freq is Frequency.WEEKLY:
        assert found == [
            day for day in year if day.month in months and day.weekday() in pattern.weekdays
        ]
    else:
        a_month = len(pattern.nths or pattern.monthdays) or 1
        in_months = [day.month for day in found]
        # The fourth such day of a month may be its last one, too.
        assert sorted(set(in_months)) == months
        assert all(in_months.count(month) in (a_month, a_month - 1) for month in months)
