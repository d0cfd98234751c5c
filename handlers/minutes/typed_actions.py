"""An action as it is typed in minutes: whose it is, when it is due, and what is to be done."""

from dataclasses import replace

from sqlmodel import Session

from handlers.routes import Ask
from handlers.tasks import owners, typed_tasks
from handlers.tasks.typed_tasks import TypedTask
from models import Group, Meeting, MinuteLine, Organization, Person, Seat
from models.database import reading
from models.tasks import TaskLine
from services import access, minutes
from services.errors import Invalid
from services.tasks import TaskDraft


def read(ask: Ask, text: str, group: Group) -> TypedTask:
    """An action of one line, for whoever is named before a colon or mentioned, else for nobody yet.

    It may ask Slack, so it must be called outside a unit of work. Raises ``Invalid`` for what
    cannot be read.
    """
    name, rest = minutes.part_name(text)
    with reading() as session:
        named, is_named = minutes.owner_named(session, group, name, by=ask.person, now=ask.now)
    typed = typed_tasks.read(ask, rest if is_named else text)
    if typed.due.unread:
        raise Invalid(typed.due.unread, field="action")
    if not typed.title:
        raise Invalid("Say what is to be done, such as “send norms by Friday”.", field="action")
    if is_named:
        return replace(typed, owner=named, mentions_nobody=False)
    with reading() as session:
        return _with_owner(session, ask, typed)


def add(
    session: Session,
    ask: Ask,
    meeting: Meeting,
    typed: TypedTask,
    *,
    is_runner: bool,
    source_link: str = "",
) -> tuple[MinuteLine, TaskLine]:
    """Write an action into the minutes, add its task, and tell its owners."""
    group = access.group_to_work_in(session, meeting.group_id, by=ask.who)
    draft = TaskDraft(
        typed.title,
        typed.owner,
        typed.due.due_on,
        group,
        source_link=source_link,
        co_owners=typed.co_owners,
        remind_on=typed.remind.due_on if typed.remind else None,
    )
    line, task = minutes.write_action(
        session, meeting, draft, by=ask.person, now=ask.now, is_runner=is_runner
    )
    found = access.task_line(session, task, ask.now)
    owners.tell(session, found, ask)
    return line, found


def _with_owner(session: Session, ask: Ask, typed: TypedTask) -> TypedTask:
    """Whom the line names in any other way that `/task add` takes; else nobody yet."""
    typed = typed_tasks.with_addressed(session, ask, typed)
    held = typed_tasks.with_holder(session, ask, typed)
    if held.due.unread:
        raise Invalid(held.due.unread, field="action")
    if isinstance(held.owner, Organization | Seat):
        return held
    found = typed_tasks.with_partner(session, ask, held)
    is_hers = isinstance(found.owner, Person) and found.owner.id == ask.person.id
    return replace(found, owner=None) if found.mentions_nobody and is_hers else found
