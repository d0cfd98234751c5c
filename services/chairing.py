"""Who chairs a group at a moment, in her own right or for somebody on leave, and who is to hear
what a change has made of that.

Whoever chairs it anew in her own right is not among them: she gets the papers of a new chair.
"""

from collections.abc import Iterator, Mapping
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
    acting: Mapping[tuple[int, int], tuple[Person, Person]]
    """Who acts, with whoever is on leave, by the ids of both."""


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
    acting = {(person.id, away.id): (person, away) for person, away in pairs}
    return ChairsAt(group, at, own, acting)


def changes_since(session: Session, before: ChairsAt, now: datetime) -> list[ChairChange]:
    """Who is to hear what has changed of who chairs a group at the moment of ``before``, by their
    ids: each of them once, and who stands in once for each chair that is on leave.
    """
    group, at = before.group, before.at
    after = chairs_at(session, group, at)
    present = after if at <= now else chairs_at(session, group, now)
    begins_on = at.astimezone(ZoneInfo(group.zone)).date() if at > now else None
    changes = [*_own_changes(before, after, present), *_acting_changes(before, after)]
    changes.sort(key=lambda change: change[1].id)
    return [
        ChairChange(
            kind, group, who, begins_on, away, has_left=_has_left(session, kind, who, after)
        )
        for kind, who, away in changes
    ]


_Change = tuple[ChairChangeKind, Person, Person | None]


def _has_left(session: Session, kind: ChairChangeKind, person: Person, after: ChairsAt) -> bool:
    is_lost = kind is ChairChangeKind.LOST
    return is_lost and terms.current(session, after.group, person.id, after.at) is None


def _own_changes(before: ChairsAt, after: ChairsAt, present: ChairsAt) -> Iterator[_Change]:
    """Of those who do not stand in: who chairs the group no longer, and who does so after all."""
    for person_id in before.own.keys() - after.own.keys() - {acting for acting, _ in after.acting}:
        yield ChairChangeKind.LOST, before.own[person_id], None
    if present is not after:
        for person_id in (after.own.keys() & present.own.keys()) - before.own.keys():
            yield ChairChangeKind.STAYS, after.own[person_id], None


def _acting_changes(before: ChairsAt, after: ChairsAt) -> Iterator[_Change]:
    """Who stands in no longer, then who does so from now on; by the ids of both."""
    former, following = _standing_in(before), _standing_in(after)
    for pair in sorted(former.keys() - following.keys()):
        if pair[0] not in after.own:
            yield ChairChangeKind.STANDS_IN_NO_MORE, *former[pair]
    for pair in sorted(following.keys() - former.keys()):
        yield ChairChangeKind.STANDS_IN, *following[pair]


def _standing_in(chairs: ChairsAt) -> dict[tuple[int, int], tuple[Person, Person]]:
    """Who acts, but for those who chair the group in their own right anyway."""
    return {pair: both for pair, both in chairs.acting.items() if pair[0] not in chairs.own}
