"""Looking for a message in doubt before anybody gives it up or sends it again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import OutboxMessage, OutboxState
from models.outbox import HEALING, WAITING
from services.outbox.claims import LEASE
from services.outbox.outcomes import arrived

NEXT_LOOKS = (timedelta(seconds=90), timedelta(seconds=180))
"""How long after each look the next one is: 30, 120 and 300 seconds after the last byte, or later.

History lags behind posting, so one look that finds nothing proves nothing.
"""
BEFORE_FIRST_TRY = timedelta(minutes=15)
"""How far back to look: further than any clock is wrong."""
MAX_TRIES = 20
LOOK_AGAIN = timedelta(seconds=15)

Receipt = dict[str, Any]


@dataclass(frozen=True)
class Seen:
    """The whole window was read; where the message stands, oldest first, or nothing."""

    receipts: tuple[Receipt, ...] = ()


@dataclass(frozen=True)
class Blind:
    """It cannot be looked for, now or later."""

    error: str


@dataclass(frozen=True)
class NotRead:
    """This look went wrong, so it does not count as one."""

    error: str
    pause: timedelta = timedelta()


Sight = Seen | Blind | NotRead


def claim_look(session: Session, *, now: datetime) -> OutboxMessage | None:
    """The next message that is to be looked for, kept from other workers for a lease."""
    doubtful = select(OutboxMessage).where(sa.text(WAITING), col(OutboxMessage.wake_at) <= now)
    doubtful = doubtful.where(col(OutboxMessage.state) == OutboxState.UNSURE)
    message = _first(session, doubtful.order_by(col(OutboxMessage.wake_at)))
    if message:
        message.wake_at = now + LEASE
        session.flush()
    return message


def file_look(session: Session, message: OutboxMessage, sight: Sight, *, now: datetime) -> bool:
    """File what the look for ``message`` found; False if it was decided otherwise meanwhile."""
    mine = (
        sa.update(OutboxMessage)
        .where(col(OutboxMessage.id) == message.id, col(OutboxMessage.state) == OutboxState.UNSURE)
        .where(col(OutboxMessage.tries) == message.tries, col(OutboxMessage.looks) == message.looks)
    )
    return session.exec(mine.values(**_after(message, sight, now))).rowcount == 1


def claim_healing(session: Session, *, now: datetime) -> OutboxMessage | None:
    """The next message whose channel is to be looked over for extra copies,
    kept from others for a lease.
    """
    healing = select(OutboxMessage).where(sa.text(HEALING), col(OutboxMessage.heal_at) <= now)
    message = _first(session, healing.order_by(col(OutboxMessage.heal_at)))
    if message:
        message.heal_at = now + LEASE
        session.flush()
    return message


def extras(message: OutboxMessage, sight: Seen) -> list[Receipt]:
    """The copies to delete: all but the one that the book knows, or else but the oldest."""
    known = [one for one in sight.receipts if one["ts"] == message.receipt.get("ts")]
    kept = (known or [*sight.receipts])[:1]
    return [one for one in sight.receipts if one not in kept]


def file_healing(session: Session, message: OutboxMessage, sight: Sight, *, now: datetime) -> None:
    """File that extra copies were deleted, or look again later."""
    values: dict[str, Any] = {"heal_at": None}
    if isinstance(sight, NotRead):
        values = {"heal_at": now + max(sight.pause, LOOK_AGAIN)}
    elif isinstance(sight, Seen) and sight.receipts:
        # Somebody may have deleted the copy that the book knew; the book follows the one that
        # stays.
        values["receipt"] = next(one for one in sight.receipts if one not in extras(message, sight))
    mine = sa.update(OutboxMessage).where(col(OutboxMessage.id) == message.id)
    session.exec(mine.where(col(OutboxMessage.heal_at) == message.heal_at).values(**values))


def _first(session: Session, statement: Any) -> OutboxMessage | None:
    found: OutboxMessage | None = session.exec(
        statement.limit(1).with_for_update(skip_locked=True)
    ).first()
    return found


def _after(message: OutboxMessage, sight: Sight, now: datetime) -> dict[str, Any]:
    """The columns that change."""
    match sight:
        case Seen((first, *others)):
            return arrived(first, now) | ({"heal_at": now} if others else {})
        case Seen() if message.looks < len(NEXT_LOOKS):
            return {"looks": message.looks + 1, "wake_at": now + NEXT_LOOKS[message.looks]}
        case Seen() if message.tries < MAX_TRIES:
            # It may still land, so its channel is looked over once the next copy has arrived.
            return {"state": OutboxState.READY, "looks": 0, "wake_at": now, "heal_at": now}
        case Seen():
            return {"state": OutboxState.DEAD, "error": f"never arrived: {message.error}"[:500]}
        case Blind(error):
            told = f"may have been posted: {message.error}; {error}"
            return {"state": OutboxState.DEAD, "error": told[:500]}
        case NotRead(_, pause):
            return {"wake_at": now + max(pause, LOOK_AGAIN)}
