"""Asks directors, at the beginning of a term, whether their libraries' people are right."""

import logging
from datetime import datetime

from sqlmodel import Session

from models import OutboxMessage
from models.confirmations import ConfirmationNotice
from models.database import reading, unit_of_work
from models.messages import Key, Recipient
from models.payloads import Message
from services import access, confirmation_notices, consortium, outbox
from services.outbox import Drop, Send, Verdict, Wait
from views import confirmations as views

log = logging.getLogger(__name__)


def queue_due(now: datetime) -> int:
    """Promise each director the question of this term, or its reminder; how many."""
    with reading() as session:
        is_round_due = confirmation_notices.is_round_due(session, now)
    if is_round_due:
        with unit_of_work() as session:
            confirmation_notices.begin_round(session, now)
    with reading() as session:
        due = confirmation_notices.notices(session, now)
    return sum(_queue(notice, now) for notice in due)


def recheck(session: Session, message: OutboxMessage, now: datetime) -> Verdict:
    """Whether a question is wanted as it would go out: it then tells what is known by then."""
    notice = confirmation_notices.still_wanted(session, message, now)
    if notice is None:
        return Drop(outbox.NO_LONGER_DUE)
    if notice.opens_at > now:
        return Wait(notice.opens_at)
    words = _words(session, notice, now)
    if words.get("blocks") != message.payload.get("blocks"):
        outbox.rewrite(session, {Key.parse(message.key): words})
    return Send()


def _queue(notice: ConfirmationNotice, now: datetime) -> bool:
    try:
        with reading() as session:
            words = _words(session, notice, now)
        with unit_of_work() as session:
            return outbox.post(
                session,
                words,
                to=Recipient.person(notice.person),
                key=notice.key,
                now=now,
                due_at=notice.opens_at,
            )
    except Exception:
        # What goes wrong with one library must not stand in the way of the others.
        log.exception("the question %s could not be queued", notice.key)
        return False


def _words(session: Session, notice: ConfirmationNotice, now: datetime) -> Message:
    who = access.standing(session, notice.person, now)
    record = confirmation_notices.record_of(session, notice.organization, who)
    return views.question(notice, record, shown_on=consortium.today(session, now))
