"""Leaves of absence at a moment, and who acts meanwhile."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, col, select

from models import Leave, MemberRole, Membership, Person
from services.terms.conditions import Moment, begun, not_called_off, not_over, serving

Id = sa.SQLColumnExpression[int] | Mapped[int] | Mapped[int | None]
"""An id in a statement."""

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class CurrentLeave:
    """A leave that is not over, begun or not."""

    leave: Leave
    since: datetime
    until: datetime | None
    acting: Person | None

    def holds(self, at: datetime) -> bool:
        """Whether it goes on at a moment."""
        return self.since <= at


def on_leave(at: Moment) -> sa.ColumnElement[bool]:
    """The condition that a ``Leave`` goes on at a moment, as long as the service does."""
    return sa.and_(col(Leave.since) <= at, sa.or_(col(Leave.until).is_(None), leave_ends() > at))


def acting(group_id: Id, person_id: Id, at: Moment) -> sa.ColumnElement[bool]:
    """The condition that somebody acts at a moment for who is on leave from a seat of a group."""
    return _acting(group_id, person_id, on_leave(at), serving(at))


def acted(group_id: Id, person_id: Id, at: Moment) -> sa.ColumnElement[bool]:
    """The condition that somebody acts so at a moment, or did before it."""
    return _acting(group_id, person_id, col(Leave.since) <= at, begun(at))


def acting_ahead(group_id: Id, person_id: Id, at: Moment) -> sa.ColumnElement[bool]:
    """The condition that somebody acts so at a moment, or will after it."""
    is_unfinished = sa.or_(col(Leave.until).is_(None), leave_ends() > at)
    return _acting(group_id, person_id, is_unfinished, not_over(at))


def acting_people(session: Session, group_id: int, at: datetime) -> set[int]:
    """The ids of those who act in a group at a moment for somebody on leave."""
    statement = (
        select(Leave.acting_person_id)
        .join(Membership, col(Membership.id) == Leave.membership_id)
        .where(Membership.group_id == group_id, on_leave(at), serving(at))
    )
    return {person_id for person_id in session.exec(statement) if person_id is not None}


def acting_for(
    session: Session, group_id: int, roles: Collection[MemberRole], at: datetime
) -> list[tuple[Person, Person]]:
    """Who acts in a group at a moment for somebody on leave from one of these roles, and for whom:
    those who are active.
    """
    acting_person = aliased(Person)
    statement = (
        select(acting_person, Person)
        .join(Leave, col(Leave.acting_person_id) == acting_person.id)
        .join(Membership, col(Membership.id) == Leave.membership_id)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(Membership.group_id == group_id, col(Membership.role).in_(roles))
        .where(on_leave(at), serving(at), col(acting_person.is_active).is_(True))
    )
    return [(acting, away) for acting, away in session.exec(statement)]


def _acting(
    group_id: Id, person_id: Id, *conditions: sa.ColumnElement[bool]
) -> sa.ColumnElement[bool]:
    """The condition that there is a leave that has an hour of its own in the service of a seat."""
    lasts = sa.or_(col(Leave.until).is_(None), leave_ends() > col(Leave.since))
    return sa.exists().where(
        col(Leave.acting_person_id) == person_id,
        col(Membership.id) == Leave.membership_id,
        col(Membership.group_id) == group_id,
        not_called_off(),
        not_over(col(Leave.since)),
        lasts,
        *conditions,
    )


def leave_ends() -> sa.SQLColumnExpression[datetime | None]:
    """When a ``Leave`` ends, for statements that show it."""
    return col(Leave.until)


def last_day(until: datetime | None, zone: str) -> date | None:
    """The last day of what ends at a moment."""
    return (until - _INSTANT).astimezone(ZoneInfo(zone)).date() if until else None


def unfinished_leaves(
    session: Session, membership_ids: Collection[int], at: datetime
) -> dict[int, CurrentLeave]:
    """The leave of each of these services that goes on at a moment, else its next one."""
    statement = (
        select(Leave, Person)
        .join(Person, col(Person.id) == Leave.acting_person_id, isouter=True)
        .where(col(Leave.membership_id).in_(membership_ids))
        .where(sa.or_(col(Leave.until).is_(None), col(Leave.until) > at))
        .where(sa.or_(col(Leave.until).is_(None), col(Leave.until) > col(Leave.since)))
        .order_by(col(Leave.since).desc(), col(Leave.id).desc())
    )
    found = session.exec(statement) if membership_ids else ()
    return {
        leave.membership_id: CurrentLeave(leave, leave.since, leave.until, acting)
        for leave, acting in found
    }


def begin_leave(
    session: Session,
    unbroken: Iterable[Membership],
    *,
    since: datetime,
    until: datetime | None,
    acting: Person | None,
) -> list[Leave]:
    """Write a leave in each of somebody's terms that begins before its end, one term without a
    break after the other; the caller has seen to it that none goes on meanwhile.

    Each lasts to the end of the whole, so that it goes on where a further term is called off.
    """
    leaves = [
        Leave(
            membership_id=membership.id,
            since=max(since, membership.since),
            until=until,
            acting_person_id=acting.id if acting else None,
        )
        for membership in unbroken
        if until is None or membership.since < until
    ]
    session.add_all(leaves)
    session.flush()
    return leaves


def end_leave(session: Session, leave: Leave, *, now: datetime) -> None:
    """End a leave now, or call one off that has not begun."""
    leave.until = max(now, leave.since)
    session.add(leave)


def stop_acting(session: Session, person_id: int, at: datetime) -> list[int]:
    """Let somebody act for nobody any more; the services on leave in which she did or was to."""
    acts = sa.and_(
        col(Leave.acting_person_id) == person_id,
        sa.or_(col(Leave.until).is_(None), col(Leave.until) > at),
    )
    found = list(session.exec(select(Leave.membership_id).where(acts)))
    session.exec(sa.update(Leave).where(acts).values(acting_person_id=None))
    return found


def end_acting(session: Session, group_id: int, person_id: int, at: datetime) -> list[int]:
    """Let somebody act in a group for nobody from a moment on: the leaves go on without anybody who
    acts. The services on leave in which she did or was to, by their ids.
    """
    statement = (
        select(Leave)
        .join(Membership, col(Membership.id) == Leave.membership_id)
        .where(Membership.group_id == group_id, Leave.acting_person_id == person_id)
        .where(sa.or_(col(Leave.until).is_(None), col(Leave.until) > at))
    )
    found = session.exec(statement.order_by(col(Leave.id))).all()
    for leave in found:
        if leave.since >= at:
            leave.acting_person_id = None
            continue
        # What she did until then stays hers.
        rest = Leave(membership_id=leave.membership_id, since=at, until=leave.until)
        leave.until = at
        session.add_all([leave, rest])
    session.flush()
    return list(dict.fromkeys(leave.membership_id for leave in found))


def carry_leave(session: Session, ended: Membership, following: Membership, at: datetime) -> None:
    """Let a leave that outlasts a term go on in the next one of the same person."""
    if found := unfinished_leaves(session, [ended.id], at).get(ended.id):
        since = max(found.since, at)
        begin_leave(session, [following], since=since, until=found.until, acting=found.acting)
