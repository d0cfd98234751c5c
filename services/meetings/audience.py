"""Who is told by direct message that a meeting was moved or cancelled."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from models import (
    DigestedReminder,
    Group,
    Meeting,
    MeetingAlternate,
    Person,
    Rsvp,
    RsvpAnswer,
    reach,
)
from models.messages import NUDGE, REMIND, readable
from models.subjects import Subject
from services import access, outbox, reminders


def reminders_sent(session: Session, meeting: Meeting) -> list[reminders.ReminderSent]:
    """The messages of their own by which people were reminded of a meeting, or asked about it."""
    return reminders.sent_about(session, Subject.of(meeting), (REMIND, NUDGE))


def concerned(
    session: Session, meetings: Collection[Meeting], *, by: Person, now: datetime
) -> list[Person]:
    """Those who were reminded of the first of these meetings, said yes or maybe to any, or are sent
    to any in the place of somebody; by name.

    Not whoever changes it, nor whom no message reaches or who has left: of them the asker hears.
    Nor who is not sent there and may not see the group any more: it is private, or she is a guest
    or has no Slack.
    """
    first, meeting_ids = next(iter(meetings)), [meeting.id for meeting in meetings]
    answered = select(Rsvp.person_id).where(
        col(Rsvp.meeting_id).in_(meeting_ids),
        col(Rsvp.answer).in_((RsvpAnswer.YES, RsvpAnswer.MAYBE)),
    )
    ids = {reminded.person_id for reminded in reminders_sent(session, first)}
    ids |= _told_in_digests(session, first) | set(session.exec(answered))
    rows = select(MeetingAlternate.alternate_id)
    sent = set(session.exec(rows.where(col(MeetingAlternate.meeting_id).in_(meeting_ids))))
    ids |= sent
    people = select(Person).where(
        col(Person.id).in_(ids - {by.id}),
        reach.is_reachable(),
        col(Person.is_active).is_(True),
    )
    found = session.exec(people.order_by(col(Person.name), col(Person.id))).all()
    standings = access.standings(session, found, now)
    group = session.get_one(Group, first.group_id)
    return [
        person
        for person in found
        if (person.id in sent and not group.is_private)
        or access.may_see_group(group, by=standings[person.id])
    ]


def _told_in_digests(session: Session, meeting: Meeting) -> set[int]:
    """Who was reminded of a meeting in a personal digest."""
    about = outbox.keyed(REMIND, subject=Subject.of(meeting), column=col(DigestedReminder.key))
    keys = readable(session.exec(select(DigestedReminder.key).where(about)))
    return {int(key.recipient.id) for key in keys if key.recipient}
