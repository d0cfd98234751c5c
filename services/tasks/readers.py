"""The messages about a task that people have: drawn anew, but for who may not know of it."""

from datetime import datetime

from sqlmodel import Session, select

from models import OutboxMessage, OutboxOp
from models.messages import Recipient
from models.payloads import Message
from models.subjects import Subject
from models.tasks import TaskLine
from services import access, outbox
from services.people import by_recipient
from services.tasks.changes import revision


def redraw(session: Session, line: TaskLine, card: Message, *, now: datetime) -> int:
    """Promise that the cards of a task that people have show how it stands; how many there are."""
    return outbox.update_cards(
        session,
        Subject.of(line.task),
        card,
        revision=revision(session, line.task),
        now=now,
        shut_out=shut_out(session, line, now),
    )


def shut_out(session: Session, line: TaskLine, now: datetime) -> set[str]:
    """The lanes of those to whom a message about a task went, and who may not see it any more.

    What stands there stays as it was: nothing new of the task is told to them.
    """
    lanes = select(OutboxMessage.lane).where(
        OutboxMessage.subject == str(Subject.of(line.task)), OutboxMessage.op == OutboxOp.POST
    )
    recipients = [Recipient.parse(lane) for lane in session.exec(lanes.distinct())]
    people = by_recipient(session, recipients)
    standings = access.standings(session, people.values(), now)
    return {
        recipient.lane
        for recipient, person in people.items()
        if not access.may_see_task(line, by=standings[person.id])
    }
