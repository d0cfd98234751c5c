"""What becomes of the calls of a group that is discharged."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Call, CallState, Group, Person
from models.calls import REASON_LENGTH
from services import terms
from services.access.locks import locked
from services.calls.drafts import discard
from services.calls.lifecycle import cancel

_GOES_ON = (CallState.OPEN, CallState.DRAFT)


def not_ended(session: Session, group: Group) -> tuple[int, int]:
    """How many calls of a group are open, and how many are drafts: one query."""
    statement = (
        sa.select(col(Call.state), sa.func.count())
        .where(col(Call.group_id) == group.id, col(Call.state).in_(_GOES_ON))
        .group_by(col(Call.state))
    )
    counts = {state: int(count) for state, count in session.execute(statement)}
    return counts.get(CallState.OPEN, 0), counts.get(CallState.DRAFT, 0)


def end_with_group(
    session: Session, group: Group, *, reason: str = "", by: Person | None, now: datetime
) -> list[Call]:
    """Cancel the open calls of a group that was discharged, with the reason, and throw away its
    drafts; those that were open.
    """
    why = f"The group was discharged. {reason}".strip()[:REASON_LENGTH]
    cancelled = []
    for found in _not_ended(session, group):
        call = locked(session, found)
        if call.state is CallState.OPEN:
            cancel(session, call, why, by=by, now=now)
            cancelled.append(call)
        elif call.state is CallState.DRAFT:
            discard(session, call, by=by, now=now)
    return cancelled


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
