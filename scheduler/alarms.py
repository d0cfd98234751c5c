"""Tells those who can mend it what did not arrive, and where."""

import logging
from datetime import datetime, timedelta

from sqlmodel import Session

from models.database import reading, unit_of_work
from models.deliveries import Trouble
from services import deliveries, outbox, preferences
from views import deliveries as views

WORTH_TELLING = timedelta(days=7)

log = logging.getLogger(__name__)


def queue_due(now: datetime) -> int:
    """Promise word of each channel and person that something did not reach;
    how many messages those are.
    """
    with reading() as session:
        if not deliveries.to_tell(session, now):
            return 0
    with unit_of_work() as session:
        return sum(_tell(session, trouble, now) for trouble in deliveries.to_tell(session, now))


def _tell(session: Session, trouble: Trouble, now: datetime) -> int:
    deliveries.told(session, trouble, now=now)
    log.error(
        "%s takes nothing (%s)", trouble.lane, trouble.reason or trouble.undelivered[-1].error
    )
    # Word of an alarm that did not arrive would be the next that does not.
    if all(one.kind == deliveries.ALARM for one in trouble.undelivered):
        return 0
    everybody = preferences.reminder_hours(session, now)
    return sum(
        outbox.post(
            session,
            views.alarm(trouble, to=person),
            to=person.slack_id or "",
            now=now,
            key=f"{deliveries.ALARM}|lane:{trouble.lane}|{now:%Y%m%dT%H%M%S}|person:{person.id}",
            due_at=everybody.of(person).opens(now),
            expires_at=now + WORTH_TELLING,
        )
        for person in deliveries.who_can_mend(session, trouble, now)
    )
