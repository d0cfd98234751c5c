"""The lanes in which messages go out: how fast, and whether at all."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Lane, OutboxMessage, OutboxOp
from models.database import dialect_insert
from models.messages import Medium
from models.outbox import hold_of

PACE = timedelta(seconds=1.1)
"""Slack takes one message a second in a channel."""
PACES = {
    (Medium.SLACK, OutboxOp.UPDATE): timedelta(seconds=1.2),
    (Medium.SLACK, OutboxOp.FILE): timedelta(seconds=1.2),
}
"""Slack takes 50 redrawings a minute in all channels together,
and as many openings of direct messages.
"""

LONGEST_PAUSE = timedelta(minutes=15)
"""No medium is left alone for longer, whatever it wants."""
CLOCKS_DIFFER = timedelta(minutes=1)
"""By how much the clocks of two machines may differ that share the work."""


def travels_by(medium: Medium | None) -> sa.ColumnElement[bool]:
    """The condition that a row of the outbox travels by this medium; by any, where it is None."""
    if medium is None:
        return sa.true()
    lane = col(OutboxMessage.lane)
    others = [other.prefix for other in Medium if other.prefix and other is not medium]
    return sa.and_(lane.startswith(medium.prefix), *(~lane.startswith(name) for name in others))


def keep_pace(session: Session, message: OutboxMessage, *, now: datetime) -> None:
    """Let nothing else out too soon after ``message``."""
    hold(session, message.lane, PACE, now=now)
    medium = message.recipient.medium
    if pace := PACES.get((medium, message.op)):
        hold(session, hold_of(medium, message.op), pace, now=now)


def hold(session: Session, lane: str, pause: timedelta, *, now: datetime) -> None:
    """Let nothing out of ``lane`` for ``pause``; a longer hold stays as it is."""
    until = now + min(pause, LONGEST_PAUSE)
    is_over = sa.or_(
        col(Lane.next_at) < until, col(Lane.next_at) > now + LONGEST_PAUSE + CLOCKS_DIFFER
    )
    _upsert(session, lane, {"next_at": until}, next_at=until, where=is_over)


def holds(
    lane: sa.ColumnElement[str], now: sa.ColumnElement[datetime], lane_latest: Any, latest: Any
) -> sa.ColumnElement[bool]:
    """The condition that a row of ``lanes`` holds messages in ``lane``, its own or a medium's.

    A hold that ends later than ``lane_latest`` or ``latest``, the latest that one of its kind can
    end, was made before the clock was set back, and is none.
    """
    ends = sa.case((col(Lane.name) == lane, lane_latest), else_=latest)
    return sa.and_(col(Lane.next_at) > now, col(Lane.next_at) <= ends)


def close(session: Session, lane: str, trouble: str, *, now: datetime) -> None:
    """Let nothing out of a channel that takes nothing, until it is reopened.

    A medium is only marked.
    """
    _upsert(session, lane, {"trouble": trouble[:64]}, next_at=now)


def reopen(session: Session, lane: str) -> bool:
    """Let messages out of ``lane`` again; whether anything was wrong with it."""
    closed = sa.update(Lane).where(col(Lane.name) == lane, col(Lane.trouble) != "")
    return session.exec(closed.values(trouble="", alerted_at=None)).rowcount == 1


def note_alert(session: Session, lane: str, *, now: datetime) -> None:
    """Note that somebody was alerted of what is wrong with ``lane``."""
    _upsert(session, lane, {"alerted_at": now}, next_at=now)


def _upsert(
    session: Session,
    lane: str,
    values: dict[str, Any],
    *,
    next_at: datetime,
    where: sa.ColumnElement[bool] | None = None,
) -> None:
    statement = dialect_insert(session, Lane).values(name=lane, **{"next_at": next_at} | values)
    session.exec(statement.on_conflict_do_update(index_elements=["name"], set_=values, where=where))
