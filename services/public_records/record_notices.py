"""When what was announced of the meetings of a group."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from models import AgendaPosting, Group, HistoryEntry, Meeting, OutboxMessage, OutboxState
from models.messages import kind_of, readable
from models.subjects import Subject
from services.public_records.public_texts import local, meeting_name

_ACTS = {
    "meeting.scheduled": "scheduled",
    "meeting.moved": "moved",
    "meeting.edited": "title or place changed",
    "meeting.cancelled": "cancelled",
}
NOTICE_COLUMNS = ("meeting", "notice", "at", "to", "source")
_SENT, _HISTORY, _AGENDA = "sent by Convene", "history", "agenda"


def notice_rows(
    session: Session, group: Group, meetings: Sequence[Meeting]
) -> list[tuple[str, ...]]:
    """Each notice of each meeting, in the order of time: what Convene sent, when the agenda was
    posted, and when the meeting was scheduled, moved or cancelled, which history keeps longer than
    a message its words. Who got a message is not named; a person is “a member”. Three queries.
    """
    found: dict[int, list[tuple[datetime, str, str, str]]] = defaultdict(list)
    for number, row in _messages(session, meetings):
        to = "the group’s channel" if _is_to_channel(row) else "a member"
        found[number].append((_sent_at(row), kind_of(row.key).name, to, _SENT))
    for number, action, at in _changes(session, meetings):
        found[number].append((at, _ACTS[action], "", _HISTORY))
    for posting in _postings(session, meetings):
        found[posting.meeting_id].append((posting.posted_at, "agenda posted", "", _AGENDA))
    return [
        NOTICE_COLUMNS,
        *(
            (meeting_name(meeting), what, local(at, group.zone), to, source)
            for meeting in meetings
            for at, what, to, source in sorted(found[meeting.id])
        ),
    ]


def _messages(session: Session, meetings: Sequence[Meeting]) -> list[tuple[int, OutboxMessage]]:
    subjects = {str(Subject.of(row)): row.id for row in meetings}
    statement = select(OutboxMessage).where(
        col(OutboxMessage.subject).in_(subjects),
        OutboxMessage.state == OutboxState.SENT,
        col(OutboxMessage.op) != "update",
    )
    return [(subjects[row.subject], row) for row in session.exec(statement)] if meetings else []


def _is_to_channel(row: OutboxMessage) -> bool:
    return all(key.recipient is None for key in readable([row.key]))


def _sent_at(row: OutboxMessage) -> datetime:
    """When Slack took it, else when it was last tried."""
    with suppress(KeyError, TypeError, ValueError, OverflowError):
        return datetime.fromtimestamp(float(row.receipt["ts"]), UTC)
    return row.last_try or row.due_at


def _changes(session: Session, meetings: Sequence[Meeting]) -> list[tuple[int, str, datetime]]:
    subjects = {str(Subject.of(row)): row.id for row in meetings}
    statement = select(HistoryEntry.subject, HistoryEntry.action, HistoryEntry.at).where(
        col(HistoryEntry.subject).in_(subjects), col(HistoryEntry.action).in_(_ACTS)
    )
    rows = session.exec(statement) if meetings else ()
    return [(subjects[subject], action, at) for subject, action, at in rows]


def _postings(session: Session, meetings: Sequence[Meeting]) -> Sequence[AgendaPosting]:
    ids = [row.id for row in meetings]
    return session.exec(select(AgendaPosting).where(col(AgendaPosting.meeting_id).in_(ids))).all()
