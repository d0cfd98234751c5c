"""Deputies of chairs at a moment: naming one, and ending it."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models import Deputy, Group, MemberRole, Membership, Person
from models.deputies import DeputyLine
from services.terms.conditions import Moment, serving
from services.terms.leaves import last_day

_CHAIRS = (MemberRole.CHAIR, MemberRole.CO_CHAIR)
_OF_CHAIR = aliased(Membership)


def deputizing(at: Moment) -> sa.ColumnElement[bool]:
    """The condition that a ``Deputy`` holds at a moment, as long as the chair serves."""
    return sa.and_(col(Deputy.since) <= at, col(Deputy.until) > at)


def deputy_ends() -> sa.SQLColumnExpression[datetime]:
    """When a ``Deputy`` ends, for statements that show it."""
    return col(Deputy.until)


def deputy_until(at: Moment) -> sa.ScalarSelect[datetime]:
    """Until when somebody whose ``Membership`` a statement reads is a deputy in that group."""
    chair_serves = sa.and_(
        col(_OF_CHAIR.since) <= at,
        sa.or_(col(_OF_CHAIR.until).is_(None), col(_OF_CHAIR.until) > at),
        col(_OF_CHAIR.role).in_(_CHAIRS),
    )
    return (
        sa.select(sa.func.max(col(Deputy.until)))
        .join(_OF_CHAIR, col(_OF_CHAIR.id) == Deputy.membership_id)
        .where(col(Deputy.person_id) == col(Membership.person_id), deputizing(at), chair_serves)
        .where(col(_OF_CHAIR.group_id) == col(Membership.group_id))
        .correlate(Membership)
        .scalar_subquery()
    )


def deputies_in(session: Session, group: Group, at: datetime) -> list[DeputyLine]:
    """Who is a deputy in a group at a moment."""
    chair = aliased(Person)
    statement = (
        select(Person, chair, Membership.id, Deputy.until)
        .join(Deputy, col(Deputy.person_id) == Person.id)
        .join(Membership, col(Membership.id) == Deputy.membership_id)
        .join(chair, col(chair.id) == Membership.person_id)
        .where(Membership.group_id == group.id, col(Membership.role).in_(_CHAIRS))
        .where(serving(at), deputizing(at))
        .order_by(col(Deputy.id))
    )
    return [
        DeputyLine(deputy, of_chair, membership_id, _day(until, group))
        for deputy, of_chair, membership_id, until in session.exec(statement)
    ]


def begin_deputy(
    session: Session, membership: Membership, person: Person, *, until: datetime, now: datetime
) -> Deputy:
    """Let somebody be the deputy of who serves so, from now until a moment, at most until that
    service ends as far as is known.
    """
    ends = min(until, membership.until) if membership.until else until
    row = Deputy(membership_id=membership.id, person_id=person.id, since=now, until=ends)
    session.add(row)
    session.flush()
    return row


def deputy_last_day(row: Deputy, group: Group) -> date:
    """The last day of a deputy in the zone of the group."""
    return _day(row.until, group)


def end_deputies(
    session: Session, now: datetime, *, of: int | None = None, person_id: int | None = None
) -> Sequence[Deputy]:
    """End now those deputies of one service, and of one person where either is given, that hold or
    are to hold; those that ended by it.
    """
    statement = select(Deputy).where(col(Deputy.until) > now)
    if of is not None:
        statement = statement.where(Deputy.membership_id == of)
    if person_id is not None:
        statement = statement.where(Deputy.person_id == person_id)
    rows = session.exec(statement.order_by(col(Deputy.id))).all()
    for row in rows:
        row.until = max(now, row.since)
        session.add(row)
    session.flush()
    return rows


def _day(until: datetime, group: Group) -> date:
    found = last_day(until, group.zone)
    assert found is not None, "a deputy has an end"
    return found
