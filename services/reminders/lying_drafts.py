"""The reminder to chairs of minutes that have been a draft for some days."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Group, Meeting, MeetingStatus, Membership, Minutes, MinutesState, Person
from models.messages import DRAFT_LIES
from models.reminders import MeetingReminder
from models.subjects import Subjects
from services import preferences, terms
from services.access import CHAIR_ROLES
from services.reminders.due import LOGGED_FOR, Due, can_be_reached, due_to
from services.reminders.scanning import ids_of

LIES_FOR = timedelta(days=3)
"""How long a draft may lie before its chairs are reminded of it, once."""
DRAFT_OF_USE_FOR = timedelta(days=4)


def drafts_lying(session: Session, now: datetime, about: Subjects) -> list[Due]:
    """A reminder to each chair three days after a meeting was closed, as long as nobody has
    circulated its minutes.
    """
    statement: Any = (
        sa.select(Meeting, Group, Person, col(Minutes.closed_at))
        .join(Minutes, col(Minutes.meeting_id) == Meeting.id)
        .join(Group, col(Group.id) == Meeting.group_id)
        .join(Membership, col(Membership.group_id) == Group.id)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(col(Meeting.id).in_(ids_of("meeting", about)))
        .where(col(Minutes.state) == MinutesState.DRAFT)
        .where(col(Minutes.closed_at) > now - LIES_FOR - DRAFT_OF_USE_FOR - LOGGED_FOR)
        .where(col(Meeting.status) == MeetingStatus.ON, terms.active(now))
        .where(
            terms.serving(now), col(Membership.role).in_(CHAIR_ROLES), *can_be_reached(chairs=True)
        )
        .order_by(col(Meeting.starts_at), col(Meeting.id), col(Person.id))
    )
    everybody = preferences.reminder_hours(session, now)
    found = (
        due_to(
            everybody.of(person),
            MeetingReminder(meeting, group, person, answer=None),
            kind=DRAFT_LIES,
            occurrence="draft",
            moment=closed_at + LIES_FOR,
            expires_at=closed_at + LIES_FOR + DRAFT_OF_USE_FOR,
            now=now,
        )
        for meeting, group, person, closed_at in session.execute(statement)
    )
    return [due for due in found if due is not None]
