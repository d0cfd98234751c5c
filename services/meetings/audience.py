"""Who is told by direct message that a meeting was moved or cancelled."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import DigestedReminder, Meeting, OutboxMessage, OutboxState, Person, Rsvp, RsvpAnswer
from models.messages import NUDGE, REMIND, Key, MessageKind, readable
from models.subjects import Subject
from services import outbox


@dataclass(frozen=True)
class ReminderSent:
    """A reminder of a meeting that stands in somebody's direct messages."""

    message_id: int
    lane: str
    person_id: int
    kind: MessageKind


def reminders_sent(session: Session, meeting: Meeting) -> list[ReminderSent]:
    """The messages of their own by which people were reminded of a meeting, or asked about it."""
    about = Subject.of(meeting)
    keys = [outbox.keyed(kind, subject=about) for kind in (REMIND, NUDGE)]
    statement = select(OutboxMessage.id, OutboxMessage.lane, OutboxMessage.key).where(
        sa.or_(*keys), col(OutboxMessage.state) == OutboxState.SENT
    )
    found = session.exec(statement.order_by(col(OutboxMessage.id))).all()
    return [
        ReminderSent(message_id, lane, int(person.id), key.kind)
        for message_id, lane, text in found
        for key in readable([text])
        if (person := key.recipient)
    ]


def concerned(session: Session, meetings: Collection[Meeting], *, by: Person) -> list[Person]:
    """Those who were reminded of the first of these meetings, or said yes or maybe to any; by name.

    Not whoever changes it, nor who has no Slack or has left it: of them the asker hears.
    """
    first = next(iter(meetings))
    answered = select(Rsvp.person_id).where(
        col(Rsvp.meeting_id).in_([meeting.id for meeting in meetings]),
        col(Rsvp.answer).in_((RsvpAnswer.YES, RsvpAnswer.MAYBE)),
    )
    ids = {sent.person_id for sent in reminders_sent(session, first)}
    ids |= _told_in_digests(session, first) | set(session.exec(answered))
    people = select(Person).where(
        col(Person.id).in_(ids - {by.id}),
        col(Person.slack_id).is_not(None),
        col(Person.is_active).is_(True),
    )
    return list(session.exec(people.order_by(col(Person.name), col(Person.id))))


def _told_in_digests(session: Session, meeting: Meeting) -> set[int]:
    """Who was reminded of a meeting in a personal digest."""
    begins = f"{Key(REMIND, Subject.of(meeting), 'x')}".removesuffix("x|channel")
    listed = select(DigestedReminder.key).where(col(DigestedReminder.key).startswith(begins))
    keys = readable(session.exec(listed))
    return {int(key.recipient.id) for key in keys if key.recipient}
