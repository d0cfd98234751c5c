"""Tasks to show: one with its surroundings, lists in pages, and those that some words speak of."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Group,
    HistoryEntry,
    Organization,
    Seat,
    Task,
)
from models.subjects import Subject
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
    """Open tasks, soonest first and those without a date last, or finished ones, the latest first:
    two queries.

    Finished by her is what was hers and is done, and what she marked done of somebody else's.
    ``group`` is one that ``who`` may see. Overdue without a group covers her groups and herself.
    What a discharged group left open is listed with the group alone: nobody can do it any more.
    """
    assert group is not None or scope is not TaskScope.GROUP, "it is asked for by group"
    parameters = {
        "person_id": who.person.id,
        "at": who.at,
        "group_id": group.id if group else None,
        "today": today,
        "offset": offset,
        "limit": limit,
    }
    if scope is TaskScope.OVERDUE:
        of_page, of_all = _statements(_overdue(who, group))
    elif scope is TaskScope.FINISHED:
        of_page, of_all = _statements(_finished(who), _LATEST_FIRST)
    else:
        of_page, of_all = _LISTS[scope]
    rows = session.execute(of_page, parameters).all()
    if rows:
        total, late = rows[0][-2:]
    else:
        total, late = session.execute(of_all, parameters).one()
    return TaskPage(_with_owners(session, rows, who.at), total, late)


def lines_of(
    session: Session,
    conditions: Sequence[Any],
    at: datetime,
    *,
    order: Sequence[Any] | None = None,
) -> list[TaskLine]:
    """The tasks that fit some conditions, soonest first or in another order, with their owners at a
    moment: two queries.
    """
    rows = session.execute(_lines().where(*conditions).order_by(*(order or _SOONEST_FIRST))).all()
    return _with_owners(session, rows, at)


def reassigned(session: Session, groups: Iterable[Group], at: datetime) -> list[TaskLine]:
    """The tasks of groups that were given to somebody else, or to nobody, at a moment: three
    queries.
    """
    about = select(HistoryEntry.subject).where(
        col(HistoryEntry.group_id).in_([group.id for group in groups]),
        HistoryEntry.at == at,
        HistoryEntry.action == "task.reassigned",
    )
    ids = [int(Subject.parse(subject).id) for subject in session.exec(about)]
    return lines_of(session, [col(Task.id).in_(ids)], at) if ids else []


def _with_owners(session: Session, rows: Sequence[Any], at: datetime) -> list[TaskLine]:
    """Lines of tasks, each row of ``_lines`` with the owners of its task at a moment."""
    owners = terms.owners_of_tasks(session, [row[0] for row in rows], at)
    found = []
    for task, group, library, seat, *_ in rows:
        of_task = owners[task.id]
        holder = library.short_name if library else seat.name if seat else ""
        first = of_task[0] if of_task else None
        found.append(TaskLine(task, first, group, of_task[1:], holder))
    return found


def own_matching(session: Session, who: Standing, text: str) -> list[TaskLine]:
    """Her open tasks whose title has ``text`` in it;
    where one title is just that, only this one.
    """
    about = col(Task.title).icontains(text, autoescape=True)
    hers = terms.owns_open(who.person.id, who.at)
    rows = session.execute(
        _lines().where(hers, _IS_OPEN, about).order_by(*_SOONEST_FIRST).limit(_FOUND)
    ).all()
    found = _with_owners(session, rows, who.at)
    exact = [line for line in found if line.task.title.casefold() == text.casefold()]
    return exact if len(exact) == 1 else found


_LATEST_FIRST = (col(Task.done_at).desc(), col(Task.id).desc())
_SOONEST_FIRST = (col(Task.due_on).is_(None), col(Task.due_on), col(Task.id))


def _lines() -> Any:
    heirs = terms.heirs()
    return (
        sa.select(Task, Group, Organization, Seat)
        .join(Group, col(Group.id) == Task.group_id, isouter=True)
        .join(heirs, heirs.c.id == Task.library_id, isouter=True)
        .join(Organization, col(Organization.id) == heirs.c.heir_id, isouter=True)
        .join(Seat, col(Seat.id) == Task.seat_id, isouter=True)
    )


_AT: sa.BindParameter[datetime] = sa.bindparam("at")
_PERSON: sa.BindParameter[int] = sa.bindparam("person_id")
_GROUP: sa.BindParameter[int] = sa.bindparam("group_id")
_TODAY: sa.BindParameter[date] = sa.bindparam("today", type_=sa.Date())
_IS_OPEN = col(Task.done_at).is_(None)
_IS_HERS = terms.owns_open(_PERSON, _AT)
_WAS_HERS = terms.is_named_owner(_PERSON)
_GOES_ON = terms.active(sa.bindparam("at"))


def _statements(
    condition: sa.ColumnElement[bool], order: Sequence[Any] = _SOONEST_FIRST
) -> tuple[Any, Any]:
    """A page of tasks, each row with how many there are and are late in all; and these alone."""
    total, late = sa.func.count(), sa.func.count(sa.case((col(Task.due_on) < _TODAY, 1)))
    of_page = _lines().add_columns(total.over(), late.over()).where(condition)
    return (
        of_page.order_by(*order)
        .offset(sa.bindparam("offset", type_=sa.Integer()))
        .limit(sa.bindparam("limit", type_=sa.Integer())),
        sa.select(total, late)
        .select_from(Task)
        .join(Group, col(Group.id) == Task.group_id, isouter=True)
        .where(condition),
    )


_LISTS = {
    TaskScope.MINE: _statements(sa.and_(_IS_OPEN, _IS_HERS, _GOES_ON)),
    TaskScope.GROUP: _statements(sa.and_(_IS_OPEN, col(Task.group_id) == _GROUP)),
}


def _finished(who: Standing) -> sa.ColumnElement[bool]:
    is_in_sight = sa.or_(col(Task.group_id).is_(None), access.visible_groups(who))
    by_her = sa.and_(col(Task.done_by) == _PERSON, is_in_sight)
    return sa.and_(col(Task.done_at).is_not(None), sa.or_(_WAS_HERS, by_her))


def _overdue(who: Standing, group: Group | None) -> sa.ColumnElement[bool]:
    in_hers = access.workable_groups(who, col(Task.group_id))
    hers = sa.and_(_GOES_ON, sa.or_(_IS_HERS, in_hers))
    here = col(Task.group_id) == _GROUP if group else hers
    return sa.and_(_IS_OPEN, col(Task.due_on) < _TODAY, here)
