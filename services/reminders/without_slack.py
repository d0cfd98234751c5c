"""Word to chairs, on the day of a meeting, of its members whom no message of Convene reaches."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models import Group, Meeting, MeetingStatus, Membership, Person, Rsvp, RsvpAnswer, reach
from models.messages import PARTNERS
from models.reminders import PartnersReminder
from models.subjects import Subjects
from services import preferences, terms
from services.access import CHAIR_ROLES
from services.dates import instant
from services.reminders.due import (
    LOGGED_FOR,
    MORNING,
    Due,
    can_be_reached,
    due_to,
    last_change,
    start_of,
)
from services.reminders.scanning import ids_of

LEAST_NOTICE = timedelta(hours=2)
"""How long before an early meeting the chair hears at the latest."""

_Answers = dict[tuple[int, int], RsvpAnswer]


def partners_to_tell(session: Session, now: datetime, about: Subjects) -> list[Due]:
    """A reminder to each chair on the morning of a meeting that has members whom nothing reaches.

    Whoever sets or moves a meeting later than that is told at once whom to tell.
    """
    if not (ids := ids_of("meeting", about)):
        return []
    rows = session.execute(_statement(now, ids)).all()
    partners = _partners(session, [row[0] for row in rows])
    answers = _answers(session, [row[0] for row in rows])
    everybody = preferences.reminder_hours(session, now)
    found = []
    for meeting, group, chair, moved_at in rows:
        moment = _moment(meeting, chair)
        if max(meeting.created_at, moved_at or meeting.created_at) >= moment:
            continue
        to_tell = tuple((who, answers.get((meeting.id, who.id))) for who in partners[meeting.id])
        due = due_to(
            everybody.of(chair),
            PartnersReminder(meeting, group, chair, to_tell),
            kind=PARTNERS,
            occurrence=start_of(meeting),
            moment=moment,
            expires_at=meeting.starts_at,
            now=now,
        )
        found += [due] if due and to_tell else []
    return found


def _statement(now: datetime, ids: Sequence[int]) -> Any:
    """Those of some meetings that are on and have a member whom nothing reaches, each with its
    chairs.
    """
    service, partner = aliased(Membership), aliased(Person)
    has_partner = (
        sa.exists()
        .where(col(service.group_id) == Group.id, col(service.person_id) == partner.id)
        .where(~reach.is_reachable(partner), col(partner.is_active))
    )
    moved = last_change("meeting", Meeting.id, ("meeting.moved",))
    return (
        sa.select(Meeting, Group, Person, moved)
        .join(Group, col(Group.id) == Meeting.group_id)
        .join(Membership, col(Membership.group_id) == Group.id)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(col(Meeting.id).in_(ids))
        .where(col(Meeting.starts_at) > now - LOGGED_FOR, has_partner)
        .where(col(Meeting.status) == MeetingStatus.ON, terms.active(now))
        .where(
            terms.serving(now), col(Membership.role).in_(CHAIR_ROLES), *can_be_reached(chairs=True)
        )
        .order_by(col(Meeting.starts_at), col(Meeting.id), col(Person.id))
    )


def _partners(session: Session, meetings: Sequence[Meeting]) -> dict[int, list[Person]]:
    """The members whom nothing reaches at the hour of each meeting, by its id."""
    hours: dict[int, set[datetime]] = {}
    for meeting in meetings:
        hours.setdefault(meeting.group_id, set()).add(meeting.starts_at)
    members = [
        term
        for term in terms.members_at(session, hours)
        if reach.medium_of(term.person) is None and term.person.is_active
    ]
    return {
        meeting.id: [
            term.person
            for term in members
            if term.group_id == meeting.group_id and term.holds(meeting.starts_at)
        ]
        for meeting in meetings
    }


def _answers(session: Session, meetings: Sequence[Meeting]) -> _Answers:
    if not meetings:
        return {}
    ids = {meeting.id for meeting in meetings}
    rows = session.exec(select(Rsvp).where(col(Rsvp.meeting_id).in_(ids)))
    return {(row.meeting_id, row.person_id): row.answer for row in rows}


def _moment(meeting: Meeting, chair: Person) -> datetime:
    day = meeting.starts_at.astimezone(ZoneInfo(chair.zone)).date()
    return min(instant(day, MORNING, chair.zone), meeting.starts_at - LEAST_NOTICE)
