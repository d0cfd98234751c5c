"""Who may know of a task, and change it."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, Person, Task
from services import terms
from services.access.groups import may_lead, may_see_group, refuse_discharged, visible_groups
from services.access.locks import locked
from services.access.standing import Needs, Standing
from services.errors import NotAllowed, NotFound


def may_add_tasks(by: Standing) -> bool:
    """Whether ``by`` may add tasks at all."""
    return by.allows(Needs.LIBRARIAN)


def may_edit_task(task: Task, group: Group | None, *, by: Standing) -> bool:
    """Whether ``by`` may change a task that she sees, of this group or of none;
    a guest may only where she owns it or set it, and nobody in a group that is discharged.
    """
    if group is not None and not terms.is_active(group, by.at):
        return False
    is_party = by.person.id in (task.owner_id, task.created_by)
    # A task without an owner is anybody's in the group to take or to finish.
    is_free = task.owner_id is None and by.belongs_to(task.group_id) and not by.person.is_guest
    return is_party or is_free or may_lead(task.group_id, by=by)


def may_finish_task(task: Task, group: Group | None, *, by: Standing) -> bool:
    """Whether ``by`` may mark a task that she sees as done, or open it again: who may change it,
    and its owner also where its group is discharged.
    """
    return may_edit_task(task, group, by=by) or task.owner_id == by.person.id


def may_see_task(task: Task, group: Group | None, *, by: Standing) -> bool:
    """Whether ``by`` may know of a task: ``task_to_see`` for one that is read already."""
    if group is not None and may_see_group(group, by=by):
        return True
    if group is not None and group.is_private:
        return False
    return by.person.id == task.owner_id or (group is None and by.person.id == task.created_by)


def task_to_see(session: Session, task_id: int, *, by: Standing) -> Task:
    """A task of a group that ``by`` may know of, or one that is hers."""
    return _found(session, task_id, by)[0]


def task_to_edit(session: Session, task_id: int, *, by: Standing) -> Task:
    """A task that ``by`` owns, set, or may direct as a chair; locked until the commit."""
    task, group = _found(session, task_id, by)
    refuse_discharged(group, by=by)
    locked(session, task)
    if not may_edit_task(task, group, by=by):
        raise NotAllowed(
            "Only the owner, whoever set it, or a chair of the group can change this task. Ask one"
            " of them."
        )
    return task


def task_to_finish(session: Session, task_id: int, *, by: Standing) -> Task:
    """A task that ``by`` may mark as done, or open again; locked until the commit."""
    task, group = _found(session, task_id, by)
    if task.owner_id != by.person.id:
        return task_to_edit(session, task_id, by=by)
    task = locked(session, task)
    if not may_finish_task(task, group, by=by):
        raise NotAllowed("Somebody else has this task now.")
    return task


def _found(session: Session, task_id: int, by: Standing) -> tuple[Task, Group | None]:
    """A task with its group."""
    found: tuple[Task, Group | None] | None = session.exec(
        select(Task, Group)
        .join(Group, col(Group.id) == Task.group_id, isouter=True)
        .where(Task.id == task_id)
        .where(
            sa.or_(
                sa.and_(col(Task.group_id).is_not(None), visible_groups(by)), _is_party(by.person)
            )
        )
    ).first()
    if found is None:
        raise NotFound("I know no such task. Type `/task mine` to see yours.")
    return found


def _is_party(person: Person) -> sa.ColumnElement[bool]:
    """The owner, but for who has left a private group; who only set a task knows of it as long as
    of its group, which is outer-joined here.
    """
    is_open = sa.func.coalesce(col(Group.is_private), sa.false()).is_(sa.false())
    set_it = sa.and_(col(Task.created_by) == person.id, col(Task.group_id).is_(None))
    return sa.or_(sa.and_(col(Task.owner_id) == person.id, is_open), set_it)
