"""Reminders of a task where they were posted, drawn anew when it changes."""

from sqlmodel import Session

from handlers.routes import Ask
from models import Task
from services import reminders, tasks
from views import reminders as reminder_views


def redraw(session: Session, task: Task, ask: Ask) -> None:
    """Promise that the latest reminders of a task say how it stands now."""
    reminders.redraw_tasks(
        session,
        task,
        revision=tasks.revision(session, task),
        listed=reminder_views.listed,
        alone=reminder_views.alone_anew,
        now=ask.now,
    )
