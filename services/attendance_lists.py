"""Whether somebody keeping a meeting has saved the list of who came.

Members may say by themselves that they came, so that a meeting with attendance may still have no
list: of those who are missing there nobody knows whether they were absent.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import HistoryEntry, Meeting
from models.subjects import subject_column

SAVED = "meeting.attendance"
"""The action under which history knows that a list was saved, also one with nobody on it."""


def has_list(meeting_id: Any = None) -> sa.ColumnElement[bool]:
    """The condition that the list of a ``Meeting``, or of the one with this number, was saved."""
    name = subject_column("meeting", col(Meeting.id) if meeting_id is None else meeting_id)
    saved = sa.select(col(HistoryEntry.id)).where(
        col(HistoryEntry.subject) == name, col(HistoryEntry.action) == SAVED
    )
    return saved.correlate_except(HistoryEntry).exists()


def is_saved(session: Session, meeting: Meeting) -> bool:
    """Whether the list of a meeting was saved."""
    return bool(session.scalar(sa.select(has_list(meeting.id))))
