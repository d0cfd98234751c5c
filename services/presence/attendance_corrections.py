"""Who is told that the list of who came to a meeting was corrected."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models import Attendance, Meeting, Person, reach
from models.messages import PUT_RIGHT
from services import preferences
from services.attendance_lists import is_saved


@dataclass(frozen=True)
class AttendanceList:
    """The list of who came to a meeting, as it was read."""

    person_ids: frozenset[int]
    is_saved: bool
    """Whether somebody who keeps the meeting had saved it; else some had only said it themselves.
    """


def attendance_list(session: Session, meeting: Meeting) -> AttendanceList:
    """The list as it is now: two queries."""
    came = select(Attendance.person_id).where(Attendance.meeting_id == meeting.id)
    return AttendanceList(frozenset(session.exec(came)), is_saved(session, meeting))


def corrected(
    session: Session, meeting: Meeting, before: AttendanceList, *, by: Person, now: datetime
) -> list[tuple[Person, bool]]:
    """Those whom a change of the list concerns and who want word of it, by name, each with whether
    she is on it now: who was taken off it, and who was put on one that had been saved. Not ``by``.
    """
    now_on = attendance_list(session, meeting).person_ids
    changed = before.person_ids - now_on
    if before.is_saved:
        changed |= now_on - before.person_ids
    people = (
        select(Person)
        .where(col(Person.id).in_(changed - {by.id}), col(Person.is_active).is_(True))
        .where(reach.is_reachable())
        .order_by(col(Person.name), col(Person.id))
    )
    found = session.exec(people).all()
    if not found:
        return []
    hours = preferences.reminder_hours(session, now)
    return [(person, person.id in now_on) for person in found if hours.of(person).wants(PUT_RIGHT)]
