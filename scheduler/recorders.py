"""Asks a member to take the minutes of a meeting, in the groups that want it."""

from datetime import datetime

from sqlmodel import Session

from models.database import reading, unit_of_work
from models.meetings import RecorderSuggestion
from models.messages import RECORDER_SUGGESTED, Key, Recipient
from models.subjects import Subject
from services import leaders, outbox, preferences, presence
from views import presence as views


def queue_due(now: datetime) -> int:
    """Promise each of them the question, within her hours, and word to the chairs of whoever agreed
    and is gone; how many messages those are.
    """
    with reading() as session:
        if not presence.is_any_due(session, now):
            return 0
    with unit_of_work() as session:
        freed = sum(_tell_chairs(session, found, now) for found in presence.free_gone(session, now))
        return freed + sum(
            _queue(session, found, now) for found in presence.suggest_due(session, now)
        )


def _queue(session: Session, suggestion: RecorderSuggestion, now: datetime) -> bool:
    meeting, person = suggestion.meeting, suggestion.person
    hours = preferences.reminder_hours(session, now).of(person)
    occurrence = ("suggested", str(meeting.sequence))
    return outbox.post(
        session,
        views.recorder_suggested(suggestion),
        to=Recipient.person(person),
        key=Key(RECORDER_SUGGESTED, Subject.of(meeting), occurrence, Subject.of(person)),
        now=now,
        due_at=hours.opens(now),
        expires_at=meeting.starts_at,
    )


def _tell_chairs(session: Session, gone: RecorderSuggestion, now: datetime) -> int:
    meeting, occurrence = gone.meeting, ("gone", str(gone.person.id))
    return sum(
        outbox.post(
            session,
            views.recorder_gone(gone),
            to=Recipient.person(chair),
            key=Key(RECORDER_SUGGESTED, Subject.of(meeting), occurrence, Subject.of(chair)),
            now=now,
            expires_at=meeting.starts_at,
        )
        for chair in leaders.chairs_in_slack(session, [gone.group.id], now)[gone.group.id]
    )
