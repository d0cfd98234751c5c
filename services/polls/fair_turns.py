"""Who met outside her own working day, and how often, so that it is not always the same people."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Attendance, Group, Meeting, MeetingStatus, Person, Rsvp, RsvpAnswer
from services import access, consortium
from services.access import Standing
from services.attendance_lists import has_list
from services.dates import instant
from services.polls.working_days import working_days


def turns(
    session: Session, people: Sequence[Person], since: date, *, by: Standing, now: datetime
) -> list[tuple[Person, int]]:
    """How often each of some people met outside her own working day, the most first; who never did
    is left out. Two queries beside that of the settings.

    It counts each meeting that has begun to which she is counted as coming: by the list of who
    came, and where nobody has saved it, by her own word or her yes. So it is in each group that
    ``by`` may know of: what somebody did in a group that is unknown to the reader is not told.
    """
    by_id = {person.id: person for person in people}
    begins = instant(since, time.min, consortium.settings(session).zone)
    held = sa.and_(
        col(Meeting.status) == MeetingStatus.ON,
        col(Meeting.starts_at) >= begins,
        col(Meeting.starts_at) < now,
        access.visible_groups(by),
    )
    came = _of(Attendance).where(held, col(Attendance.person_id).in_(by_id))
    said_yes = _of(Rsvp).where(
        held, col(Rsvp.person_id).in_(by_id), col(Rsvp.answer) == RsvpAnswer.YES, ~has_list()
    )
    days = working_days(session, people)
    counts: dict[int, int] = {}
    for number, _meeting, starts_at, minutes in session.execute(sa.union(came, said_yes)):
        if not days[number].holds(starts_at, minutes):
            counts[number] = counts.get(number, 0) + 1
    found = [(by_id[number], count) for number, count in counts.items()]
    return sorted(found, key=lambda turn: (-turn[1], turn[0].name, turn[0].id))


def _of(rows: type[Attendance] | type[Rsvp]) -> Any:
    """The people of these rows, each with a meeting, when it began, and its length."""
    statement: Any = (
        sa.select(
            col(rows.person_id), col(Meeting.id), col(Meeting.starts_at), col(Meeting.minutes)
        )
        .join(Meeting, col(Meeting.id) == rows.meeting_id)
        .join(Group, col(Group.id) == Meeting.group_id)
    )
    return statement
