"""Moments, as each reader sees them in her own zone, and in plain text."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from models.calendar_days import day_words
from models.reminders import Reminder


def moment(at: datetime, zone: str) -> str:
    """A moment as mrkdwn that each reader sees in her own zone; the fallback states the zone.

    Of Slack's tokens this one has the weekday, where it does not say “today” or “tomorrow”. Words
    before a token would be wrong for whoever reads them on another side of midnight.
    """
    return (
        f"<!date^{int(at.timestamp())}^{{date_long_pretty}} at {{time}}|{plain_moment(at, zone)}>"
    )


def plain_moment(at: datetime, zone: str) -> str:
    """A moment in plain text, such as ``Thu, Dec 3, 2026, 2:00 PM EST``."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day_words(local.date())}, {clock(at, zone)} {local:%Z}"


def clock(at: datetime, zone: str) -> str:
    """The time of day of a moment, such as ``2:00 PM``."""
    return at.astimezone(ZoneInfo(zone)).strftime("%I:%M %p").lstrip("0")


def dated(title: str, at: datetime, zone: str) -> str:
    """For the label of a button: which meeting of a series, all of one title, it is about."""
    return f"{day_in(zone, at)}, {title}"


def day_in(zone: str, at: datetime, today: date | None = None) -> str:
    """The day of a moment in a zone."""
    return day_words(at.astimezone(ZoneInfo(zone)).date(), today)


def late_note(facts: Reminder) -> str:
    """What a reminder says that comes long after its moment; empty where it does not."""
    if facts.late_from is None:
        return ""
    return (
        f"This reminder is late: it was due on {plain_moment(facts.late_from, facts.person.zone)}."
    )
