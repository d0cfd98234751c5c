"""A year of a partner without Slack, as she and those in Slack see it; then she joins Slack."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import select

import scheduler
from bot.serving import HttpServer, take_address
from models import Person
from models.database import reading
from models.reach import Reach, set_up
from sandbox.workspace import User
from tests.calendars import MailCalendar
from tests.mail_stand_in import SENDER, ArrivedLetter, MailStandIn, mail_stand_in
from tests.pages import Device, read_page
from tests.running import Convene
from tests.stories.test_participation import table
from web.personal_pages import Pages

QUINN = "quinn@writing.example.edu"


@dataclass
class PartnerDesk:
    """Quinn's mailbox, calendar and devices, beside the Slack of the others."""

    convene: Convene
    mail: MailStandIn
    phone: Device = field(default_factory=Device)
    laptop: Device = field(default_factory=Device)
    read: int = 0

    def pass_time(self, to: str | timedelta) -> None:
        """Let the clock move, and everything out that is due then; a lane takes one a second."""
        workspace = self.convene.workspace
        workspace.move_clock(to)
        for _ in range(2):
            settings = self.mail.settings()
            scheduler.tick(lambda: workspace.now, self.convene.client, mail=settings)
            workspace.move_clock(timedelta(seconds=2))

    def letters(self) -> list[ArrivedLetter]:
        return self.mail.to(QUINN)

    def new_letters(self) -> list[ArrivedLetter]:
        """What she has not read yet."""
        arrived = self.letters()[self.read :]
        self.read += len(arrived)
        return arrived

    def new_letter(self, subject: str) -> ArrivedLetter:
        """The only one that is new."""
        arrived = self.new_letters()
        assert [subject in str(letter.message["Subject"]) for letter in arrived] == [True], [
            str(letter.message["Subject"]) for letter in arrived
        ]
        return arrived[0]

    def slack(self, who: str, line: str, *clicks: str) -> str:
        """What somebody is answered to a typed line, after pressing these buttons."""
        workspace = self.convene.workspace
        workspace.command(line, as_=who, in_="metadata")
        for label in clicks:
            workspace.click(label, as_=who)
        return self.convene.answer_to(who)

    def cards(self) -> list[str]:
        """What is in the group's channel, as everybody there sees it."""
        room = self.convene.workspace.channel("metadata")
        return [self.convene.workspace.text_of(message) for message in room.messages]


def calendar_part(letter: ArrivedLetter) -> tuple[str, str]:
    """The method and the text of what a mail program takes into the calendar."""
    [part] = [
        part
        for part in letter.message.walk()
        if part.get_content_type() == "text/calendar" and not part.is_attachment()
    ]
    return str(part.get_param("method")), str(part.get_content())


def link_of(letter: ArrivedLetter, words: str) -> str:
    return read_page(letter.text("html")).link(words)


@pytest.fixture
def desk(convene: Convene, reach_of_the_process: None) -> Iterator[PartnerDesk]:
    with pages_of(convene) as address, mail_stand_in() as mail:
        set_up(Reach(sends_mail=True, public_url=address, mailbox=SENDER))
        yield PartnerDesk(convene, mail)


@contextmanager
def pages_of(convene: Convene) -> Iterator[str]:
    """The pages, served as they are; where."""
    web = Flask("pages-of-a-partner", static_folder=None)
    Pages(now=lambda: convene.workspace.now).add_to(web)
    listening = take_address("127.0.0.1", 0, setting="PORT")
    server = HttpServer(web, listening)
    server.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.stop()


def answers(desk: PartnerDesk, title: str) -> str:
    [card] = [text for text in desk.cards() if text.startswith(title)]
    return card


def test_a_partner_by_mail_for_a_year_and_then_in_slack(desk: PartnerDesk) -> None:
    workspace, phone, laptop = desk.convene.workspace, desk.phone, desk.laptop
    calendar = MailCalendar()

    # She is added, and welcomed by a letter with a link of her own.
    workspace.command("/wg add", as_="Ann", in_="metadata")
    workspace.fill({"Name": "Quinn of IT", "Email address": QUINN}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert desk.convene.page_of("Ann").endswith(
        "Added to *Metadata*: Quinn of IT. Mail goes to Quinn of IT (quinn@writing.example.edu)."
    )
    workspace.close(as_="Ann")
    desk.pass_time(timedelta(minutes=1))
    welcome = desk.new_letter("Welcome: Metadata")
    assert "Looks after metadata for all member libraries." in welcome.text()
    phone.open(link_of(welcome, "Your page"))
    assert "The pages of Quinn of IT" in phone.page.text
    assert "There is no meeting of your groups ahead." in phone.page.text

    # A meeting is in her calendar at once; she answers at the laptop.
    desk.slack("Ann", "/meet new Norms review Dec 3 2pm", "Schedule it")
    desk.pass_time(timedelta(minutes=1))
    invitation = desk.new_letter("Norms review")
    calendar.take(*calendar_part(invitation))
    assert "You have not answered yet." in laptop.open(link_of(invitation, "Yes, Maybe or No")).text
    assert "5 have not answered" in answers(desk, "Norms review")
    assert "You said yes." in laptop.press("Yes").text
    desk.pass_time(timedelta(minutes=1))
    assert "*1 yes:* Quinn of IT (by link)" in answers(desk, "Norms review")

    # The next day she changes it on the phone, by the older link; the laptop shows it, too.
    desk.pass_time(timedelta(days=1))
    assert phone.open(link_of(welcome, "Your page")).text.count("You said yes.") == 1
    assert "You said no." in phone.press("No").text
    desk.pass_time(timedelta(minutes=1))
    assert "*1 no:* Quinn of IT (by link)" in answers(desk, "Norms review")
    assert "You said no." in laptop.open(laptop.page.address).text

    # She is given a task, and raises a question.
    desk.slack("Ann", "/task add Check the vendor file @Quinn due Dec 8")
    desk.pass_time(timedelta(minutes=1))
    desk.new_letter("A task for you: Check the vendor file")
    phone.follow("Metadata")
    phone.press("Raise it", question="Who pays the courier?")
    questions = desk.slack("Ann", "/wg decisions")
    assert "Who pays the courier?" in questions
    assert "Quinn of IT" in questions

    # One letter tells of her week; of what she answered she is not asked again.
    desk.pass_time("next Monday 09:00")
    week = desk.new_letter("The week in your groups")
    for words in ("Norms review", "Who pays the courier?", "Quinn of IT"):
        assert words in week.text()

    # She comes after all, which the chair records.
    desk.pass_time("next Thursday 15:10")
    assert desk.new_letters() == []
    workspace.command("/meet came", as_="Ann", in_="metadata")
    workspace.fill({"People": ["Ann Abara", "Quinn of IT (no Slack account, regrets)"]}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    workspace.close(as_="Ann")
    assert "You are recorded as present." in laptop.open(laptop.page.address).text

    # The task is due: she finishes it, and will be written to less.
    desk.pass_time("next Monday 09:30")
    *_, due = desk.new_letters()
    assert "Your task" in str(due.message["Subject"])
    laptop.open(link_of(due, "Done"))
    laptop.press("Done")
    assert "Done on Mon, Dec 7" in laptop.page.text
    assert "Check the vendor file" not in desk.slack("Ann", "/task list")
    laptop.open(link_of(due, "Write to me less"))
    assert "in one letter a day at most" in laptop.press("Write to me less").text

    # What she does not answer counts with the silent, and is asked in one letter a day.
    desk.slack("Ann", "/meet new Vendor talk Dec 17 2pm", "Schedule it")
    desk.pass_time(timedelta(minutes=1))
    second = desk.new_letter("Vendor talk")
    calendar.take(*calendar_part(second))
    assert [row.title for row in calendar.happenings(workspace.now + timedelta(days=60))] == [
        "Norms review",
        "Vendor talk",
    ]
    desk.pass_time("next Friday 08:00")
    asked_again = desk.new_letter("Your day")
    assert "You have not answered yet. Will you come?" in asked_again.text()
    assert "Quinn of IT" in desk.slack("Ann", "/meet", "Show").split("Not answered yet:")[1]

    # She was there, as she says herself, and the report counts both meetings and the task.
    desk.pass_time("next Thursday 15:10")
    assert "Were you there?" in phone.open(link_of(welcome, "Your page")).text
    assert "You are recorded as present." in phone.press("I was there").text
    desk.pass_time(timedelta(minutes=1))
    assert "*Came:* 1 person from 1 library or unit: Quinn of IT" in answers(desk, "Vendor talk")
    workspace.command("/participation group:Metadata by person", as_="Dag", in_="general")
    heads, *lines = table(desk.convene, "Dag")
    [counted] = [dict(zip(heads, line, strict=True)) for line in lines if line[0] == "Quinn of IT"]
    assert (counted["Meetings attended"], counted["Tasks completed"]) == ("2", "1")

    # A year after the first letter its link has ended; a fresh one goes to her mailbox alone.
    desk.pass_time(timedelta(days=340))
    desk.new_letters()
    phone.open(link_of(welcome, "Your page"))
    assert "This link opens nothing" in phone.page.text
    assert "Quinn" not in phone.page.text
    phone.press("Send a fresh link")
    desk.pass_time(timedelta(minutes=1))
    fresh = desk.new_letter("link")
    fresh_address = link_of(fresh, "Your page")
    assert "The pages of Quinn of IT" in phone.open(fresh_address).text
    desk.slack("Ann", "/meet new Budget plans Dec 9 2pm", "Schedule it")
    desk.pass_time(timedelta(minutes=1))
    desk.new_letter("Budget plans")

    # She joins Slack with the same address: the same person, who is told there and nowhere twice.
    workspace.add_person(User("UQUINN", "quinn", "Quinn Quist", email=QUINN))
    workspace.invite("Quinn Quist", to="metadata")
    desk.pass_time(timedelta(minutes=1))
    with reading() as session:
        [person] = session.exec(select(Person).where(Person.email == QUINN)).all()
    assert (person.slack_id, person.name) == ("UQUINN", "Quinn Quist")
    assert "Metadata" in desk.slack("Quinn", "/convene")
    heard = desk.convene.said_to("Quinn")
    for _ in range(2):
        desk.pass_time("next Friday 08:00")
    assert desk.new_letters() == []
    reminded = desk.convene.said_to("Quinn")[len(heard) :]
    assert ["Budget plans" in text for text in reminded] == [True]
    assert "The pages of Quinn Quist" in phone.open(fresh_address).text
    assert "You said yes." in phone.press("Yes").text
    desk.pass_time(timedelta(minutes=1))
    card = answers(desk, "Budget plans")
    assert "*1 yes:* Quinn Quist" in card
    identities = [letter.message["Message-ID"] for letter in desk.letters()]
    assert len(set(identities)) == len(identities)
    assert len({letter.text().split("http")[0] for letter in desk.letters()}) == len(identities)
