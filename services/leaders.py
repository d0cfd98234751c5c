"""Who hears of what concerns a group as a whole: its chairs, and the program managers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models import Membership, Person
from services import access, terms
from services.access import CHAIR_ROLES


def managers_in_slack(session: Session, now: datetime) -> Sequence[Person]:
    """The program managers who can be written to."""
    is_reachable = col(Person.slack_id).is_not(None)
    return session.exec(select(Person).where(access.program_managers(now), is_reachable)).all()


def managers_to_tell(session: Session, by: Person, now: datetime) -> list[Person]:
    """The program managers who hear of what ``by`` has done: who can be written to, but for her."""
    return [person for person in managers_in_slack(session, now) if person.id != by.id]


def chairs_in_slack(
    session: Session, group_ids: Iterable[int], now: datetime
) -> defaultdict[int, list[Person]]:
    """The chairs of some groups who can be written to and act, by the id of the group."""
    statement = (
        select(Membership.group_id, Person)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(col(Membership.group_id).in_(list(group_ids)), terms.serving(now))
        .where(col(Membership.role).in_(CHAIR_ROLES), col(Person.is_guest).is_(False))
        .where(col(Person.slack_id).is_not(None), col(Person.is_active).is_(True))
        .order_by(col(Person.id))
    )
    found: defaultdict[int, list[Person]] = defaultdict(list)
    for group_id, person in session.exec(statement):
        found[group_id].append(person)
    return found
