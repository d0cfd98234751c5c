"""A meeting as a file that any calendar opens."""

from datetime import datetime

from sqlmodel import Session

from models import Meeting
from services.calendar import icalendar_text
from services.calendar.calendar_entries import items


def file_of(session: Session, meeting: Meeting, *, now: datetime) -> bytes:
    """A meeting, or all of its series where that is one repeating entry, without any address.

    It has the same UID as an invitation, so that a calendar that has one knows the other.
    """
    entries = [entry for item in items(session, [meeting]) for entry in item.entries_with_agendas]
    return icalendar_text.file(entries, now=now).encode()
