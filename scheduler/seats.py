"""Tells of terms that end soon with nobody to follow."""

from datetime import datetime

from sqlmodel import Session

from models import OutboxMessage
from models.database import reading, unit_of_work
from models.messages import Key, Recipient
from services import outbox, seats, voting_rights
from services.outbox import Drop, Send, Verdict, Wait
from views import seats as views


def queue_due(now: datetime) -> int:
    """Promise each person one message of all the terms that she was not told of; how many."""
    with reading() as session:
        if not seats.notices(session, now):
            return 0
    count = 0
    with unit_of_work() as session:
        for notice in seats.notices(session, now):
            is_new = outbox.post(
                session,
                views.term_ends(notice),
                to=Recipient.person(notice.person),
                key=notice.keys[0],
                now=now,
                due_at=notice.opens_at,
            )
            if is_new:
                seats.note(session, notice, now)
                count += 1
    return count


def recheck_vote(session: Session, message: OutboxMessage, now: datetime) -> Verdict:
    """Whether word of a vote is true as it would go out."""
    is_true = voting_rights.is_still_true(session, message, now)
    return Send() if is_true else Drop(outbox.NO_LONGER_DUE)


def recheck(session: Session, message: OutboxMessage, now: datetime) -> Verdict:
    """Whether word of terms that end is wanted as it would go out: it then tells of those of them
    that still do.
    """
    notice = seats.still_wanted(session, message, now)
    if notice is None:
        return Drop(outbox.NO_LONGER_DUE)
    if notice.opens_at > now:
        return Wait(notice.opens_at)
    words = views.term_ends(notice)
    if words["text"] != message.payload["text"]:
        outbox.rewrite(session, {Key.parse(message.key): words})
    return Send()
