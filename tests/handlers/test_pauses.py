"""Pauses of groups, through their door."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from handlers import pauses
from models import GroupPause, Meeting, MeetingStatus, OutboxMessage, Rsvp, RsvpAnswer
from models.database import reading, unit_of_work
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
    assert answer == "2 meetings of *Metadata* are cancelled, and people are recipients."
    again = text_of(pauses.cancel_meetings(pressed(people.ann, row.id)))
    assert again == "No meeting of *Metadata* is left in that pause."
    with reading() as session:
        statuses = [found.status for found in session.exec(select(Meeting).order_by(Meeting.id))]  # type: ignore[arg-type]
        assert statuses == [MeetingStatus.CANCELLED, MeetingStatus.CANCELLED, MeetingStatus.ON]
        recipients = {message.lane for message in session.exec(select(OutboxMessage))}
    assert "UBEN" in recipients
    assert "CMETA" in recipients


def test_what_is_no_period_opens_the_form_with_it_said(people: Cast) -> None:
    form = shown(pauses.pause(ask(people.ann, "when it snows")))
    assert "I cannot read" in json.dumps(form)
