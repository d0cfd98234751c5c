"""Meetings that people set, moved or cancelled in a time, as the digest tells them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Group, HistoryEntry, Meeting, MeetingStatus
from models.digests import MeetingChange
from models.subjects import subject_column

SET, MOVED, CANCELLED = "meeting.scheduled", "meeting.moved", "meeting.cancelled"


def meeting_changes(
    session: Session, group: Group, since: datetime, now: datetime
) -> tuple[MeetingChange, ...]:
    """Each meeting once, with what it came to; of a series that was set its first: one query.

    What the clock makes of a series is no change. Nothing that has started changes any more, so
    that earlier meetings need not be read.
    """
    is_about = col(HistoryEntry.subject) == subject_column("meeting", col(Meeting.id))
    statement: Any = (
        sa.select(Meeting, col(HistoryEntry.action))
        .join(HistoryEntry, is_about)
        .where(col(Meeting.group_id) == group.id, col(Meeting.starts_at) >= since)
        .where(col(HistoryEntry.at) >= since, col(HistoryEntry.at) < now)
        .where(col(HistoryEntry.action).in_((SET, MOVED, CANCELLED)))
        .where(col(HistoryEntry.by_id).is_not(None))
        .order_by(col(Meeting.starts_at), col(Meeting.id), col(HistoryEntry.id))
    )
    actions: dict[int, set[str]] = {}
    meetings: dict[int, Meeting] = {}
    for meeting, action in session.execute(statement):
        meetings[meeting.id] = meeting
        actions.setdefault(meeting.id, set()).add(action)
    series: set[int] = set()
    changes: list[MeetingChange] = []
    for meeting_id, meeting in meetings.items():
        is_new = SET in actions[meeting_id]
        if meeting.status is MeetingStatus.CANCELLED:
            if not is_new:
                changes.append(MeetingChange(meeting, "cancelled"))
        elif not is_new:
            changes.append(MeetingChange(meeting, "moved"))
        elif meeting.series_id not in series:
            changes.append(MeetingChange(meeting, "set"))
            series |= {meeting.series_id} if meeting.series_id else set()
    return tuple(changes)
