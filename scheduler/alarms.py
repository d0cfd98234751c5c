"""Tells those who can mend it what did not arrive, and where."""

import logging
from datetime import datetime

from sqlmodel import Session

from models.database import reading, unit_of_work
from models.deliveries import Trouble
from models.messages import ALARM, Key, Recipient, expiry
from models.subjects import LANE, Subject
from services import deliveries, outbox, preferences
from views import deliveries as views

log = logging.getLogger(__name__)


def queue_due(now: datetime) -> int:
    """Promise word of each channel and person that something did not reach;
    how many messages those are.
    """
    with reading() as session:
        if not deliveries.to_alert(session, now):
            return 0
    with unit_of_work() as session:
        return sum(_alert(session, trouble, now) for trouble in deliveries.to_alert(session, now))


def _alert(session: Session, trouble: Trouble, now: datetime) -> int:
    deliveries.note_alert(session, trouble, now=now)
    log.error(
        "%s takes nothing (%s)", trouble.lane, trouble.reason or trouble.undelivered[-1].error
    )
    # Word of an alarm that did not arrive would be the next that does not.
    if all(message.kind is ALARM for message in trouble.undelivered):
        return 0
    everybody = preferences.reminder_hours(session, now)
    return sum(
        outbox.post(
            session,
            views.alarm(trouble, to=person),
            to=Recipient.person(person),
            now=now,
            key=Key(ALARM, Subject(LANE, trouble.lane), f"{now:%Y%m%dT%H%M%S}", Subject.of(person)),
            due_at=everybody.of(person).opens(now),
            expires_at=expiry(ALARM, now),
        )
        for person in deliveries.who_can_mend(session, trouble, now)
    )
