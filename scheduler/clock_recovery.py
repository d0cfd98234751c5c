"""Goes on at once after the clock was set back, instead of when it has caught up."""

import logging
from datetime import datetime

from models.database import reading, unit_of_work
from services import outbox, reminders

log = logging.getLogger(__name__)


def recover(now: datetime) -> int:
    """Release what waits for a time that is not to come yet; how many messages."""
    with unit_of_work() as session:
        count = outbox.bring_to_present(session, now)
        reminders.scan_anew(session)
    log.warning("the clock was set back: %s messages that waited go out now", count)
    return count


def recover_if_set_back(now: datetime) -> int:
    """The same where the clock was set back while nobody was there to notice."""
    with reading() as session:
        is_set_back = outbox.is_set_back(session, now)
    return recover(now) if is_set_back else 0
