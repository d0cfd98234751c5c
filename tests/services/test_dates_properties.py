"""Human dates under any text:
only Invalid is raised, and what is said back reads as the same moment.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.dates import (
    When,
    echo,
    echo_day,
    instant,
    read_day,
    read_due,
    read_length,
    read_period,
    read_when,
)
from services.errors import Invalid
from services.recurrence import read_pattern

ZONES = (
    "America/New_York",
    "Europe/London",
    "Australia/Sydney",
    "UTC",
    "Asia/Kolkata",
    "America/St_Johns",
)
NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)

# The same examples on every run, so that a build fails only for what changed in it.
steady = settings(deadline=None, derandomize=True, max_examples=150)

WORDS = (
    *(
        "monday",
        "fri",
        "next",
        "this",
        "last",
        "today",
        "tonight",
        "tomorrow",
        "in",
        "a",
        "two",
        "0",
        "99999999999",
    ),
    *(
        "days",
        "weeks",
        "months",
        "years",
        "hours",
        "min",
        "noon",
        "midnight",
        "2",
        "12",
        "13",
        "24:00",
        "2pm",
        "12am",
    ),
    *(
        "0am",
        "9:75",
        "02:30",
        "1:30",
        "-",
        "–",
        "to",
        "for",
        "1.5",
        "end",
        "of",
        "the",
        "month",
        "first",
        "fifth",
    ),
    *(
        "dec",
        "feb",
        "30",
        "29th",
        "31st",
        "3rd",
        "2026",
        "0000",
        "9999",
        "12/31",
        "31/12",
        "99/99",
        "0/0",
    ),
    *(
        "2026-12-03",
        "0001-01-01",
        "9999-12-31",
        "2028-02-29",
        "14:00",
        "ET",
        "EST",
        "UTC",
        "(America/New_York)",
    ),
    *(
        "Mars/Phobos",
        "UTC-03",
        "due",
        "by",
        "every",
        "other",
        "monthly",
        "on",
        "at",
        "since",
        "from",
        "until",
        "FY",
    ),
    *(
        "quarter",
        "q4",
        "fiscal",
        "year",
        "ago",
        "²",
        "٣",
        "\0",
        "\ud800",
        "İ",
        "“",
        "..",
        ",",
        "@ben",
        "<@U1>",
    ),
)
PHRASES = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)
TEXTS = st.one_of(
    st.text(max_size=80), st.text(alphabet="0123456789:/-. apm²٣\0", max_size=24), PHRASES
)

READERS: dict[str, Callable[[str, datetime, str], object]] = {
    "when": lambda text, now, zone: read_when(text, now=now, zone=zone),
    "day": lambda text, now, zone: read_day(text, now=now, zone=zone),
    "past day": lambda text, now, zone: read_day(text, now=now, zone=zone, allow_past=True),
    "period": lambda text, now, zone: read_period(text, today=now.date(), fiscal_year_start=7),
    "length": lambda text, now, zone: read_length(text),
    "due": lambda text, now, zone: read_due(text, now=now, zone=zone),
    "pattern": lambda text, now, zone: read_pattern(text, now=now, zone=zone),
}

MOMENTS = st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize("reader", READERS)
@steady
@given(text=TEXTS, now=MOMENTS, zone=st.sampled_from(ZONES))
def test_no_text_breaks_a_reader(reader: str, text: str, now: datetime, zone: str) -> None:
    words = _words_of_refusal(lambda: READERS[reader](text, now, zone))
    assert words.isprintable()
    assert words.endswith(".")
    assert len(words) < 500


def _words_of_refusal(read: Callable[[], object]) -> str:
    try:
        read()
    except Invalid as refusal:
        return refusal.message
    return "Not refused."


def _changes(zone: str) -> list[datetime]:
    """The hours in 2027 before which the zone's clocks change."""
    hours = [datetime(2027, 1, 1, tzinfo=UTC) + timedelta(hours=hours) for hours in range(365 * 24)]
    offsets = [hour.astimezone(ZoneInfo(zone)).utcoffset() for hour in hours]
    return [hours[n] for n in range(1, len(hours)) if offsets[n] != offsets[n - 1]]


@pytest.mark.parametrize("zone", ZONES)
@steady
@given(starts_at=MOMENTS, minutes=st.none() | st.integers(5, 720))
def test_what_is_said_reads_back_as_the_same_moment(
    zone: str, starts_at: datetime, minutes: int | None
) -> None:
    when = When(starts_at, zone, minutes)
    assert read_when(echo(when), now=NOW - timedelta(minutes=1), zone="Asia/Tokyo") == when


@pytest.mark.parametrize("zone", ZONES)
def test_what_is_said_reads_back_on_both_nights_of_a_clock_change(zone: str) -> None:
    for change in _changes(zone):
        for minutes in range(-240, 240, 15):
            for length in (None, 5, 75, 240):
                when = When(change + timedelta(minutes=minutes), zone, length)
                assert read_when(echo(when), now=NOW, zone="UTC") == when


def test_the_zones_of_these_tests_change_their_clocks_as_expected() -> None:
    assert {zone: len(_changes(zone)) for zone in ZONES} == dict(
        zip(ZONES, (2, 2, 2, 0, 0, 2), strict=True)
    )


@pytest.mark.parametrize("zone", ZONES)
@steady
@given(
    day=st.dates(date(2026, 11, 26), date(2030, 1, 1)),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
def test_an_iso_moment_is_the_wall_time_of_its_zone(zone: str, day: date, at: time) -> None:
    when = read_when(f"{day} {at:%H:%M}", now=NOW, zone=zone)
    assert when == When(instant(day, at, zone), zone)


@steady
@given(now=MOMENTS, zone=st.sampled_from(ZONES), words=PHRASES)
def test_whatever_reads_lies_ahead(now: datetime, zone: str, words: str) -> None:
    for text in (words, f"{words} 2pm", f"next {words} at 10"):
        try:
            when = read_when(text, now=now, zone=zone)
        except Invalid:
            continue
        assert when.starts_at > now
        assert when.minutes is None or 5 <= when.minutes <= 720
        assert read_when(echo(when), now=now, zone=zone) == when


@steady
@given(day=st.dates(date(2026, 11, 25), date(2036, 11, 24)))
def test_a_day_said_reads_back(day: date) -> None:
    assert read_day(echo_day(day), now=NOW, zone="America/New_York") == day


@steady
@given(text=PHRASES, today=st.dates(date(2020, 1, 1), date(2040, 1, 1)), start=st.integers(1, 12))
def test_a_period_runs_forwards(text: str, today: date, start: int) -> None:
    for words in (text, f"last {text}", f"since {text}", f"{text} to {text}"):
        try:
            period = read_period(words, today=today, fiscal_year_start=start)
        except Invalid:
            continue
        assert period.first <= period.last
        assert period.label
