"""Writing promises: a message is a row, in the same transaction as the change that causes it."""

import base64
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models import Lane, OutboxMessage, OutboxOp, OutboxState
from models.database import dialect_insert
from models.outbox import DEAD, WAITING
from models.payloads import Message

GONE_OUT = (OutboxState.SENT, OutboxState.SENDING, OutboxState.UNSURE, OutboxState.DEAD)
"""The states of a card that may stand somewhere as it was."""


@dataclass(frozen=True)
class Draft:
    """A message that is to be promised, one of many."""

    to: str
    key: str
    message: Message
    expires_at: datetime


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
    row = _row(
        OutboxOp.POST,
        message,
        to=to,
        key=key,
        now=now,
        subject=subject,
        due_at=due_at,
        expires_at=expires_at,
    )
    return key in _insert(session, [row])


def post_all(session: Session, drafts: Iterable[Draft], now: datetime) -> set[str]:
    """The keys under which nothing was promised before; one query for a thousand."""
    rows = [
        _row(OutboxOp.POST, one.message, to=one.to, key=one.key, now=now, expires_at=one.expires_at)
        for one in drafts
    ]
    return _insert(session, rows)


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
    """Promise a file to a Slack channel or person, with ``text`` beside it;
    False if it exists already.
    """
    payload = {"filename": filename, "content": base64.b64encode(content).decode(), "text": text}
    return key in _insert(session, [_row(OutboxOp.FILE, payload, to=to, key=key, now=now)])


def update_cards(
    session: Session, subject: str, message: Message, *, revision: str, now: datetime
) -> int:
    """Promise to redraw every message that was posted about ``subject``; how many there are.

    Cards that have not gone out yet are redrawn in the outbox itself, and so are those that were
    given up: somebody may have them sent again.
    """
    unsent = (
        sa.update(OutboxMessage)
        .where(col(OutboxMessage.subject) == subject, col(OutboxMessage.op) == OutboxOp.POST)
        .where(col(OutboxMessage.state).in_((OutboxState.READY, OutboxState.DEAD)))
        .values(payload=message)
    )
    session.exec(unsent)
    # A card that is on the wire shows the old state when it arrives, were it long after it was
    # given up. The lane keeps the redrawing behind it.
    gone_out = select(OutboxMessage.id, OutboxMessage.lane).where(
        col(OutboxMessage.subject) == subject,
        col(OutboxMessage.op) == OutboxOp.POST,
        col(OutboxMessage.state).in_(GONE_OUT),
    )
    cards = session.exec(gone_out).all()
    redrawings = [
        _row(
            OutboxOp.UPDATE,
            message | {"card": card},
            to=lane,
            now=now,
            subject=subject,
            key=f"redraw|{card}|{revision}",
        )
        for card, lane in cards
    ]
    _insert(session, redrawings)
    return len(cards)


def drop(session: Session, *, subject: str, kind: str, reason: str) -> int:
    """Withdraw what is still waiting of one kind about ``subject``; how many rows that were."""
    key = col(OutboxMessage.key)
    statement = (
        sa.update(OutboxMessage)
        .where(sa.text(WAITING), col(OutboxMessage.state) == OutboxState.READY)
        .where(key.startswith(f"{kind}|", autoescape=True))
        # A reminder is about a meeting without being a card of it, so its key tells and its subject
        # does not.
        .where(
            sa.or_(
                col(OutboxMessage.subject) == subject,
                key.startswith(f"{kind}|{subject}|", autoescape=True),
            )
        )
        .values(state=OutboxState.DROPPED, error=reason)
    )
    return session.exec(statement).rowcount


def drop_except(session: Session, *, kind: str, keep: Collection[str], reason: str) -> int:
    """Withdraw what still waits of one kind, save under the keys in ``keep``;
    how many rows that were.
    """
    stale = waiting(session, kind) - set(keep)
    statement = sa.update(OutboxMessage).where(
        col(OutboxMessage.key).in_(stale), col(OutboxMessage.state) == OutboxState.READY
    )
    return (
        session.exec(statement.values(state=OutboxState.DROPPED, error=reason)).rowcount
        if stale
        else 0
    )


def move(session: Session, *, frm: str, to: str, now: datetime) -> None:
    """Send what a channel has not got yet to another, also what it refused to take.

    Cards that stand in the old channel stay there; where nobody can change them any more, nothing
    tries to.
    """
    there = sa.update(OutboxMessage).where(col(OutboxMessage.lane) == frm)
    ready = there.where(sa.text(WAITING), col(OutboxMessage.state) == OutboxState.READY)
    is_update = col(OutboxMessage.op) == OutboxOp.UPDATE
    session.exec(ready.where(~is_update).values(lane=to))
    if trouble := session.exec(
        select(Lane.trouble).where(Lane.name == frm, Lane.trouble != "")
    ).first():
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


def texts(session: Session, keys: Sequence[str]) -> dict[str, str]:
    """What the messages with these keys say that wait and are not on their way."""
    return {row.key: row.payload["text"] for row in session.exec(_ready(keys))} if keys else {}


def reword(session: Session, messages: Mapping[str, Message]) -> set[str]:
    """Let messages that wait say something else, by key; one that Slack wants plain stays plain.

    The keys of those that still waited.
    """
    if not messages:
        return set()
    rows = session.exec(_ready(list(messages)).with_for_update()).all()
    for row in rows:
        said = messages[row.key]
        row.payload = said if "blocks" in row.payload else {"text": said["text"]}
        session.add(row)
    session.flush()
    return {row.key for row in rows}


def _ready(keys: Sequence[str]) -> SelectOfScalar[OutboxMessage]:
    ready = (sa.text(WAITING), col(OutboxMessage.state) == OutboxState.READY)
    return select(OutboxMessage).where(*ready, col(OutboxMessage.key).in_(keys))


def keep_silent(
    session: Session, *, to: str, key: str, now: datetime, reason: str, subject: str = ""
) -> bool:
    """Decide for good that nothing is said under ``key``;
    False if something was promised before.
    """
    return key in _insert(
        session, [_silence(to=to, key=key, now=now, reason=reason, subject=subject)]
    )


def keep_all_silent(
    session: Session, keys: Mapping[str, str], *, now: datetime, reason: str
) -> set[str]:
    """Like ``keep_silent`` for many keys, each with its addressee; those that are new."""
    return _insert(
        session, [_silence(to=to, key=key, now=now, reason=reason) for key, to in keys.items()]
    )


def known(session: Session, keys: Sequence[str]) -> set[str]:
    """Those of ``keys`` under which something was promised or decided already."""
    if not keys:
        return set()
    return set(session.exec(select(OutboxMessage.key).where(col(OutboxMessage.key).in_(keys))))


def _silence(*, to: str, key: str, now: datetime, reason: str, subject: str = "") -> dict[str, Any]:
    row = _row(OutboxOp.POST, {}, to=to, key=key, now=now, subject=subject)
    return row | {"state": OutboxState.DROPPED, "error": reason}


def _row(
    op: OutboxOp,
    message: Message,
    *,
    to: str,
    key: str,
    now: datetime,
    subject: str = "",
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> dict[str, Any]:
    return {
        "key": key,
        "lane": to,
        "op": op,
        "payload": message,
        "subject": subject,
        "state": OutboxState.READY,
        "due_at": due_at or now,
        "wake_at": due_at or now,
        "expires_at": expires_at,
        "tries": 0,
        "looks": 0,
        "owner": "",
        "mark": secrets.token_hex(16),
        "receipt": {},
        "error": "",
        "created_at": now,
    }


def _insert(session: Session, rows: Sequence[dict[str, Any]]) -> set[str]:
    """The keys of the rows that were written, and were not there before."""
    if not rows:
        return set()
    # What comes back tells what was written; PostgreSQL's driver gives no row count for this.
    statement = (
        dialect_insert(session, OutboxMessage)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(col(OutboxMessage.key))
    )
    return set(session.connection().execute(statement, list(rows)).scalars())
