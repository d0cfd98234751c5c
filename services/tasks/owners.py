"""Owners of tasks: who may be given one, who hears of it, and whether she is still there."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, Membership, Organization, OrganizationKind, Person, Seat, Task, reach
from models.messages import ASSIGNED, Key, Recipient
from models.payloads import Message
from models.subjects import Subject
from models.tasks import TaskHolders, TaskLine
from services import access, consortium, outbox, terms
from services.access import Standing
from services.tasks.changes import revision


def assignable_partners(session: Session, who: Standing) -> list[Person]:
    """People without Slack in the groups that ``who`` works in,
    to whom she may give tasks; by name.
    """
    statement = _PARTNERS[access.may_work_everywhere(who)]
    parameters = {"at": who.at, "group_ids": access.own_groups(who)}
    return list(session.exec(statement, params=parameters))


def assignable_members(
    session: Session, group_id: int | None, *, by: Person, at: datetime
) -> list[Person]:
    """Those in a group to whom its tasks may be given, by name, and ``by``, who may take them.

    Nobody where there is no group.
    """
    if group_id is None:
        return []
    serving = select(Membership.person_id).where(
        col(Membership.group_id) == group_id, terms.serving(at)
    )
    statement = select(Person).where(
        col(Person.is_active), sa.or_(col(Person.id) == by.id, col(Person.id).in_(serving))
    )
    return list(session.exec(statement.order_by(col(Person.name), col(Person.id))))


def assignable_holders(session: Session, who: Standing, group_id: int | None = None) -> TaskHolders:
    """The libraries and the open seats to which ``who`` may give tasks, by name: the seats of one
    group, or of all in which she works. Two queries.
    """
    today = consortium.today(session, who.at)
    libraries = select(Organization).where(Organization.kind == OrganizationKind.LIBRARY)
    seats = (
        select(Seat, Group)
        .join(Group, col(Group.id) == Seat.group_id)
        .where(terms.active(who.at), col(Seat.closed_at).is_(None))
        .order_by(col(Group.name_key), col(Seat.id))
    )
    if group_id is not None:
        seats = seats.where(Seat.group_id == group_id)
    elif not access.may_work_everywhere(who):
        seats = seats.where(col(Seat.group_id).in_(access.own_groups(who)))
    found = session.exec(libraries.order_by(col(Organization.short_name)))
    return TaskHolders(
        tuple(row for row in found if row.is_active_on(today)),
        tuple((seat, group) for seat, group in session.exec(seats)),
    )


def tell_new_owners(
    session: Session,
    line: TaskLine,
    assigned: Callable[..., Message],
    *,
    by: Person,
    now: datetime,
) -> None:
    """Promise word to the owners to whom ``by`` gave a task, if messages reach them; ``assigned``
    words it.
    """
    others = [owner for owner in line.owners if owner.id != by.id]
    reached = [owner for owner in others if reach.medium_of(owner) is not None]
    if not reached:
        return
    about, occurrence = Subject.of(line.task), revision(session, line.task)
    for owner in reached:
        today = now.astimezone(ZoneInfo(owner.zone)).date()
        news = assigned(line, to=owner, by=by, today=today)
        key = Key(ASSIGNED, about, occurrence, Subject.of(owner))
        outbox.post(session, news, to=Recipient.person(owner), key=key, now=now, subject=about)


def has_left(now: datetime) -> sa.ColumnElement[bool]:
    """Whether an owner, joined as ``Person``, has left Slack, or the group of the task."""
    return sa.func.coalesce(sa.or_(col(Person.is_active).is_(False), left_group(now)), sa.false())


def left_group(now: terms.Moment) -> sa.ColumnElement[bool]:
    """Whether an owner, joined as ``Person``, was in the task's group and is no more, nor acts
    there for who is on leave: then she hears of it no more. Whoever has it by her library or her
    seat has it as long as these say so.
    """
    service = sa.and_(
        col(Membership.group_id) == Task.group_id, col(Membership.person_id) == Person.id
    )
    held = sa.and_(terms.not_called_off(), terms.begun(now))
    ever = sa.select(col(Membership.id)).where(service, held)
    acts = terms.acting(col(Task.group_id), col(Person.id), now)
    has_gone = sa.and_(ever.exists(), ~ever.where(terms.not_over(now)).exists(), ~acts)
    return sa.and_(~terms.is_held(), has_gone)


_AT: sa.BindParameter[datetime] = sa.bindparam("at")


def _partners(in_groups: sa.ColumnElement[bool]) -> Any:
    member_of = select(Membership.person_id).join(Group, col(Group.id) == Membership.group_id)
    serving = member_of.where(in_groups, terms.serving(_AT), terms.active(_AT))
    partners = select(Person).where(
        col(Person.slack_id).is_(None), col(Person.is_active), col(Person.id).in_(serving)
    )
    return partners.order_by(col(Person.name))


_PARTNERS = {
    False: _partners(col(Group.id).in_(sa.bindparam("group_ids", expanding=True))),
    True: _partners(sa.true()),
}
"""Whether of all groups, as the program manager works in them."""
