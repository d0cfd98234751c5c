"""Who was told of a task by direct message, and may not know of it any more."""

from datetime import datetime

from sqlmodel import Session, col, select

from models import Group, OutboxMessage, OutboxOp, Person, Task
from models.subjects import Subject
from services import access


def shut_out(session: Session, task: Task, group: Group | None, now: datetime) -> set[str]:
    """The lanes of those to whom a message about a task went, and who may not see it any more.

    What stands there stays as it was: nothing new of the task is told to them.
    """
    lanes = select(OutboxMessage.lane).where(
        OutboxMessage.subject == str(Subject.of(task)), OutboxMessage.op == OutboxOp.POST
    )
    found = session.exec(select(Person).where(col(Person.slack_id).in_(lanes)))
    people = {person.slack_id: person for person in found}
    standings = access.standings(session, people.values(), now)
    return {
        lane
        for lane, person in people.items()
        if lane and not access.may_see_task(task, group, by=standings[person.id])
    }
