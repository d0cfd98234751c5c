"""The lanes in which messages go out: how fast, and whether at all."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Lane, OutboxMessage, OutboxOp
from models.database import dialect_insert
from models.outbox import WORKSPACE

PACE = timedelta(seconds=1.1)
"""Slack takes one message a second in a channel."""
PACES = {OutboxOp.UPDATE: timedelta(seconds=1.2), OutboxOp.FILE: timedelta(seconds=1.2)}
"""Slack takes 50 redrawings a minute in all channels together,
and as many openings of direct messages.
"""


def kind_lane(op: OutboxOp) -> str:
    """The lane that holds one kind of call in all channels."""
    return f"{WORKSPACE}{op}"


def keep_pace(session: Session, message: OutboxMessage, *, now: datetime) -> None:
    """Let nothing else out too soon after ``message``."""
    hold(session, message.lane, until=now + PACE)
    if pace := PACES.get(message.op):
        hold(session, kind_lane(message.op), until=now + pace)


def hold(session: Session, lane: str, *, until: datetime) -> None:
    """Let nothing out of ``lane`` before ``until``; a longer hold stays as it is."""
    _upsert(session, lane, {"next_at": until}, next_at=until, where=col(Lane.next_at) < until)


def close(session: Session, lane: str, trouble: str, *, now: datetime) -> None:
    """Let nothing out of a channel that takes nothing, until it is reopened.

    The workspace is only marked.
    """
    _upsert(session, lane, {"trouble": trouble[:64]}, next_at=now)


def reopen(session: Session, lane: str) -> bool:
    """Let messages out of ``lane`` again; whether anything was wrong with it."""
    closed = sa.update(Lane).where(col(Lane.name) == lane, col(Lane.trouble) != "")
    return session.exec(closed.values(trouble="", told_at=None)).rowcount == 1


def told(session: Session, lane: str, *, now: datetime) -> None:
    """Note that somebody was told what is wrong with ``lane``."""
    _upsert(session, lane, {"told_at": now}, next_at=now)


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
