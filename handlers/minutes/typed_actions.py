"""An action as it is typed in minutes: whose it is, when it is due, and what is to be done."""

import re
from dataclasses import replace

from sqlmodel import Session

from handlers.routes import Ask
from handlers.tasks import owners, typed_tasks
from handlers.tasks.typed_tasks import TypedTask
from models import Group, Meeting, MinuteLine, Organization, Person, Seat
from models.database import reading
from models.tasks import TaskLine
from services import access, groups, minutes
from services.errors import Invalid
from services.tasks import TaskDraft

_NAMED = re.compile(r"^(?P<name>[^:<>@]{1,200}?)\s*:(?:\s+|$)")
_ME = ("me", "i", "myself")
_NOBODY = "nobody"


def read(ask: Ask, text: str, group: Group) -> TypedTask:
    """An action of one line, for whoever is named before a colon or mentioned, else for nobody yet.

    It may ask Slack, so it must be called outside a unit of work. Raises ``Invalid`` for what
    cannot be read.
    """
    found = _NAMED.match(text)
    named, is_named = _named(found["name"], group, ask) if found else (None, False)
    typed = typed_tasks.read(ask, text[found.end() :] if found and is_named else text)
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


def _named(name: str, group: Group, ask: Ask) -> tuple[Person | None, bool]:
    """Who stands before the colon, and whether that is anybody of the group, or nobody at all."""
    key = " ".join(name.casefold().split())
    if key in _ME:
        return ask.person, True
    if key == _NOBODY:
        return None, True
    with reading() as session:
        members = [line.person for line in groups.roster(session, group, ask.now)]
    whole = [person for person in members if person.name.casefold() == key]
    found = whole or [person for person in members if key in person.name.casefold().split()]
    if len(found) > 1:
        names = ", ".join(person.name for person in found[:5])
        raise Invalid(f"“{name}” may be {names}. Write the whole name.", field="action")
    return (found[0], True) if found else (None, False)


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
