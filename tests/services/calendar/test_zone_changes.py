"""The rules of zones against the zones themselves, over many years."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz

from services.calendar.icalendar_text import zone_component

ZONES = (
    "America/New_York",
    "America/St_Johns",
    "America/Phoenix",
    "America/Santiago",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "Asia/Beirut",
    "Pacific/Apia",
    "America/Nuuk",
)
HOURS = timedelta(hours=7)


@pytest.mark.parametrize("zone", ZONES)
def test_a_second_reader_finds_the_same_offset_at_every_moment(zone: str) -> None:
    text = zone_component(zone, 2025).to_ical().decode()
    read: Any = tz.tzical(io.StringIO(text)).get(zone)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    while at.year < 2031:
        local = at.astimezone(ZoneInfo(zone))
        naive = local.replace(tzinfo=None)
        is_twice = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
        assert is_twice or naive.replace(tzinfo=read).utcoffset() == local.utcoffset(), at
        at += HOURS
