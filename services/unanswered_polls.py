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
    serves = (
        sa.select(col(Membership.id))
        .where(col(Membership.person_id) == Person.id, col(Membership.group_id) == Poll.group_id)
        .where(terms.serving(now))
        .exists()
    )
    statement: Any = (
        sa.select(Poll, Group, Person)
        .join(Group, col(Group.id) == Poll.group_id)
        .join(PollPerson, col(PollPerson.poll_id) == Poll.id)
        .join(Person, col(Person.id) == PollPerson.person_id)
        .where(col(Poll.id).in_(poll_ids), col(Poll.state) == PollState.OPEN, terms.active(now))
        .where(serves, col(Person.is_active).is_(True), ~has_answered(col(Person.id)))
        .order_by(col(Poll.closes_at), col(Poll.id), col(Person.name), col(Person.id))
    )
    return [(poll, group, person) for poll, group, person in session.execute(statement)]


def has_answered(person_id: Any) -> sa.ColumnElement[bool]:
    """The condition that a person has answered the ``Poll`` of a statement."""
    return (
        sa.select(col(PollAnswer.slot_id))
        .join(PollSlot, col(PollSlot.id) == PollAnswer.slot_id)
        .where(col(PollSlot.poll_id) == Poll.id, col(PollAnswer.person_id) == person_id)
        .correlate(Poll, Person)
        .exists()
    )
