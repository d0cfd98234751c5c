"""Lets open tasks be nobody's whose owners' terms in a private group have ended, and tells its
chairs.
"""

from datetime import datetime

from sqlmodel import Session

from models.database import reading, unit_of_work
from models.messages import FREED, Key, Recipient
from models.subjects import Subject
from services import former_owners, outbox, preferences, redrawn_tasks
from services.former_owners import FreedTasks
from views import groups as views
from views.reminders import TASK_WORDS


def free_tasks(now: datetime) -> int:
    """Free them, and promise each chair one message for each group; how many messages."""
    with reading() as session:
        if not former_owners.is_any_left(session, now):
            return 0
    with unit_of_work() as session:
        return sum(_tell(session, freed, now) for freed in former_owners.free(session, now))


def _tell(session: Session, freed: FreedTasks, now: datetime) -> int:
    """Word to its chairs, and what was posted of the tasks drawn anew."""
    former = freed.tasks[0][0]
    redrawn_tasks.redraw_freed(session, freed.group, TASK_WORDS, by=former, now=now)
    hours = preferences.reminder_hours(session, now)
    words = views.freed(freed.group, freed.tasks)
    return sum(
        outbox.post(
            session,
            words,
            to=Recipient.person(person),
            key=Key(FREED, Subject.of(freed.group), f"{now:%Y%m%dT%H%M%S}", Subject.of(person)),
            now=now,
            due_at=hours.of(person).opens(now),
        )
        for person in freed.recipients
    )
