"""Tasks to show: one with its surroundings, lists in pages, and those that some words speak of."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, Membership, Person, Task
from models.tasks import TaskLine, TaskPage, TaskScope
from services import access, terms
from services.access import Standing

_FOUND = 10


def listed(
    session: Session,
    who: Standing,
    scope: TaskScope,
    *,
    group: Group | None,
    today: date,
    offset: int = 0,
    limit: int = 10,
) -> TaskPage:
    """Open tasks, soonest first and those without a date last: two queries, whatever the length.

    ``group`` is one that ``who`` may see. Overdue without a group covers her groups and herself.
    """
    condition = _condition(who, scope, group, today)
    overdue = sa.func.count(sa.case((col(Task.due_on) < today, 1)))
    total, late = session.exec(select(sa.func.count(), overdue).where(condition)).one()
    rows = session.exec(
        _lines().where(condition).order_by(*_SOONEST_FIRST).offset(offset).limit(limit)
    )
    return TaskPage([TaskLine(*row) for row in rows], total, late)


def line_of(session: Session, task: Task) -> TaskLine:
    """A task that a door has obtained already, with its owner and its group."""
    owner = session.get(Person, task.owner_id) if task.owner_id else None
    group = session.get(Group, task.group_id) if task.group_id else None
    return TaskLine(task, owner, group)


def own_matching(session: Session, who: Standing, text: str) -> list[TaskLine]:
    """Her open tasks whose title has ``text`` in it;
    where one title is just that, only this one.
    """
    about = col(Task.title).icontains(text, autoescape=True)
    rows = session.exec(
        _lines()
        .where(col(Task.owner_id) == who.person.id, col(Task.done_at).is_(None), about)
        .order_by(*_SOONEST_FIRST)
        .limit(_FOUND)
    )
    found = [TaskLine(*row) for row in rows]
    exact = [line for line in found if line.task.title.casefold() == text.casefold()]
    return exact if len(exact) == 1 else found


def assignable_partners(session: Session, who: Standing) -> list[Person]:
    """People without Slack in the groups that ``who`` works in,
    to whom she may give tasks; by name.
    """
    member_of = select(Membership.person_id).join(Group, col(Group.id) == Membership.group_id)
    serving = member_of.where(
        access.workable_groups(who), terms.serving(who.at), terms.active(who.at)
    )
    statement = select(Person).where(
        col(Person.slack_id).is_(None), col(Person.is_active), col(Person.id).in_(serving)
    )
    return list(session.exec(statement.order_by(col(Person.name))))


_SOONEST_FIRST = (col(Task.due_on).is_(None), col(Task.due_on), col(Task.id))


def _lines() -> Any:
    return (
        select(Task, Person, Group)
        .join(Person, col(Person.id) == Task.owner_id, isouter=True)
        .join(Group, col(Group.id) == Task.group_id, isouter=True)
    )


def _condition(
    who: Standing, scope: TaskScope, group: Group | None, today: date
) -> sa.ColumnElement[bool]:
    mine = col(Task.owner_id) == who.person.id
    is_open = col(Task.done_at).is_(None)
    match scope:
        case TaskScope.MINE:
            return sa.and_(is_open, mine)
        case TaskScope.GROUP:
            assert group is not None, "a group's tasks are asked for by group"
            return sa.and_(is_open, col(Task.group_id) == group.id)
        case TaskScope.OVERDUE:
            in_hers = access.workable_groups(who, col(Task.group_id))
            here = col(Task.group_id) == group.id if group else sa.or_(mine, in_hers)
            return sa.and_(is_open, col(Task.due_on) < today, here)
