"""Writing promises: a message is a row, in the same transaction as the change that causes it."""

import base64
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from models import Lane, OutboxMessage, OutboxOp, OutboxState
from models.outbox import DEAD, WAITING

Message = dict[str, Any]


def post(
    session: Session,
    message: Message,
    *,
    to: str,
    key: str,
    now: datetime,
    subject: str = "",
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Promise ``message`` to a Slack channel or person; False if the same promise exists already.

    ``key`` reads ``kind|subject|occurrence|recipient`` and is unique for ever. A message that has a
    ``subject`` is a card: ``update_cards`` redraws it.
    """
    return _insert(
        session, OutboxOp.POST, message, to=to, key=key, now=now, subject=subject, due_at=due_at,
        expires_at=expires_at,
    )  # fmt: skip


def send_file(
    session: Session,
    *,
    filename: str,
    content: bytes,
    text: str,
    to: str,
    key: str,
    now: datetime,
) -> bool:
    """Promise a file to a Slack channel or person, with ``text`` beside it; False if it exists already."""
    payload = {"filename": filename, "content": base64.b64encode(content).decode(), "text": text}
    return _insert(
        session, OutboxOp.FILE, payload, to=to, key=key, now=now, subject="", due_at=None, expires_at=None
    )


def update_cards(session: Session, subject: str, message: Message, *, revision: str, now: datetime) -> int:
    """Promise to redraw every message that was posted about ``subject``; how many there are.

    Cards that have not gone out yet are redrawn in the outbox itself.
    """
    unsent = (
        sa.update(OutboxMessage)
        .where(col(OutboxMessage.subject) == subject, col(OutboxMessage.op) == OutboxOp.POST)
        .where(col(OutboxMessage.state) == OutboxState.READY)
        .values(payload=message)
    )
    session.exec(unsent)
    # A card that is on the wire shows the old state when it arrives. The lane keeps the redrawing behind it.
    gone_out = select(OutboxMessage.id, OutboxMessage.lane).where(
        col(OutboxMessage.subject) == subject,
        col(OutboxMessage.op) == OutboxOp.POST,
        col(OutboxMessage.state).in_((OutboxState.SENT, OutboxState.SENDING, OutboxState.UNSURE)),
    )
    cards = session.exec(gone_out).all()
    for card, lane in cards:
        _insert(
            session, OutboxOp.UPDATE, message | {"card": card}, to=lane, now=now, subject=subject,
            key=f"redraw|{card}|{revision}", due_at=None, expires_at=None,
        )  # fmt: skip
    return len(cards)


def drop(session: Session, *, subject: str, kind: str, reason: str) -> int:
    """Withdraw what is still waiting of one kind about ``subject``; how many rows that were."""
    key = col(OutboxMessage.key)
    statement = (
        sa.update(OutboxMessage)
        .where(sa.text(WAITING), col(OutboxMessage.state) == OutboxState.READY)
        .where(key.startswith(f"{kind}|", autoescape=True))
        # A reminder is about a meeting without being a card of it, so its key tells and its subject does not.
        .where(
            sa.or_(
                col(OutboxMessage.subject) == subject, key.startswith(f"{kind}|{subject}|", autoescape=True)
            )
        )
        .values(state=OutboxState.DROPPED, error=reason)
    )
    return session.exec(statement).rowcount


def drop_except(session: Session, *, kind: str, keep: Collection[str], reason: str) -> int:
    """Withdraw what still waits of one kind, save under the keys in ``keep``; how many rows that were."""
    stale = waiting(session, kind) - set(keep)
    statement = sa.update(OutboxMessage).where(
        col(OutboxMessage.key).in_(stale), col(OutboxMessage.state) == OutboxState.READY
    )
    return session.exec(statement.values(state=OutboxState.DROPPED, error=reason)).rowcount if stale else 0


def move(session: Session, *, frm: str, to: str, now: datetime) -> None:
    """Send what a channel has not got yet to another, also what it refused to take.

    Cards that stand in the old channel stay there; where nobody can change them any more, nothing tries to.
    """
    there = sa.update(OutboxMessage).where(col(OutboxMessage.lane) == frm)
    ready = there.where(sa.text(WAITING), col(OutboxMessage.state) == OutboxState.READY)
    is_update = col(OutboxMessage.op) == OutboxOp.UPDATE
    session.exec(ready.where(~is_update).values(lane=to))
    if trouble := session.exec(select(Lane.trouble).where(Lane.name == frm, Lane.trouble != "")).first():
        refused = there.where(sa.text(DEAD), col(OutboxMessage.error) == trouble, ~is_update)
        session.exec(refused.values(lane=to, state=OutboxState.READY, wake_at=now, looks=0))
        over = {"state": OutboxState.DROPPED, "error": "the group works in another channel now"}
        session.exec(there.where(sa.text(WAITING), is_update).values(**over))


def waiting(session: Session, kind: str) -> set[str]:
    """The keys of one kind under which something waits and is not on its way."""
    statement = select(OutboxMessage.key).where(
        sa.text(WAITING),
        col(OutboxMessage.state) == OutboxState.READY,
        col(OutboxMessage.key).startswith(f"{kind}|", autoescape=True),
    )
    return set(session.exec(statement))


def keep_silent(
    session: Session, *, to: str, key: str, now: datetime, reason: str, subject: str = ""
) -> bool:
    """Decide for good that nothing is said under ``key``; False if something was promised before."""
    nothing: Message = {}
    written = _insert(
        session, OutboxOp.POST, nothing, to=to, key=key, now=now, subject=subject, due_at=None,
        expires_at=None,
    )  # fmt: skip
    if written:
        silent = sa.update(OutboxMessage).where(col(OutboxMessage.key) == key)
        session.exec(silent.values(state=OutboxState.DROPPED, error=reason))
    return written


def known(session: Session, keys: Sequence[str]) -> set[str]:
    """Those of ``keys`` under which something was promised or decided already."""
    if not keys:
        return set()
    return set(session.exec(select(OutboxMessage.key).where(col(OutboxMessage.key).in_(keys))))


def _insert(
    session: Session,
    op: OutboxOp,
    message: Message,
    *,
    to: str,
    key: str,
    now: datetime,
    subject: str,
    due_at: datetime | None,
    expires_at: datetime | None,
) -> bool:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    row = {
        "key": key, "lane": to, "op": op, "payload": message, "subject": subject,
        "state": OutboxState.READY, "due_at": due_at or now, "wake_at": due_at or now,
        "expires_at": expires_at, "tries": 0, "looks": 0, "owner": "", "mark": secrets.token_hex(16),
        "receipt": {}, "error": "", "created_at": now,
    }  # fmt: skip
    statement = dialect.insert(OutboxMessage).values(**row).on_conflict_do_nothing(index_elements=["key"])
    # What comes back tells whether it was written; PostgreSQL's driver gives no row count for this.
    return session.exec(statement.returning(OutboxMessage.id)).first() is not None
