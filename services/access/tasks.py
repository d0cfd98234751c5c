"""Who may know of a task, and change it."""

from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, Organization, Seat, Task
from models.tasks import TaskLine
from services import terms
from services.access.groups import may_lead, may_see_group, refuse_discharged
from services.access.locks import locked
from services.access.standing import Needs, Standing
from services.errors import NotAllowed, NotFound


def may_add_tasks(by: Standing) -> bool:
    """Whether ``by`` may add tasks at all."""
    return by.allows(Needs.LIBRARIAN)


def may_edit_task(line: TaskLine, *, by: Standing) -> bool:
    """Whether ``by`` may change a task that she sees; a guest may only where she owns it or set it,
    and nobody in a group that is discharged.
    """
    task, group = line.task, line.group
    if group is not None and not terms.is_active(group, by.at):
        return False
    is_party = line.is_owned_by(by.person) or task.created_by == by.person.id
    # A task that nobody has is anybody's in the group to take or to finish.
    is_free = line.is_free and by.belongs_to(task.group_id) and not by.person.is_guest
    return is_party or is_free or may_lead(task.group_id, by=by)


def may_finish_task(line: TaskLine, *, by: Standing) -> bool:
    """Whether ``by`` may mark a task that she sees as done, or open it again: who may change it,
    and its owners also where its group is discharged.
    """
    return may_edit_task(line, by=by) or line.is_owned_by(by.person)


def may_see_task(line: TaskLine, *, by: Standing) -> bool:
    """Whether ``by`` may know of a task: ``task_to_see`` for one that is read already."""
    group = line.group
    if group is not None and may_see_group(group, by=by):
        return True
    if group is not None and group.is_private:
        return False
    return line.is_owned_by(by.person) or (group is None and by.person.id == line.task.created_by)


def task_line(session: Session, task: Task, at: datetime) -> TaskLine:
    """A task that a door has obtained already, with its owners at a moment and its group."""
    group = session.get(Group, task.group_id) if task.group_id else None
    holder = task_holder(session, task)
    owners = terms.owners_of_tasks(session, [task], at)[task.id]
    return TaskLine(task, owners[0] if owners else None, group, owners[1:], holder)


def task_holder(session: Session, task: Task) -> str:
    """What the library or the seat is called that holds a task; empty where none does."""
    if task.library_id is not None:
        heirs = terms.heirs()
        name = (
            select(Organization.short_name)
            .join(heirs, col(Organization.id) == heirs.c.heir_id)
            .where(heirs.c.id == task.library_id)
        )
        return session.exec(name).one()
    seat = session.get(Seat, task.seat_id) if task.seat_id is not None else None
    return seat.name if seat else ""


def task_to_see(session: Session, task_id: int, *, by: Standing) -> Task:
    """A task of a group that ``by`` may know of, or one that is hers."""
    return _found(session, task_id, by)[0]


def task_to_edit(session: Session, task_id: int, *, by: Standing) -> Task:
    """A task that ``by`` owns, set, or may direct as a chair; locked until the commit."""
    task, group = _found(session, task_id, by)
    refuse_discharged(group, by=by)
    locked(session, task)
    if not may_edit_task(task_line(session, task, by.at), by=by):
        raise NotAllowed(
            "Only the owner, whoever set it, or a chair of the group can change this task. Ask one"
            " of them."
        )
    return task


def task_to_finish(session: Session, task_id: int, *, by: Standing) -> Task:
    """A task that ``by`` may mark as done, or open again; locked until the commit."""
    task, _group = _found(session, task_id, by)
    if not task_line(session, task, by.at).is_owned_by(by.person):
        return task_to_edit(session, task_id, by=by)
    task = locked(session, task)
    if not may_finish_task(task_line(session, task, by.at), by=by):
        raise NotAllowed("Somebody else has this task now.")
    return task


def _found(session: Session, task_id: int, by: Standing) -> tuple[Task, Group | None]:
    """A task with its group: one query, or two where she may not know of the group."""
    found = session.execute(_WITH_GROUP, {"task_id": task_id}).first()
    if found is None or not (_is_of_visible(found[1], by) or _is_party(session, task_id, by)):
        raise NotFound("I know no such task. Type `/task mine` to see yours.")
    return found[0], found[1]


def _is_of_visible(group: Group | None, by: Standing) -> bool:
    return group is not None and may_see_group(group, by=by)


def _is_party(session: Session, task_id: int, by: Standing) -> bool:
    """An owner, but for who has left a private group; who only set a task knows of it as long as
    of its group.
    """
    parameters = {"task_id": task_id, "person_id": by.person.id, "at": by.at}
    return session.execute(_party(), parameters).first() is not None


_TASK: sa.BindParameter[int] = sa.bindparam("task_id")
_WITH_GROUP: Any = (
    sa.select(Task, Group)
    .join(Group, col(Group.id) == Task.group_id, isouter=True)
    .where(col(Task.id) == _TASK)
)


@cache
def _party() -> Any:
    """The task with a ``task_id``, where it is the affair of ``person_id``; built once, since that
    takes longer than asking it.
    """
    person: sa.BindParameter[int] = sa.bindparam("person_id")
    at: sa.BindParameter[datetime] = sa.bindparam("at")
    is_open = sa.func.coalesce(col(Group.is_private), sa.false()).is_(sa.false())
    set_it = sa.and_(col(Task.created_by) == person, col(Task.group_id).is_(None))
    is_hers = sa.or_(terms.is_named_owner(person), terms.owns_open(person, at))
    return (
        sa.select(col(Task.id))
        .join(Group, col(Group.id) == Task.group_id, isouter=True)
        .where(col(Task.id) == _TASK, sa.or_(sa.and_(is_hers, is_open), set_it))
    )
