"""Who of those that are expected to answer a poll has not."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Group, Membership, Person, Poll, PollAnswer, PollPerson, PollSlot, PollState
from services import terms


def silent(
    session: Session, poll_ids: Sequence[int], now: datetime
) -> list[tuple[Poll, Group, Person]]:
    """Who of those that are expected to answer some polls serves in the group, is there, and has
    not answered; what closes first comes first. One query.
    """
    statement: Any = (
        sa.select(Poll, Group, Person)
        .join(Group, col(Group.id) == Poll.group_id)
        .join(PollPerson, col(PollPerson.poll_id) == Poll.id)
        .join(Person, col(Person.id) == PollPerson.person_id)
        .where(col(Poll.id).in_(poll_ids), col(Poll.state) == PollState.OPEN, terms.active(now))
        .where(_is_there(now), ~has_answered(col(Person.id)))
        .order_by(col(Poll.closes_at), col(Poll.id), col(Person.name), col(Person.id))
    )
    return [(poll, group, person) for poll, group, person in session.execute(statement)]


def complete(session: Session, now: datetime) -> list[int]:
    """The ids of open polls that everybody has answered who is on their lists and still there, of
    which nothing was told: also where whoever was silent has gone. One query.
    """
    there = (
        sa.select(col(PollPerson.person_id))
        .join(Person, col(Person.id) == PollPerson.person_id)
        .where(col(PollPerson.poll_id) == Poll.id, _is_there(now))
        .correlate(Poll, Group)
    )
    statement = (
        sa.select(col(Poll.id))
        .join(Group, col(Group.id) == Poll.group_id)
        .where(col(Poll.state) == PollState.OPEN, col(Poll.complete_at).is_(None))
        .where(col(Poll.closes_at) > now, terms.active(now))
        .where(there.where(has_answered(col(Person.id))).exists())
        .where(~there.where(~has_answered(col(Person.id))).exists())
        .order_by(col(Poll.id))
    )
    return list(session.execute(statement).scalars())


def _is_there(now: datetime) -> sa.ColumnElement[bool]:
    """The condition that a ``Person`` serves in the group of the ``Poll``, and has not left."""
    serves = (
        sa.select(col(Membership.id))
        .where(col(Membership.person_id) == Person.id, col(Membership.group_id) == Poll.group_id)
        .where(terms.serving(now))
        .correlate(Person, Poll)
        .exists()
    )
    return sa.and_(serves, col(Person.is_active).is_(True))


def has_answered(person_id: Any) -> sa.ColumnElement[bool]:
    """The condition that a person has answered the ``Poll`` of a statement."""
    return (
        sa.select(col(PollAnswer.slot_id))
        .join(PollSlot, col(PollSlot.id) == PollAnswer.slot_id)
        .where(col(PollSlot.poll_id) == Poll.id, col(PollAnswer.person_id) == person_id)
        .correlate(Poll, Person)
        .exists()
    )
