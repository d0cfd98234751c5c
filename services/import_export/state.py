"""The consortium as it is, in the terms of the files:
what a plan compares with and what an export writes.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models import (
    Direction,
    Group,
    GroupDirection,
    MailDomain,
    Membership,
    Organization,
    Person,
    Role,
    RoleKind,
    Weekday,
)
from services import consortium, groups
from services.import_export.cells import tidy_lines, tidy_name


@dataclass(eq=False)
class ImportEntry:
    """One thing as it is and as it will be.

    ``before`` is None for a new one, which gets its ``id`` last.
    """

    before: dict[str, Any] | None
    after: dict[str, Any]
    id: int = 0
    line: int | None = None
    """Where a file speaks of it, if one does."""

    @property
    def changed(self) -> list[str]:
        """The columns in which it will differ; all of them for a new one."""
        before = self.before
        return [name for name in self.after if before is None or self.after[name] != before[name]]


@dataclass
class ConsortiumState:
    """Everything that the files speak of, by what identifies it in the files."""

    zone: str
    libraries: dict[str, ImportEntry] = field(default_factory=dict)
    directions: dict[str, ImportEntry] = field(default_factory=dict)
    people: list[ImportEntry] = field(default_factory=list)
    groups: dict[str, ImportEntry] = field(default_factory=dict)
    """By ``groups.name_key``."""
    memberships: dict[tuple[ImportEntry, ImportEntry], ImportEntry] = field(default_factory=dict)
    """The current ones, by group and person."""

    def local_day(self, moment: datetime) -> date:
        """The day in the consortium's zone."""
        return moment.astimezone(ZoneInfo(self.zone)).date()


def state(session: Session) -> ConsortiumState:
    """Read everything: eight queries, whatever the size."""
    found = ConsortiumState(zone=consortium.settings(session).zone)
    _read_libraries(session, found)
    for direction in consortium.directions(session):
        found.directions[direction.key] = _entry(direction.id, _direction(direction))
    people = _read_people(session, found)
    by_id = _read_groups(session, found)
    current = select(Membership).where(col(Membership.until).is_(None)).order_by(col(Membership.id))
    for membership in session.exec(current):
        group, person = by_id[membership.group_id], people[membership.person_id]
        facts = {"role": membership.role, "since": found.local_day(membership.since)}
        found.memberships[group, person] = _entry(membership.id, facts)
    return found


def _read_libraries(session: Session, found: ConsortiumState) -> None:
    rows = select(MailDomain.organization_id, MailDomain.domain)
    domains = _grouped(session.exec(rows.order_by(col(MailDomain.domain))))
    for one in session.exec(select(Organization).order_by(col(Organization.key))):
        facts = {
            "key": one.key,
            "name": tidy_name(one.name),
            "short_name": tidy_name(one.short_name),
            "kind": one.kind,
            "mail_domains": domains[one.id],
        }
        found.libraries[one.key] = _entry(one.id, facts)


def _direction(one: Direction) -> dict[str, Any]:
    return {
        "key": one.key,
        "name": tidy_name(one.name),
        "description": tidy_lines(one.description),
        "position": one.position,
    }


def _read_people(session: Session, found: ConsortiumState) -> dict[int, ImportEntry]:
    current = select(Role.person_id, Role.kind).where(col(Role.until).is_(None))
    roles = _grouped((person, RoleKind(kind)) for person, kind in session.exec(current))
    keys = {entry.id: key for key, entry in found.libraries.items()}
    by_id: dict[int, ImportEntry] = {}
    for one in session.exec(select(Person).order_by(col(Person.id))):
        facts = one.model_dump(include={"email", "zone", "slack_id"}) | {
            "name": tidy_name(one.name),
            "organization": keys.get(one.organization_id or 0),
            "roles": tuple(sorted(roles[one.id])),
            "guest": one.is_guest,
            "active": one.is_active,
        }
        by_id[one.id] = _entry(one.id, facts)
    found.people = list(by_id.values())
    return by_id


def _read_groups(session: Session, found: ConsortiumState) -> dict[int, ImportEntry]:
    served = select(GroupDirection.group_id, Direction.key).join(Direction)
    directions = _grouped(session.exec(served.order_by(col(Direction.key))))
    by_id: dict[int, ImportEntry] = {}
    for one in session.exec(select(Group).order_by(col(Group.name_key))):
        facts = one.model_dump(
            include={"kind", "channel_id", "digest_time", "quiet_week", "zone"}
        ) | {
            "name": tidy_name(one.name),
            "charge": tidy_lines(one.charge),
            "private": one.is_private,
            "directions": directions[one.id],
            "digest_weekday": None if one.digest_weekday is None else Weekday(one.digest_weekday),
            "discharged_on": found.local_day(one.discharged_at) if one.discharged_at else None,
        }
        by_id[one.id] = found.groups[groups.name_key(one.name)] = _entry(one.id, facts)
    return by_id


def _entry(row_id: int, facts: dict[str, Any]) -> ImportEntry:
    return ImportEntry(before=facts, after=dict(facts), id=row_id)


def _grouped(pairs: Iterable[tuple[int, Any]]) -> defaultdict[int, tuple[Any, ...]]:
    found: defaultdict[int, tuple[Any, ...]] = defaultdict(tuple)
    for owner, value in pairs:
        found[owner] += (value,)
    return found
