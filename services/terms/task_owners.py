"""Whose a task is at a moment: the people named, whoever speaks for the library that holds it, or
whoever sits in the seat that holds it.

Everything that asks about the owner of a task asks here. Of a finished task a library or a seat
keeps nothing but its name: who owned it on that day is written down as its owner then.
"""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import (
    CoOwner,
    Group,
    Leave,
    Membership,
    Organization,
    Person,
    Representation,
    RepresentationKind,
    Role,
    RoleKind,
    Task,
)
from services.terms.conditions import Moment, holding, serving
from services.terms.leaves import Id, on_leave
from services.terms.representations import acts_for_library

_IS_OPEN = col(Task.done_at).is_(None)
_AT: sa.BindParameter[datetime] = sa.bindparam("at")
_IS_WANTED = col(Task.id).in_(sa.bindparam("ids", expanding=True))
_Source = tuple[Any, Any]
"""A statement of the ids of tasks, each with the column of a person who owns it."""


def task_owners(at: Moment, *conditions: sa.ColumnElement[bool]) -> sa.Subquery:
    """Who owns each ``Task`` that fits some conditions at a moment: ``task_id`` and ``person_id``,
    a row for each owner; ``place`` is 0 for the first of those who are named, else 1.
    """
    named, others = _named()
    held = [_of_seat(at), *_of_library(at)]
    rows = [
        _owner_rows(named, 0, conditions),
        *(_owner_rows(source, 1, conditions) for source in (others, *held)),
    ]
    return sa.union_all(*rows).subquery()


def task_holders(at: Moment, *conditions: sa.ColumnElement[bool]) -> sa.Subquery:
    """The same for the tasks that a library or a seat holds, and no others."""
    held = [_of_seat(at), *_of_library(at)]
    return sa.union_all(*(_owner_rows(source, 1, conditions) for source in held)).subquery()


def owns_open(person_id: Id | sa.BindParameter[int] | int, at: Moment) -> sa.ColumnElement[bool]:
    """The condition that an open ``Task`` is somebody's at a moment. ``person_id`` is a parameter
    or a number, and no column of the statement.
    """
    sources = (*_named(), _of_seat(at), *_of_library(at))
    rows = [found.where(person == person_id, _IS_OPEN) for found, person in sources]
    hers = sa.union_all(*rows).subquery()
    return col(Task.id).in_(sa.select(hers.c[0]))


def is_named_owner(person_id: Id | sa.BindParameter[int] | int) -> sa.ColumnElement[bool]:
    """The condition that a ``Task``, open or finished, is somebody's by name."""
    shared = sa.exists().where(col(CoOwner.task_id) == Task.id, col(CoOwner.person_id) == person_id)
    return sa.or_(col(Task.owner_id) == person_id, shared)


def named_owners() -> sa.Subquery:
    """Who owns a task by name: ``task_id`` and ``person_id``, a row for each owner."""
    return sa.union_all(*(found for found, _ in _named())).subquery()


def owners_of_tasks(
    session: Session, tasks: Collection[Task], at: datetime
) -> dict[int, tuple[Person, ...]]:
    """The owners at a moment of each of some tasks, by its id: the first named one and then by
    name, nobody where there is none. One query.
    """
    found: dict[int, dict[int, Person]] = {task.id: {} for task in tasks}
    if found:
        is_any_held = any(task.library_id or task.seat_id for task in tasks)
        statement = _people_of_held() if is_any_held else _people_named()
        parameters = {"ids": list(found), "at": at}
        for task_id, person in session.execute(statement, parameters):
            found[task_id].setdefault(person.id, person)
    return {task_id: tuple(people.values()) for task_id, people in found.items()}


@cache
def _people_of_held() -> sa.Select[tuple[int, Person]]:
    """The owners of the tasks with some ``ids`` ``at`` a moment; built once, since building it
    takes longer than asking it.
    """
    return _people(task_owners(_AT, _IS_WANTED))


@cache
def _people_named() -> sa.Select[tuple[int, Person]]:
    """The same for tasks that no library and no seat holds."""
    rows = [_owner_rows(source, place, [_IS_WANTED]) for place, source in enumerate(_named())]
    return _people(sa.union_all(*rows).subquery())


def _people(owners: sa.Subquery) -> sa.Select[tuple[int, Person]]:
    return (
        sa.select(owners.c.task_id, Person)
        .join(Person, col(Person.id) == owners.c.person_id)
        .order_by(owners.c.place, col(Person.name), col(Person.id))
    )


def is_held() -> sa.ColumnElement[bool]:
    """The condition that a library or a seat holds a ``Task``."""
    return sa.or_(col(Task.library_id).is_not(None), col(Task.seat_id).is_not(None))


@cache
def heirs() -> sa.CTE:
    """Each organization by ``id``, with the one that it is part of by now as ``heir_id``: itself
    where it was never merged.
    """
    organization = Organization.__table__  # type: ignore[attr-defined]
    first = sa.select(
        organization.c.id, organization.c.id.label("heir_id"), organization.c.merged_into_id
    )
    chain = first.cte("heirs", recursive=True)
    onward = sa.select(chain.c.id, organization.c.id, organization.c.merged_into_id)
    chain = chain.union_all(
        onward.join_from(chain, organization, organization.c.id == chain.c.merged_into_id)
    )
    last = sa.select(chain.c.id, chain.c.heir_id).where(chain.c.merged_into_id.is_(None))
    return last.cte("last_heirs")


def _owner_rows(source: _Source, place: int, conditions: Collection[Any]) -> Any:
    found, _person = source
    return found.where(*conditions).add_columns(sa.literal(place).label("place"))


def _source(person: Any) -> Any:
    return sa.select(col(Task.id).label("task_id"), person.label("person_id"))


def _named() -> tuple[_Source, _Source]:
    first, other = col(Task.owner_id), col(CoOwner.person_id)
    return (
        (_source(first).where(first.is_not(None)), first),
        (_source(other).join(CoOwner, col(CoOwner.task_id) == Task.id), other),
    )


def _of_seat(at: Moment) -> _Source:
    """Who sits there at a moment, or acts meanwhile for who is on leave."""
    person = sa.case(
        (col(Leave.id).is_not(None), col(Leave.acting_person_id)), else_=col(Membership.person_id)
    )
    found = (
        _source(person)
        .join(Membership, col(Membership.seat_id) == Task.seat_id)
        .join(
            Leave,
            sa.and_(col(Leave.membership_id) == Membership.id, on_leave(at)),
            isouter=True,
        )
        .where(col(Task.seat_id).is_not(None), _IS_OPEN, serving(at), person.is_not(None))
    )
    return found, person


def _of_library(at: Moment) -> tuple[_Source, _Source]:
    """Its representative in the group of the task, else its alternate there; else its directors, of
    a private group those who serve in it.
    """
    here, first, anybody = (_acting(at).subquery() for _ in range(3))
    library = heirs()
    of_library = col(Task.library_id) == library.c.id
    is_first = first.c.kind == RepresentationKind.REPRESENTATIVE
    person = here.c.person_id
    speaking = (
        _source(person)
        .join(library, of_library)
        .join(here, _is_there(here, library))
        .where(col(Task.library_id).is_not(None), _IS_OPEN)
        .where(
            sa.or_(
                here.c.kind == RepresentationKind.REPRESENTATIVE,
                ~sa.exists().where(_is_there(first, library), is_first),
            )
        )
    )
    director = col(Person.id)
    directing = (
        _source(director)
        .join(library, of_library)
        .join(Group, col(Group.id) == Task.group_id)
        .join(Person, col(Person.organization_id) == library.c.heir_id)
        .join(Role, sa.and_(col(Role.person_id) == director, col(Role.kind) == RoleKind.DIRECTOR))
        .where(col(Task.library_id).is_not(None), _IS_OPEN)
        .where(holding(at), _may_act_as_director(at))
        .where(~sa.exists().where(_is_there(anybody, library)))
    )
    return (speaking, person), (directing, director)


def _acting(at: Moment) -> Any:
    columns = (
        *(Representation.organization_id, Representation.group_id),
        *(Representation.kind, Representation.person_id),
    )
    return (
        sa.select(*(col(column) for column in columns))
        .join(Person, col(Person.id) == Representation.person_id)
        .where(col(Representation.group_id).is_not(None), acts_for_library(at))
    )


def _is_there(acting: sa.Subquery, library: sa.CTE) -> sa.ColumnElement[bool]:
    return sa.and_(
        acting.c.organization_id == library.c.heir_id, acting.c.group_id == col(Task.group_id)
    )


def _may_act_as_director(at: Moment) -> sa.ColumnElement[bool]:
    serves = sa.exists().where(
        col(Membership.group_id) == Group.id,
        col(Membership.person_id) == Person.id,
        serving(at),
    )
    return sa.and_(
        col(Person.is_active).is_(True),
        col(Person.is_guest).is_(False),
        col(Person.merged_into_id).is_(None),
        sa.or_(col(Group.is_private).is_(False), serves),
    )
