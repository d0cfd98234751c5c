"""The cards of meetings: which are to be posted, and which ask what they should ask no more."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Group,
    HistoryEntry,
    Meeting,
    MeetingStatus,
    OutboxMessage,
    OutboxOp,
    OutboxState,
)
from models.database import run_plain
from models.meetings import CLAIM_HOURS, LONGEST_MEETING, Summary
from models.messages import CARD, Key
from models.payloads import Message
from models.subjects import CHANGE, Subject, subject_column
from services import outbox, terms

ANNOUNCED_DAYS = 7
"""How many days before a meeting of a series its card is posted."""
REDRAWN_WITHIN = timedelta(days=2)
"""A card is redrawn so long after its last turn, were Convene down meanwhile."""


def card_key(meeting: Meeting) -> Key:
    """The outbox key of a meeting's card: whoever posts it first, there is one."""
    return Key(CARD, Subject.of(meeting), "announced")


def to_announce(session: Session, now: datetime) -> list[Meeting]:
    """Meetings of series within a week whose card was never promised:
    two queries, however many there are.
    """
    statement = (
        select(Meeting)
        .join(Group, col(Group.id) == Meeting.group_id)
        .where(col(Meeting.series_id).is_not(None), Meeting.status == MeetingStatus.ON)
        .where(Meeting.starts_at > now, Meeting.starts_at <= now + timedelta(days=ANNOUNCED_DAYS))
        .where(col(Group.channel_id).is_not(None), terms.active(now))
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    near = session.exec(statement).all()
    promised = outbox.known(session, [card_key(meeting) for meeting in near])
    return [meeting for meeting in near if card_key(meeting) not in promised]


def with_outdated_card(session: Session, now: datetime) -> list[Meeting]:
    """Meetings whose card was drawn last before they started, or before the time was over in which
    members may say that they came: one query.

    Such a card asks who comes, and should ask who came, or asks that, and should ask no more.
    """
    name = subject_column("meeting", col(Meeting.id))
    drawn = sa.select(col(OutboxMessage.id)).where(col(OutboxMessage.subject) == name)
    has_card = drawn.where(
        col(OutboxMessage.op) == OutboxOp.POST, col(OutboxMessage.state) == OutboxState.SENT
    )
    redrawn_at = (
        sa.select(sa.func.max(OutboxMessage.created_at))
        .where(col(OutboxMessage.subject) == name, col(OutboxMessage.op) == OutboxOp.UPDATE)
        .scalar_subquery()
    )
    closing = timedelta(hours=CLAIM_HOURS)
    statement: Any = (
        sa.select(Meeting, redrawn_at)
        .where(col(Meeting.status) == MeetingStatus.ON, col(Meeting.starts_at) <= now)
        .where(col(Meeting.starts_at) > now - closing - LONGEST_MEETING - REDRAWN_WITHIN)
        .where(sa.or_(redrawn_at.is_(None), redrawn_at < col(Meeting.starts_at), _is_old(now)))
        .where(has_card.exists())
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    return [
        meeting
        for meeting, last in session.execute(statement)
        if last is None or last < _turns_at(meeting, now)
    ]


def with_asking_card(session: Session, group: Group, now: datetime) -> list[Meeting]:
    """The meetings of a group whose card was posted and asks who comes or who came: one query."""
    name = subject_column("meeting", col(Meeting.id))
    has_card = sa.select(col(OutboxMessage.id)).where(
        col(OutboxMessage.subject) == name, col(OutboxMessage.op) == OutboxOp.POST
    )
    oldest = now - timedelta(hours=CLAIM_HOURS) - LONGEST_MEETING
    statement = (
        select(Meeting)
        .where(Meeting.group_id == group.id, Meeting.status == MeetingStatus.ON)
        .where(col(Meeting.starts_at) > oldest)
        .where(has_card.exists())
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    return list(session.exec(statement))


def redraw(session: Session, summary: Summary, card: Message, *, now: datetime) -> int:
    """Promise that each card of a meeting shows it as it is now; how many cards there are."""
    subject, shown = Subject.of(summary.meeting), revision(session, summary)
    return outbox.update_cards(session, subject, card, revision=shown, now=now)


def _is_old(now: datetime) -> sa.ColumnElement[bool]:
    """The condition that nobody may say any more that she came, or soon may not."""
    return col(Meeting.starts_at) < now - timedelta(hours=CLAIM_HOURS)


def _turns_at(meeting: Meeting, now: datetime) -> datetime:
    """When the card of a meeting that has started last came to ask something else."""
    closed_at = meeting.ends_at + timedelta(hours=CLAIM_HOURS)
    return closed_at if closed_at < now else meeting.starts_at


def revision(session: Session, summary: Summary) -> tuple[str, str]:
    """What a card shows: the meeting's last change, and whether it asks who comes or who came."""
    last = run_plain(
        session, _LAST_CHANGE, {"subject": str(Subject.of(summary.meeting))}
    ).scalar_one()
    asks = "coming" if summary.takes_answers else ("came" if summary.takes_claims else "nothing")
    return str(Subject(CHANGE, last)) if last else "unchanged", asks


_LAST_CHANGE = select(sa.func.max(HistoryEntry.id)).where(
    HistoryEntry.subject == sa.bindparam("subject")
)
