"""Tasks where they were posted, drawn anew when they change."""

from collections.abc import Collection
from zoneinfo import ZoneInfo

from sqlmodel import Session

from handlers.routes import Ask
from models import Group, Task
from models.tasks import TaskLine
from services import reminders, tasks
from views import reminders as reminder_views
from views import tasks as views


def redraw(session: Session, line: TaskLine, ask: Ask) -> None:
    """Promise that the cards and reminders that people have show how a task stands now."""
    reader = line.owner or ask.person
    today = ask.now.astimezone(ZoneInfo(reader.zone)).date()
    card = views.card(line, asker=reader, today=today, may_edit=True)
    tasks.redraw(session, line, card, now=ask.now)
    # Also where it was pressed: an earlier redrawing may be on its way that does not know of this.
    redraw_reminders(session, line.task, ask)


def redraw_reminders(session: Session, task: Task, ask: Ask) -> None:
    """Promise that the latest reminders of a task say how it stands now."""
    reminders.redraw_tasks(
        session,
        task,
        revision=tasks.revision(session, task),
        listed=reminder_views.listed,
        alone=reminder_views.alone_anew,
        now=ask.now,
    )


def redraw_reassigned(session: Session, groups: Collection[Group], ask: Ask) -> None:
    """The same of all tasks of groups that belong to somebody else, or to nobody, by this request:
    seven queries, and some for each that a message speaks of.
    """
    lines = {line.task.id: line for line in tasks.reassigned(session, groups, ask.now)}
    for task in reminders.with_messages(session, [line.task for line in lines.values()]):
        redraw(session, lines[task.id], ask)
