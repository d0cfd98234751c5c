"""Pauses of groups, through their door."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from handlers import pauses
from models import Group, GroupPause, Meeting, MeetingStatus, OutboxMessage, Rsvp, RsvpAnswer
from models.database import reading, unit_of_work
from models.messages import CANCELLED, Key
from services.errors import NotAllowed
from tests.factories import BEFORE, NOW, Cast
from tests.handlers.asks import ask, pressed, sent, shown, text_of
from tests.happenings import meeting

DAY = timedelta(days=1)


def test_the_meetings_within_are_cancelled_and_people_told(people: Cast) -> None:
    with unit_of_work() as session:
        rows = [meeting(session, people.metadata, NOW + count * DAY) for count in (8, 9, 40)]
        session.add(
            Rsvp(
                meeting_id=rows[0].id,
                person_id=people.ben.id,
                answer=RsvpAnswer.YES,
                answered_at=BEFORE,
            )
        )
    form = shown(pauses.pause(ask(people.ann, "December")))
    carried = json.loads(form["private_metadata"])
    fields = {"first_on": "2026-12-01", "last_on": "2026-12-31", "reason": "Holidays"}
    text = text_of(pauses.save(sent(people.ann, fields, **carried)))
    assert "2 meetings fall into it" in text
    with reading() as session:
        [row] = session.exec(select(GroupPause))
    with pytest.raises(NotAllowed):
        pauses.cancel_meetings(pressed(people.ben, row.id))
    answer = text_of(pauses.cancel_meetings(pressed(people.ann, row.id)))
    assert answer == "2 meetings of *Metadata* are cancelled, and people are told."
    again = text_of(pauses.cancel_meetings(pressed(people.ann, row.id)))
    assert again == "No meeting of *Metadata* is left in that pause."
    with reading() as session:
        statuses = [found.status for found in session.exec(select(Meeting).order_by(Meeting.id))]  # type: ignore[arg-type]
        assert statuses == [MeetingStatus.CANCELLED, MeetingStatus.CANCELLED, MeetingStatus.ON]
        recipients = {message.lane for message in session.exec(select(OutboxMessage))}
    assert "UBEN" in recipients
    assert "CMETA" in recipients


def test_all_meetings_within_a_pause_are_a_single_notice_to_each(people: Cast) -> None:
    with unit_of_work() as session:
        rows = [meeting(session, people.metadata, NOW + count * DAY) for count in range(8, 30)]
        for row in rows:
            for person in (people.ben, people.pia):
                answer = Rsvp(
                    meeting_id=row.id,
                    person_id=person.id,
                    answer=RsvpAnswer.YES,
                    answered_at=BEFORE,
                )
                session.add(answer)
        group = session.get_one(Group, people.metadata.id)
        found = GroupPause(
            group_id=group.id,
            first_on=rows[0].starts_at.date(),
            last_on=rows[-1].starts_at.date(),
            reason="Summer",
            set_by=people.ann.id,
            set_at=BEFORE,
        )
        session.add(found)
        session.flush()
        number = found.id
    text_of(pauses.cancel_meetings(pressed(people.ann, number)))
    with reading() as session:
        news = [
            message
            for message in session.exec(select(OutboxMessage))
            if Key.parse(message.key).kind is CANCELLED
        ]
    assert sorted(message.lane for message in news) == ["CMETA", "UBEN"]
    for message in news:
        text = str(message.payload)
        assert "22 meetings of *Metadata* are cancelled (Ann Abara)." in text
        assert "Summer" in text
        assert text.count("• *Norms review*") >= 22


def test_what_is_no_period_opens_the_form_with_it_said(people: Cast) -> None:
    form = shown(pauses.pause(ask(people.ann, "when it snows")))
    assert "I cannot read" in json.dumps(form)
