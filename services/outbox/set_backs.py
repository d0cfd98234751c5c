"""What is done about the rows that were written before the clock was set back.

They carry moments of a future that has not come yet, and would wait for it.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Lane, OutboxMessage, OutboxState
from models.outbox import TO_DEDUPLICATE, WAITING
from services.outbox.claims import NO_LONGER_DUE, TOO_LATE
from services.outbox.lanes import CLOCKS_DIFFER
from services.outbox.outcomes import DEDUPLICATED_AFTER

NEWEST = 200
"""So many rows are looked at to find out whether the clock was set back."""


def is_set_back(session: Session, now: datetime) -> bool:
    """Whether messages were written or tried later than ``now``."""
    future = now + CLOCKS_DIFFER
    newest = select(col(OutboxMessage.created_at)).order_by(col(OutboxMessage.id).desc())
    tried = select(sa.func.max(OutboxMessage.last_try)).where(sa.text(WAITING))
    moments = [*session.exec(newest.limit(NEWEST)), session.exec(tried).one()]
    return any(moment is not None and moment > future for moment in moments)


def bring_to_present(session: Session, now: datetime) -> int:
    """Let nothing wait for the time from which the clock was set back; how many messages waited.

    What is due at an hour of its own, such as a digest, waits for that hour. What was decided
    against in that time, because its own seemed to be over, is decided anew.
    """
    future = now + CLOCKS_DIFFER
    revived = _revive(session, now)
    _decide_anew(session, future)
    waiting = sa.update(OutboxMessage).where(sa.text(WAITING))
    at_once = waiting.where(
        col(OutboxMessage.created_at) > future,
        col(OutboxMessage.due_at) == col(OutboxMessage.created_at),
    )
    released = session.exec(at_once.values(due_at=now, wake_at=now)).rowcount
    tried = waiting.where(col(OutboxMessage.last_try) > future)
    due_or_now = sa.case((col(OutboxMessage.due_at) > now, col(OutboxMessage.due_at)), else_=now)
    tried_again = session.exec(tried.values(wake_at=due_or_now)).rowcount
    _date_back(session, now)
    return revived + released + tried_again


def _revive(session: Session, now: datetime) -> int:
    """Promise again what was dropped as too late, and is not."""
    dropped = sa.update(OutboxMessage).where(
        col(OutboxMessage.state) == OutboxState.DROPPED,
        col(OutboxMessage.error).in_((TOO_LATE, NO_LONGER_DUE)),
        col(OutboxMessage.expires_at) > now,
    )
    return session.exec(dropped.values(state=OutboxState.READY, error="", wake_at=now)).rowcount


def _decide_anew(session: Session, future: datetime) -> None:
    session.exec(
        sa.delete(OutboxMessage).where(
            col(OutboxMessage.state) == OutboxState.DROPPED,
            col(OutboxMessage.tries) == 0,
            col(OutboxMessage.created_at) > future,
        )
    )


def _date_back(session: Session, now: datetime) -> None:
    """Leave no moment in the future that lay in the past when it was written."""
    for moment in (OutboxMessage.created_at, OutboxMessage.first_try, OutboxMessage.last_try):
        late = sa.update(OutboxMessage).where(col(moment) > now)
        session.exec(late.values({moment: now}))
    later = now + DEDUPLICATED_AFTER
    doubled = sa.update(OutboxMessage).where(
        sa.text(TO_DEDUPLICATE), col(OutboxMessage.deduplicate_at) > later
    )
    session.exec(doubled.values(deduplicate_at=later))
    session.exec(sa.update(Lane).where(col(Lane.next_at) > now).values(next_at=now))
    alerted = sa.update(Lane).where(col(Lane.alerted_at) > now)
    session.exec(alerted.values(alerted_at=now))
