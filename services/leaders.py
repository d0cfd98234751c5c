"""Who hears of what concerns a group as a whole: its chairs, and the program managers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Membership, Person
from services import access, terms
from services.access import CHAIR_ROLES

_AT: sa.BindParameter[datetime] = sa.bindparam("at")
_MANAGERS = select(Person).where(access.program_managers(_AT), col(Person.slack_id).is_not(None))
_CHAIRS = (
    select(Membership.group_id, Person)
    .join(Person, col(Person.id) == Membership.person_id)
    .where(col(Membership.group_id).in_(sa.bindparam("group_ids", expanding=True)))
    .where(terms.serving(_AT), col(Membership.role).in_(CHAIR_ROLES))
    .where(col(Person.is_guest).is_(False), col(Person.is_active).is_(True))
    .where(col(Person.slack_id).is_not(None))
    .order_by(col(Person.id))
)


def managers_in_slack(session: Session, now: datetime) -> Sequence[Person]:
    """The program managers who can be written to."""
    return session.exec(_MANAGERS, params={"at": now}).all()


def managers_to_tell(session: Session, by: Person, now: datetime) -> list[Person]:
    """The program managers who hear of what ``by`` has done: who can be written to, but for her."""
    return [person for person in managers_in_slack(session, now) if person.id != by.id]


def chairs_in_slack(
    session: Session, group_ids: Iterable[int], now: datetime
) -> defaultdict[int, list[Person]]:
    """The chairs of some groups who can be written to and act, by the id of the group."""
    found: defaultdict[int, list[Person]] = defaultdict(list)
    for group_id, person in session.exec(_CHAIRS, params={"at": now, "group_ids": list(group_ids)}):
        found[group_id].append(person)
    return found
