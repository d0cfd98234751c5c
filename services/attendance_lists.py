"""Whether somebody keeping a meeting has saved the list of who came.

Members may say by themselves that they came, so that a meeting with attendance may still have no
list: of those who are missing there nobody knows whether they were absent.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import HistoryEntry, Meeting
from models.meetings import SAID_AFTERWARDS, PartialAttendance
from models.subjects import Subject, subject_column

SAVED = "meeting.attendance"
"""The action under which history knows that a list was saved, also one with nobody on it."""
CLAIMED = "meeting.attended"
"""The action under which it knows that somebody said herself that she came."""


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


def claimed_late(
    session: Session,
    meetings: Sequence[Meeting],
    came: Mapping[int, Sequence[PartialAttendance]],
) -> dict[int, set[int]]:
    """The ids of those who said themselves that they came, later than a day after the end, by
    meeting; mostly nothing to ask, else one query.
    """
    late = {
        (meeting.id, line.row.person_id)
        for meeting in meetings
        for line in came.get(meeting.id, ())
        if line.row.recorded_by == line.row.person_id
        and line.row.recorded_at > meeting.ends_at + SAID_AFTERWARDS
    }
    if not late:
        return {}
    # Whoever keeps a list may be on it, too: of her own word only history knows.
    names = {str(Subject("meeting", meeting_id)): meeting_id for meeting_id, _ in late}
    claims = sa.select(col(HistoryEntry.subject), col(HistoryEntry.by_id)).where(
        col(HistoryEntry.subject).in_(names), col(HistoryEntry.action) == CLAIMED
    )
    found: dict[int, set[int]] = {}
    for name, person_id in session.execute(claims):
        if (names[name], person_id) in late:
            found.setdefault(names[name], set()).add(person_id)
    return found
