"""Who serves where at a moment, and as what."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models import (
    Deputy,
    Group,
    Leave,
    MemberRole,
    Membership,
    Organization,
    OrganizationKind,
    Person,
    Role,
    RoleKind,
)
from models.rosters import RosterLine
from services.terms.conditions import (
    Moment,
    active,
    begun,
    holding,
    not_called_off,
    not_over,
    serving,
)
from services.terms.deputies import deputizing, deputy_ends, deputy_until
from services.terms.leaves import last_day, leave_ends, on_leave
from services.terms.overlaps import STRENGTH
from services.terms.unplaced import unplaced


@dataclass(frozen=True)
class Service:
    """What somebody is in one active group at a moment, and until when as far as is known."""

    group_id: int
    role: MemberRole
    ends_at: datetime | None
    is_deputy: bool = False
    """Whether it is that of a chair whose deputy she is."""


@dataclass(frozen=True)
class Term:
    """From when until when somebody serves in a group."""

    group_id: int
    person: Person
    since: datetime
    until: datetime | None

    def holds(self, at: datetime) -> bool:
        """Whether she serves at a moment: ``serving`` for a term that is read already."""
        return self.since <= at and (self.until is None or self.until > at)


@dataclass(frozen=True)
class Presence:
    """Who somebody is at a moment, and the active group of the channel that she is in.

    A channel that everybody is in stands for no group.
    """

    person: Person
    roles: frozenset[RoleKind]
    services: tuple[Service, ...]
    group_here: Group | None
    """Whether she may know of it, is not said."""


_AT: sa.BindParameter[datetime] = sa.bindparam("at")
_PERSON: sa.BindParameter[int] = sa.bindparam("person_id")
_ROLES = select(Role.kind).where(col(Role.person_id) == _PERSON, holding(_AT))


def _services(at: Moment, of_own: Any, acting: Any, for_chairs: Any) -> Any:
    """What these people are in each active group at a moment, their own services and those of
    others for whom they act, or whose deputies they are: one statement.
    """
    moment_type = Membership.__table__.c.until.type  # type: ignore[attr-defined]
    no_end = sa.cast(sa.null(), moment_type)
    own = _columns(Membership.person_id, no_end, is_deputy=False)
    for_others = _columns(Leave.acting_person_id, leave_ends(), is_deputy=False).join(
        Leave, col(Leave.membership_id) == Membership.id
    )
    as_deputy = _columns(Deputy.person_id, deputy_ends(), is_deputy=True).join(
        Deputy, col(Deputy.membership_id) == Membership.id
    )
    holds = (serving(at), active(at))
    return own.where(of_own, *holds).union_all(
        for_others.where(acting, on_leave(at), *holds),
        as_deputy.where(for_chairs, deputizing(at), *holds),
    )


def _columns(person_id: Any, ends: Any, *, is_deputy: bool) -> Any:
    """A service as whose it is read, when what lets her have it ends, and whether as a deputy."""
    return (
        sa.select(
            col(person_id),
            col(Membership.group_id),
            col(Membership.role),
            col(Membership.until),
            ends,
            sa.literal(int(is_deputy)),
        )
        .select_from(Membership)
        .join(Group, col(Group.id) == Membership.group_id)
    )


_SERVICES = _services(
    _AT,
    col(Membership.person_id) == _PERSON,
    col(Leave.acting_person_id) == _PERSON,
    col(Deputy.person_id) == _PERSON,
)
_PEOPLE: sa.BindParameter[Any] = sa.bindparam("people", expanding=True)
_SERVICES_OF_EACH = _services(
    _AT,
    col(Membership.person_id).in_(_PEOPLE),
    col(Leave.acting_person_id).in_(_PEOPLE),
    col(Deputy.person_id).in_(_PEOPLE),
)
_ROSTER: Any = (
    sa.select(
        Person,
        col(Membership.role),
        col(Membership.since),
        col(Organization.short_name),
        col(Organization.kind),
        col(Membership.until),
        col(Membership.term_ends_at),
        deputy_until(_AT),
    )
    .join(Membership, col(Membership.person_id) == col(Person.id))
    .join(Organization, col(Organization.id) == col(Person.organization_id), isouter=True)
    .where(col(Membership.group_id) == sa.bindparam("group_id"), serving(_AT))
    .order_by(
        col(Organization.short_name).is_(None), col(Organization.short_name), col(Person.name)
    )
)
_TERMS: Any = (
    sa.select(col(Membership.group_id), Person, col(Membership.since), col(Membership.until))
    .join(Person, col(Person.id) == Membership.person_id)
    .where(col(Membership.group_id).in_(sa.bindparam("group_ids", expanding=True)))
    .where(begun(sa.bindparam("last")), not_over(sa.bindparam("first")))
    .order_by(col(Person.name), col(Person.id))
)
_CURRENT: Any = (
    select(Membership)
    .where(col(Membership.group_id) == sa.bindparam("group_id"))
    .where(col(Membership.person_id) == _PERSON, serving(_AT))
    .order_by(col(Membership.since))
)
_HERE = aliased(Group)
_PRESENCE: Any = (
    sa.select(
        Person,
        _HERE,
        col(Role.kind),
        col(Group.id).label("group_id"),
        col(Membership.role),
        col(Membership.until),
        col(Membership.person_id),
        leave_ends().label("leave_ends_at"),
        deputy_ends().label("deputy_ends_at"),
        (col(Membership.id) == col(Leave.membership_id)).label("is_on_leave"),
    )
    .select_from(Person)
    .join(
        _HERE,
        sa.and_(
            col(_HERE.channel_id) == sa.bindparam("channel_id"),
            col(_HERE.channel_is_everybodys).is_(False),
            active(_AT, _HERE),
        ),
        isouter=True,
    )
    .join(Role, sa.and_(col(Role.person_id) == col(Person.id), holding(_AT)), isouter=True)
    .join(
        Leave,
        sa.and_(col(Leave.acting_person_id) == col(Person.id), on_leave(_AT)),
        isouter=True,
    )
    .join(
        Deputy,
        sa.and_(col(Deputy.person_id) == col(Person.id), deputizing(_AT)),
        isouter=True,
    )
    .join(
        Membership,
        sa.and_(
            sa.or_(
                col(Membership.person_id) == col(Person.id),
                col(Membership.id) == col(Leave.membership_id),
                col(Membership.id) == col(Deputy.membership_id),
            ),
            serving(_AT),
        ),
        isouter=True,
    )
    .join(Group, sa.and_(col(Group.id) == Membership.group_id, active(_AT)), isouter=True)
    .where(col(Person.slack_id) == sa.bindparam("slack_id"))
)


def roles(session: Session, person: Person, at: datetime) -> frozenset[RoleKind]:
    """What somebody is to the consortium at a moment."""
    found = session.exec(_ROLES, params={"person_id": person.id, "at": at})
    return frozenset(RoleKind(kind) for kind in found)


def services(session: Session, person: Person, at: datetime) -> list[Service]:
    """What somebody is in each active group at a moment."""
    found = session.execute(_SERVICES, {"person_id": person.id, "at": at})
    return _strongest(
        Service(group, MemberRole(role), _sooner(until, ends_at), is_deputy=bool(is_deputy))
        for _, group, role, until, ends_at, is_deputy in found
    )


def services_of_each(
    session: Session, person_ids: Collection[int], at: datetime
) -> dict[int, list[Service]]:
    """What each of some people is in each active group at a moment, by their ids: one query."""
    rows = session.execute(_SERVICES_OF_EACH, {"people": list(person_ids), "at": at})
    found: dict[int, list[Service]] = {}
    for person_id, group_id, role, until, ends_at, is_deputy in rows:
        ends = _sooner(until, ends_at)
        service = Service(group_id, MemberRole(role), ends, is_deputy=bool(is_deputy))
        found.setdefault(person_id, []).append(service)
    return {person_id: _strongest(held) for person_id, held in found.items()}


def _sooner(until: datetime | None, leave_ends_at: datetime | None) -> datetime | None:
    ends = [at for at in (until, leave_ends_at) if at is not None]
    return min(ends, default=None)


def _strongest(held: Iterable[Service]) -> list[Service]:
    """One service a group: who acts for somebody is what either of the two is, and stays as long as
    the longer of the two. A deputy is one as long as she is in the group herself.
    """
    services = list(held)
    own = {service.group_id for service in services if not service.is_deputy}
    found: dict[int, Service] = {}
    for service in (row for row in services if row.group_id in own):
        other = found.get(service.group_id, service)
        ends = (service.ends_at, other.ends_at)
        last = None if None in ends else max(at for at in ends if at)
        role = min(service.role, other.role, key=STRENGTH.index)
        found[service.group_id] = Service(service.group_id, role, last)
    return list(found.values())


def presence(
    session: Session, slack_id: str, channel_id: str | None, at: datetime
) -> Presence | None:
    """Who somebody in Slack is at a moment, and the group of a channel: one query.

    None where the Slack id is not known. Every request asks this, so it is built once.
    """
    parameters = {"slack_id": slack_id, "channel_id": channel_id, "at": at}
    rows = session.execute(_PRESENCE, parameters).all()
    if not rows:
        return None
    person, here = rows[0][:2]
    return Presence(
        person=person,
        roles=frozenset(RoleKind(row.kind) for row in rows if row.kind is not None),
        services=tuple(
            _strongest(_present_service(row) for row in rows if row.group_id is not None)
        ),
        group_here=here,
    )


def _present_service(row: Any) -> Service:
    role = MemberRole(row.role)
    if row.person_id == row.Person.id:
        return Service(row.group_id, role, row.until)
    if row.is_on_leave:
        return Service(row.group_id, role, _sooner(row.until, row.leave_ends_at))
    ends_at = _sooner(row.until, row.deputy_ends_at)
    return Service(row.group_id, role, ends_at, is_deputy=True)


def roster(session: Session, group: Group, at: datetime) -> list[RosterLine]:
    """Who serves in a group at a moment, by library and then by name."""
    rows = session.execute(_ROSTER, {"group_id": group.id, "at": at})
    return [
        RosterLine(
            person,
            MemberRole(role),
            organization or unplaced(person),
            since,
            is_of_library=kind is OrganizationKind.LIBRARY,
            ends_on=last_day(until or term_ends_at, group.zone),
            is_held_over=term_ends_at is not None and term_ends_at <= at,
            deputy_until=last_day(deputy_ends_at, group.zone),
        )
        for person, role, since, organization, kind, until, term_ends_at, deputy_ends_at in rows
    ]


def members_at(session: Session, hours: Mapping[int, set[datetime]]) -> list[Term]:
    """The terms in groups, by their ids, that can hold at an hour of theirs: one query.

    People are in order of their names, each once a term, however many the hours; whether a term
    ``holds`` at an hour is for the caller to ask.
    """
    every = [hour for of_group in hours.values() for hour in of_group]
    if not every:
        return []
    parameters = {"group_ids": list(hours), "first": min(every), "last": max(every)}
    rows = session.execute(_TERMS, parameters)
    return [Term(*row) for row in rows]


def current(
    session: Session, group: Group, person_id: int | None, at: datetime
) -> Membership | None:
    """The service of somebody in a group at a moment."""
    parameters = {"group_id": group.id, "person_id": person_id, "at": at}
    found: Membership | None = session.execute(_CURRENT, parameters).scalars().first()
    return found


def coming(
    session: Session, group: Group, person_id: int | None, at: datetime
) -> Membership | None:
    """The next service of somebody in a group that begins after a moment and is not called off."""
    statement = select(Membership).where(
        Membership.group_id == group.id,
        Membership.person_id == person_id,
        col(Membership.since) > at,
        not_over(col(Membership.since)),
    )
    return session.exec(statement.order_by(col(Membership.since))).first()


def ahead_of(
    session: Session, group: Group, person_id: int | None, at: datetime
) -> Sequence[Membership]:
    """The services of somebody in a group that are not over at a moment: the present and coming."""
    statement = select(Membership).where(
        Membership.group_id == group.id,
        Membership.person_id == person_id,
        not_over(at),
        not_over(col(Membership.since)),
    )
    return session.exec(statement.order_by(col(Membership.since))).all()


def public_groups_ahead(
    session: Session, person_ids: Collection[int], at: datetime
) -> dict[int, set[int]]:
    """The ids of the active public groups in which each of some people will serve: one query."""
    statement = (
        select(Membership.person_id, Membership.group_id)
        .join(Group, col(Group.id) == Membership.group_id)
        .where(col(Membership.person_id).in_(person_ids), ~begun(at), not_called_off())
        .where(col(Group.is_private).is_(False), active(at))
    )
    found: dict[int, set[int]] = {}
    for person_id, group_id in session.exec(statement):
        found.setdefault(person_id, set()).add(group_id)
    return found


def first_day(session: Session, group: Group) -> date | None:
    """The day in its zone on which anybody first served in a group; None where nobody has."""
    statement = select(sa.func.min(Membership.since)).where(
        Membership.group_id == group.id, not_called_off()
    )
    first = session.exec(statement).one()
    return first.astimezone(ZoneInfo(group.zone)).date() if first else None


def unfinished(session: Session, at: datetime) -> Sequence[Membership]:
    """Every service that is not over at a moment nor called off, in the order of its beginning."""
    statement = select(Membership).where(not_over(at), not_over(col(Membership.since)))
    return session.exec(statement.order_by(col(Membership.since), col(Membership.id))).all()


def last_ends(session: Session, at: datetime) -> list[tuple[int, int, datetime]]:
    """The group, the person and the latest end of services that are over at a moment."""
    statement = (
        select(Membership.group_id, Membership.person_id, sa.func.max(Membership.until))
        .where(~not_over(at))
        .group_by(col(Membership.group_id), col(Membership.person_id))
    )
    rows = session.exec(statement)
    return [(group, person, end_at) for group, person, end_at in rows if end_at is not None]


def held_roles(session: Session, at: datetime) -> list[tuple[int, RoleKind]]:
    """Everybody's roles in the consortium at a moment."""
    statement = select(Role.person_id, Role.kind).where(holding(at)).order_by(col(Role.id))
    return [(person, RoleKind(kind)) for person, kind in session.exec(statement)]


def all_services(session: Session) -> Iterator[tuple[Membership, datetime, datetime | None]]:
    """Every service that there ever was or will be, with its moments: by group, in their order."""
    ordered = select(Membership).order_by(
        col(Membership.group_id), col(Membership.since), col(Membership.id)
    )
    return ((row, row.since, row.until) for row in session.exec(ordered))


def all_roles(session: Session) -> Iterator[tuple[Role, datetime, datetime | None]]:
    """Every role that anybody ever held or will hold, with its moments: in their order."""
    ordered = select(Role).order_by(col(Role.since), col(Role.id))
    return ((row, row.since, row.until) for row in session.exec(ordered))
