"""Another title or place by the form, and what people then see of it."""

import json

import sqlalchemy as sa
from sqlmodel import select

from handlers.meetings import changing
from handlers.routes import Reply
from models import Group, Meeting, OutboxMessage, OutboxOp, OutboxState, Rsvp, RsvpAnswer
from models.database import reading, unit_of_work
from models.messages import NUDGE, Key, Recipient
from models.subjects import Subject
from services import outbox
from tests.factories import NOW, Cast
from tests.handlers.asks import ask, pressed, refused, sent, shown, text_of
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
    answer = text_of(
        changing.save_edit(sent(people.ann, fields, meeting=row.id, sequence=row.sequence))
    )
    assert answer.endswith("Where: Room 9. 2 reminders show it.")
    with reading() as session:
        redrawn = select(OutboxMessage).where(OutboxMessage.op == OutboxOp.UPDATE)
        words = {message.lane: message.payload["text"] for message in session.exec(redrawn)}
    assert set(words) == {"UANN", "UBEN"}
    assert "You have not answered yet: will you come?" in words["UANN"]
    assert "Where: Room 9\nYou said that you cannot come." in words["UBEN"]


def test_a_move_from_before_an_edit_does_not_bring_the_old_place_back(people: Cast) -> None:
    with unit_of_work() as session:
        row = meeting(session, people.metadata, place="Room 1")
    private = {"meeting": row.id, "sequence": row.sequence}
    form = sent(people.ann, {"when": "Friday 10am", "place": "Room 1"}, **private)
    echo = shown(changing.say_back(form))["private_metadata"]
    line = changing.move(ask(people.ann, "Friday 10am"))
    assert isinstance(line, Reply)
    [row_of_buttons] = [b for b in line.message["blocks"] if b["type"] == "actions"]
    move, change = (element["value"] for element in row_of_buttons["elements"])
    second = sent(people.ann, {"title": "Norms", "place": "Room 1"}, **private)
    text_of(changing.save_edit(sent(people.ann, {"title": "Norms", "place": "Room 9"}, **private)))
    for run, request in (
        (changing.say_back, form),
        (changing.save_edit, second),
        (changing.move_now, sent(people.ann, {}, **json.loads(echo))),
        (changing.move_now, pressed(people.ann, move)),
        (changing.change_move, pressed(people.ann, change)),
    ):
        assert "has changed since you looked" in refused(run, request)[0]
    with reading() as session:
        kept = session.get_one(Meeting, row.id)
    assert (kept.place, kept.starts_at, kept.sequence) == ("Room 9", row.starts_at, 1)
