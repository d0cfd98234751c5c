"""Tasks where they were posted, drawn anew when they change, whichever door changes them."""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from models import Group, Person, Task
from models.task_messages import TaskWords
from models.tasks import TaskLine
from services import reminders, tasks


def redraw(
    session: Session, line: TaskLine, words: TaskWords, *, by: Person, now: datetime
) -> None:
    """Promise that the cards and reminders that people have show how a task stands now. Days read
    as its owner has them, or ``by`` where it is nobody's.
    """
    reader = line.owner or by
    today = now.astimezone(ZoneInfo(reader.zone)).date()
    card = words.card(line, asker=reader, today=today, may_edit=True)
    tasks.redraw(session, line, card, now=now)
    # Also where it was pressed: an earlier redrawing may be on its way that does not know of this.
    redraw_reminders(session, line.task, words, now=now)


def redraw_reminders(session: Session, task: Task, words: TaskWords, *, now: datetime) -> None:
    """Promise that the latest reminders of a task say how it stands now."""
    reminders.redraw_tasks(
        session,
        task,
        revision=tasks.revision(session, task),
        listed=words.listed,
        alone=words.alone,
        now=now,
    )


def redraw_reassigned(
    session: Session, groups: Collection[Group], words: TaskWords, *, by: Person, now: datetime
) -> None:
    """The same of all tasks of groups that belong to somebody else, or to nobody, from this moment
    on: seven queries, and some for each that a message speaks of.
    """
    lines = {line.task.id: line for line in tasks.reassigned(session, groups, now)}
    for task in reminders.with_messages(session, [line.task for line in lines.values()]):
        redraw(session, lines[task.id], words, by=by, now=now)


def redraw_freed(
    session: Session, group: Group, words: TaskWords, *, by: Person, now: datetime
) -> None:
    """The same of what those who left a private group own there no more."""
    if group.is_private:
        redraw_reassigned(session, [group], words, by=by, now=now)
