"""Whether a named owner of a task is still there to be reminded of it."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from models import Membership, Person, Task
from services import terms


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
