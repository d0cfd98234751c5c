"""Who chairs a group at a moment, in her own right or for somebody on leave, and who is to hear
what a change has made of that.

Whoever chairs it anew in her own right is not among them: she gets the papers of a new chair.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models import Group, Membership, Person
from models.chair_changes import ChairChange, ChairChangeKind
from services import terms
from services.access import CHAIR_ROLES


@dataclass(frozen=True)
class ChairsAt:
    """Who chairs a group at a moment, and who stands in for whom, by their ids."""

    group: Group
    at: datetime
    own: Mapping[int, Person]
    acting: Mapping[int, tuple[Person, Person]]
    """Who acts, with whoever is on leave."""


def chairs_at(session: Session, group: Group, at: datetime) -> ChairsAt:
    """Who chairs a group at a moment, which may lie ahead: two queries."""
    statement = (
        select(Person)
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(Membership.group_id == group.id, terms.serving(at))
        .where(col(Membership.role).in_(CHAIR_ROLES), col(Person.is_active).is_(True))
    )
    own = {person.id: person for person in session.exec(statement)}
    pairs = terms.acting_for(session, group.id, CHAIR_ROLES, at)
    return ChairsAt(group, at, own, {acting.id: (acting, away) for acting, away in pairs})


def changes_since(session: Session, before: ChairsAt, now: datetime) -> list[ChairChange]:
    """Who is to hear what has changed of who chairs a group at the moment of ``before``: each of
    them once, by their ids.
    """
    group, at = before.group, before.at
    after = chairs_at(session, group, at)
    present = after if at <= now else chairs_at(session, group, now)
    begins_on = at.astimezone(ZoneInfo(group.zone)).date() if at > now else None
    everybody = before.own.keys() | before.acting.keys() | after.own.keys() | after.acting.keys()
    found: list[tuple[ChairChangeKind, Person, Person | None]] = []
    for person_id in sorted(everybody):
        if person_id in after.own:
            if at > now and person_id in present.own.keys() - before.own.keys():
                found.append((ChairChangeKind.STAYS, after.own[person_id], None))
        elif person_id in after.acting:
            if after.acting[person_id] != before.acting.get(person_id):
                found.append((ChairChangeKind.STANDS_IN, *after.acting[person_id]))
        elif person_id in before.own:
            found.append((ChairChangeKind.LOST, before.own[person_id], None))
        else:
            found.append((ChairChangeKind.STANDS_IN_NO_MORE, *before.acting[person_id]))
    return [ChairChange(kind, group, who, begins_on, away) for kind, who, away in found]
