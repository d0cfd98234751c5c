"""Another title or place by the form, and what people then see of it."""

import sqlalchemy as sa
from sqlmodel import select

from handlers.meetings import changing
from models import Group, OutboxMessage, OutboxOp, OutboxState, Rsvp, RsvpAnswer
from models.database import reading, unit_of_work
from models.messages import NUDGE, Key, Recipient
from models.subjects import Subject
from services import outbox
from tests.factories import NOW, Cast
from tests.handlers.asks import said, sent
from tests.happenings import meeting


def test_after_an_edit_only_members_reminders_show_it_and_who_answered_is_not_asked_again(
    people: Cast,
) -> None:
    with unit_of_work() as session:
        session.get_one(Group, people.metadata.id).is_private = True
        row = meeting(session, people.metadata)
        for person in (people.ann, people.ben, people.cleo):
            key = Key(NUDGE, Subject.of(row), "1", Subject.of(person))
            outbox.post(session, {"text": "x"}, to=Recipient.person(person), key=key, now=NOW)
        session.exec(sa.update(OutboxMessage).values(state=OutboxState.SENT))
        session.add(
            Rsvp(meeting_id=row.id, person_id=people.ben.id, answer=RsvpAnswer.NO, answered_at=NOW)
        )
    fields = {"title": "Rules", "place": "Room 9"}
    said(changing.save_edit(sent(people.ann, fields, meeting=row.id, sequence=row.sequence)))
    with reading() as session:
        redrawn = select(OutboxMessage).where(OutboxMessage.op == OutboxOp.UPDATE)
        words = {message.lane: message.payload["text"] for message in session.exec(redrawn)}
    assert set(words) == {"UANN", "UBEN"}
    assert "You have not answered yet: will you come?" in words["UANN"]
    assert "Where: Room 9\nYou said that you cannot come." in words["UBEN"]
