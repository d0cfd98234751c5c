"""Who served where on which days of a period, and where she worked then."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Group, Home, MemberRole, Membership, Organization, Person, Seat
from models.database import run_plain
from services.terms.conditions import begun, not_called_off, serving
from services.terms.overlaps import Span, without
from services.terms.seat_terms import unbroken_since


class ServiceSpan(NamedTuple):
    """The service of somebody in a group within a period, while she worked at one place."""

    person_id: int
    person: str
    organization_id: int | None
    organization_key: str
    group_id: int
    role: MemberRole
    since: datetime
    until: datetime
    hours_a_month: int
    """What the seat asks for, or else the group; 0 where neither says."""


def service_spans(
    session: Session,
    begins_at: datetime,
    ends_at: datetime,
    *,
    organization_id: int | None = None,
    group_id: int | None = None,
) -> list[ServiceSpan]:
    """All services that held at a moment from ``begins_at`` until before ``ends_at``, cut to it and
    at each change of home, of one organization or group or of all: one query.
    """
    statement = _statement()
    if group_id is not None:
        statement = statement.where(col(Membership.group_id) == group_id)
    if organization_id is not None:
        works_there = sa.select(col(Home.person_id)).where(
            col(Home.organization_id) == organization_id
        )
        statement = statement.where(col(Membership.person_id).in_(works_there))
    rows = run_plain(session, statement, {"begins_at": begins_at, "ends_at": ends_at})
    return [
        span
        for _membership, homes in groupby(rows, key=lambda row: row.membership_id)
        for span in _spans(list(homes), begins_at, ends_at)
        if organization_id in (None, span.organization_id)
    ]


def service_beginnings(session: Session, at: datetime) -> dict[tuple[int, int], datetime]:
    """Since when each service that holds at a moment goes on without a break, by the ids of its
    group and its person: one query.
    """
    of = col(Membership.group_id), col(Membership.person_id)
    serves = sa.select(*of).where(serving(at))
    statement = (
        sa.select(*of, col(Membership.since), col(Membership.until))
        .where(sa.tuple_(*of).in_(serves), not_called_off(), begun(at))
        .order_by(*of, col(Membership.since), col(Membership.id))
    )
    found: dict[tuple[int, int], datetime] = {}
    for key, rows in groupby(run_plain(session, statement), key=lambda row: (row[0], row[1])):
        services: list[Any] = []
        for row in rows:
            services.append(row)
            if row.until is None or row.until > at:
                found[key] = unbroken_since(services)
    return found


def served_from(organization_id: int, group: Any, moment: Any) -> sa.ColumnElement[bool]:
    """The condition that somebody of an organization served in a group at a moment, both of them
    columns of another statement.
    """
    worked_there = sa.and_(
        col(Home.person_id) == col(Membership.person_id),
        col(Home.organization_id) == organization_id,
        col(Home.since) <= moment,
        sa.or_(col(Home.until).is_(None), col(Home.until) > moment),
    )
    return (
        sa.select(col(Membership.id))
        .join(Home, worked_there)
        .where(col(Membership.group_id) == group, serving(moment))
        .correlate_except(Membership, Home)
        .exists()
    )


def _statement() -> sa.Select[Any]:
    begins_at: sa.BindParameter[datetime] = sa.bindparam("begins_at")
    ends_at: sa.BindParameter[datetime] = sa.bindparam("ends_at")
    home_overlaps = sa.and_(
        col(Home.person_id) == col(Membership.person_id),
        col(Home.since) < ends_at,
        sa.or_(col(Home.until).is_(None), col(Home.until) > begins_at),
    )
    hours = sa.func.coalesce(col(Seat.hours_a_month), col(Group.hours_a_month), 0)
    columns: tuple[Any, ...] = (
        col(Membership.id).label("membership_id"),
        col(Person.id).label("person_id"),
        col(Person.name).label("person"),
        col(Membership.group_id),
        col(Membership.role),
        col(Membership.since),
        col(Membership.until),
        col(Group.discharged_at),
        hours.label("hours"),
        col(Home.organization_id),
        col(Organization.key),
        col(Home.since).label("home_since"),
        col(Home.until).label("home_until"),
    )
    return (
        sa.select(*columns)
        .select_from(Membership)
        .join(Person, col(Person.id) == Membership.person_id)
        .join(Group, col(Group.id) == Membership.group_id)
        .join(Seat, col(Seat.id) == Membership.seat_id, isouter=True)
        .join(Home, home_overlaps, isouter=True)
        .join(Organization, col(Organization.id) == Home.organization_id, isouter=True)
        .where(col(Membership.since) < ends_at, not_called_off())
        .where(sa.or_(col(Membership.until).is_(None), col(Membership.until) > begins_at))
        .order_by(col(Membership.id), col(Home.since), col(Home.id))
    )


def _spans(homes: Sequence[Any], begins_at: datetime, ends_at: datetime) -> Iterator[ServiceSpan]:
    """Those of one service; ``homes`` are its rows, one for each home, or one without any."""
    first = homes[0]
    since = max(first.since, begins_at)
    until = min(at for at in (first.until, first.discharged_at, ends_at) if at is not None)
    taken: list[Span] = []
    for row in homes:
        if row.organization_id is None:
            continue
        home = max(since, row.home_since), min(until, row.home_until or until)
        for begin, end in without(home, taken) if home[0] < home[1] else ():
            yield _span(row, row.organization_id, row.key, begin, end or until)
        taken.append(home)
    for begin, end in without((since, until), taken) if since < until else ():
        yield _span(first, None, "", begin, end or until)


def _span(
    row: Any, organization_id: int | None, key: str, since: datetime, until: datetime
) -> ServiceSpan:
    role = MemberRole(row.role)
    return ServiceSpan(
        row.person_id,
        row.person,
        organization_id,
        key,
        row.group_id,
        role,
        since,
        until,
        0 if role is MemberRole.OBSERVER else row.hours,
    )
