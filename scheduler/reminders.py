"""Queues the reminders that are due, and withdraws those that are not any more."""

import logging
from datetime import datetime

from models.database import reading, unit_of_work
from services import outbox, reminders
from services.reminders import Due, Kind
from views.blocks import Message
from views.reminders import WORDS

log = logging.getLogger(__name__)


def queue_due(now: datetime) -> int:
    """Promise every reminder that is due at ``now`` and was never promised before; how many those are."""
    return sum(_queue(kind, now) for kind in reminders.KINDS)


def _queue(kind: Kind, now: datetime) -> int:
    """Look without a lock first: nearly always there is nothing to write."""
    with reading() as session:
        due = kind.due(session, now)
        known = outbox.known(session, [one.key for one in due])
        stale = outbox.waiting(session, kind.key) - {one.key for one in due}
    said = {one.key: words for one in due if one.key not in known and (words := _words(kind, one))}
    return _write(kind, said, now) if said or stale else 0


def _write(kind: Kind, said: dict[str, Message], now: datetime) -> int:
    with unit_of_work() as session:
        # Asked again under the lock: the meeting may have been cancelled while the words were found.
        due = kind.due(session, now)
        outbox.drop_except(session, kind=kind.key, keep=[one.key for one in due], reason="no longer due")
        return sum(
            outbox.post(session, said[one.key], to=one.to, key=one.key, now=now, expires_at=one.expires_at)
            for one in due
            if one.key in said
        )


def _words(kind: Kind, one: Due) -> Message | None:
    try:
        return WORDS[kind.key](one.facts)
    except Exception:
        log.exception("reminder %s could not be put into words", one.key)
        return None
