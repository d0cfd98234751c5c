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


def keep_pace(session: Session, message: OutboxMessage, *, now: datetime) -> None:
    """Let nothing else out too soon after ``message``."""
    hold(session, message.lane, until=now + PACE)
    medium = message.recipient.medium
    if pace := PACES.get((medium, message.op)):
        hold(session, hold_of(medium, message.op), until=now + pace)


def hold(session: Session, lane: str, *, until: datetime) -> None:
    """Let nothing out of ``lane`` before ``until``; a longer hold stays as it is."""
    _upsert(session, lane, {"next_at": until}, next_at=until, where=col(Lane.next_at) < until)


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
