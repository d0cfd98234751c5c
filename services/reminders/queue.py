"""What was promised already, and how what waits is held back or withdrawn."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import OutboxMessage, OutboxState, ToldReminder
from services import outbox
from services.reminders.due import Due


def known(session: Session, keys: Sequence[str]) -> set[str]:
    """Those of ``keys`` that were promised, told in a personal digest, or decided against."""
    if not keys:
        return set()
    in_digests = select(ToldReminder.key).where(col(ToldReminder.key).in_(keys))
    return outbox.known(session, keys) | set(session.exec(in_digests))


def hold_back(session: Session, found: Collection[Due], now: datetime) -> int:
    """Keep what waits from people who are not to be disturbed now; it is asked for again when they
    are.

    What was tried already keeps its row, by which it could still be found in Slack, and waits in
    it.
    """
    later = {one.key: one.at for one in found if one.at > now}
    waiting = col(OutboxMessage.state) == OutboxState.READY
    rows = session.exec(
        select(OutboxMessage).where(waiting, col(OutboxMessage.key).in_(later))
    ).all()
    for row in rows:
        if row.tries == 0:
            session.delete(row)
        elif row.wake_at < later[row.key]:
            row.due_at = row.wake_at = later[row.key]
            session.add(row)
    session.flush()
    return len(rows)


def answered(session: Session, meeting_id: int, person_id: int, *, declined: bool) -> int:
    """Withdraw what waits for somebody about a meeting to which she has answered;
    how many rows that were.
    """
    kinds = ("nudge", "remind") if declined else ("nudge",)
    mine = [
        col(OutboxMessage.key).like(f"{kind}|meeting:{meeting_id}|%|person:{person_id}")
        for kind in kinds
    ]
    statement = sa.update(OutboxMessage).where(
        col(OutboxMessage.state) == OutboxState.READY, sa.or_(*mine)
    )
    return session.exec(statement.values(state=OutboxState.DROPPED, error="answered")).rowcount
