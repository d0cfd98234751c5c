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
    FormerName,
    Group,
    GroupDirection,
    MailDomain,
    Organization,
    OtherAddress,
    Person,
    VotingUnit,
    Weekday,
)
from models.columns import NAME_LENGTH
from models.member_libraries import FormerNameFacts
from services import confirmations, consortium, groups, terms
from services.errors import Invalid
from services.import_export.cells import TYPED_NOTHING, tidy_lines, tidy_name
from services.import_export.deliverable_rows import DeliverableState, read_deliverables
from services.import_export.entries import ImportEntry
from services.import_export.interest_rows import InterestState, read_interests
from services.import_export.obligation_rows import ObligationState, read_obligations
from services.import_export.record_rows import RecordState, read_records
from services.import_export.representative_rows import SpeakerState, read_speakers
from services.import_export.seat_rows import SeatState, read_seats
from services.obligations.yearly_rhythms import YearlyCalendar
from services.organizations.written import former_name, written_name


@dataclass
class ConsortiumState:
    """Everything that the files speak of, by what identifies it in the files."""

    zone: str
    calendar: YearlyCalendar
    """By which obligations come back."""
    units: dict[str, str] = field(default_factory=dict)
    """The names of voting units, by ``groups.name_key`` of name and of key."""
    libraries: dict[str, ImportEntry] = field(default_factory=dict)
    directions: dict[str, ImportEntry] = field(default_factory=dict)
    people: list[ImportEntry] = field(default_factory=list)
    groups: dict[str, ImportEntry] = field(default_factory=dict)
    """By ``groups.name_key``."""
    memberships: dict[tuple[ImportEntry, ImportEntry], list[ImportEntry]] = field(
        default_factory=dict
    )
    """By group and person: the present service and those to come, in the order of their days."""
    left: dict[tuple[ImportEntry, ImportEntry], datetime] = field(default_factory=dict)
    """When the last service of somebody ended who serves no more, or served before."""

    seats: SeatState = field(default_factory=SeatState)
    deliverables: DeliverableState = field(default_factory=DeliverableState)
    speakers: SpeakerState = field(default_factory=lambda: SpeakerState("UTC"))
    interests: InterestState = field(default_factory=InterestState)
    records: RecordState = field(default_factory=RecordState)
    obligations: ObligationState = field(default_factory=ObligationState)

    def local_day(self, moment: datetime) -> date:
        """The day in the consortium's zone."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def day_in(self, group: ImportEntry, moment: datetime) -> date:
        """The day in a group's zone, in which people see the days of its seats and members."""
        return moment.astimezone(ZoneInfo(group.after["zone"])).date()


def state(session: Session, now: datetime) -> ConsortiumState:
    """Read everything as it is at a moment: twenty-two queries, whatever the size."""
    settings = consortium.settings(session)
    found = ConsortiumState(settings.zone, YearlyCalendar.of(settings))
    _read_libraries(session, found)
    for direction in consortium.directions(session):
        found.directions[direction.key] = _entry(direction.id, _direction(direction))
    people = _read_people(session, found, now)
    by_id = _read_groups(session, found)
    found.deliverables = read_deliverables(session, by_id)
    found.interests = read_interests(session, by_id, people)
    found.records = read_records(session, by_id, people)
    services = list(terms.unfinished(session, now))
    found.seats = read_seats(session, groups=by_id, people=people, services=services)
    libraries = {entry.id: entry for entry in found.libraries.values()}
    found.obligations = read_obligations(
        session,
        groups=by_id,
        libraries={number: entry.after["key"] for number, entry in libraries.items()},
        seats=found.seats,
        people=people,
    )
    found.speakers = read_speakers(
        session, found.zone, now, libraries=libraries, groups=by_id, people=people
    )
    for membership in services:
        pair = by_id[membership.group_id], people[membership.person_id]
        first, last = terms.days(membership, pair[0].after["zone"])
        facts = {"role": membership.role, "since": first, "until": last}
        entry = _entry(membership.id, facts)
        entry.is_in_seat = membership.seat_id is not None
        found.memberships.setdefault(pair, []).append(entry)
    for group_id, person_id, left_at in terms.last_ends(session, now):
        found.left[by_id[group_id], people[person_id]] = left_at
    return found


def _read_libraries(session: Session, found: ConsortiumState) -> None:
    rows = select(MailDomain.organization_id, MailDomain.domain)
    domains = _grouped(session.exec(rows.order_by(col(MailDomain.domain))))
    units = dict(session.exec(select(VotingUnit.id, VotingUnit.name)).all())
    for key, name in session.exec(select(VotingUnit.key, VotingUnit.name)):
        found.units |= {key: name, groups.name_key(name): name}
    rows_of_names = select(FormerName).order_by(col(FormerName.id).desc())
    former = _grouped(
        (row.organization_id, name)
        for row in session.exec(rows_of_names)
        for name in _former_name(row)
    )
    confirmed = confirmations.latest(session)
    organizations = session.exec(select(Organization).order_by(col(Organization.key))).all()
    keys = {row.id: row.key for row in organizations}
    for organization in organizations:
        facts = {
            "key": organization.key,
            "name": tidy_name(organization.name) or organization.key,
            "short_name": tidy_name(organization.short_name),
            "kind": organization.kind,
            "mail_domains": domains[organization.id],
            "category": _or_nothing(organization.category),
            "zone": organization.zone,
            "staff_size": organization.staff_size,
            "voting_unit": _or_nothing(units.get(organization.voting_unit_id or 0)),
            "active_from": organization.active_from,
            "active_until": organization.active_until,
            "merged_into": keys.get(organization.merged_into_id or 0),
            "former_names": tuple(dict.fromkeys(former[organization.id])),
            "confirmed_on": confirmed.get(organization.id),
        }
        found.libraries[organization.key] = _entry(organization.id, facts)


def _former_name(row: FormerName) -> list[FormerNameFacts]:
    """A former name as reading it from a file gives it; none where nothing of it is left."""
    facts = FormerNameFacts(tidy_name(row.name), tidy_name(row.short_name), row.used_until)
    try:
        return [former_name(written_name(facts))]
    except Invalid:
        return []


def _or_nothing(stored: str | None) -> str | None:
    """A stored text as reading it from a file gives it."""
    tidy = tidy_name(stored or "")
    return None if tidy.casefold() in ("", TYPED_NOTHING) else tidy


def _text_or_nothing(stored: str) -> str | None:
    """The same of a text of several lines."""
    tidy = tidy_lines(stored)
    return None if tidy.casefold() in ("", TYPED_NOTHING) else tidy


def _direction(direction: Direction) -> dict[str, Any]:
    return {
        "key": direction.key,
        "name": tidy_name(direction.name) or direction.key,
        "description": tidy_lines(direction.description),
        "position": direction.position,
    }


def _read_people(session: Session, found: ConsortiumState, now: datetime) -> dict[int, ImportEntry]:
    roles = _grouped(terms.held_roles(session, now))
    more = select(OtherAddress.person_id, OtherAddress.address).order_by(col(OtherAddress.address))
    others = _grouped(session.exec(more))
    keys = {entry.id: key for key, entry in found.libraries.items()}
    by_id: dict[int, ImportEntry] = {}
    people = select(Person).where(col(Person.merged_into_id).is_(None)).order_by(col(Person.id))
    for person in session.exec(people):
        facts = person.model_dump(include={"email", "zone", "slack_id"}) | {
            "name": _name(person),
            "organization": keys.get(person.organization_id or 0),
            "roles": tuple(sorted(roles[person.id])),
            "guest": person.is_guest,
            "active": person.is_active,
            "other_emails": others[person.id],
        }
        by_id[person.id] = _entry(person.id, facts)
    found.people = list(by_id.values())
    return by_id


def _read_groups(session: Session, found: ConsortiumState) -> dict[int, ImportEntry]:
    served = select(GroupDirection.group_id, Direction.key).join(Direction)
    directions = _grouped(session.exec(served.order_by(col(Direction.key))))
    by_id: dict[int, ImportEntry] = {}
    for group in session.exec(select(Group).order_by(col(Group.name_key))):
        name = tidy_name(group.name) or f"Group {group.id}"
        facts = group.model_dump(
            include={
                *("kind", "channel_id", "digest_time", "quiet_week", "zone"),
                *("authority", "hours_a_month", "sunset_on", "quorum", "quorum_of"),
                *("vote_lost_after", "vote_regained_after"),
                "agenda_hours",
            }
        ) | {
            "name": name,
            "charge": tidy_lines(group.charge),
            "private": group.is_private,
            "directions": directions[group.id],
            "digest_weekday": None
            if group.digest_weekday is None
            else Weekday(group.digest_weekday),
            "discharged_on": terms.discharge_day(group, found.zone),
            "sponsor": _or_nothing(group.sponsor),
            "reports_to": _or_nothing(group.reports_to),
            "final_report": _text_or_nothing(group.final_report),
        }
        by_id[group.id] = found.groups[groups.name_key(name)] = _entry(group.id, facts)
    return by_id


def _name(person: Person) -> str:
    """What she is called in the files, where her name is blank, too: a row without one is none."""
    tidy = tidy_name(person.name)
    return tidy or (person.email or person.slack_id or f"Person {person.id}")[:NAME_LENGTH]


def _entry(row_id: int, facts: dict[str, Any]) -> ImportEntry:
    return ImportEntry(before=facts, after=dict(facts), id=row_id)


def _grouped(pairs: Iterable[tuple[int, Any]]) -> defaultdict[int, tuple[Any, ...]]:
    found: defaultdict[int, tuple[Any, ...]] = defaultdict(tuple)
    for owner, value in pairs:
        found[owner] += (value,)
    return found
