"""What people of a library do in groups: when they began, and what of it ends."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Group, Home, MemberRole, Membership, Person
from models.database import run_plain
from services.terms.conditions import active, not_called_off, serving


def first_services(session: Session) -> dict[int, datetime]:
    """When somebody who worked there served in a group for the first time, by organization: one
    query.
    """
    begins_at = sa.case(
        (col(Home.since) > col(Membership.since), col(Home.since)), else_=col(Membership.since)
    )
    overlaps = sa.and_(
        col(Home.person_id) == col(Membership.person_id),
        sa.or_(col(Home.until).is_(None), col(Home.until) > col(Membership.since)),
        sa.or_(col(Membership.until).is_(None), col(Membership.until) > col(Home.since)),
    )
    statement = (
        sa.select(col(Home.organization_id), sa.func.min(begins_at))
        .select_from(Membership)
        .join(Home, overlaps)
        .where(not_called_off())
        .group_by(col(Home.organization_id))
    )
    rows = run_plain(session, statement).all()
    return {row[0]: row[1] for row in rows}


class EndingService(NamedTuple):
    """A service that ends, or whose agreed term does."""

    person: Person
    group: Group
    role: MemberRole
    ends_at: datetime


def ending_services(
    session: Session,
    organization_id: int,
    among: sa.ColumnElement[bool],
    *,
    at: datetime,
    until: datetime,
) -> list[EndingService]:
    """The services that people of an organization do at a moment and that end by another one, of
    those groups of which a condition holds, the first end first: one query.
    """
    ends_at = sa.func.coalesce(col(Membership.until), col(Membership.term_ends_at))
    statement = (
        sa.select(Person, Group, col(Membership.role), ends_at)
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Group, col(Group.id) == Membership.group_id)
        .where(col(Person.organization_id) == organization_id, col(Person.is_active).is_(True))
        .where(serving(at), active(at), among, ends_at > at, ends_at <= until)
        .order_by(ends_at, col(Group.name_key), col(Person.name), col(Person.id))
    )
    return [EndingService(*row) for row in session.execute(statement)]
