"""A task where it was posted, drawn anew when it changes."""

from sqlmodel import Session

from handlers.routes import Ask
from handlers.tasks import owners, reminded
from models.tasks import TaskLine
from services import tasks
from views import tasks as views


def redraw(session: Session, line: TaskLine, ask: Ask) -> None:
    """Promise that the cards and reminders that people have show how a task stands now."""
    task = line.task
    reader = line.owner or ask.person
    card = views.card(line, asker=reader, today=owners.today_of(ask, reader), may_edit=True)
    tasks.redraw(session, line, card, now=ask.now)
    # Also where it was pressed: an earlier redrawing may be on its way that does not know of this.
    reminded.redraw(session, task, ask)
