"""Polls that somebody may know of, and those that wait for her answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, Membership, Person, Poll, PollAnswer, PollPerson, PollSlot, PollState
from models.polls import ListedPoll
from services import access, terms
from services.access import Standing

_IS_OPEN = col(Poll.state) == PollState.OPEN


def listed(session: Session, who: Standing, *, group: Group | None = None) -> list[ListedPoll]:
    """The polls of groups that ``who`` may know of, or of one: the open ones by their closing, then
    the others, the latest first. One query.
    """
    statement = _lines().where(access.visible_polls(who))
    if group is not None:
        statement = statement.where(col(Poll.group_id) == group.id)
    return [ListedPoll(*row) for row in session.execute(statement)]


def of_group(session: Session, group: Group, now: datetime) -> tuple[ListedPoll, ...]:
    """The polls of a group that take answers, what closes first coming first: one query."""
    statement = _lines().where(col(Poll.group_id) == group.id, _IS_OPEN, col(Poll.closes_at) > now)
    return tuple(ListedPoll(*row) for row in session.execute(statement))


def waiting_for(session: Session, who: Standing) -> Sequence[tuple[Poll, str]]:
    """The open polls of her groups on whose list ``who`` is and that she has not answered, with the
    name of the group; what closes first comes first. One query.
    """
    statement = (
        select(Poll, Group.name)
        .join(Group, col(Group.id) == Poll.group_id)
        .join(PollPerson, col(PollPerson.poll_id) == Poll.id)
        .where(col(PollPerson.person_id) == who.person.id, ~has_answered(who.person.id))
        .where(_IS_OPEN, col(Poll.closes_at) > who.at, terms.active(who.at))
        .where(col(Poll.group_id).in_(access.own_groups(who)))
        .order_by(col(Poll.closes_at), col(Poll.id))
    )
    return session.exec(statement).all()


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
        .where(col(Poll.id).in_(poll_ids), _IS_OPEN, terms.active(now))
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


def _lines() -> sa.Select[Any]:
    """Polls with their groups, how many are expected to answer, and how many have."""
    people = (
        sa.select(sa.func.count(col(PollPerson.person_id)))
        .where(col(PollPerson.poll_id) == Poll.id)
        .correlate(Poll)
    )
    answered = (
        sa.select(sa.func.count(sa.distinct(col(PollAnswer.person_id))))
        .join(PollSlot, col(PollSlot.id) == PollAnswer.slot_id)
        .where(col(PollSlot.poll_id) == Poll.id)
        .correlate(Poll)
    )
    return (
        sa.select(Poll, Group, people.scalar_subquery(), answered.scalar_subquery())
        .join(Group, col(Group.id) == Poll.group_id)
        .order_by(
            sa.case((_IS_OPEN, 0), else_=1),
            sa.case((_IS_OPEN, col(Poll.closes_at)), else_=None),
            col(Poll.closed_at).desc(),
            col(Poll.id).desc(),
        )
    )
