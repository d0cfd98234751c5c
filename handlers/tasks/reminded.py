"""Reminders of a task where they were posted, drawn anew when it changes."""

from sqlmodel import Session

from handlers.routes import Ask
from models import Task
from models.subjects import Subject
from services import outbox, reminders, tasks
from views import reminders as reminder_views


def redraw(session: Session, task: Task, ask: Ask) -> None:
    """Promise that the latest reminders of a task say how it stands now."""
    revision = (str(Subject.of(task)), *tasks.revision(session, task))
    for sent in reminders.tasks_sent(session, task, ask.now):
        words = reminder_views.listed if sent.is_list else reminder_views.alone_anew
        outbox.redraw(
            session,
            words(sent.items),
            card=sent.message_id,
            lane=sent.lane,
            revision=revision,
            now=ask.now,
        )
