"""Polls that somebody may know of, and those that wait for her answer."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Group, Poll, PollAnswer, PollPerson, PollSlot, PollState
from models.polls import ListedPoll, PollPage
from services import access, terms
from services.access import Standing
from services.unanswered_polls import has_answered

_IS_OPEN = col(Poll.state) == PollState.OPEN


def listed(session: Session, who: Standing, *, page: int = 0, size: int) -> PollPage:
    """A page of so many polls of groups that ``who`` may know of: the open ones by their closing,
    then the others, the latest first. The first page where there is no such one. Two queries.
    """
    visible = access.visible_polls(who)
    count = sa.select(sa.func.count(col(Poll.id))).join(Group, col(Group.id) == Poll.group_id)
    total = session.execute(count.where(visible)).scalar_one()
    number = page if page * size < total else 0
    statement = _lines().where(visible).offset(number * size).limit(size)
    lines = tuple(ListedPoll(*row) for row in session.execute(statement))
    return PollPage(lines, number, total - number * size - len(lines))


def of_group(session: Session, group: Group, now: datetime) -> tuple[ListedPoll, ...]:
    """The polls of a group that take answers, what closes first coming first: one query."""
    statement = _lines().where(col(Poll.group_id) == group.id, _IS_OPEN, col(Poll.closes_at) > now)
    return tuple(ListedPoll(*row) for row in session.execute(statement))


def is_waiting_for(who: Standing) -> sa.ColumnElement[bool]:
    """The condition that a ``Poll``, joined to its ``Group`` and a ``PollPerson``, is open and has
    ``who`` on its list, who is in the group and has not answered.
    """
    return sa.and_(
        col(PollPerson.person_id) == who.person.id,
        ~has_answered(who.person.id),
        _IS_OPEN,
        col(Poll.closes_at) > who.at,
        terms.active(who.at),
        col(Poll.group_id).in_(access.own_groups(who)),
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
