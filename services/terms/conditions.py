"""The conditions that hold of who serves, and of which groups are active, at a moment."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col

from models import Group, MemberRole, Membership, Role
from models.group_kinds import rules_of

Moment = datetime | sa.SQLColumnExpression[datetime] | Mapped[datetime]
"""A moment, or what holds one in a statement: a column, or a parameter."""


def serving(at: Moment) -> sa.ColumnElement[bool]:
    """The condition that a ``Membership`` holds at a moment."""
    return sa.and_(begun(at), not_over(at))


def begun(at: Moment) -> sa.ColumnElement[bool]:
    """The condition that a ``Membership`` has begun by a moment, over or not."""
    return col(Membership.since) <= at


def not_over(at: Moment) -> sa.ColumnElement[bool]:
    """The condition that a ``Membership`` is not over by a moment, begun or not."""
    return sa.or_(col(Membership.until).is_(None), col(Membership.until) > at)


def not_called_off() -> sa.ColumnElement[bool]:
    """The condition that a ``Membership`` holds at any moment at all."""
    return not_over(col(Membership.since))


def stays_or_returns(now: Moment, by: Moment | None = None) -> sa.ColumnElement[bool]:
    """The condition that the same person is in the group of a ``Membership`` now, or will be as far
    as is known: at any later moment, or from a moment ``by`` which she has begun.
    """
    other = aliased(Membership)
    return sa.exists().where(
        col(other.group_id) == col(Membership.group_id),
        col(other.person_id) == col(Membership.person_id),
        sa.true() if by is None else col(other.since) <= by,
        sa.or_(
            col(other.until).is_(None),
            sa.and_(col(other.until) > now, col(other.until) > col(other.since)),
        ),
    )


def has_left(after: Moment, now: Moment, hour: Moment) -> sa.ColumnElement[bool]:
    """The condition that a ``Membership`` ended between two moments, and that the same person is
    in the group neither ``now`` nor, as far as is known, at a later ``hour``.
    """
    has_ended = col(Membership.until) > after, col(Membership.until) <= now
    return sa.and_(*has_ended, ~stays_or_returns(now, by=hour))


def ends_between(after: Moment, until: Moment) -> sa.ColumnElement[bool]:
    """The condition that the service of a ``Membership`` in a seat, or else the term that was
    agreed, ends after a moment and by another one.
    """
    ends_at = sa.func.coalesce(col(Membership.until), col(Membership.term_ends_at))
    return sa.and_(col(Membership.seat_id).is_not(None), ends_at > after, ends_at <= until)


def holding(at: Moment) -> sa.ColumnElement[bool]:
    """The condition that a ``Role`` is held at a moment."""
    return sa.and_(col(Role.since) <= at, sa.or_(col(Role.until).is_(None), col(Role.until) > at))


def active(at: Moment, group: type[Group] = Group) -> sa.ColumnElement[bool]:
    """The condition that a ``Group``, or another name of it, is not discharged at a moment.

    It holds, too, where the group is joined from the outside and there is none.
    """
    return sa.or_(col(group.discharged_at).is_(None), col(group.discharged_at) > at)


def is_active(group: Group, at: datetime) -> bool:
    """Whether a group is not discharged at a moment."""
    return group.discharged_at is None or group.discharged_at > at


def while_active(group: Group, at: datetime) -> datetime:
    """A moment, or the last at which a group was active where it was discharged by then."""
    end = group.discharged_at
    return at if end is None or end > at else end - timedelta(microseconds=1)


def is_open(group: Group, at: datetime) -> bool:
    """Whether librarians may join a group by their own word at a moment: its kind says so."""
    may_join = rules_of(group.kind).anyone_may_join and not group.is_private
    return may_join and is_active(group, at)


def joined_on() -> Mapped[datetime]:
    """When a ``Membership`` began, for statements that show it."""
    return col(Membership.since)


def changes(at: Moment) -> tuple[Any, ...]:
    """The columns of a ``Membership`` and its ``Group`` that differ after every change of service,
    also after one that only time makes.
    """
    return (
        col(Membership.since),
        col(Membership.until),
        col(Group.discharged_at),
        serving(at),
        active(at),
    )


def newcomers(group: Group, since: datetime, until: datetime) -> sa.ColumnElement[bool]:
    """The condition that a ``Membership`` of a group began from ``since`` until before ``until``,
    still holds then, and is no further term of somebody who served up to its beginning.
    """
    earlier = aliased(Membership)
    goes_on = sa.exists().where(
        col(earlier.group_id) == Membership.group_id,
        col(earlier.person_id) == Membership.person_id,
        col(earlier.since) < col(Membership.since),
        col(earlier.until) >= col(Membership.since),
    )
    return sa.and_(
        col(Membership.group_id) == group.id,
        col(Membership.since) >= since,
        col(Membership.since) < until,
        not_over(until),
        ~goes_on,
    )


def goes_on(roles: Collection[MemberRole]) -> sa.ColumnElement[bool]:
    """The condition that a ``Membership`` follows one of the same person in its group, with any of
    these roles, without a break.
    """
    earlier = aliased(Membership)
    return sa.exists().where(
        col(earlier.group_id) == Membership.group_id,
        col(earlier.person_id) == Membership.person_id,
        col(earlier.role).in_(roles),
        col(earlier.since) < col(Membership.since),
        col(earlier.until) >= col(Membership.since),
    )


def counting_service_last(hour: datetime, now: datetime) -> tuple[Any, ...]:
    """An order of one person's services in a group that ends with the one by which her presence at
    a meeting counts: that of its hour, else the latest that has begun by now.
    """
    return (
        sa.case((serving(hour), 2), (begun(now), 1), else_=0),
        *(col(Membership.since), col(Membership.id)),
    )


def counting_service(
    services: Iterable[Membership], hour: datetime, now: datetime
) -> Membership | None:
    """Of one person's services in a group the one by which her presence at a meeting counts."""

    def place(service: Membership) -> tuple[bool, datetime, int]:
        is_of_hour = service.since <= hour and (service.until is None or service.until > hour)
        return is_of_hour, service.since, service.id

    return max((service for service in services if service.since <= now), key=place, default=None)
