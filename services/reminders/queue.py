"""What was promised already, and how what waits is held back or withdrawn."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from models import DigestedReminder, OutboxMessage, OutboxState
from models.messages import Key
from services import outbox
from services.reminders.due import Due


def known(session: Session, keys: Collection[Key]) -> set[Key]:
    """Those of ``keys`` that were promised, told in a personal digest, or decided against."""
    by_text = {str(key): key for key in keys}
    if not by_text:
        return set()
    in_digests = select(DigestedReminder.key).where(col(DigestedReminder.key).in_(by_text))
    return outbox.known(session, keys) | {by_text[text] for text in session.exec(in_digests)}


def hold_back(session: Session, found: Collection[Due], now: datetime) -> int:
    """Keep what waits from people who are not to be disturbed now; it is asked for again when they
    are.

    What was tried already keeps its row, by which it could still be found in Slack, and waits in
    it.
    """
    later = {str(due.key): due.at for due in found if due.at > now}
    waiting = col(OutboxMessage.state) == OutboxState.READY
    rows = session.exec(
        select(OutboxMessage).where(waiting, col(OutboxMessage.key).in_(later))
    ).all()
    for row in rows:
        if row.tries == 0:
            session.delete(row)
        elif row.wake_at < later[row.key]:
            row.due_at = row.wake_at = later[row.key]
            session.add(row)
    session.flush()
    return len(rows)
