"""The conditions that interest in a group counts at a moment."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Interest, Membership, Person
from services import consortium
from services.terms.conditions import active, serving


def standing_interest(session: Session, at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """The conditions that an ``Interest`` counts at a moment, joined with its group: not stale, of
    a group that goes on, and of somebody who does not serve there.
    """
    serves = sa.select(col(Membership.id)).where(
        col(Membership.group_id) == Interest.group_id,
        col(Membership.person_id) == Interest.person_id,
        serving(at),
    )
    return ~stale_interest(session, at), active(at), ~serves.exists()


def candidacy(session: Session, at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """The conditions that somebody with an ``Interest`` is a candidate at a moment, joined with its
    group and person: it counts, and she has not left.
    """
    return *standing_interest(session, at), col(Person.is_active).is_(True)


def stale_interest(session: Session, at: datetime) -> sa.ColumnElement[bool]:
    """The condition that the last day of an ``Interest`` has passed at a moment."""
    return col(Interest.stands_until) < consortium.today(session, at)
