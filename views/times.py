"""Moments, as each reader sees them in her own zone, and in plain text."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def moment(at: datetime, zone: str) -> str:
    """A moment as mrkdwn that each reader sees in her own zone; the fallback states the zone."""
    return (
        f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{plain_moment(at, zone)}>"
    )


def plain_moment(at: datetime, zone: str) -> str:
    """A moment in plain text, such as ``Thu 3 Dec 2026, 2:00 PM EST``."""
    local = at.astimezone(ZoneInfo(zone))
    clock = local.strftime("%I:%M %p").lstrip("0")
    return f"{local:%a} {local.day} {local:%b %Y}, {clock} {local:%Z}"


def dated(title: str, at: datetime, zone: str) -> str:
    """For the label of a button: which meeting of a series, all of one title, it is about."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b}, {title}"


def short_day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"
