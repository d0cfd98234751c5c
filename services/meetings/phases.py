"""What a meeting is at a moment: when it ends, and what people may say of it."""

from datetime import datetime, timedelta

from models import Meeting, MeetingStatus
from models.subjects import Subject

CLAIM_HOURS = 72
"""For how long after a meeting's end a member may say that she came."""


def subject(meeting: Meeting) -> Subject:
    """How history, ledger and outbox call a meeting."""
    return Subject.of(meeting)


def ends_at(meeting: Meeting) -> datetime:
    return meeting.starts_at + timedelta(minutes=meeting.minutes)


def takes_answers(meeting: Meeting, now: datetime) -> bool:
    """Whether people may say now if they come."""
    return _is_on(meeting) and now < meeting.starts_at


def takes_claims(meeting: Meeting, now: datetime) -> bool:
    """Whether members may say now that they came."""
    closes_at = ends_at(meeting) + timedelta(hours=CLAIM_HOURS)
    return _is_on(meeting) and meeting.starts_at <= now <= closes_at


def _is_on(meeting: Meeting) -> bool:
    return meeting.status is MeetingStatus.ON
