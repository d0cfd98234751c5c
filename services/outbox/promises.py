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
from models.messages import KINDS, REDRAW, Key, MessageKind, Recipient, Withdrawn, expiry
from models.outbox import DEAD, WAITING
from models.payloads import Message
from models.subjects import Subject
from services.outbox.keys import keyed

GONE_OUT = (OutboxState.SENT, OutboxState.SENDING, OutboxState.UNSURE, OutboxState.DEAD)
"""The states of a card that may stand somewhere as it was."""


@dataclass(frozen=True)
class Promise:
    """A message that is to be promised, one of many."""

    to: Recipient
    key: Key
    message: Message
    expires_at: datetime


def post(
    session: Session,
    message: Message,
    *,
    to: Recipient,
    key: Key,
    now: datetime,
    subject: Subject | None = None,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Promise ``message``; False if the same promise exists already.

    A message that has a ``subject`` is a card: ``update_cards`` redraws it. Without ``expires_at``
    it is of use for as long as its kind says.
    """
    due_at = due_at or now
    row = _row(
        OutboxOp.POST,
        message,
        lane=to.lane,
        key=key,
        now=now,
        subject=subject,
        due_at=due_at,
        expires_at=expires_at or expiry(key.kind, due_at),
    )
    return bool(_insert(session, [row]))


def post_all(session: Session, promises: Iterable[Promise], now: datetime) -> set[Key]:
    """The keys under which nothing was promised before; one query for a thousand."""
    rows = {
        promise.key: _row(
            OutboxOp.POST,
            promise.message,
            lane=promise.to.lane,
            key=promise.key,
            now=now,
            expires_at=promise.expires_at,
        )
        for promise in promises
    }
    return _among(rows, _insert(session, list(rows.values())))


def send_file(
    session: Session,
    *,
    filename: str,
    content: bytes,
    text: str,
    to: Recipient,
    key: Key,
    now: datetime,
) -> bool:
    """Promise a file, with ``text`` beside it; False if it exists already."""
    payload = {"filename": filename, "content": base64.b64encode(content).decode(), "text": text}
    return bool(_insert(session, [_row(OutboxOp.FILE, payload, lane=to.lane, key=key, now=now)]))


def update_cards(
    session: Session, subject: Subject, message: Message, *, revision: str, now: datetime
) -> int:
    """Promise to redraw every message that was posted about ``subject``; how many there are.

    Cards that have not gone out yet are redrawn in the outbox itself, and so are those that were
    given up: somebody may have them sent again.
    """
    unsent = (
        sa.update(OutboxMessage)
        .where(col(OutboxMessage.subject) == str(subject))
        .where(col(OutboxMessage.op) == OutboxOp.POST)
        .where(col(OutboxMessage.state).in_((OutboxState.READY, OutboxState.DEAD)))
        .values(payload=message)
    )
    session.exec(unsent)
    # A card that is on the wire shows the old state when it arrives, were it long after it was
    # given up. The lane keeps the redrawing behind it.
    gone_out = select(OutboxMessage.id, OutboxMessage.lane).where(
        col(OutboxMessage.subject) == str(subject),
        col(OutboxMessage.op) == OutboxOp.POST,
        col(OutboxMessage.state).in_(GONE_OUT),
    )
    cards = session.exec(gone_out).all()
    redrawings = [
        _row(
            OutboxOp.UPDATE,
            message | {"card": card},
            lane=lane,
            now=now,
            subject=subject,
            key=Key(REDRAW, occurrence=f"{card}|{revision}"),
        )
        for card, lane in cards
    ]
    _insert(session, redrawings)
    return len(cards)


def drop(session: Session, *, subject: Subject, kind: MessageKind, reason: str) -> int:
    """Withdraw what is still waiting of one kind about ``subject``; how many rows that were."""
    return _drop(session, subject, [kind], reason)


def withdraw(session: Session, subject: Subject, *, reason: str, has_ended: bool = False) -> int:
    """Withdraw what still waits of all kinds that do not outlive a change of ``subject``, or its
    end; how many rows that were.
    """
    fitting = {Withdrawn.WITH_EACH_CHANGE, *([Withdrawn.AT_THE_END] if has_ended else [])}
    return _drop(session, subject, [kind for kind in KINDS if kind.withdrawn in fitting], reason)


def _drop(session: Session, subject: Subject, kinds: Iterable[MessageKind], reason: str) -> int:
    # A reminder is about a meeting without being a card of it, so its key tells and its subject
    # does not.
    is_card = col(OutboxMessage.subject) == str(subject)
    about = [sa.or_(keyed(kind, subject=subject), sa.and_(is_card, keyed(kind))) for kind in kinds]
    statement = (
        sa.update(OutboxMessage)
        .where(sa.text(WAITING), col(OutboxMessage.state) == OutboxState.READY)
        .where(sa.or_(*about))
        .values(state=OutboxState.DROPPED, error=reason)
    )
    return session.exec(statement).rowcount


def drop_except(session: Session, *, kind: MessageKind, keep: Collection[Key], reason: str) -> int:
    """Withdraw what still waits of one kind, save under the keys in ``keep``;
    how many rows that were.
    """
    stale = waiting(session, kind) - set(keep)
    if not stale:
        return 0
    statement = sa.update(OutboxMessage).where(
        col(OutboxMessage.key).in_(_texts(stale)), col(OutboxMessage.state) == OutboxState.READY
    )
    return session.exec(statement.values(state=OutboxState.DROPPED, error=reason)).rowcount


def move(session: Session, *, source: Recipient, target: Recipient, now: datetime) -> None:
    """Send what a channel has not got yet to another, also what it refused to take.

    Cards that stand in the old channel stay there; where nobody can change them any more, nothing
    tries to.
    """
    there = sa.update(OutboxMessage).where(col(OutboxMessage.lane) == source.lane)
    ready = there.where(sa.text(WAITING), col(OutboxMessage.state) == OutboxState.READY)
    is_update = col(OutboxMessage.op) == OutboxOp.UPDATE
    session.exec(ready.where(~is_update).values(lane=target.lane))
    if trouble := session.exec(
        select(Lane.trouble).where(Lane.name == source.lane, Lane.trouble != "")
    ).first():
        refused = there.where(sa.text(DEAD), col(OutboxMessage.error) == trouble, ~is_update)
        again = {"state": OutboxState.READY, "wake_at": now, "searches": 0}
        session.exec(refused.values(lane=target.lane, **again))
        over = {"state": OutboxState.DROPPED, "error": "the group works in another channel now"}
        session.exec(there.where(sa.text(WAITING), is_update).values(**over))


def waiting(session: Session, kind: MessageKind) -> set[Key]:
    """The keys of one kind under which something waits and is not on its way."""
    statement = select(OutboxMessage.key).where(
        sa.text(WAITING), col(OutboxMessage.state) == OutboxState.READY, keyed(kind)
    )
    return {Key.parse(text) for text in session.exec(statement)}


def texts(session: Session, keys: Collection[Key]) -> dict[Key, str]:
    """What the messages with these keys say that wait and are not on their way."""
    if not keys:
        return {}
    return {Key.parse(row.key): row.payload["text"] for row in session.exec(_ready(keys))}


def rewrite(session: Session, messages: Mapping[Key, Message]) -> set[Key]:
    """Let messages that wait say something else, by key; one that Slack wants plain stays plain.

    The keys of those that still waited.
    """
    if not messages:
        return set()
    by_text = {str(key): message for key, message in messages.items()}
    rows = session.exec(_ready(messages).with_for_update()).all()
    for row in rows:
        message = by_text[row.key]
        row.payload = message if "blocks" in row.payload else {"text": message["text"]}
        session.add(row)
    session.flush()
    return _among(messages, {row.key for row in rows})


def _ready(keys: Iterable[Key]) -> SelectOfScalar[OutboxMessage]:
    ready = (sa.text(WAITING), col(OutboxMessage.state) == OutboxState.READY)
    return select(OutboxMessage).where(*ready, col(OutboxMessage.key).in_(_texts(keys)))


def suppress(
    session: Session,
    *,
    to: Recipient,
    key: Key,
    now: datetime,
    reason: str,
    subject: Subject | None = None,
) -> bool:
    """Decide for good that nothing is said under ``key``;
    False if something was promised before.
    """
    return bool(_insert(session, [_suppressed(to, key, now, reason, subject)]))


def suppress_all(
    session: Session, keys: Mapping[Key, Recipient], *, now: datetime, reason: str
) -> set[Key]:
    """Like ``suppress`` for many keys, each with its recipient; those that are new."""
    rows = [_suppressed(to, key, now, reason) for key, to in keys.items()]
    return _among(keys, _insert(session, rows))


def known(session: Session, keys: Iterable[Key]) -> set[Key]:
    """Those of ``keys`` under which something was promised or decided already."""
    by_text = {str(key): key for key in keys}
    if not by_text:
        return set()
    found = select(OutboxMessage.key).where(col(OutboxMessage.key).in_(by_text))
    return {by_text[text] for text in session.exec(found)}


def _texts(keys: Iterable[Key]) -> list[str]:
    return [str(key) for key in keys]


def _among(keys: Iterable[Key], texts: Collection[str]) -> set[Key]:
    return {key for key in keys if str(key) in texts}


def _suppressed(
    to: Recipient, key: Key, now: datetime, reason: str, subject: Subject | None = None
) -> dict[str, Any]:
    row = _row(OutboxOp.POST, {}, lane=to.lane, key=key, now=now, subject=subject)
    return row | {"state": OutboxState.DROPPED, "error": reason}


def _row(
    op: OutboxOp,
    message: Message,
    *,
    lane: str,
    key: Key,
    now: datetime,
    subject: Subject | None = None,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> dict[str, Any]:
    return {
        "key": str(key),
        "lane": lane,
        "op": op,
        "payload": message,
        "subject": str(subject or ""),
        "state": OutboxState.READY,
        "due_at": due_at or now,
        "wake_at": due_at or now,
        "expires_at": expires_at,
        "tries": 0,
        "searches": 0,
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
