"""Beginning and ending services and roles, and the days on which they do."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, MemberRole, Membership, Person, Role, RoleKind
from models.subjects import Subject
from services import history
from services.dates import instant
from services.terms.conditions import holding
from services.terms.cuts import end_at, place

_INSTANT = timedelta(microseconds=1)


def begins_at(membership: Membership) -> datetime:
    """When a service begins or began."""
    return membership.since


def is_over(membership: Membership, at: datetime) -> bool:
    """Whether a service has ended by a moment, or was called off."""
    until = membership.until
    return until is not None and until <= max(at, membership.since)


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


def set_discharge(group: Group, at: datetime | None) -> dict[str, dict[str, str | None]]:
    """Let a group be discharged at a moment, or not at all; the change as the history keeps it."""
    before, group.discharged_at = group.discharged_at, at
    return {
        name: {"discharged_at": moment.isoformat() if moment else None}
        for name, moment in (("before", before), ("after", at))
    }


def discharge_day(group: Group, zone: str) -> date | None:
    """The day in a zone on which a group is or was discharged."""
    discharged_at = group.discharged_at
    return discharged_at.astimezone(ZoneInfo(zone)).date() if discharged_at else None


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
    membership = Membership(group_id=group.id, person_id=person.id, role=role, since=now)
    place(session, membership, None)
    after = {"group": group.id, "person": person.id, "role": role}
    subject = Subject.of(membership)
    history.record(session, "membership.began", subject, by=by or person, now=now, after=after)
    return membership


def end(
    session: Session, membership: Membership, *, by: Person | None, now: datetime
) -> Membership:
    """End a service now, or call one off that has not begun: it then holds at no moment."""
    end_at(session, membership, now)
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


def call_off_roles(session: Session, person_id: int, *, now: datetime) -> None:
    """Let no role begin that somebody was to hold later."""
    ahead = sa.update(Role).where(col(Role.person_id) == person_id, col(Role.since) > now)
    session.exec(ahead.values(until=Role.since))


def _is_no_void_role() -> sa.ColumnElement[bool]:
    return sa.or_(col(Role.until).is_(None), col(Role.until) > col(Role.since))
