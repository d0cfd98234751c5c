"""Who was at a meeting, by library: present, regrets, absent; and whether that is a quorum."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlmodel import Session, select

from models import (
    AttendanceMode,
    Group,
    Meeting,
    Minutes,
    Person,
    Rsvp,
    RsvpAnswer,
)
from models.meetings import PartialAttendance
from models.minutes import Attendees, PartAttended
from models.presence import MeetingQuorum
from services import presence, terms
from services.attendance_lists import is_saved

_Entries = tuple[tuple[str, tuple[str, ...]], ...]


def attendees(session: Session, meeting: Meeting) -> Attendees:
    """Who was there, by the library of that day: five queries."""
    at = meeting.starts_at
    found = terms.members_at(session, {meeting.group_id: {at}})
    members = {term.person.id: term.person for term in found if term.holds(at)}
    rows = presence.partial_attendance(session, meeting)
    came = {row.person.id: row.person for row in rows}
    declined = set(
        session.exec(
            select(Rsvp.person_id).where(
                Rsvp.meeting_id == meeting.id, Rsvp.answer == RsvpAnswer.NO
            )
        )
    )
    homes = terms.homes_at(session, {*members, *came}, at)
    missing = {number: person for number, person in members.items() if number not in came}
    has_list = is_saved(session, meeting)
    return Attendees(
        present=_by_library(came.values(), homes),
        regrets=_by_library((p for n, p in missing.items() if n in declined), homes),
        absent=_by_library((p for n, p in missing.items() if n not in declined), homes)
        if has_list
        else (),
        has_list=has_list,
        partly=tuple(part for part in map(_part, rows) if part != PartAttended(part.name)),
    )


def _part(line: PartialAttendance) -> PartAttended:
    row = line.row
    is_remote = row.mode is AttendanceMode.REMOTE
    return PartAttended(line.person.name, is_remote, row.arrived_at, row.left_at)


def _by_library(people: Iterable[Person], homes: Mapping[int, str]) -> _Entries:
    named: dict[str, list[str]] = defaultdict(list)
    for person in sorted(people, key=lambda each: (each.name.casefold(), each.id)):
        named[homes.get(person.id) or terms.unplaced(person)].append(person.name)
    return tuple((library, tuple(named[library])) for library in sorted(named, key=str.casefold))


def quorum_words(session: Session, meeting: Meeting, now: datetime) -> str:
    """How many are present of how many that are needed for the item that a meeting is at; empty
    where the charge asks for none.
    """
    present = _quorum(session, meeting, now)
    return present.words if present else ""


def below_quorum(session: Session, meeting: Meeting, now: datetime) -> str:
    """The warning that a decision is taken below the quorum; empty where it is not, or none is
    needed.
    """
    present = _quorum(session, meeting, now)
    if present is None or present.is_met:
        return ""
    return f"This is below the quorum: {present.words}"


def _quorum(session: Session, meeting: Meeting, now: datetime) -> MeetingQuorum | None:
    """The quorum for the item that a meeting is at; None where the charge asks for none."""
    if session.get_one(Group, meeting.group_id).quorum is None:
        return None
    minutes = session.get(Minutes, meeting.id)
    item_id = minutes.item_id if minutes else None
    return presence.quorum(session, meeting, now, item_id=item_id)
