"""Word to chairs, a day before the agenda of a meeting is posted, that nothing is on it yet."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Group, Meeting, MeetingStatus, Membership, Person
from models.messages import EMPTY_AGENDA
from models.reminders import MeetingReminder
from models.subjects import Subjects
from services import agendas, preferences, terms
from services.access import CHAIR_ROLES
from services.reminders.due import LOGGED_FOR, Due, can_be_reached, due_to, last_change, start_of
from services.reminders.scanning import ids_of

WARNED_BEFORE = timedelta(days=1)
"""How long before the agenda is posted."""


def agendas_empty(session: Session, now: datetime, about: Subjects) -> list[Due]:
    """Word to each chair a day before an agenda is posted that is empty by then; none where the
    meeting was set or moved later than that.
    """
    everybody = preferences.reminder_hours(session, now)
    found = []
    for meeting, group, chair, moved_at, count in session.execute(_statement(now, about)):
        moment = meeting.starts_at - timedelta(hours=group.agenda_hours) - WARNED_BEFORE
        is_set_later = max(meeting.created_at, moved_at or meeting.created_at) >= moment
        # What will be on it by then is not known ahead, so it is looked at again at that moment.
        if is_set_later or (count and moment <= now):
            continue
        due = due_to(
            everybody.of(chair),
            MeetingReminder(meeting, group, chair, answer=None),
            kind=EMPTY_AGENDA,
            occurrence=start_of(meeting),
            moment=moment,
            expires_at=meeting.starts_at,
            now=now,
        )
        is_there = due is not None and not (count and due.at <= now)
        found += [due] if due and is_there else []
    return found


def _statement(now: datetime, about: Subjects) -> Any:
    """The meetings that are on, of groups whose agendas are posted, each with its chairs."""
    moved = last_change("meeting", Meeting.id, ("meeting.moved",))
    count, _minutes = agendas.totals_columns(Meeting)
    return (
        sa.select(Meeting, Group, Person, moved, count)
        .join(Group, col(Group.id) == Meeting.group_id)
        .join(Membership, col(Membership.group_id) == Group.id)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(col(Meeting.id).in_(ids_of("meeting", about)))
        .where(col(Group.agenda_hours).is_not(None))
        .where(col(Meeting.starts_at) > now - LOGGED_FOR)
        .where(col(Meeting.status) == MeetingStatus.ON, terms.active(now))
        .where(
            terms.serving(now), col(Membership.role).in_(CHAIR_ROLES), *can_be_reached(chairs=True)
        )
        .order_by(col(Meeting.starts_at), col(Meeting.id), col(Person.id))
    )
