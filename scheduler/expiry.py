"""Removes, at night, what is not kept for ever."""

from datetime import UTC, datetime

from models.database import reading, unit_of_work
from services import retention

CLEANED_AT = 8
"""In the first minutes of this hour, in UTC: it is night in America, and no digest comes."""
CLEANED_FOR = 10
"""Minutes. Each beat takes some rows, so a great many take several nights."""


def remove_expired(now: datetime, *, history_years: int) -> int:
    """Remove some of what has expired, if this is the time for it; how many rows that concerned."""
    moment = now.astimezone(UTC)
    if moment.hour != CLEANED_AT or moment.minute >= CLEANED_FOR:
        return 0
    with reading() as session:
        if not retention.is_anything_expired(session, now, history_years=history_years):
            return 0
    with unit_of_work() as session:
        return retention.remove_expired(session, now, history_years=history_years)
