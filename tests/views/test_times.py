"""Moments say in which zone they are meant."""

from datetime import UTC, datetime

from views import times


def test_a_moment_states_its_zone() -> None:
    at = datetime(2026, 12, 3, 19, 0, tzinfo=UTC)
    assert times.plain_moment(at, "America/New_York") == "Thu, Dec 3, 2026, 2:00 PM EST"
    assert times.moment(at, "America/New_York") == (
        "<!date^1796324400^{date_long_pretty} at {time}|Thu, Dec 3, 2026, 2:00 PM EST>"
    )
