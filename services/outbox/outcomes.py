"""How sending ended, and what follows from it for the message."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import OutboxMessage, OutboxOp, OutboxState
from models.deliveries import Retried
from models.outbox import DEAD, hold_of
from services.outbox.claims import FIRST_SEARCH, NEVER_ARRIVED, newer
from services.outbox.keys import redraws_of
from services.outbox.lanes import LONGEST_PAUSE, close, hold, reopen

FIRST_BACKOFF = timedelta(seconds=5)
LONGEST_BACKOFF = timedelta(minutes=15)
DEDUPLICATED_AFTER = timedelta(minutes=15)
"""How long after a message that went out again its channel is searched for extra copies."""
MAX_REDRAWS = 20
"""How often an update is tried while nobody can say whether it worked."""
_MOMENT = OutboxMessage.__table__.c.deduplicate_at.type  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Sent:
    """It arrived; the receipt says where."""

    receipt: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class NotSent:
    """Proof that nothing arrived:
    try again later, and keep its whole medium quiet for ``pause``.
    """

    error: str
    pause: timedelta = timedelta()
    is_pace: bool = False
    """Fewer calls of this kind are wanted: only those keep quiet."""
    is_unwelcome: bool = False
    """The medium takes nothing from Convene as it is set up now."""


@dataclass(frozen=True)
class TooRich:
    """Slack refused the blocks: try once more in plain text."""

    error: str


@dataclass(frozen=True)
class Gone:
    """What was to be redrawn is not there any more."""

    error: str


@dataclass(frozen=True)
class Refused:
    """A clean refusal, which would come again."""

    error: str
    closes_lane: bool = False
    """Whether nothing at all can be said there until somebody mends it."""


@dataclass(frozen=True)
class Doubtful:
    """Nobody can say whether it arrived."""

    error: str


TAKES_LATE_RECEIPT = (OutboxState.READY, OutboxState.UNSURE, OutboxState.DEAD)
"""The states in which a message may turn out to have arrived all the same."""
Outcome = Sent | NotSent | TooRich | Gone | Refused | Doubtful


def settle(session: Session, message: OutboxMessage, outcome: Outcome, *, now: datetime) -> bool:
    """File how sending ``message``, as it was claimed, ended; False if it is no longer this
    worker's.

    A receipt is proof, so it is accepted also after the lease. Where the message went its way
    without it, the receipt is that of an extra copy, and the channel will be searched. A card
    that was redrawn so late may show an old state again, so its newest one is sent once more.
    """
    late = TAKES_LATE_RECEIPT if isinstance(outcome, Sent) else ()
    mine = (
        sa.update(OutboxMessage)
        .where(col(OutboxMessage.id) == message.id, col(OutboxMessage.owner) == message.owner)
        .where(col(OutboxMessage.tries) == message.tries)
        .where(col(OutboxMessage.state).in_((OutboxState.SENDING, *late)))
    )
    _apply_to_others(session, message, outcome, now)
    if session.exec(mine.values(**_after(message, outcome, now))).rowcount == 1:
        if isinstance(outcome, Sent) and message.op is OutboxOp.POST and message.subject:
            _redraw_anew(session, message, now)
        return True
    if isinstance(outcome, Sent) and message.op is OutboxOp.POST:
        doubled = sa.update(OutboxMessage).where(col(OutboxMessage.id) == message.id)
        session.exec(doubled.values(deduplicate_at=now))
    if isinstance(outcome, Sent | Doubtful) and message.op is OutboxOp.UPDATE:
        newest = newer(message).order_by(col(OutboxMessage.id).desc()).limit(1).scalar_subquery()
        shown = sa.update(OutboxMessage).where(
            col(OutboxMessage.id) == newest, col(OutboxMessage.state) == OutboxState.SENT
        )
        session.exec(shown.values(state=OutboxState.READY, wake_at=now))
    return False


def _redraw_anew(session: Session, card: OutboxMessage, now: datetime) -> None:
    """Show the newest state of a card that had been given up before it arrived after all."""
    newest = (
        sa.select(sa.func.max(col(OutboxMessage.id)))
        .where(col(OutboxMessage.subject) == card.subject, redraws_of(card.id))
        .scalar_subquery()
    )
    missed = sa.update(OutboxMessage).where(
        col(OutboxMessage.id) == newest, col(OutboxMessage.error) == NEVER_ARRIVED
    )
    session.exec(missed.values(state=OutboxState.READY, error="", wake_at=now))


def send_again(session: Session, messages: Sequence[OutboxMessage], *, now: datetime) -> Retried:
    """Send what did not arrive once more, as far as its time has not passed; how much of it."""
    late = [row for row in messages if row.expires_at is not None and row.expires_at <= now]
    for message in messages:
        if message in late:
            message.state, message.error = OutboxState.DROPPED, f"too late: {message.error}"[:500]
        else:
            message.state, message.wake_at = OutboxState.READY, now
            message.searches, message.alerted_at = 0, None
            # Where the channel can be read, a second copy is found there and deleted.
            message.deduplicate_at = now if message.first_try else None
        session.add(message)
    session.flush()
    return Retried(sent=len(messages) - len(late), too_late=len(late))


def undelivered(session: Session, lane: str) -> Sequence[OutboxMessage]:
    """What did not arrive in a lane, locked until the commit: the oldest first."""
    statement = select(OutboxMessage).where(sa.text(DEAD), col(OutboxMessage.lane) == lane)
    return session.exec(statement.order_by(col(OutboxMessage.id)).with_for_update()).all()


def _apply_to_others(
    session: Session, message: OutboxMessage, outcome: Outcome, now: datetime
) -> None:
    """What the outcome says of other messages.

    It is true also where this one is no longer the worker's.
    """
    medium = message.recipient.medium
    match outcome:
        case Sent():
            reopen(session, hold_of(medium))
        case Refused(error, closes_lane=True):
            close(session, message.lane, error, now=now)
        case NotSent(pause=pause, is_pace=True):
            hold(session, hold_of(medium, message.op), pause, now=now)
        case NotSent(error, pause, is_unwelcome=is_unwelcome) if pause:
            hold(session, hold_of(medium), pause, now=now)
            if is_unwelcome:
                close(session, hold_of(medium), error, now=now)


def backoff(tries: int) -> timedelta:
    """How long to wait after so many tries:
    5 seconds, then twice as long each time, up to 15 minutes.
    """
    doublings = min(tries - 1, 16)
    return min(FIRST_BACKOFF * (1 << doublings), LONGEST_BACKOFF)


def arrived(receipt: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The columns that change with a receipt; of what went out again, extra copies are deleted
    later.
    """
    later = sa.literal(now + DEDUPLICATED_AFTER, _MOMENT)
    deduplicate_at = sa.case((col(OutboxMessage.deduplicate_at).is_not(None), later))
    values = {"state": OutboxState.SENT, "receipt": receipt, "error": ""}
    return values | {"deduplicate_at": deduplicate_at}


def _after(message: OutboxMessage, outcome: Outcome, now: datetime) -> dict[str, Any]:
    """The columns that change."""
    later = now + backoff(message.tries)
    match outcome:
        case Sent(receipt):
            return arrived(receipt, now) | _without_file(message)
        case NotSent(error, pause):
            # Later than the pause, or a message that is always refused would keep all others
            # waiting.
            return _ended(OutboxState.READY, error) | {"wake_at": later + min(pause, LONGEST_PAUSE)}
        case TooRich(error) if "blocks" in message.payload:
            plain = {name: value for name, value in message.payload.items() if name != "blocks"}
            return _ended(OutboxState.READY, error) | {"wake_at": now, "payload": plain}
        case Doubtful(error) if message.op is not OutboxOp.UPDATE:
            return _ended(OutboxState.UNSURE, error) | {
                "wake_at": now + FIRST_SEARCH,
                "searches": 0,
            }
        case Doubtful(error) if message.tries < MAX_REDRAWS:
            return _ended(OutboxState.READY, error) | {"wake_at": later}
        case Gone(error):
            return _ended(OutboxState.DROPPED, error)
        case TooRich(error) | Refused(error) | Doubtful(error):
            return _ended(OutboxState.DEAD, error)


def _without_file(message: OutboxMessage) -> dict[str, Any]:
    """A file that has arrived is in Slack, and needs no second place."""
    if message.op is not OutboxOp.FILE:
        return {}
    rest = {name: value for name, value in message.payload.items() if name != "content"}
    return {"payload": rest}


def _ended(state: OutboxState, error: str) -> dict[str, Any]:
    return {"state": state, "error": error[:500]}
