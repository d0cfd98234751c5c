"""What becomes of the calls of a group that is discharged."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Call, CallState, Group, Person
from models.call_pages import CallsThatEnd
from models.calls import REASON_LENGTH
from services import terms
from services.access.locks import locked
from services.calls.drafts import discard
from services.calls.lifecycle import cancel, close

_GOES_ON = (CallState.OPEN, CallState.DRAFT)
_INSTANT = timedelta(microseconds=1)


def ending_counts(session: Session, group: Group, now: datetime) -> CallsThatEnd:
    """How many calls of a group would end with it at a moment, and how: one query."""
    ends = Counter(
        CallState.DRAFT if call.state is CallState.DRAFT else ends_as(call, group, now)
        for call in _not_ended(session, group)
    )
    return CallsThatEnd(
        ends[CallState.CANCELLED], closed=ends[CallState.CLOSED], discarded=ends[CallState.DRAFT]
    )


def end_with_group(
    session: Session, group: Group, *, reason: str = "", by: Person | None, now: datetime
) -> list[Call]:
    """Cancel the open calls of a group that was discharged, with the reason, and throw away its
    drafts. Those whose time was up before close as of then. The calls that were open.
    """
    why = f"The group was discharged. {reason}".strip()[:REASON_LENGTH]
    ended = []
    for found in _not_ended(session, group):
        call = locked(session, found)
        if call.state is CallState.DRAFT:
            discard(session, call, by=by, now=now)
        elif call.state is CallState.OPEN:
            if ends_as(call, group, now) is CallState.CLOSED:
                close(session, call, group, now=now)
            else:
                cancel(session, call, why, by=by, now=now)
            ended.append(call)
    return ended


def ends_as(call: Call, group: Group, now: datetime) -> CallState:
    """What an open call becomes with its group: it closes where its time is up at ``now`` and was
    no later than the end of the group, else it is cancelled.
    """
    closes_at = call.closes_at
    if closes_at is None or closes_at > now or not terms.is_active(group, closes_at - _INSTANT):
        return CallState.CANCELLED
    return CallState.CLOSED


def due_to_end(session: Session, now: datetime) -> list[tuple[Call, Group, CallState]]:
    """The open calls that end by the clock now, since their time is up or their group has ended,
    each with what it becomes: one query.
    """
    statement = (
        select(Call, Group)
        .join(Group, col(Group.id) == Call.group_id)
        .where(Call.state == CallState.OPEN)
        .where(sa.or_(col(Call.closes_at) <= now, ~terms.active(now)))
        .order_by(col(Call.id))
    )
    return [(call, group, ends_as(call, group, now)) for call, group in session.exec(statement)]


def left_by_groups(session: Session, now: datetime) -> list[int]:
    """The ids of discharged groups that have open calls or drafts: one query."""
    statement = (
        select(Group.id)
        .join(Call, col(Call.group_id) == Group.id)
        .where(col(Call.state).in_(_GOES_ON), ~terms.active(now))
    )
    return sorted(set(session.exec(statement)))


def _not_ended(session: Session, group: Group) -> Sequence[Call]:
    statement = select(Call).where(Call.group_id == group.id, col(Call.state).in_(_GOES_ON))
    return session.exec(statement.order_by(col(Call.id))).all()
