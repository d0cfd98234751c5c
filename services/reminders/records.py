"""The question to chairs who came to a meeting that has ended and has no list of who came."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Group, Meeting, MeetingStatus, Membership, Person
from models.meetings import LONGEST_MEETING
from models.messages import RECORD
from models.reminders import MeetingReminder
from models.subjects import Subjects
from services import preferences, terms
from services.access import CHAIR_ROLES
from services.attendance_lists import has_list
from services.reminders.due import LOGGED_FOR, Due, can_be_reached, due_to
from services.reminders.scanning import ASKED_AFTER, ids_of


def lists_missing(session: Session, now: datetime, about: Subjects) -> list[Due]:
    """A question to each chair when a meeting has ended, as long as nobody has saved who came.

    It goes to those in Slack alone, since the list of who came is filled in there.
    """
    if not (ids := ids_of("meeting", about)):
        return []
    statement: Any = (
        sa.select(Meeting, Group, Person)
        .join(Group, col(Group.id) == Meeting.group_id)
        .join(Membership, col(Membership.group_id) == Group.id)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(col(Meeting.id).in_(ids))
        .where(col(Meeting.starts_at) > now - ASKED_AFTER - LONGEST_MEETING - LOGGED_FOR)
        .where(col(Meeting.status) == MeetingStatus.ON, terms.active(now), ~has_list())
        .where(
            terms.serving(now), col(Membership.role).in_(CHAIR_ROLES), *can_be_reached(chairs=True)
        )
        .where(col(Person.slack_id).is_not(None))
        .order_by(col(Meeting.starts_at), col(Meeting.id), col(Person.id))
    )
    everybody = preferences.reminder_hours(session, now)
    found = (
        due_to(
            everybody.of(person),
            MeetingReminder(meeting, group, person, answer=None),
            kind=RECORD,
            occurrence="ended",
            moment=ended_at,
            expires_at=ended_at + ASKED_AFTER,
            now=now,
        )
        for meeting, group, person in session.exec(statement)
        for ended_at in (meeting.starts_at + timedelta(minutes=meeting.minutes),)
    )
    return [due for due in found if due is not None]
