"""How people took part in a meeting: in the room or remote, from when, and until when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Attendance, AttendanceMode, Meeting, Person
from models.meetings import PartialAttendance
from models.subjects import Subject
from services import history
from services.errors import Invalid


def partial_attendance(session: Session, meeting: Meeting) -> list[PartialAttendance]:
    """Who came to a meeting and how, by name: one query."""
    statement = (
        select(Person, Attendance)
        .join(Attendance, col(Attendance.person_id) == Person.id)
        .where(Attendance.meeting_id == meeting.id)
        .order_by(col(Person.name), col(Person.id))
    )
    return [PartialAttendance(*row) for row in session.exec(statement)]


def record_partial_attendance(
    session: Session,
    meeting: Meeting,
    *,
    remote: set[int] | None,
    arrived: Mapping[int, datetime],
    left: Mapping[int, datetime],
    by: Person,
    now: datetime,
) -> list[PartialAttendance]:
    """Say of everybody who came to a meeting from ``access.meeting_to_edit`` how she took part;
    ``remote`` is None where that was not asked.

    Raises ``Invalid`` for somebody who did not come, a time outside the meeting, and who would have
    left before she came.
    """
    rows = {line.row.person_id: line.row for line in partial_attendance(session, meeting)}
    _check(meeting, rows.keys() | set(), remote, arrived, left)
    before = _facts(rows)
    for person_id, row in rows.items():
        row.arrived_at, row.left_at = arrived.get(person_id), left.get(person_id)
        if remote is not None:
            row.mode = AttendanceMode.REMOTE if person_id in remote else AttendanceMode.ROOM
        session.add(row)
    session.flush()
    after = _facts(rows)
    if after != before:
        history.record(
            session,
            "meeting.presence",
            Subject.of(meeting),
            by=by,
            now=now,
            before=before,
            after=after,
        )
    return partial_attendance(session, meeting)


def _check(
    meeting: Meeting,
    came: set[int],
    remote: set[int] | None,
    arrived: Mapping[int, datetime],
    left: Mapping[int, datetime],
) -> None:
    named = (("remote", remote or set()), ("arrived", set(arrived)), ("left", set(left)))
    for field, people in named:
        if people - came:
            words = "Somebody there is not on the list of who came. Open it again."
            raise Invalid(words, field=field)
    for field, times in (("arrived", arrived), ("left", left)):
        if any(not meeting.starts_at < at < meeting.ends_at for at in times.values()):
            raise Invalid("That time is not within the meeting.", field=field)
    if any(arrived[person_id] >= left[person_id] for person_id in arrived.keys() & left.keys()):
        raise Invalid("Somebody there would have left before she came.", field="left")


def _facts(rows: Mapping[int, Attendance]) -> dict[str, Any]:
    """What history keeps: by kind, the ids of those to whom it applies, with the moments."""
    kept = [rows[person_id] for person_id in sorted(rows)]
    return {
        "remote": [row.person_id for row in kept if row.mode is AttendanceMode.REMOTE],
        "in_room": [row.person_id for row in kept if row.mode is AttendanceMode.ROOM],
        "arrived_late": {
            str(row.person_id): row.arrived_at.isoformat() for row in kept if row.arrived_at
        },
        "left_early": {str(row.person_id): row.left_at.isoformat() for row in kept if row.left_at},
    }
