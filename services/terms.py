"""Service at a moment: who serves where, who holds which role, and which groups are active.

The only reader and writer of the columns ``since``, ``until`` and ``discharged_at``. A service
holds from its beginning until before its end, either of which may lie ahead: nobody has to touch a
row on the day on which it begins or ends.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, col, select

from models import Group, MemberRole, Membership, Organization, Person, Role, RoleKind
from models.rosters import Seat
from models.subjects import Subject
from services import history
from services.dates import instant

Moment = datetime | sa.SQLColumnExpression[datetime] | Mapped[datetime]
"""A moment, or what holds one in a statement: a column, or a parameter."""


_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Service:
    """What somebody is in one active group at a moment, and until when as far as is known."""

    group_id: int
    role: MemberRole
    ends_at: datetime | None


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
    """Who somebody is at a moment, and the active group of the channel that she is in."""

    person: Person
    roles: frozenset[RoleKind]
    services: tuple[Service, ...]
    group_here: Group | None
    """Whether she may know of it, is not said."""


def serving(at: Moment) -> sa.ColumnElement[bool]:
    """The condition that a ``Membership`` holds at a moment."""
    return sa.and_(begun(at), not_over(at))


def begun(at: Moment) -> sa.ColumnElement[bool]:
    """The condition that a ``Membership`` has begun by a moment, over or not."""
    return col(Membership.since) <= at


def not_over(at: Moment) -> sa.ColumnElement[bool]:
    """The condition that a ``Membership`` is not over by a moment, begun or not."""
    return sa.or_(col(Membership.until).is_(None), col(Membership.until) > at)


def holding(at: Moment) -> sa.ColumnElement[bool]:
    """The condition that a ``Role`` is held at a moment."""
    return sa.and_(col(Role.since) <= at, sa.or_(col(Role.until).is_(None), col(Role.until) > at))


def active(at: Moment, group: type[Group] = Group) -> sa.ColumnElement[bool]:
    """The condition that a ``Group``, or another name of it, is not discharged at a moment.

    It holds, too, where the group is joined from the outside and there is none.
    """
    return sa.or_(col(group.discharged_at).is_(None), col(group.discharged_at) > at)


def is_active(group: Group, at: datetime) -> bool:
    """Whether a group is not discharged at a moment."""
    return group.discharged_at is None or group.discharged_at > at


def is_open(group: Group, at: datetime) -> bool:
    """Whether librarians may join a group by their own word at a moment."""
    return is_active(group, at) and not group.is_private


def joined_on() -> Mapped[datetime]:
    """When a ``Membership`` began, for statements that show it."""
    return col(Membership.since)


def changes(at: Moment) -> tuple[Any, ...]:
    """The columns of a ``Membership`` and its ``Group`` that differ after every change of service,
    also after one that only time makes.
    """
    return (
        col(Membership.since),
        col(Membership.until),
        col(Group.discharged_at),
        serving(at),
        active(at),
    )


_AT: sa.BindParameter[datetime] = sa.bindparam("at")
_PERSON: sa.BindParameter[int] = sa.bindparam("person_id")
_ROLES = select(Role.kind).where(col(Role.person_id) == _PERSON, holding(_AT))
_SERVICES = (
    select(Membership.group_id, Membership.role, Membership.until)
    .join(Group, col(Group.id) == Membership.group_id)
    .where(col(Membership.person_id) == _PERSON, serving(_AT), active(_AT))
)


_ROSTER = (
    select(Person, Membership.role, Membership.since, Organization.short_name)
    .join(Membership, col(Membership.person_id) == Person.id)
    .join(Organization, col(Organization.id) == Person.organization_id, isouter=True)
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
_HERE = aliased(Group)
_PRESENCE: Any = (
    sa.select(
        Person,
        _HERE,
        col(Role.kind),
        col(Group.id).label("group_id"),
        col(Membership.role),
        col(Membership.until),
    )
    .select_from(Person)
    .join(
        _HERE,
        sa.and_(col(_HERE.channel_id) == sa.bindparam("channel_id"), active(_AT, _HERE)),
        isouter=True,
    )
    .join(Role, sa.and_(col(Role.person_id) == col(Person.id), holding(_AT)), isouter=True)
    .join(
        Membership,
        sa.and_(col(Membership.person_id) == col(Person.id), serving(_AT)),
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
    found = session.exec(_SERVICES, params={"person_id": person.id, "at": at})
    return [Service(group, MemberRole(role), until) for group, role, until in found]


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
            {
                row.group_id: Service(row.group_id, MemberRole(row.role), row.until)
                for row in rows
                if row.group_id is not None
            }.values()
        ),
        group_here=here,
    )


def roster(session: Session, group: Group, at: datetime) -> list[Seat]:
    """Who serves in a group at a moment, by library and then by name."""
    rows = session.exec(_ROSTER, params={"group_id": group.id, "at": at})
    return [
        Seat(person, MemberRole(role), organization or "library not known yet", since)
        for person, role, since, organization in rows
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


def newcomers(group: Group, since: datetime, until: datetime) -> sa.ColumnElement[bool]:
    """The condition that a ``Membership`` of a group began from ``since`` until before ``until``,
    still holds then, and is no further term of somebody who served up to its beginning.
    """
    earlier = aliased(Membership)
    goes_on = sa.exists().where(
        col(earlier.group_id) == Membership.group_id,
        col(earlier.person_id) == Membership.person_id,
        col(earlier.since) < col(Membership.since),
        col(earlier.until) >= col(Membership.since),
    )
    return sa.and_(
        col(Membership.group_id) == group.id,
        col(Membership.since) >= since,
        col(Membership.since) < until,
        not_over(until),
        ~goes_on,
    )


def counting_service_last(hour: datetime, now: datetime) -> tuple[Any, ...]:
    """An order of one person's services in a group that ends with the one by which her presence at
    a meeting counts: that of its hour, else the latest that has begun by now.
    """
    return (
        sa.case((serving(hour), 2), (begun(now), 1), else_=0),
        *(col(Membership.since), col(Membership.id)),
    )


def counting_service(
    services: Iterable[Membership], hour: datetime, now: datetime
) -> Membership | None:
    """Of one person's services in a group the one by which her presence at a meeting counts."""

    def place(service: Membership) -> tuple[bool, datetime, int]:
        is_of_hour = service.since <= hour and (service.until is None or service.until > hour)
        return is_of_hour, service.since, service.id

    return max((service for service in services if service.since <= now), key=place, default=None)


def current(
    session: Session, group: Group, person_id: int | None, at: datetime
) -> Membership | None:
    """The service of somebody in a group at a moment."""
    statement = select(Membership).where(
        Membership.group_id == group.id, Membership.person_id == person_id, serving(at)
    )
    return session.exec(statement.order_by(col(Membership.since))).first()


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


def begins_at(membership: Membership) -> datetime:
    """When a service begins or began."""
    return membership.since


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


def days(membership: Membership, zone: str) -> tuple[date, date | None]:
    """The first and the last day of a service in a zone, as files and forms tell them."""
    until = membership.until
    last = (until - _INSTANT).astimezone(ZoneInfo(zone)).date() if until else None
    first = membership.since.astimezone(ZoneInfo(zone)).date()
    return first, max(first, last) if last else None


def moments(
    agreed: Mapping[str, Any], zone: str, *, now: datetime, not_before: datetime | None
) -> dict[str, datetime | None]:
    """The columns for first and last days under ``since`` and ``until``, as far as they are given.

    A service begins as its first day does, at once where that is today, and not before an earlier
    one of the same person in the group ended; it ends as its last day does.
    """
    columns: dict[str, datetime | None] = {}
    if first := agreed.get("since"):
        is_today = first == now.astimezone(ZoneInfo(zone)).date()
        begins = now if is_today else instant(first, time.min, zone)
        columns["since"] = max(begins, not_before or begins)
    if "until" in agreed:
        last = agreed["until"]
        columns["until"] = instant(last + timedelta(days=1), time.min, zone) if last else None
    return columns


def set_days(
    membership: Membership,
    agreed: Mapping[str, Any],
    zone: str,
    *,
    now: datetime,
    not_before: datetime | None,
) -> None:
    """Let a service begin and end on the days that are given, as ``moments`` tells."""
    columns = moments(agreed, zone, now=now, not_before=not_before)
    if begins := columns.get("since"):
        membership.since = begins
    if "until" in columns:
        membership.until = columns["until"]


def set_discharge(group: Group, at: datetime | None) -> None:
    """Let a group be discharged at a moment, or not at all."""
    group.discharged_at = at


def discharge_day(group: Group, zone: str) -> date | None:
    """The day in a zone on which a group is or was discharged."""
    discharged_at = group.discharged_at
    return discharged_at.astimezone(ZoneInfo(zone)).date() if discharged_at else None


def held_roles(session: Session, at: datetime) -> list[tuple[int, RoleKind]]:
    """Everybody's roles in the consortium at a moment."""
    statement = select(Role.person_id, Role.kind).where(holding(at)).order_by(col(Role.id))
    return [(person, RoleKind(kind)) for person, kind in session.exec(statement)]


def begin(
    session: Session,
    group: Group,
    person: Person,
    role: MemberRole,
    *,
    now: datetime,
    by: Person | None = None,
) -> Membership:
    """Begin a service in a group now, on the word of ``by`` or of the person herself.

    It ends where a service that is agreed upon already begins. The group is locked, and nobody
    serves in it twice: the caller has seen to both.
    """
    ahead = coming(session, group, person.id, now)
    until = ahead.since if ahead else None
    membership = Membership(
        group_id=group.id, person_id=person.id, role=role, since=now, until=until
    )
    session.add(membership)
    session.flush()
    after = {"group": group.id, "person": person.id, "role": role}
    subject = Subject.of(membership)
    history.record(session, "membership.began", subject, by=by or person, now=now, after=after)
    return membership


def end(session: Session, membership: Membership, *, by: Person, now: datetime) -> Membership:
    """End a service now, or call one off that has not begun: it then holds at no moment."""
    membership.until = max(now, membership.since)
    session.add(membership)
    after = {"group": membership.group_id, "person": membership.person_id}
    history.record(
        session,
        "membership.ended",
        Subject.of(membership),
        by=by,
        now=now,
        before={"role": membership.role},
        after=after,
    )
    return membership


def appoint(session: Session, person_id: int, kind: RoleKind, *, now: datetime) -> None:
    """Give somebody a role in the consortium from now on; she holds none of this kind now.

    It ends where one that is agreed upon already begins.
    """
    ahead = select(sa.func.min(Role.since)).where(
        Role.person_id == person_id, Role.kind == kind, col(Role.since) > now
    )
    until = session.exec(ahead.where(_is_no_void_role())).one()
    session.add(Role(person_id=person_id, kind=kind, since=now, until=until))


def dismiss(session: Session, person_id: int, kinds: Iterable[RoleKind], *, now: datetime) -> None:
    """End what somebody holds of these roles now; what begins later is left as agreed upon."""
    held = sa.update(Role).where(
        col(Role.person_id) == person_id, col(Role.kind).in_(list(kinds)), holding(now)
    )
    session.exec(held.values(until=now))


def _is_no_void_role() -> sa.ColumnElement[bool]:
    return sa.or_(col(Role.until).is_(None), col(Role.until) > col(Role.since))


_STRENGTH = (MemberRole.CHAIR, MemberRole.CO_CHAIR, MemberRole.MEMBER, MemberRole.OBSERVER)
Span = tuple[datetime, datetime | None]


def without(span: Span, taken: Iterable[Span]) -> list[Span]:
    """What is left of a span of service outside others, in order."""
    left = [span]
    for since, until in taken:
        left = [piece for part in left for piece in _outside(part, since, until)]
    return sorted(left, key=lambda part: part[0])


def cut_overlaps(session: Session, kept_id: int, merged_id: int) -> None:
    """Let two people's services in each group lie beside each other, as those of one must.

    Where both serve, the greater role stands, and of equal ones that of ``kept_id``.
    """
    both = col(Membership.person_id).in_((kept_id, merged_id))
    rows = session.exec(select(Membership).where(both).order_by(col(Membership.id))).all()
    for group_id in {row.group_id for row in rows}:
        held = [row for row in rows if row.group_id == group_id and row.until != row.since]
        held.sort(key=lambda row: (_STRENGTH.index(row.role), row.person_id != kept_id, row.since))
        taken: list[Span] = []
        for row in held:
            taken += _cut(session, row, without((row.since, row.until), taken))


def cut_role_overlaps(session: Session, kept_id: int, merged_id: int) -> None:
    """The same for their roles in the consortium, of which each kind is held once at a time."""
    both = col(Role.person_id).in_((kept_id, merged_id))
    rows = session.exec(select(Role).where(both).order_by(col(Role.id))).all()
    for kind in RoleKind:
        held = [row for row in rows if row.kind is kind and row.until != row.since]
        held.sort(key=lambda row: (row.person_id != kept_id, row.since))
        taken: list[Span] = []
        for row in held:
            taken += _cut(session, row, without((row.since, row.until), taken))


def _cut(session: Session, row: Membership | Role, pieces: list[Span]) -> list[Span]:
    """Let a service be the first of these spans, and new ones like it the others."""
    if not pieces:
        row.until = row.since
    else:
        row.since, row.until = pieces[0]
    session.add(row)
    session.flush()
    for since, until in pieces[1:]:
        facts = row.model_dump(exclude={"id"}) | {"since": since, "until": until}
        session.add(type(row)(**facts))
        session.flush()
    return pieces


def _outside(span: Span, since: datetime, until: datetime | None) -> list[Span]:
    begins, ends = span
    if (until is not None and until <= begins) or (ends is not None and ends <= since):
        return [span]
    before: list[Span] = [(begins, since)] if begins < since else []
    is_left = until is not None and (ends is None or ends > until)
    return [*before, (until, ends)] if is_left and until is not None else before
