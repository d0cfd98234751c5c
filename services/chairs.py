"""Chairs who were made by an import, and have not heard of it yet.

Their word is due when their service as chair begins, which may lie ahead. What began long ago is
the history of a consortium that has just come to Convene: nobody hears of that.
"""

import functools
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Group, Membership, Person, reach
from models.database import run_plain
from models.messages import CHAIRING
from models.welcome_packets import NewChair
from services import onboarding, preferences, terms
from services.access import CHAIR_ROLES

NEWS_FOR = timedelta(days=14)
"""How long after its beginning a service as chair is news."""


def is_any_due(session: Session, now: datetime) -> bool:
    """Whether somebody is to hear of a group: one query."""
    is_any_due = _is_any_due(reach.current())
    return bool(run_plain(session, is_any_due, _moments(now)).scalar_one())


def claim(session: Session, now: datetime) -> list[NewChair]:
    """Who is to hear of which groups, each of them marked as told from this unit of work on.

    Who declined such messages, and who chaired a group up to now, is told nothing of it.
    """
    found: defaultdict[int, list[Group]] = defaultdict(list)
    people: dict[int, Person] = {}
    due = _due().order_by(col(Group.name), col(Group.id)).with_for_update()
    rows = session.execute(due, _moments(now))
    for membership, group, person, goes_on in rows.all():
        membership.chairing_due_at = None
        session.add(membership)
        if not goes_on and CHAIRING.key not in preferences.of_person(session, person).muted:
            people[person.id] = person
            found[person.id] += [group] if group not in found[person.id] else []
    return [_new_chair(session, people[each], found[each], now) for each in sorted(found)]


@functools.cache
def _is_any_due(_reach: reach.Reach) -> Any:
    # Whom messages reach depends on how this process is set up.
    return sa.select(_due().exists())


def _moments(now: datetime) -> dict[str, datetime]:
    return {"at": now, "no_news": now - NEWS_FOR}


def _due() -> sa.Select[Membership, Group, Person, bool]:
    at: sa.BindParameter[datetime] = sa.bindparam("at")
    return (
        sa.select(Membership, Group, Person, terms.goes_on(CHAIR_ROLES))
        .join(Group, col(Group.id) == Membership.group_id)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(
            col(Membership.chairing_due_at) <= at,
            col(Membership.chairing_due_at) > sa.bindparam("no_news"),
            col(Membership.role).in_(CHAIR_ROLES),
            terms.serving(at),
            terms.active(at),
            col(Person.is_active).is_(True),
            col(Person.is_guest).is_(False),
            reach.is_reachable(),
        )
    )


def _new_chair(session: Session, person: Person, chaired: list[Group], now: datetime) -> NewChair:
    if len(chaired) > 1:
        return NewChair(person, tuple(chaired))
    return NewChair(person, tuple(chaired), onboarding.chairing(session, chaired[0], now=now))
