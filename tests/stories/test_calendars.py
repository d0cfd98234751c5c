"""Meetings in everybody's own calendar: a file, an address, and invitations by mail."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlmodel import col, select

from models import Group, OutboxMessage, OutboxOp, Rsvp, RsvpAnswer
from models.database import reading, unit_of_work
from models.reach import Reach, set_up
from scheduler import calendar_replies
from tests.calendars import Happening, MailCalendar, in_feed, parse
from tests.running import Convene
from tests.stories.test_meetings import card
from web.feeds import feeds_blueprint

SERIES = "/meet new Norms review every Tuesday 2pm until Dec 22"
PIA = "pia@writing.example.edu"


@pytest.fixture(autouse=True)
def with_mail(convene: Convene, reach_of_the_process: None) -> None:
    """Mail goes out and there are pages; the channel holds nothing but meetings."""
    set_up(
        Reach(
            sends_mail=True,
            public_url="https://pages.example.edu",
            mailbox="c@example.edu",
            reads_answers=True,
        )
    )
    with unit_of_work() as session:
        session.get_one(Group, convene.cast.metadata.id).digest_weekday = None


def letters(convene: Convene) -> list[dict[str, Any]]:
    """What Pia was sent with something for her calendar, oldest first."""
    lane = f"mail:{convene.cast.pia.id}"
    with reading() as session:
        rows = select(OutboxMessage).where(OutboxMessage.lane == lane)
        found = session.exec(rows.order_by(col(OutboxMessage.id))).all()
    return [row.payload for row in found if "calendar" in row.payload]


def calendar_of(convene: Convene) -> MailCalendar:
    entries = MailCalendar()
    for letter in letters(convene):
        entries.take(**letter["calendar"])
    return entries


def schedule(convene: Convene) -> None:
    convene.workspace.command(SERIES, as_="Ann", in_="metadata")
    convene.workspace.click("Schedule it", as_="Ann")
    convene.deliver()


def days(happenings: list[Happening]) -> list[str]:
    return [f"{row.starts_at:%m-%d %H} {row.title}" for row in happenings]


def test_a_partner_has_every_change_in_her_calendar_and_answers_from_it(convene: Convene) -> None:
    workspace = convene.workspace
    schedule(convene)
    [invitation] = letters(convene)
    assert invitation["text"].startswith("*Metadata* meets, and you are a member.")
    assert "every Tuesday at 2:00 PM" in invitation["text"]
    far = workspace.now + timedelta(days=60)
    convene.deliver()
    assert len(letters(convene)) == 1

    reply = invitation["calendar"]["text"].replace("METHOD:REQUEST", "METHOD:REPLY")
    reply = reply.replace("\r\n ", "").replace("PARTSTAT=NEEDS-ACTION", "PARTSTAT=ACCEPTED")
    result = calendar_replies.take(reply, PIA, workspace.now)
    assert len(result.answered) == 5
    convene.deliver()
    assert "1 yes" in card(convene)
    with reading() as session:
        answers = session.exec(select(Rsvp)).all()
    assert {(row.answer, row.by_link) for row in answers} == {(RsvpAnswer.YES, True)}

    workspace.command("/meet move Norms review Friday 3pm", as_="Ann", in_="metadata")
    workspace.click("Move it", as_="Ann")
    _, moved = letters(convene)
    assert "moved from" in moved["text"]
    workspace.command("/meet cancel Norms review", as_="Ann", in_="metadata")
    form = workspace.modal(as_="Ann")
    assert form
    workspace.submit(as_="Ann")
    _, _, cancelled = letters(convene)
    assert "is cancelled" in cancelled["text"]
    assert cancelled["calendar"]["method"] == "CANCEL"
    assert days(calendar_of(convene).happenings(far)) == [
        "12-01 19 Norms review",
        "12-08 19 Norms review",
        "12-15 19 Norms review",
        "12-22 19 Norms review",
    ]


def test_a_meeting_comes_as_a_file_and_all_of_them_at_an_address(convene: Convene) -> None:
    workspace = convene.workspace
    schedule(convene)
    workspace.click("Show", as_="Ann")
    workspace.click("Add to my calendar", as_="Ann")
    assert "as a file, by direct message" in convene.answer_to("Ann")
    with reading() as session:
        [file] = session.exec(select(OutboxMessage).where(OutboxMessage.op == OutboxOp.FILE)).all()
    entry = parse(base64.b64decode(file.payload["content"]).decode())
    assert (file.lane, entry.text("METHOD")) == (convene.cast.ann.slack_id, "PUBLISH")
    assert "Norms review* with all its dates" in file.payload["text"]
    convene.deliver()
    assert any(message["files"] for message in workspace.direct_messages(as_="Ann"))

    workspace.command("/convene calendar", as_="Ann", in_="general")
    assert "*My meetings*: those of all your groups." in convene.answer_to("Ann")
    workspace.click("Get an address", as_="Ann")
    first = _address(convene)
    far = workspace.now + timedelta(days=60)
    app = Flask("feeds-test")
    app.register_blueprint(feeds_blueprint(lambda: workspace.now))
    shown = app.test_client().get(first)
    assert len(in_feed(shown.text, far)) == 5
    workspace.command("/convene calendar", as_="Ann", in_="general")
    assert "You have an address for it." in convene.answer_to("Ann")
    workspace.click("Replace this address", as_="Ann")
    assert "The old one shows nothing any more." in convene.answer_to("Ann")
    second = _address(convene)
    assert [app.test_client().get(at).status_code for at in (first, second)] == [404, 200]
    workspace.command("/convene calendar", as_="Ann", in_="general")
    workspace.click("End it", as_="Ann")
    assert app.test_client().get(second).status_code == 404


def test_without_pages_there_are_files_alone(convene: Convene) -> None:
    set_up(Reach())
    convene.workspace.command("/convene calendar", as_="Ann", in_="general")
    assert "this Convene has no public address" in convene.answer_to("Ann")


def _address(convene: Convene) -> str:
    words = convene.answer_to("Ann")
    begins = words.index("https://pages.example.edu/calendar/")
    address = words[begins:].split(".ics")[0].removeprefix("https://pages.example.edu")
    return f"{address}.ics"
