"""Telling people of a task that somebody else gave them, whichever door gives it."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from models import Person, reach
from models.messages import ASSIGNED, Key, Recipient
from models.payloads import Message
from models.subjects import Subject
from models.tasks import TaskLine
from services import outbox, tasks


def tell(
    session: Session,
    line: TaskLine,
    assigned: Callable[..., Message],
    *,
    by: Person,
    now: datetime,
) -> None:
    """Promise word to the owners to whom ``by`` gave a task, if messages reach them; ``assigned``
    words it.
    """
    others = [owner for owner in line.owners if owner.id != by.id]
    reached = [owner for owner in others if reach.medium_of(owner) is not None]
    if not reached:
        return
    about, occurrence = Subject.of(line.task), tasks.revision(session, line.task)
    for owner in reached:
        today = now.astimezone(ZoneInfo(owner.zone)).date()
        news = assigned(line, to=owner, by=by, today=today)
        key = Key(ASSIGNED, about, occurrence, Subject.of(owner))
        outbox.post(session, news, to=Recipient.person(owner), key=key, now=now, subject=about)
