"""What a person is at a moment, and what a route needs before it runs at all."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, MemberRole, Person, Role, RoleKind
from services import terms

CHAIR_ROLES = (MemberRole.CHAIR, MemberRole.CO_CHAIR)


class Needs(Enum):
    """What somebody must be before a route runs at all;
    what she may touch is checked on the object.
    """

    ANYONE = "anyone in this Slack, guests included"
    LIBRARIAN = "a full member of this Slack, not a guest"
    CHAIR = "a chair of a group, or the program manager"
    DIRECTOR = "a director of a library, or the program manager"
    REPORTS = "a chair of a group, a director of a library, or the program manager"
    PROGRAM_MANAGER = "the program manager"


@dataclass(frozen=True)
class Standing:
    """What a person is at a moment: her consortium roles, and her role in each group by its id."""

    person: Person
    at: datetime
    is_program_manager: bool
    is_director: bool
    groups: dict[int, MemberRole]
    ends: dict[int, datetime]
    """When her service ends, by group id, where that is known already."""
    ahead: frozenset[int] = frozenset()
    """The ids of public groups in which she will serve, of somebody without a Slack account: she is
    written to about them already.
    """

    @property
    def sees_own_groups_only(self) -> bool:
        """Whether public groups are not open to her either: a guest, and whoever has no Slack
        account and so acts by a personal link or by mail.
        """
        return self.person.is_guest or self.person.slack_id is None

    @property
    def chaired(self) -> list[int]:
        """The ids of the groups that she chairs, alone or with others."""
        return [group_id for group_id, role in self.groups.items() if role in CHAIR_ROLES]

    @property
    def directed_library(self) -> int | None:
        """The id of the library that she heads."""
        return self.person.organization_id if self.is_director else None

    def chairs(self, group_id: int | None) -> bool:
        return group_id is not None and self.groups.get(group_id) in CHAIR_ROLES

    def belongs_to(self, group_id: int | None) -> bool:
        return group_id in self.groups

    def stays_in(self, group_id: int, until: datetime) -> bool:
        """Whether she belongs to a group, and still will at a later moment as far as is known."""
        ends_at = self.ends.get(group_id)
        return self.belongs_to(group_id) and (ends_at is None or ends_at > until)

    def allows(self, needs: Needs) -> bool:
        """Whether a route that needs ``needs`` is open to this person."""
        match needs:
            case Needs.ANYONE:
                return True
            case Needs.LIBRARIAN:
                return not self.person.is_guest
            case Needs.CHAIR:
                return bool(self.chaired) or self.is_program_manager
            case Needs.DIRECTOR:
                return self.directed_library is not None or self.is_program_manager
            case Needs.REPORTS:
                return self.allows(Needs.CHAIR) or self.allows(Needs.DIRECTOR)
            case Needs.PROGRAM_MANAGER:
                return self.is_program_manager


def may_run(needs: Needs, *, by: Standing) -> bool:
    """Whether a route that needs ``needs`` is open to ``by``."""
    return by.allows(needs)


def reads_own_groups_alone(by: Standing) -> bool:
    """Whether of what the consortium does ``by`` reads the words of her own groups alone, and of
    stories those for everybody.
    """
    return by.sees_own_groups_only


def own_groups(who: Standing) -> list[int]:
    """The ids of the active groups in which somebody serves."""
    return list(who.groups)


def chaired_groups(who: Standing) -> list[int]:
    """The ids of the active groups that somebody chairs."""
    return who.chaired


def may_see_consortium(by: Standing) -> bool:
    """Whether ``by`` may see what in the whole consortium wants somebody's eye."""
    return by.is_program_manager


def program_managers(at: terms.Moment) -> sa.ColumnElement[bool]:
    """The condition that a ``Person`` runs the consortium, and is there to do so."""
    holders = select(Role.person_id).where(Role.kind == RoleKind.PROGRAM_MANAGER, terms.holding(at))
    return sa.and_(
        col(Person.id).in_(holders),
        col(Person.is_active).is_(True),
        col(Person.is_guest).is_(False),
    )


def may_work_everywhere(by: Standing) -> bool:
    """Whether ``by`` works in every group."""
    return by.is_program_manager


def role_in(group: Group, who: Standing) -> MemberRole | None:
    """What somebody is in a group, if she serves in it."""
    return who.groups.get(group.id)


def serves_until(group: Group, who: Standing) -> datetime | None:
    """When the service of somebody in a group ends, where that is known."""
    return who.ends.get(group.id)


def standing(session: Session, person: Person, now: datetime) -> Standing:
    """What ``person`` is at a moment: two queries, and a third where she has no Slack account."""
    return standing_of(
        person,
        now,
        roles=terms.roles(session, person, now),
        services=terms.services(session, person, now),
        ahead=_ahead(session, [person], now).get(person.id, ()),
    )


def standings(session: Session, people: Iterable[Person], now: datetime) -> dict[int, Standing]:
    """What each of some people is at a moment, by their ids: three queries at most."""
    by_id = {person.id: person for person in people}
    if not by_id:
        return {}
    roles: dict[int, set[RoleKind]] = {}
    for person_id, kind in terms.held_roles(session, now):
        roles.setdefault(person_id, set()).add(kind)
    services = terms.services_of_each(session, by_id, now)
    ahead = _ahead(session, by_id.values(), now)
    return {
        person_id: standing_of(
            person,
            now,
            roles=roles.get(person_id, ()),
            services=services.get(person_id, ()),
            ahead=ahead.get(person_id, ()),
        )
        for person_id, person in by_id.items()
    }


def _ahead(session: Session, people: Iterable[Person], now: datetime) -> dict[int, set[int]]:
    """The public groups in which each of those without a Slack account will serve."""
    ids = [person.id for person in people if person.slack_id is None]
    return terms.public_groups_ahead(session, ids, now) if ids else {}


def standing_of(
    person: Person,
    now: datetime,
    *,
    roles: Collection[RoleKind],
    services: Iterable[terms.Service],
    ahead: Collection[int] = (),
) -> Standing:
    """What somebody with these roles and services at that moment is.

    A guest or a deactivated account holds no consortium role. The latter serves nowhere, and a
    guest chairs nothing, whatever she was before she became one.
    """
    trusted = person.is_active and not person.is_guest
    held = list(services) if person.is_active else []
    return Standing(
        person=person,
        at=now,
        is_program_manager=trusted and RoleKind.PROGRAM_MANAGER in roles,
        is_director=trusted and RoleKind.DIRECTOR in roles,
        groups={service.group_id: _allowed(service.role, person) for service in held},
        ends={service.group_id: service.ends_at for service in held if service.ends_at},
        ahead=frozenset(ahead if person.is_active else ()),
    )


def _allowed(role: MemberRole, person: Person) -> MemberRole:
    return MemberRole.MEMBER if person.is_guest and role in CHAIR_ROLES else role
