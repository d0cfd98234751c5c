"""Chairs who were made by an import, and have not heard of it yet.

Their word is due when their service as chair begins, which may lie ahead. What began long ago is
the history of a consortium that has just come to Convene: nobody hears of that.
"""

from collections import defaultdict
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, Membership, Person, reach
from models.messages import CHAIRING
from models.welcome_packets import NewChair
from services import onboarding, preferences, terms
from services.access import CHAIR_ROLES

NEWS_FOR = timedelta(days=14)
"""How long after its beginning a service as chair is news."""


def is_any_due(session: Session, now: datetime) -> bool:
    """Whether somebody is to hear of a group: one query."""
    return session.exec(select(sa.literal(1)).where(_due(now).exists())).first() is not None


def claim(session: Session, now: datetime) -> list[NewChair]:
    """Who is to hear of which groups, each of them marked as told from this unit of work on.

    Who declined such messages, and who chaired a group up to now, is told nothing of it.
    """
    found: defaultdict[int, list[Group]] = defaultdict(list)
    people: dict[int, Person] = {}
    rows = session.execute(_due(now).order_by(col(Group.name), col(Group.id)).with_for_update())
    for membership, group, person, goes_on in rows.all():
        membership.chairing_due_at = None
        session.add(membership)
        if not goes_on and CHAIRING.key not in preferences.of_person(session, person).muted:
            people[person.id] = person
            found[person.id] += [group] if group not in found[person.id] else []
    return [_new_chair(session, people[each], found[each], now) for each in sorted(found)]


def _due(now: datetime) -> sa.Select[Membership, Group, Person, bool]:
    return (
        sa.select(Membership, Group, Person, terms.goes_on(CHAIR_ROLES))
        .join(Group, col(Group.id) == Membership.group_id)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(
            col(Membership.chairing_due_at) <= now,
            col(Membership.chairing_due_at) > now - NEWS_FOR,
            col(Membership.role).in_(CHAIR_ROLES),
            terms.serving(now),
            terms.active(now),
            col(Person.is_active).is_(True),
            col(Person.is_guest).is_(False),
            reach.is_reachable(),
        )
    )


def _new_chair(session: Session, person: Person, chaired: list[Group], now: datetime) -> NewChair:
    if len(chaired) > 1:
        return NewChair(person, tuple(chaired))
    return NewChair(person, tuple(chaired), onboarding.chairing(session, chaired[0], now=now))
