"""Queues the monthly lists of what the consortium needs."""

import logging
from datetime import datetime

from models.database import reading, unit_of_work
from models.messages import Recipient, expiry
from models.payloads import Message
from services import access, console, outbox
from services.console import MonthlyList
from views import console as views

log = logging.getLogger(__name__)


def queue_due(now: datetime) -> int:
    """Promise this month's list to each program manager whose hour has come; how many those are."""
    with reading() as session:
        due = console.monthly_due(session, now)
    return sum(_queue(monthly, now) for monthly in due)


def _queue(monthly: MonthlyList, now: datetime) -> bool:
    try:
        message = None if monthly.is_declined else _message(monthly, now)
        return _write(monthly, message, now)
    except Exception:
        # What goes wrong with one list must not stand in the way of the others.
        log.exception("the list %s could not be queued", monthly.key)
        return False


def _message(monthly: MonthlyList, now: datetime) -> Message | None:
    """None where nothing is found."""
    with reading() as session:
        found = console.found(session, access.standing(session, monthly.person, now))
        return views.monthly(found, console.rules(session)) if found else None


def _write(monthly: MonthlyList, message: Message | None, now: datetime) -> bool:
    to, key = Recipient.person(monthly.person), monthly.key
    with unit_of_work() as session:
        if message is None:
            # Without this row what is found an hour later would bring a late list after all.
            reason = "declined" if monthly.is_declined else "nothing was found"
            outbox.suppress(session, to=to, key=key, now=now, reason=reason)
            return False
        expires_at = expiry(key.kind, monthly.slot)
        return outbox.post(
            session, message, to=to, key=key, now=now, due_at=monthly.slot, expires_at=expires_at
        )
