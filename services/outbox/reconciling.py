"""Reconciling a message in doubt with its channel, before anybody gives it up or sends it again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import OutboxMessage, OutboxState
from models.messages import Medium
from models.outbox import TO_DEDUPLICATE, WAITING
from services.outbox.claims import LEASE
from services.outbox.lanes import LONGEST_PAUSE, travels_by
from services.outbox.outcomes import arrived, backoff

NEXT_SEARCHES = (timedelta(seconds=90), timedelta(seconds=180))
"""How long after each search the next one is: 30, 120 and 300 seconds after the last byte, or
later.

History lags behind posting, so one search that finds nothing proves nothing.
"""
BEFORE_FIRST_TRY = timedelta(minutes=15)
"""How far back to search before the first try: further than most clocks are wrong."""
LONG_BEFORE = timedelta(days=7)
"""How far back to search before a message goes out again, or an extra copy would stay for good:
the clock may have been set since, and Slack dates posts by its own.
"""
MAX_TRIES = 20
MOST_DOUBTS = 3
"""How often a message that cannot be searched for is sent again, until it is given up."""
DOUBTS = "doubts"
"""Where a receipt counts them, until there is a true one."""
SEARCH_AGAIN = timedelta(seconds=15)

MAY_HAVE_ARRIVED = "may have been posted"
"""What the error of a message begins with of which nobody can say whether it arrived."""

Receipt = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """The whole window was read; where the message stands, oldest first, or nothing."""

    receipts: tuple[Receipt, ...] = ()


@dataclass(frozen=True)
class NotSearchable:
    """It cannot be searched for, now or later."""

    error: str


@dataclass(frozen=True)
class SearchFailed:
    """This search went wrong, so it does not count as one."""

    error: str
    pause: timedelta = timedelta()


@dataclass(frozen=True)
class SendAgain:
    """Nobody can look there, and a second copy does less harm than none: its reader can tell that
    the two are the same.
    """

    error: str


SearchResult = Found | NotSearchable | SearchFailed | SendAgain


def claim_in_doubt(
    session: Session, *, now: datetime, medium: Medium | None = None
) -> OutboxMessage | None:
    """The next message that is to be searched for, kept from other workers for a lease."""
    doubtful = select(OutboxMessage).where(sa.text(WAITING), col(OutboxMessage.wake_at) <= now)
    doubtful = doubtful.where(col(OutboxMessage.state) == OutboxState.UNSURE, travels_by(medium))
    message = _first(session, doubtful.order_by(col(OutboxMessage.wake_at)))
    if message:
        message.wake_at = now + LEASE
        session.flush()
    return message


def reconcile(
    session: Session, message: OutboxMessage, result: SearchResult, *, now: datetime
) -> bool:
    """File what the search for ``message`` found; False if it was decided otherwise meanwhile."""
    mine = (
        sa.update(OutboxMessage)
        .where(col(OutboxMessage.id) == message.id, col(OutboxMessage.state) == OutboxState.UNSURE)
        .where(col(OutboxMessage.tries) == message.tries)
        .where(col(OutboxMessage.searches) == message.searches)
    )
    return session.exec(mine.values(**_after(message, result, now))).rowcount == 1


def searched_since(message: OutboxMessage, now: datetime) -> datetime:
    """Where the search for ``message`` begins: the last one before it is sent again, and that for
    extra copies, reach further back.
    """
    is_last = message.searches >= len(NEXT_SEARCHES) or message.state is OutboxState.SENT
    first_try = min(message.first_try or message.created_at, now)
    return first_try - (LONG_BEFORE if is_last else BEFORE_FIRST_TRY)


def claim_doubled(
    session: Session, *, now: datetime, medium: Medium | None = None
) -> OutboxMessage | None:
    """The next message whose channel is to be searched for extra copies,
    kept from others for a lease.
    """
    doubled = select(OutboxMessage).where(
        sa.text(TO_DEDUPLICATE), col(OutboxMessage.deduplicate_at) <= now, travels_by(medium)
    )
    message = _first(session, doubled.order_by(col(OutboxMessage.deduplicate_at)))
    if message:
        message.deduplicate_at = now + LEASE
        session.flush()
    return message


def extras(message: OutboxMessage, result: Found) -> list[Receipt]:
    """The copies to delete: all but the one that the book knows, or else but the oldest."""
    known = [copy for copy in result.receipts if copy["ts"] == message.receipt.get("ts")]
    kept = (known or [*result.receipts])[:1]
    return [copy for copy in result.receipts if copy not in kept]


def file_deduplication(
    session: Session, message: OutboxMessage, result: SearchResult, *, now: datetime
) -> None:
    """File that extra copies were deleted, or search again later."""
    values: dict[str, Any] = {"deduplicate_at": None}
    if isinstance(result, SearchFailed):
        values = {"deduplicate_at": now + _paused(result.pause)}
    elif isinstance(result, Found) and result.receipts:
        # Somebody may have deleted the copy that the book knew; the book follows the one that
        # stays.
        extra = extras(message, result)
        values["receipt"] = next(copy for copy in result.receipts if copy not in extra)
    mine = sa.update(OutboxMessage).where(col(OutboxMessage.id) == message.id)
    is_mine = col(OutboxMessage.deduplicate_at) == message.deduplicate_at
    session.exec(mine.where(is_mine).values(**values))


def _paused(pause: timedelta) -> timedelta:
    return min(max(pause, SEARCH_AGAIN), LONGEST_PAUSE)


def _first(session: Session, statement: Any) -> OutboxMessage | None:
    found: OutboxMessage | None = session.exec(
        statement.limit(1).with_for_update(skip_locked=True)
    ).first()
    return found


def _after(message: OutboxMessage, result: SearchResult, now: datetime) -> dict[str, Any]:
    """The columns that change."""
    match result:
        case Found((first, *others)):
            return arrived(first, now) | ({"deduplicate_at": now} if others else {})
        case Found() if message.searches < len(NEXT_SEARCHES):
            following = now + NEXT_SEARCHES[message.searches]
            return {"searches": message.searches + 1, "wake_at": following}
        case Found() if message.tries < MAX_TRIES:
            # It may still land, so its channel is searched once the next copy has arrived.
            again = {"state": OutboxState.READY, "searches": 0, "wake_at": now}
            return again | {"deduplicate_at": now}
        case Found():
            return {"state": OutboxState.DEAD, "error": f"never arrived: {message.error}"[:500]}
        case SendAgain() if (doubts := message.receipt.get(DOUBTS, 0)) < MOST_DOUBTS:
            again = {"state": OutboxState.READY, "wake_at": now + backoff(message.tries)}
            return again | {"receipt": {DOUBTS: doubts + 1}}
        case NotSearchable(error) | SendAgain(error):
            reason = f"{MAY_HAVE_ARRIVED}: {message.error}; {error}"
            return {"state": OutboxState.DEAD, "error": reason[:500]}
        case SearchFailed(_, pause):
            return {"wake_at": now + _paused(pause)}
