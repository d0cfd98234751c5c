"""Human dates, phrase by phrase, as read on Tuesday 24 November 2026 at 9:30 in New York."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from services.dates import (
    Period,
    When,
    echo,
    echo_day,
    instant,
    read_day,
    read_length,
    read_period,
    read_when,
)
from services.errors import Invalid

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
TODAY = date(2026, 11, 24)
NEW_YORK = "America/New_York"


def when(text: str, *, now: datetime = NOW, zone: str = NEW_YORK) -> When:
    return read_when(text, now=now, zone=zone)


def day(text: str, *, allow_past: bool = False) -> date:
    return read_day(text, now=NOW, zone=NEW_YORK, allow_past=allow_past)


def period(text: str, *, fiscal_year_start: int = 7) -> tuple[date, date, str]:
    found = read_period(text, today=TODAY, fiscal_year_start=fiscal_year_start)
    return found.first, found.last, found.label


MOMENTS = [
    ("Friday 2pm", "2026-11-27 14:00", None),
    ("fri 14:00", "2026-11-27 14:00", None),
    ("Tuesday 2pm", "2026-11-24 14:00", None),
    ("Tuesday 9am", "2026-12-01 09:00", None),
    ("tues. at 2 p.m.", "2026-11-24 14:00", None),
    ("next Thursday 2-3pm", "2026-12-03 14:00", 60),
    ("next Monday at 10", "2026-11-30 10:00", None),
    ("Monday next week 10am", "2026-11-30 10:00", None),
    ("this friday at noon", "2026-11-27 12:00", None),
    ("this Tuesday 3pm", "2026-11-24 15:00", None),
    ("today 2pm", "2026-11-24 14:00", None),
    ("today at 3", "2026-11-24 15:00", None),
    ("tonight at 8", "2026-11-24 20:00", None),
    ("this afternoon 2:30", "2026-11-24 14:30", None),
    ("tomorrow 9", "2026-11-25 09:00", None),
    ("tmrw 12", "2026-11-25 12:00", None),
    ("tomorrow 1:15", "2026-11-25 13:15", None),
    ("tomorrow 01:15", "2026-11-25 01:15", None),
    ("tomorrow morning at 7", "2026-11-25 07:00", None),
    ("Tomorrow, 10 in the evening", "2026-11-25 22:00", None),
    ("tomorrow 7", "2026-11-25 19:00", None),
    ("tomorrow 8", "2026-11-25 08:00", None),
    ("tomorrow at 12am", "2026-11-25 00:00", None),
    ("day after tomorrow noon", "2026-11-26 12:00", None),
    ("tomorrow midnight", "2026-11-26 00:00", None),
    ("midnight", "2026-11-25 00:00", None),
    ("noon", "2026-11-24 12:00", None),
    ("9am", "2026-11-25 09:00", None),
    ("2pm", "2026-11-24 14:00", None),
    ("14:00", "2026-11-24 14:00", None),
    ("at 3", "2026-11-24 15:00", None),
    ("2:30 pm", "2026-11-24 14:30", None),
    ("in 2 hours", "2026-11-24 11:30", None),
    ("in half an hour for 45 min", "2026-11-24 10:00", 45),
    ("in 90 minutes", "2026-11-24 11:00", None),
    ("in 1.5 hours", "2026-11-24 11:00", None),
    ("in 2 days at 3pm", "2026-11-26 15:00", None),
    ("in three weeks 10:00", "2026-12-15 10:00", None),
    ("2 weeks from today 10am", "2026-12-08 10:00", None),
    ("in a month at 4pm", "2026-12-24 16:00", None),
    ("Nov 30 10:30am", "2026-11-30 10:30", None),
    ("30 November 10am", "2026-11-30 10:00", None),
    ("the 30th of november at 10", "2026-11-30 10:00", None),
    ("Nov. 20 at 10am", "2027-11-20 10:00", None),
    ("Feb 29 noon", "2028-02-29 12:00", None),
    ("Dec 3rd 2027 2pm", "2027-12-03 14:00", None),
    ("Thursday, December 3, 2026 at 2 PM", "2026-12-03 14:00", None),
    ("Thu 3 Dec 2pm", "2026-12-03 14:00", None),
    ("11/30 2pm", "2026-11-30 14:00", None),
    ("30/11 2pm", "2026-11-30 14:00", None),
    ("3/4 2pm", "2027-03-04 14:00", None),
    ("11/30/26 14:00", "2026-11-30 14:00", None),
    ("2026-12-03 14:00", "2026-12-03 14:00", None),
    ("2026-12-03T14:00", "2026-12-03 14:00", None),
    ("2026-12-03 02:30", "2026-12-03 02:30", None),
    ("3rd 2pm", "2026-12-03 14:00", None),
    ("the 31st at 9:15", "2026-12-31 09:15", None),
    ("first monday of december 10am", "2026-12-07 10:00", None),
    ("2pm last Friday of next month", "2026-12-25 14:00", None),
    ("third Tuesday in January 2027 at 1", "2027-01-19 13:00", None),
    ("end of month 4pm", "2026-11-30 16:00", None),
    ("eom 16:00", "2026-11-30 16:00", None),
    ("end of december at noon", "2026-12-31 12:00", None),
    ("end of week 3pm", "2026-11-27 15:00", None),
    ("end of year 3pm", "2026-12-31 15:00", None),
    ("Friday 2-3pm", "2026-11-27 14:00", 60),
    ("Friday 2–3:30 PM", "2026-11-27 14:00", 90),
    ("Friday 2pm to 3:30pm", "2026-11-27 14:00", 90),
    ("Friday from 11 to 1", "2026-11-27 11:00", 120),
    ("11-1pm friday", "2026-11-27 11:00", 120),
    ("Friday 9-5", "2026-11-27 09:00", 480),
    ("Friday 10-11:30am", "2026-11-27 10:00", 90),
    ("Friday 14:00-15:15", "2026-11-27 14:00", 75),
    ("Friday noon - 1", "2026-11-27 12:00", 60),
    ("Friday 10pm-1am", "2026-11-27 22:00", 180),
    ("Friday 11pm to midnight", "2026-11-27 23:00", 60),
    ("tomorrow 2pm for 45 min", "2026-11-25 14:00", 45),
    ("tomorrow 2pm for 1.5 hours", "2026-11-25 14:00", 90),
    ("tomorrow 2pm, an hour and a half", "2026-11-25 14:00", 90),
    ("tomorrow 2pm 1h 15m", "2026-11-25 14:00", 75),
    ("  TOMORROW @ 2PM.  ", "2026-11-25 14:00", None),
]


@pytest.mark.parametrize(("text", "local", "minutes"), MOMENTS)
def test_a_moment_is_read(text: str, local: str, minutes: int | None) -> None:
    wall = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(NEW_YORK))
    assert when(text) == When(wall.astimezone(UTC), NEW_YORK, minutes)


@pytest.mark.parametrize(
    ("text", "utc", "zone"),
    [
        ("tomorrow 2pm ET", "2026-11-25 19:00", NEW_YORK),
        ("tomorrow 2pm EST", "2026-11-25 19:00", NEW_YORK),
        ("July 8 2pm EST", "2027-07-08 18:00", NEW_YORK),
        ("tomorrow 2pm PT", "2026-11-25 22:00", "America/Los_Angeles"),
        ("tomorrow 2pm Pacific time", "2026-11-25 22:00", "America/Los_Angeles"),
        ("2-3pm CT tomorrow", "2026-11-25 20:00", "America/Chicago"),
        ("tomorrow 14:00 UTC", "2026-11-25 14:00", "UTC"),
        ("2026-12-03T14:00:00Z", "2026-12-03 14:00", "UTC"),
        ("tomorrow 2pm Europe/London", "2026-11-25 14:00", "Europe/London"),
        ("tomorrow 2pm europe/london", "2026-11-25 14:00", "Europe/London"),
        ("in 2 hours UTC", "2026-11-24 16:30", "UTC"),
        # It is still ahead in California, where the clock shows 6:30.
        ("8am PT", "2026-11-24 16:00", "America/Los_Angeles"),
    ],
)
def test_a_typed_zone_wins(text: str, utc: str, zone: str) -> None:
    found = when(text)
    assert (found.starts_at, found.zone) == (datetime.fromisoformat(utc).replace(tzinfo=UTC), zone)


def test_days_are_counted_on_the_typists_own_calendar() -> None:
    past_midnight_here = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)
    found = when("tomorrow 2pm PT", now=past_midnight_here)
    assert found == When(datetime(2026, 11, 26, 22, tzinfo=UTC), "America/Los_Angeles")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Friday", "“Friday” has no time of day. Add one, such as “tomorrow 2pm”"),
        ("tonight", "“tonight” has no time of day."),
        ("", "There is nothing to read. Try “tomorrow 2pm”"),
        ("sometime soon", "I cannot read “sometime soon”. Try “tomorrow 2pm”"),
        ("2", "“2” could be many things."),
        ("2-3", "“2-3” could be many things."),
        ("may", "I cannot read “may”."),
        ("tomorrow 25:00", "I cannot read “25:00”."),
        ("tomorrow 13pm", "I cannot read “13pm”."),
        ("tomorrow 00:15am", "There is no 0 am."),
        ("tomorrow 2pm 3pm", "“tomorrow 2pm 3pm” gives more than one time."),
        ("friday monday 2pm", "“friday monday 2pm” gives more than one day."),
        ("tomorrow 2-3pm 4pm", "“tomorrow 2-3pm 4pm” gives more than one time."),
        ("tomorrow 2-3pm for 45 min", "“tomorrow 2-3pm for 45 min” gives two lengths."),
        ("tomorrow in 2 hours", "“tomorrow in 2 hours” gives more than one time."),
        ("tonight in the morning at 8", "Only one part of the day can be meant."),
        ("tonight at 9am", "That time does not go with “tonight”."),
        ("tonight at 12", "12 could be noon or midnight."),
        ("tomorrow 2pm-2pm", "“tomorrow 2pm-2pm” is not between 5 minutes and 12 hours."),
        ("tomorrow 2pm for 2", "“tomorrow 2pm for 2” is not between 5 minutes and 12 hours."),
        ("tomorrow 2pm Mars/Phobos", "I do not know the time zone “mars/phobos”."),
        ("Feb 30 2pm", "There is no such day in the calendar."),
        ("2027-02-29 2pm", "There is no February 29, 2027."),
        ("Friday 3 December 2026 2pm", "Dec 3, 2026 is a Thursday, not a Friday."),
        ("0000-01-01 2pm", "There is no January 1, 0000."),
        ("9999-12-31 23:59", "“9999-12-31 23:59” is too far away: 10 years ahead is the most."),
        ("0001-01-01 00:00", "“0001-01-01 00:00” is too far away"),
        ("in 99999999999 weeks at 2pm", "That is too far away."),
        ("in 99999999999 hours", "“in 99999999999 hours” is too far away"),
        ("2026-12-03T14:00-05:00", "I cannot read “2026-12-03t14:00-05:00”."),
        ("tomorrow ٣pm", "I cannot read “٣pm”."),
        ("tomorrow ²pm", "I cannot read “²pm”."),
        ("tomorrow\0 2pm", "I cannot read “tomorrow 2pm”."),
    ],
)
def test_what_is_no_moment_is_refused(text: str, words: str) -> None:
    with pytest.raises(Invalid, match="^" + re.escape(words)):
        when(text)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("today 9am", "Tuesday, November 24, 2026, 9:00 AM EST (America/New_York)"),
        ("Nov 24 9-10am", "Tuesday, November 24, 2026, 9:00–10:00 AM EST (America/New_York)"),
        ("yesterday noon", "Monday, November 23, 2026, 12:00 PM EST (America/New_York)"),
        ("last friday 2pm", "Friday, November 20, 2026, 2:00 PM EST (America/New_York)"),
        ("2025-07-01 14:00", "Tuesday, July 1, 2025, 2:00 PM EDT (America/New_York)"),
    ],
)
def test_the_past_is_refused_with_the_reading(text: str, reading: str) -> None:
    with pytest.raises(Invalid) as refusal:
        when(text)
    assert refusal.value.message == (
        f"“{text}” reads as {reading}, which has passed. Type a later moment, such as "
        "“tomorrow 2pm”, “next Thursday 10:30-11:30am” or “Dec 3 at 14:00”."
    )


def test_long_texts_are_refused_and_quoted_short() -> None:
    with pytest.raises(Invalid) as refusal:
        when("tomorrow " * 30)
    assert refusal.value.message.startswith(
        f"“{('tomorrow ' * 30)[:59].rstrip()}…” is too long to be a date."
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("next Thursday 2-3pm", "Thursday, December 3, 2026, 2:00–3:00 PM EST (America/New_York)"),
        ("next Thursday 2pm", "Thursday, December 3, 2026, 2:00 PM EST (America/New_York)"),
        ("Friday 11:30-1", "Friday, November 27, 2026, 11:30 AM–1:00 PM EST (America/New_York)"),
        (
            "Friday 11:30pm-12:30am",
            "Friday, November 27, 2026, 11:30 PM–12:30 AM EST (America/New_York)",
        ),
        ("July 8 2pm", "Thursday, July 8, 2027, 2:00 PM EDT (America/New_York)"),
        ("tomorrow 14:00 utc", "Wednesday, November 25, 2026, 2:00 PM UTC"),
        ("tomorrow 2pm Asia/Dubai", "Wednesday, November 25, 2026, 2:00 PM UTC+04 (Asia/Dubai)"),
        ("tomorrow 12am", "Wednesday, November 25, 2026, 12:00 AM EST (America/New_York)"),
    ],
)
def test_the_echo_says_the_reading_in_full(text: str, words: str) -> None:
    assert echo(when(text)) == words
    assert when(words) == when(text)


def test_a_skipped_wall_time_takes_the_offset_before_the_gap() -> None:
    found = when("2027-03-14 02:30")
    assert echo(found) == "Sunday, March 14, 2027, 3:30 AM EDT (America/New_York)"
    assert when("2027-03-14 02:30-03:00") == When(found.starts_at, NEW_YORK, 30)


def test_a_repeated_wall_time_means_the_first_unless_the_abbreviation_says_the_second() -> None:
    first, second = (
        datetime(2027, 11, 7, 5, 30, tzinfo=UTC),
        datetime(2027, 11, 7, 6, 30, tzinfo=UTC),
    )
    assert when("2027-11-07 01:30") == when("2027-11-07 01:30 EDT") == When(first, NEW_YORK)
    assert when("2027-11-07 01:30 EST") == When(second, NEW_YORK)
    assert (
        echo(When(second, NEW_YORK)) == "Sunday, November 7, 2027, 1:30 AM EST (America/New_York)"
    )


def test_a_range_over_a_clock_change_is_said_by_its_length() -> None:
    found = when("2027-11-07 00:30-02:30")
    assert found.minutes == 180
    assert echo(found) == "Sunday, November 7, 2027, 12:30 AM EDT (America/New_York), for 180 min"
    assert when(echo(found)) == found


def test_instant_in_half_hour_zones() -> None:
    assert instant(date(2026, 11, 24), time(9, 0), "America/St_Johns") == datetime(
        2026, 11, 24, 12, 30, tzinfo=UTC
    )
    assert instant(date(2026, 11, 24), time(9, 0), "Asia/Kolkata") == datetime(
        2026, 11, 24, 3, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", "2026-11-24"),
        ("tomorrow", "2026-11-25"),
        ("Friday", "2026-11-27"),
        ("Tuesday", "2026-12-01"),
        ("this Tuesday", "2026-11-24"),
        ("next friday", "2026-12-04"),
        ("on Friday.", "2026-11-27"),
        ("in two weeks", "2026-12-08"),
        ("in 10 days", "2026-12-04"),
        ("in a year", "2027-11-24"),
        ("end of month", "2026-11-30"),
        ("end of next month", "2026-12-31"),
        ("end of February", "2027-02-28"),
        ("end of the week", "2026-11-27"),
        ("end of next week", "2026-12-04"),
        ("start of next month", "2026-12-01"),
        ("Nov 24", "2026-11-24"),
        ("Dec 12", "2026-12-12"),
        ("12/12", "2026-12-12"),
        ("2026-12-12", "2026-12-12"),
        ("the 15th", "2026-12-15"),
        ("second Tuesday of December", "2026-12-08"),
        ("fifth Monday of November 2026", "2026-11-30"),
    ],
)
def test_a_day_is_read_and_said_back(text: str, expected: str) -> None:
    found = day(text)
    assert found == date.fromisoformat(expected)
    assert day(echo_day(found)) == found


def test_a_day_is_said_in_full() -> None:
    assert echo_day(date(2026, 11, 27)) == "Friday, November 27, 2026"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Friday 2pm", "“Friday 2pm” has a time, and only a day is needed here."),
        ("tonight", "“tonight” has a time, and only a day is needed here."),
        ("in 2 hours", "“in 2 hours” has a time, and only a day is needed here."),
        ("2pm", "“2pm” names no day."),
        ("next week", "I cannot read “next week”."),
        ("fifth Tuesday of November 2026", "That month has no fifth such day."),
        ("yesterday", "“yesterday” reads as Monday, November 23, 2026, which has passed."),
        ("2026-11-20", "“2026-11-20” reads as Friday, November 20, 2026, which has passed."),
        ("2036-11-25", "“2036-11-25” is too far away: 10 years ahead is the most."),
    ],
)
def test_what_is_no_coming_day_is_refused(text: str, words: str) -> None:
    with pytest.raises(Invalid, match="^" + re.escape(words)):
        day(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yesterday", "2026-11-23"),
        ("3 weeks ago", "2026-11-03"),
        ("Friday", "2026-11-20"),
        ("last Tuesday", "2026-11-17"),
        ("Nov 20", "2026-11-20"),
        ("Dec 1", "2025-12-01"),
        ("Feb 29", "2024-02-29"),
        ("the 30th", "2026-10-30"),
        ("1999-12-31", "1999-12-31"),
    ],
)
def test_the_past_is_read_backwards_where_it_is_allowed(text: str, expected: str) -> None:
    assert day(text, allow_past=True) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("text", "first", "last", "label"),
    [
        ("this month", "2026-11-01", "2026-11-30", "November 2026"),
        ("last month", "2026-10-01", "2026-10-31", "October 2026"),
        ("last week", "2026-11-16", "2026-11-22", "the week of Mon, Nov 16, 2026"),
        ("this quarter", "2026-10-01", "2026-12-31", "October to December 2026"),
        ("last quarter", "2026-07-01", "2026-09-30", "July to September 2026"),
        ("Q2", "2026-04-01", "2026-06-30", "April to June 2026"),
        ("Q1 2025", "2025-01-01", "2025-03-31", "January to March 2025"),
        ("this year", "2026-07-01", "2027-06-30", "fiscal year 2027"),
        ("this calendar year", "2026-01-01", "2026-12-31", "2026"),
        ("last academic year", "2025-07-01", "2026-06-30", "academic year 2025–26"),
        ("this school year", "2026-07-01", "2027-06-30", "academic year 2026–27"),
        ("academic year 2025-26", "2025-07-01", "2026-06-30", "academic year 2025–26"),
        ("AY2026", "2025-07-01", "2026-06-30", "academic year 2025–26"),
        ("Last Year", "2025-07-01", "2026-06-30", "fiscal year 2026"),
        ("2025", "2025-01-01", "2025-12-31", "2025"),
        ("2025-07", "2025-07-01", "2025-07-31", "July 2025"),
        ("July", "2026-07-01", "2026-07-31", "July 2026"),
        ("December", "2025-12-01", "2025-12-31", "December 2025"),
        ("fiscal year", "2026-07-01", "2027-06-30", "fiscal year 2027"),
        ("this fiscal year", "2026-07-01", "2027-06-30", "fiscal year 2027"),
        ("last fiscal year", "2025-07-01", "2026-06-30", "fiscal year 2026"),
        ("FY2026", "2025-07-01", "2026-06-30", "fiscal year 2026"),
        ("fy 26", "2025-07-01", "2026-06-30", "fiscal year 2026"),
        ("FY2025-26", "2025-07-01", "2026-06-30", "fiscal year 2026"),
        ("fiscal year to date", "2026-07-01", "2026-11-24", "fiscal year 2027 to date"),
        ("ytd", "2026-07-01", "2026-11-24", "fiscal year 2027 to date"),
        ("since 2025-07-01", "2025-07-01", "2026-11-24", "since Tue, Jul 1, 2025"),
        ("since July", "2026-07-01", "2026-11-24", "since Wed, Jul 1, 2026"),
        ("since December", "2025-12-01", "2026-11-24", "since Mon, Dec 1, 2025"),
        ("since last fiscal year", "2025-07-01", "2026-11-24", "since Tue, Jul 1, 2025"),
        ("last 90 days", "2026-08-27", "2026-11-24", "the last 90 days"),
        ("past 12 months", "2025-11-25", "2026-11-24", "the last 12 months"),
        (
            "2026-01-01..2026-03-31",
            "2026-01-01",
            "2026-03-31",
            "Thu, Jan 1, 2026 to Tue, Mar 31, 2026",
        ),
        (
            "from Jan 1 to Mar 31",
            "2026-01-01",
            "2026-03-31",
            "Thu, Jan 1, 2026 to Tue, Mar 31, 2026",
        ),
        ("Oct 1 to Mar 31", "2026-10-01", "2027-03-31", "Thu, Oct 1, 2026 to Wed, Mar 31, 2027"),
        (
            "Oct 1 to Mar 31 2025",
            "2024-10-01",
            "2025-03-31",
            "Tue, Oct 1, 2024 to Mon, Mar 31, 2025",
        ),
        ("January - March", "2026-01-01", "2026-03-31", "Thu, Jan 1, 2026 to Tue, Mar 31, 2026"),
        ("until June", "2025-07-01", "2026-06-30", "Tue, Jul 1, 2025 to Tue, Jun 30, 2026"),
        ("until July 1", "2026-07-01", "2026-07-01", "Wed, Jul 1, 2026 to Wed, Jul 1, 2026"),
        ("to today", "2026-07-01", "2026-11-24", "Wed, Jul 1, 2026 to Tue, Nov 24, 2026"),
        ("through last month", "2026-07-01", "2026-10-31", "Wed, Jul 1, 2026 to Sat, Oct 31, 2026"),
        ("Sept 1 until today", "2026-09-01", "2026-11-24", "Tue, Sep 1, 2026 to Tue, Nov 24, 2026"),
        ("yesterday", "2026-11-23", "2026-11-23", "Mon, Nov 23, 2026"),
        ("all time", "2000-01-01", "2026-11-24", "all time"),
    ],
)
def test_a_period_is_read(text: str, first: str, last: str, label: str) -> None:
    assert read_period(text, today=TODAY, fiscal_year_start=7) == Period(
        date.fromisoformat(first), date.fromisoformat(last), label
    )


def test_a_fiscal_year_is_named_by_the_year_in_which_it_ends() -> None:
    assert period("FY2026", fiscal_year_start=1) == (
        date(2026, 1, 1),
        date(2026, 12, 31),
        "fiscal year 2026",
    )
    assert period("FY2026", fiscal_year_start=10) == (
        date(2025, 10, 1),
        date(2026, 9, 30),
        "fiscal year 2026",
    )
    assert period("fiscal year", fiscal_year_start=12)[2] == "fiscal year 2026"
    assert period("fiscal year", fiscal_year_start=11)[2] == "fiscal year 2027"
    assert period("fiscal year", fiscal_year_start=1)[2] == "fiscal year 2026"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("recently", "I cannot read “recently” as a period."),
        ("", "There is nothing to read."),
        ("2026-03-31..2026-01-01", "“2026-03-31..2026-01-01” ends before it starts."),
        ("since 2027", "“since 2027” has not begun yet."),
        ("FY2025-29", "A fiscal year does not run from 2025 to 29."),
        ("0000", "The year 0000 is too far away."),
        ("9999", "The year 9999 is too far away."),
        ("2200", "“2200” is too far away."),
        ("2025-13", "There is no day 2025-13-01."),
        ("last 99999999999 weeks", "That is too far away."),
        ("last 5000 months", "“last 5000 months” is too far away."),
    ],
)
def test_what_is_no_period_is_refused(text: str, words: str) -> None:
    with pytest.raises(Invalid, match="^" + re.escape(words)):
        period(text)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("45", 45),
        ("45 min", 45),
        ("for 45 minutes", 45),
        ("90m", 90),
        ("1h", 60),
        ("2 hrs", 120),
        ("1.5 hours", 90),
        ("1h30", 90),
        ("1 hour and 15 minutes", 75),
        ("1:30", 90),
        ("an hour", 60),
        ("half an hour", 30),
        ("an hour and a half", 90),
        ("two hours", 120),
        ("5", 5),
        ("12 hours", 720),
    ],
)
def test_a_length_is_read(text: str, minutes: int) -> None:
    assert read_length(text) == minutes


@pytest.mark.parametrize(
    "text", ["", "4", "12.5 hours", "721", "a while", "1:75", "9" * 190, "²", "-30", "1.5"]
)
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match=re.escape("Try “45 min”, “1h” or “1.5 hours”")):
        read_length(text)


def test_this_year_is_the_calendars_where_no_other_is_known() -> None:
    assert period("this year", fiscal_year_start=1) == (
        date(2026, 1, 1),
        date(2026, 12, 31),
        "2026",
    )
    with pytest.raises(Invalid, match="in which month the academic year begins here"):
        period("this academic year", fiscal_year_start=1)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("this year", "fiscal year 2027 (Wed, Jul 1, 2026 to Wed, Jun 30, 2027)"),
        ("academic year 2025-26", "academic year 2025–26 (Tue, Jul 1, 2025 to Tue, Jun 30, 2026)"),
        ("2025", "2025 (Wed, Jan 1, 2025 to Wed, Dec 31, 2025)"),
        ("Jan 1 to Mar 31 2026", "Thu, Jan 1, 2026 to Tue, Mar 31, 2026"),
    ],
)
def test_a_period_is_titled_with_its_first_and_last_day(text: str, title: str) -> None:
    assert read_period(text, today=TODAY, fiscal_year_start=7).title == title
