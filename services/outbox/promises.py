"""Writing promises: a message is a row, in the same transaction as the change that causes it."""

import base64
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import OutboxMessage, OutboxOp, OutboxState
from models.database import dialect_insert, run_plain
from models.messages import REDRAW, Key, Medium, Recipient, expiry
from models.payloads import Message
from models.subjects import Subject

GONE_OUT = (OutboxState.SENT, OutboxState.SENDING, OutboxState.UNSURE, OutboxState.DEAD)
"""The states of a card that may stand somewhere as it was."""

UNSENT = (OutboxState.READY, OutboxState.DEAD)
"""The states of a card that is redrawn in the outbox itself."""


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
    session: Session,
    subject: Subject,
    message: Message,
    *,
    revision: tuple[str, ...],
    now: datetime,
    shut_out: Collection[str] = (),
    due_at: datetime | None = None,
) -> int:
    """Promise to redraw every message that was posted about ``subject``; how many there are.

    The parts of ``revision`` tell what they then show from what they showed before. Messages in the
    lanes that are ``shut_out`` stay as they are.

    Cards that have not gone out yet are redrawn in the outbox itself, and so are those that were
    given up: somebody may have them sent again. A mail that has gone out stays as it is. Of what
    is to be drawn at the same moment ``due_at``, the last alone is.
    """
    return update_all_cards(
        session,
        {subject: message},
        revision=revision,
        now=now,
        shut_out={subject: shut_out},
        due_at=due_at,
    )


def update_all_cards(
    session: Session,
    messages: Mapping[Subject, Message],
    *,
    revision: tuple[str, ...],
    now: datetime,
    shut_out: Mapping[Subject, Collection[str]],
    due_at: datetime | None = None,
) -> int:
    """The same for many subjects, each with its message and the lanes that are shut out: three
    queries, and one for each subject with such lanes.
    """
    if not messages:
        return 0
    _redraw_unsent(session, messages, shut_out)
    by_text = {str(subject): subject for subject in messages}
    # A card that is on the wire shows the old state when it arrives, were it long after it was
    # given up. The lane keeps the redrawing behind it.
    gone_out = run_plain(session, _GONE_OUT, {"about": list(by_text)}).all()
    cards = [
        (card, by_text[text], lane)
        for card, text, lane in gone_out
        if lane not in shut_out.get(by_text[text], ()) and may_be_redrawn(lane)
    ]
    redrawings = [
        _redrawing(messages[subject], card, lane, revision, now, due_at) | {"subject": str(subject)}
        for card, subject, lane in cards
    ]
    _insert(session, redrawings)
    return len(cards)


def _redraw_unsent(
    session: Session,
    messages: Mapping[Subject, Message],
    shut_out: Mapping[Subject, Collection[str]],
) -> None:
    open_to_all = []
    for subject, message in messages.items():
        drawn = {"about": str(subject), "message": message}
        if lanes := shut_out.get(subject):
            is_open = col(OutboxMessage.lane).not_in(list(lanes))
            run_plain(session, _REDRAW_UNSENT.where(is_open), drawn)
        else:
            open_to_all.append(drawn)
    if open_to_all:
        run_plain(session, _REDRAW_UNSENT, open_to_all)


def redraw(
    session: Session,
    message: Message,
    *,
    card: int,
    lane: str,
    revision: tuple[str, ...],
    now: datetime,
) -> None:
    """Promise that one message that was sent shows something else, where it is no mail."""
    if may_be_redrawn(lane):
        _insert(session, [_redrawing(message, card, lane, revision, now)])


def may_be_redrawn(lane: str) -> bool:
    """Whether what went out in a lane can be changed there: a mail cannot."""
    return not lane.startswith(Medium.MAIL.prefix)


def _redrawing(
    message: Message,
    card: int,
    lane: str,
    revision: tuple[str, ...],
    now: datetime,
    due_at: datetime | None = None,
) -> dict[str, Any]:
    return _row(
        OutboxOp.UPDATE,
        message | {"card": card},
        lane=lane,
        now=now,
        due_at=due_at,
        key=Key(REDRAW, occurrence=(str(card), *revision)),
    )


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


def note_told(
    session: Session,
    *,
    to: Recipient,
    key: Key,
    now: datetime,
    reason: str,
    subject: Subject | None = None,
) -> bool:
    """Note that something was said under ``key`` of which there is no receipt; False if something
    was promised before.
    """
    row = _suppressed(to, key, now, reason, subject) | {"state": OutboxState.SENT}
    return bool(_insert(session, [row]))


def known(session: Session, keys: Iterable[Key], *, dropped_as: str | None = None) -> set[Key]:
    """Those of ``keys`` under which something was promised or decided already. What was dropped
    for the reason ``dropped_as`` does not count.
    """
    if dropped_as is None:
        return _found(session, keys, sa.true())
    is_dropped = col(OutboxMessage.state) == OutboxState.DROPPED
    counts = ~sa.and_(is_dropped, col(OutboxMessage.error) == dropped_as)
    return _found(session, keys, counts)


def promised(session: Session, keys: Iterable[Key]) -> set[Key]:
    """Those of ``keys`` under which something waits or went out, and was not dropped."""
    return _found(session, keys, col(OutboxMessage.state) != OutboxState.DROPPED)


def _found(session: Session, keys: Iterable[Key], condition: sa.ColumnElement[bool]) -> set[Key]:
    """Those of ``keys`` of which there is a message under this condition."""
    by_text = {str(key): key for key in keys}
    if not by_text:
        return set()
    found = select(OutboxMessage.key).where(col(OutboxMessage.key).in_(by_text), condition)
    return {by_text[text] for text in session.exec(found)}


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


_IS_CARD = col(OutboxMessage.op) == OutboxOp.POST
_REDRAW_UNSENT = (
    sa.update(OutboxMessage)
    .where(col(OutboxMessage.subject) == sa.bindparam("about"), _IS_CARD)
    .where(sa.or_(*(col(OutboxMessage.state) == state for state in UNSENT)))
    .values(payload=sa.bindparam("message", type_=sa.JSON()))
)
_GONE_OUT = (
    select(OutboxMessage.id, OutboxMessage.subject, OutboxMessage.lane)
    .where(col(OutboxMessage.subject).in_(sa.bindparam("about", expanding=True)), _IS_CARD)
    .where(col(OutboxMessage.state).in_(GONE_OUT))
    .order_by(col(OutboxMessage.id))
)
