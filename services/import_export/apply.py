"""Writing a plan that has no problems: all in one unit of work, each change with its history."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, delete

from models import (
    Direction,
    Group,
    GroupDirection,
    MailDomain,
    Membership,
    Organization,
    Person,
    RoleKind,
)
from models.messages import DEPARTED
from models.subjects import Subject
from services import bounces, confirmations, groups, history, organizations, outbox, people, terms
from services.access import CHAIR_ROLES
from services.import_export.cells import written
from services.import_export.deliverable_rows import write_deliverables
from services.import_export.import_plan import ImportPlan
from services.import_export.interest_rows import write_interests
from services.import_export.obligation_rows import write_obligations
from services.import_export.record_rows import write_records
from services.import_export.representative_rows import SpeakerWriter
from services.import_export.seat_rows import SeatWriter
from services.import_export.state import ConsortiumState, ImportEntry
from services.organizations import voting_units


def apply(session: Session, plan: ImportPlan, *, now: datetime) -> None:
    """Create and change what the plan says, on the operator's word.

    Applying it again changes nothing.
    """
    assert not plan.problems, "a plan with problems is shown, never applied"
    writer = _PlanWriter(session, plan.state, now)
    writer.libraries()
    writer.directions()
    writer.people()
    writer.groups()
    writer.memberships()
    session.flush()
    SeatWriter(session, plan.state.seats, plan.state.libraries, now).write()
    write_deliverables(session, plan.state.deliverables, now)
    SpeakerWriter(session, plan.state.speakers, now).write()
    write_interests(session, plan.state.interests, now)
    write_records(session, plan.state.records, now)
    write_obligations(
        session,
        plan.state.obligations,
        libraries=plan.state.libraries,
        seats=plan.state.seats,
        now=now,
    )
    writer.merges()
    people.place_by_domain(session, besides=plan.placed_by_rows(), now=now)


def not_placed(session: Session, plan: ImportPlan) -> list[Person]:
    """Who met Convene before a plan was applied, and of whom no library is known after it."""
    new = [entry.id for entry in plan.state.people if entry.before is None and entry.id]
    return people.not_placed(session, besides=[*plan.placed_by_rows(), *new])


@dataclass
class _PlanWriter:
    session: Session
    state: ConsortiumState
    now: datetime

    def libraries(self) -> None:
        entries = _differing(self.state.libraries.values())
        for entry in entries:
            more = {
                "voting_unit_id": voting_units.of_name(self.session, entry.after["voting_unit"])
            }
            self._save(entry, Organization, _same(*_LIBRARY), "organization", more)
            if "former_names" in entry.changed:
                organization = self.session.get_one(Organization, entry.id)
                organizations.set_former_names(
                    self.session, organization, entry.after["former_names"]
                )
            if entry.after["confirmed_on"] and "confirmed_on" in entry.changed:
                day = entry.after["confirmed_on"]
                confirmations.note(self.session, entry.id, day, by=None, now=self.now)
        moved = [entry for entry in entries if "mail_domains" in entry.changed]
        # All old ones go first: a domain may move from one library to another.
        ids = [entry.id for entry in moved]
        self.session.exec(delete(MailDomain).where(col(MailDomain.organization_id).in_(ids)))
        for entry in moved:
            for domain in entry.after["mail_domains"]:
                self.session.add(MailDomain(domain=domain, organization_id=entry.id))

    def merges(self) -> None:
        """Last of all: who belonged to what became part of another one goes along."""
        for entry in _differing(self.state.libraries.values()):
            if "merged_into" in entry.changed and entry.after["merged_into"]:
                heir = self.state.libraries[entry.after["merged_into"]]
                rows = (self.session.get_one(Organization, row.id) for row in (entry, heir))
                organizations.merge(self.session, *rows, by=None, now=self.now)

    def directions(self) -> None:
        for entry in _differing(self.state.directions.values()):
            self._save(
                entry, Direction, _same("key", "name", "description", "position"), "direction"
            )

    def people(self) -> None:
        columns = _same("email", "name", "zone", "slack_id") | {
            "guest": "is_guest",
            "active": "is_active",
        }
        for entry in _differing(self.state.people):
            more: dict[str, Any] = {}
            if entry.before is None:
                more["created_at"] = self.now
            if entry.after["active"]:
                more["departure_told_at"] = None
            if {"slack_id", "guest", "active"} & set(entry.changed):
                # Slack is asked before the person acts next, and its word counts.
                more["asked_slack_at"] = None
            self._save(entry, Person, columns, "person", more)
            if entry.before:
                self._redirect_mail(entry)
            if entry.after["guest"] or not entry.after["active"]:
                terms.stop_deputizing(self.session, entry.id, by=None, now=self.now)
            if entry.before and "active" in entry.changed and entry.after["active"]:
                subject = Subject("person", entry.id)
                outbox.drop(self.session, subject=subject, kind=DEPARTED, reason=people.IS_BACK)
            has_left = self._move(entry) if "organization" in entry.changed else False
            if has_left or "roles" in entry.changed:
                self._change_roles(entry, has_left=has_left)
            if "other_emails" in entry.changed:
                people.set_others(self.session, entry.id, entry.after["other_emails"])

    def _redirect_mail(self, entry: ImportEntry) -> None:
        """Let mail follow somebody to another address, or into Slack."""
        person = self.session.get_one(Person, entry.id)
        if "email" in entry.changed:
            bounces.write_again(self.session, person, now=self.now)
            if entry.before:
                people.end_links(self.session, person)
        if "slack_id" in entry.changed and person.slack_id:
            people.take_along(self.session, person, now=self.now)

    def groups(self) -> None:
        entries = _differing(self.state.groups.values())
        # All old ones go first: a channel may move from one group to another.
        leaving = [entry.id for entry in entries if entry.id and "channel_id" in entry.changed]
        self.session.exec(
            sa.update(Group).where(col(Group.id).in_(leaving)).values(channel_id=None)
        )
        columns = _same(
            "name",
            "kind",
            "charge",
            "channel_id",
            "digest_weekday",
            "digest_time",
            "quiet_week",
            "zone",
            *("authority", "hours_a_month", "sunset_on", "quorum", "quorum_of"),
            *("vote_lost_after", "vote_regained_after"),
            "agenda_hours",
        ) | {"private": "is_private"}
        for entry in entries:
            more: dict[str, Any] = {"name_key": groups.name_key(entry.after["name"])}
            if entry.before is None:
                more["created_at"] = self.now
            elif {"digest_weekday", "digest_time"} & set(entry.changed):
                more["digest_from"] = self.now
            more |= {
                name: entry.after[name] or ""
                for name in ("sponsor", "reports_to", "final_report")
                if name in entry.changed
            }
            if entry.former_channel:
                more["former_channel_id"] = entry.former_channel
            self._save(entry, Group, columns, "group", more, self._discharge(entry))
            if entry.before and "zone" in entry.changed:
                former, zone = entry.before["zone"], entry.after["zone"]
                terms.keep_days(self.session, entry.id, former, zone, self.now)
            if "directions" in entry.changed:
                self._set_directions(entry)

    def memberships(self) -> None:
        for (group, person), services in self.state.memberships.items():
            left_at = self.state.left.get((group, person))
            for entry in _differing(services):
                more: dict[str, Any] = {}
                if entry.before is None:
                    more = {"group_id": group.id, "person_id": person.id}
                agreed = partial(
                    self._agree, entry=entry, zone=group.after["zone"], not_before=left_at
                )
                self._save(entry, Membership, _same("role"), "membership", more, agreed)
            self._shorten_deputies(_differing(services))

    def _shorten_deputies(self, services: Iterable[ImportEntry]) -> None:
        """Once all services of somebody in a group are written: one may follow another."""
        for entry in services:
            if entry.before is not None:
                membership = self.session.get_one(Membership, entry.id)
                terms.shorten_deputies(self.session, membership)
                if entry.after["role"] not in CHAIR_ROLES:
                    terms.end_deputies(self.session, self.now, of=membership.id)

    def _agree(
        self,
        membership: Membership,
        *,
        entry: ImportEntry,
        zone: str,
        not_before: datetime | None,
    ) -> None:
        """Set the days of a service, and when its chair is to hear of it."""
        days = {name: entry.after[name] for name in entry.changed}
        terms.set_days(membership, days, zone, now=self.now, not_before=not_before)
        begins_at = terms.begins_at(membership)
        if entry.after["role"] not in CHAIR_ROLES:
            membership.chairing_due_at = None
        elif entry.before is None:
            membership.chairing_due_at = begins_at
        elif entry.before["role"] not in CHAIR_ROLES:
            membership.chairing_due_at = max(begins_at, self.now)
        elif membership.chairing_due_at is not None:
            membership.chairing_due_at = begins_at

    def _discharge(self, entry: ImportEntry) -> Callable[[Group], object] | None:
        """What sets the moment of a group's discharge, where the file changes the day."""
        if "discharged_on" not in entry.changed:
            return None
        return partial(terms.set_discharge, at=self._moment(entry.after["discharged_on"]))

    def _move(self, entry: ImportEntry) -> bool:
        """Let somebody belong where the file says; whether she left another library for that."""
        key = entry.after["organization"]
        home_id = self.state.libraries[key].id if key else None
        person = self.session.get_one(Person, entry.id)
        former_id = person.organization_id
        terms.change_home(self.session, person, home_id, by=None, now=self.now)
        return former_id is not None

    def _change_roles(self, entry: ImportEntry, *, has_left: bool) -> None:
        """Who left a library heads another one only where the file says so."""
        held = set(entry.before["roles"]) if entry.before else set()
        held -= {RoleKind.DIRECTOR} if has_left else set()
        wanted = set(entry.after["roles"])
        terms.dismiss(self.session, entry.id, held - wanted, now=self.now)
        for kind in sorted(wanted - held):
            terms.appoint(self.session, entry.id, kind, now=self.now)

    def _set_directions(self, entry: ImportEntry) -> None:
        self.session.exec(delete(GroupDirection).where(col(GroupDirection.group_id) == entry.id))
        for key in entry.after["directions"]:
            direction_id = self.state.directions[key].id
            self.session.add(GroupDirection(group_id=entry.id, direction_id=direction_id))

    def _save(
        self,
        entry: ImportEntry,
        table: type[SQLModel],
        columns: Mapping[str, str],
        noun: str,
        more: Mapping[str, Any] | None = None,
        prepare: Callable[[Any], object] | None = None,
    ) -> None:
        values = {columns[name]: entry.after[name] for name in entry.changed if name in columns}
        row: Any = self.session.get(table, entry.id) if entry.id else table()
        for name, value in (values | dict(more or {})).items():
            # Left at None, a new row would get the column's default instead.
            setattr(row, name, sa.null() if value is None and not entry.id else value)
        if prepare:
            prepare(row)
        self.session.add(row)
        self.session.flush()
        entry.id = row.id
        self._record_history(entry, noun, more or {})

    def _record_history(self, entry: ImportEntry, noun: str, more: Mapping[str, Any]) -> None:
        ids = {name: value for name, value in more.items() if name in ("group_id", "person_id")}
        before = entry.before or {}
        # Who chaired when is told from this action, whoever changed the role.
        is_role = noun == "membership" and entry.before is not None and "role" in entry.changed
        action = "membership.role" if is_role else f"{noun}.imported"
        history.record(
            self.session,
            action,
            Subject(noun, entry.id),
            by=None,
            now=self.now,
            before={name: written(before[name]) for name in entry.changed if name in before},
            after=ids | {name: written(entry.after[name]) for name in entry.changed},
        )

    def _moment(self, day: date | None) -> datetime | None:
        """Now for today, else the noon of that day in the consortium's zone."""
        if day is None or day == self.state.local_day(self.now):
            return self.now if day else None
        return datetime.combine(day, time(12), tzinfo=ZoneInfo(self.state.zone)).astimezone(UTC)


_LIBRARY = (
    *("key", "name", "short_name", "kind", "category", "zone", "staff_size"),
    *("active_from", "active_until"),
)
"""The columns of a library that are called the same in the file."""


def _differing(entries: Iterable[ImportEntry]) -> list[ImportEntry]:
    return [entry for entry in entries if entry.changed]


def _same(*names: str) -> dict[str, str]:
    """Columns that are named the same in the file and in the table."""
    return {name: name for name in names}
