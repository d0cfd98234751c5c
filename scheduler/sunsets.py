"""Tells of charges that end soon."""

from datetime import datetime

from sqlmodel import Session

from models import OutboxMessage
from models.database import reading, unit_of_work
from models.messages import Recipient
from services import outbox, sunsets
from services.outbox import Drop, Send, Verdict, Wait
from views import sunsets as views


def queue_due(now: datetime) -> int:
    """Promise each person one message of each warning that she did not hear; how many."""
    with reading() as session:
        if not sunsets.notices(session, now):
            return 0
    with unit_of_work() as session:
        due = sunsets.notices(session, now)
        keys = [notice.key for notice in due]
        outbox.forget_dropped(session, keys, reason=outbox.NO_LONGER_DUE)
        return sum(
            outbox.post(
                session,
                views.sunset_near(notice),
                to=Recipient.person(notice.person),
                key=notice.key,
                now=now,
                due_at=notice.opens_at,
            )
            for notice in due
        )


def recheck(session: Session, message: OutboxMessage, now: datetime) -> Verdict:
    """Whether a warning is wanted as it would go out."""
    notice = sunsets.still_wanted(session, message, now)
    if notice is None:
        return Drop(outbox.NO_LONGER_DUE)
    return Wait(notice.opens_at) if notice.opens_at > now else Send()
