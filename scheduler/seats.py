"""Tells of terms that end soon with nobody to follow."""

from datetime import datetime

from models.database import reading, unit_of_work
from models.messages import Recipient
from services import outbox, seats
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
