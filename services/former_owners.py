"""Open tasks of private groups whose owners' terms there have ended by their days, or the leave of
absence for which they acted.

Who leaves, or is removed, leaves hers to nobody at once; a term that ends by its day ends without
anybody touching a row, so it is asked again and again whether one has.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, Membership, Person, Task
from models.database import run_plain
from services import access, tasks, terms
from services.access import CHAIR_ROLES


@dataclass(frozen=True)
class FreedTasks:
    """What one group's former members have left there, and who is to hear of it."""

    group: Group
    tasks: tuple[tuple[Person, Task], ...]
    """Each with who owned it."""
    recipients: tuple[Person, ...]
    """Its chairs, else those who run the consortium."""


def is_any_left(session: Session, now: datetime) -> bool:
    """Whether who served or acted in a group owns an open task there that she cannot see any more:
    one query.
    """
    return bool(run_plain(session, _IS_ANY_LEFT, {"at": now}).scalar_one())


def free(session: Session, now: datetime) -> list[FreedTasks]:
    """Let what former members own be nobody's, from this unit of work on; by the name of the group.

    Another process at the same finds nothing any more.
    """
    found = session.execute(
        _LEFT.order_by(
            col(Group.name), col(Group.id), col(Person.name), col(Task.id)
        ).with_for_update(of=Task, skip_locked=True),
        {"at": now},
    ).all()
    by_group: dict[int, list[tuple[Person, Task]]] = {}
    groups: dict[int, Group] = {}
    for task, group, owner in found:
        tasks.replace_owner(session, task, owner, None, group=group, by=None, now=now)
        groups[group.id] = group
        by_group.setdefault(group.id, []).append((owner, task))
    return [
        FreedTasks(group, tuple(by_group[group.id]), _recipients(session, group, now))
        for group in groups.values()
    ]


def _left(now: terms.Moment) -> sa.Select[Task, Group, Person]:
    managers = select(Person.id).where(access.program_managers(now))
    owners = terms.named_owners()
    of_task = col(Task.group_id), col(Person.id)
    # Who serves or acts again on a day that is known will see hers again then.
    serves_later = sa.exists().where(
        col(Membership.group_id) == Task.group_id,
        col(Membership.person_id) == Person.id,
        terms.not_over(now),
        terms.not_called_off(),
    )
    later = sa.or_(serves_later, terms.acting_ahead(*of_task, now))
    return (
        sa.select(Task, Group, Person)
        .join(Group, col(Group.id) == Task.group_id)
        .join(owners, owners.c.task_id == col(Task.id))
        .join(Person, col(Person.id) == owners.c.person_id)
        .where(
            ~terms.is_held(),
            col(Task.done_at).is_(None),
            col(Group.is_private).is_(True),
            terms.active(now),
            sa.or_(tasks.left_group(now), terms.acted(*of_task, now)),
            ~later,
            # What those who left Slack have left is told by itself.
            col(Person.is_active).is_(True),
            # Who runs the consortium sees private groups, too.
            col(Person.id).not_in(managers),
        )
    )


_LEFT = _left(sa.bindparam("at"))
_IS_ANY_LEFT: Any = sa.select(_LEFT.exists())


def _recipients(session: Session, group: Group, now: datetime) -> tuple[Person, ...]:
    seats = terms.roster(session, group, now)
    chairs = [seat.person for seat in seats if seat.role in CHAIR_ROLES]
    able = [chair for chair in chairs if chair.is_active and not chair.is_guest]
    managers = select(Person).where(access.program_managers(now)).order_by(col(Person.id))
    people = able or session.exec(managers).all()
    return tuple(person for person in people if person.slack_id)
