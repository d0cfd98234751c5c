"""Everything as CSV: the files that the import reads,
and the record of the work for other tools.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Attendance,
    Contribution,
    CoOwner,
    Group,
    Meeting,
    Organization,
    Person,
    Seat,
    Task,
)
from services.import_export.cells import written
from services.import_export.further_records import FURTHER, names
from services.import_export.obligation_rows import seat_words
from services.import_export.raw_tables import raw_tables
from services.import_export.sheets import (
    DELIVERABLES,
    DIRECTIONS,
    GROUPS,
    LIBRARIES,
    MEMBERSHIPS,
    OBLIGATIONS,
    PEOPLE,
    PROPOSALS,
    REPRESENTATIVES,
    REVIEWS,
    SEATS_AND_TERMS,
    VOLUNTEERS,
    Sheet,
)
from services.import_export.state import ConsortiumState, ImportEntry, state
from services.spreadsheets import to_csv

FIRST_RECORDS = ("meetings.csv", "attendance.csv", "tasks.csv", "contributions.csv")
RECORDS = (*FIRST_RECORDS, *(record.name for record in FURTHER))
"""Files that are written for reading only."""


def export(session: Session, *, now: datetime) -> Iterator[tuple[str, bytes]]:
    """Each file's name and content, one after another, so that only one is held in memory."""
    found = state(session, now)
    yield _sheet(LIBRARIES, (entry.after for entry in found.libraries.values()))
    yield _sheet(DIRECTIONS, (entry.after for entry in found.directions.values()))
    yield _sheet(PEOPLE, (entry.after for entry in sorted(found.people, key=_by_name)))
    yield _sheet(GROUPS, (entry.after for entry in found.groups.values()))
    yield _sheet(MEMBERSHIPS, _memberships(found))
    yield _sheet(SEATS_AND_TERMS, _seats(found))
    yield _sheet(DELIVERABLES, _deliverables(found))
    yield _sheet(REPRESENTATIVES, _representatives(found))
    yield _sheet(VOLUNTEERS, _volunteers(found))
    yield _sheet(PROPOSALS, _acts(found, found.records.proposals.values()))
    yield _sheet(REVIEWS, _acts(found, found.records.reviews.values()))
    yield _sheet(OBLIGATIONS, _obligations(found))
    zone = ZoneInfo(found.zone)
    yield _record("meetings.csv", _MEETINGS, _meetings(session))
    yield _record("attendance.csv", _ATTENDANCE, _attendance(session))
    yield _record("tasks.csv", _TASKS, _tasks(session, zone))
    yield _record("contributions.csv", _CONTRIBUTIONS, _contributions(session, zone))
    named = names(session, found.zone)
    for record in FURTHER:
        yield _record(record.name, record.header, record.rows(session, named))
    yield from raw_tables(session)


def _sheet(sheet: Sheet, rows: Iterable[dict[str, Any]]) -> tuple[str, bytes]:
    header = [column.name for column in sheet.columns]
    lines = (
        [written(row[column.name], column.nothing) for column in sheet.columns] for row in rows
    )
    return sheet.file, to_csv([header, *lines])


def _record(
    file: str, header: tuple[str, ...], rows: Iterable[tuple[Any, ...]]
) -> tuple[str, bytes]:
    return file, to_csv([header, *([written(cell) for cell in row] for row in rows)])


def _memberships(found: ConsortiumState) -> Iterator[dict[str, Any]]:
    def by_name(pair: tuple[ImportEntry, ImportEntry]) -> tuple[str, ...]:
        return pair[0].after["name"], *_by_name(pair[1])

    for group, person in sorted(found.memberships, key=by_name):
        for entry in found.memberships[group, person]:
            yield entry.after | {"group": group.after["name"], "person": _identifier(person)}


def _seats(found: ConsortiumState) -> Iterator[dict[str, Any]]:
    for (key, person, _since), entry in found.seats.entries.items():
        named = _identifier(person) if person else None
        yield entry.after | {"group": key[0].after["name"], "person": named}


def _deliverables(found: ConsortiumState) -> Iterator[dict[str, Any]]:
    for (group, _title), entry in found.deliverables.entries.items():
        yield entry.after | {"group": group.after["name"]}


def _representatives(found: ConsortiumState) -> Iterator[dict[str, Any]]:
    for (_place, person, _since), entry in found.speakers.entries.items():
        yield entry.after | {"person": _identifier(person)}


def _volunteers(found: ConsortiumState) -> Iterator[dict[str, Any]]:
    for (group, person), entry in found.interests.entries.items():
        yield entry.after | {"group": group.after["name"], "person": _identifier(person)}


def _obligations(found: ConsortiumState) -> Iterator[dict[str, Any]]:
    zone = ZoneInfo(found.zone)
    for (group, _title, _number), entry in found.obligations.entries.items():
        facts = entry.after
        yield facts | {
            "group": group.after["name"],
            "seat": seat_words(facts["seat"]) if facts["seat"] else None,
            "ended_at": _local(facts["ended_at"], zone),
            "drafted_by": _identifier(facts["drafted_by"]) if facts["drafted_by"] else None,
        }


def _acts(found: ConsortiumState, entries: Iterable[ImportEntry]) -> Iterator[dict[str, Any]]:
    """Acts of the record, with what their groups, people and moments are called in files."""
    zone = ZoneInfo(found.zone)
    for entry in entries:
        yield {name: _called(name, value, zone) for name, value in entry.after.items()}


def _called(name: str, value: Any, zone: ZoneInfo) -> Any:
    match value:
        case datetime():
            return _local(value, zone)
        case ImportEntry():
            return value.after["name"] if name == "group" else _identifier(value)
        case tuple():
            return tuple(heir.after["name"] for heir in value)
        case _:
            return value


def _by_name(person: ImportEntry) -> tuple[str, ...]:
    return tuple(str(person.after[name]) for name in ("name", "email", "slack_id"))


def _identifier(person: ImportEntry) -> str:
    return str(person.after["email"] or person.after["slack_id"] or person.after["name"])


_MEETINGS = ("group", "title", "starts_at", "minutes", "zone", "place", "status", "repeats")


def _meetings(session: Session) -> Iterator[tuple[Any, ...]]:
    rows = select(Group.name, Meeting).join(Group).order_by(col(Meeting.starts_at), col(Meeting.id))
    for group, meeting in session.exec(rows):
        repeats = "yes" if meeting.series_id else "no"
        yield (
            group,
            meeting.title,
            _start(meeting),
            meeting.minutes,
            meeting.zone,
            meeting.place,
            meeting.status,
            repeats,
        )


_ATTENDANCE = (
    "group",
    "meeting",
    "starts_at",
    "person",
    "name",
    "library",
    "recorded_at",
    "recorded_by",
)


def _attendance(session: Session) -> Iterator[tuple[Any, ...]]:
    people = _people(session)
    rows = (
        select(Attendance, Meeting, Group.name)
        .join(Meeting, col(Meeting.id) == Attendance.meeting_id)
        .join(Group, col(Group.id) == Meeting.group_id)
        .order_by(col(Meeting.starts_at), col(Meeting.id), col(Attendance.person_id))
    )
    for attendance, meeting, group in session.exec(rows):
        who, library = people[attendance.person_id]
        recorder, _ = people[attendance.recorded_by]
        at = _local(attendance.recorded_at, ZoneInfo(meeting.zone))
        yield (
            group,
            meeting.title,
            _start(meeting),
            _id_of(who),
            who.name,
            library,
            at,
            _id_of(recorder),
        )


_TASKS = (
    "group",
    "title",
    "owner",
    "owner_name",
    "co_owners",
    "library",
    "seat",
    "due_on",
    "remind_on",
    "created_at",
    "created_by",
    "done_at",
    "done_by",
    "source_link",
)


def _tasks(session: Session, zone: ZoneInfo) -> Iterator[tuple[Any, ...]]:
    people = {person_id: person for person_id, (person, _) in _people(session).items()}
    rows = (
        sa.select(col(Group.name), Task, col(Organization.key), Seat)
        .select_from(Task)
        .join(Group, col(Group.id) == Task.group_id, isouter=True)
        .join(Organization, col(Organization.id) == Task.library_id, isouter=True)
        .join(Seat, col(Seat.id) == Task.seat_id, isouter=True)
    )
    shared = _co_owners(session, people)
    for group, task, library, seat in session.execute(rows.order_by(col(Task.id))):
        owner, setter, finisher = (
            people.get(i or 0) for i in (task.owner_id, task.created_by, task.done_by)
        )
        yield (
            group,
            task.title,
            _id_of(owner),
            owner.name if owner else "",
            shared.get(task.id, ""),
            library or "",
            seat.name if seat else "",
            task.due_on,
            task.remind_on,
            _local(task.created_at, zone),
            _id_of(setter),
            _local(task.done_at, zone),
            _id_of(finisher),
            task.source_link,
        )


def _co_owners(session: Session, people: Mapping[int, Person]) -> dict[int, str]:
    """The ids of those who own each task beside its owner, by the id of the task."""
    rows = session.exec(select(CoOwner).order_by(col(CoOwner.task_id), col(CoOwner.person_id)))
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row.task_id, []).append(str(_id_of(people.get(row.person_id))))
    return {task_id: "; ".join(ids) for task_id, ids in found.items()}


_CONTRIBUTIONS = ("occurred_at", "kind", "person", "name", "library", "group", "source")


def _contributions(session: Session, zone: ZoneInfo) -> Iterator[tuple[Any, ...]]:
    """The library is the one that was credited at the time,
    not the one the person belongs to today.
    """
    rows = (
        select(Contribution, Person, Organization.key, Group.name)
        .join(Person, col(Person.id) == Contribution.person_id)
        .join(Organization, col(Organization.id) == Contribution.organization_id, isouter=True)
        .join(Group, col(Group.id) == Contribution.group_id, isouter=True)
        .order_by(col(Contribution.occurred_at), col(Contribution.id))
    )
    for contribution, who, library, group in session.exec(rows):
        yield (
            _local(contribution.occurred_at, zone),
            contribution.kind,
            _id_of(who),
            who.name,
            library,
            group,
            contribution.source,
        )


def _people(session: Session) -> dict[int, tuple[Person, str | None]]:
    """Everybody by id, with the key of the organization of today."""
    rows = select(Person, Organization.key)
    rows = rows.join(Organization, col(Organization.id) == Person.organization_id, isouter=True)
    return {person.id: (person, library) for person, library in session.exec(rows)}


def _id_of(person: Person | None) -> str:
    """What the import would take to mean this person."""
    return (person.email or person.slack_id or person.name) if person else ""


def _start(meeting: Meeting) -> str:
    return _local(meeting.starts_at, ZoneInfo(meeting.zone))


def _local(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="minutes") if moment else ""
