"""Somebody without Slack answers for her library: by the link in a letter, until it closes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlmodel import select

import scheduler
from models import OutboxMessage, OutboxState, RepresentationKind
from models.database import reading, unit_of_work
from models.messages import CALL_QUESTION
from models.reach import Reach, set_up
from services import outbox
from tests import factories
from tests.mail_stand_in import SENDER, ArrivedLetter, MailStandIn, mail_stand_in
from tests.opened_calls import QUESTION, opened, speaks
from tests.pages import Device
from tests.running import Convene
from tests.stories.test_call_answers import card
from tests.stories.test_partner_year import link_of, pages_of

LEA = "lea@tunxis.example.edu"


@dataclass
class Desk:
    """Lea's mailbox and her phone, beside the Slack of the others."""

    convene: Convene
    mail: MailStandIn
    phone: Device = field(default_factory=Device)

    def pass_time(self, for_: timedelta = timedelta(seconds=2)) -> None:
        workspace = self.convene.workspace
        workspace.move_clock(for_)
        for _ in range(3):
            settings = self.mail.settings()
            scheduler.tick(lambda: workspace.now, self.convene.client, mail=settings)
            workspace.move_clock(timedelta(seconds=4))

    def letters(self) -> list[ArrivedLetter]:
        return self.mail.to(LEA)

    def subjects(self) -> list[str]:
        return [str(letter.message["Subject"]) for letter in self.letters()]


@pytest.fixture
def desk(convene: Convene, reach_of_the_process: None) -> Iterator[Desk]:
    with pages_of(convene) as address, mail_stand_in() as mail:
        set_up(Reach(sends_mail=True, public_url=address, mailbox=SENDER))
        with unit_of_work() as session:
            cast = convene.cast
            lea = factories.person(session, "Lea Lind", at=cast.tunxis)
            speaks(session, cast.tunxis, lea, cast.metadata)
            speaks(session, cast.central, cast.ben, cast.metadata)
            alternate = RepresentationKind.ALTERNATE
            speaks(session, cast.tunxis, cast.cleo, cast.metadata, alternate)
            opened(session, cast)
        yield Desk(convene, mail)


def run(convene: Convene, label: str, **typed: str) -> None:
    convene.workspace.command("/call list", as_="Dag", in_="general")
    convene.workspace.click("Show", as_="Dag")
    convene.workspace.click(label, as_="Dag")
    convene.workspace.fill(typed, as_="Dag")
    assert convene.workspace.submit(as_="Dag") == {}
    convene.workspace.close(as_="Dag")


def test_she_answers_from_her_letter_and_hears_what_came_of_it(desk: Desk) -> None:
    desk.pass_time()
    assert desk.subjects() == [f"A question to answer: {QUESTION}"]
    [letter] = desk.letters()
    assert "If a library does not answer, that counts neither for nor against." in letter.text()
    page = desk.phone.open(link_of(letter, "Yes, No, Abstain"))
    assert "Your answer for Tunxis" in page.text
    assert "Your answer is recorded." in desk.phone.press("Answer", choice="0").text
    desk.pass_time()
    assert "1 of 2 libraries answered" in card(desk.convene)
    # Whoever answers in Slack after her replaces it, and she hears of that by mail.
    desk.convene.workspace.click("No", as_="Cleo", in_="metadata")
    desk.pass_time()
    assert desk.subjects()[1:] == [f"Another answer: {QUESTION}"]
    page = desk.phone.open(link_of(desk.letters()[-1], "Change the answer or Show"))
    assert "Answered: no (Cleo Costa, alternate)" in page.text
    desk.phone.press("Change the answer", choice="0", comment="We agreed")
    run(desk.convene, "Extend", **{"Closes on": "2026-12-03", "Why": "One asked for time"})
    desk.pass_time()
    assert desk.subjects()[2:] == [f"More time to answer: {QUESTION}"]
    desk.pass_time(timedelta(days=10))
    assert desk.subjects()[3:] == [f"What came of a call: {QUESTION}"]
    assert "Carried: 1 yes, 0 no" in desk.letters()[-1].text()
    assert (
        "Lea Lind, representative, by link"
        in desk.phone.open(link_of(desk.letters()[-1], "Show")).text
    )
    assert "What came of it" in desk.phone.page.text
    assert "Answer" not in [read for form in desk.phone.page.forms for read in form.buttons]


def test_a_question_by_mail_is_followed_by_word_that_it_was_cancelled(desk: Desk) -> None:
    desk.pass_time()
    run(desk.convene, "Cancel", Why="The vendor left")
    desk.pass_time()
    assert desk.subjects()[1:] == [f"What came of a call: {QUESTION}"]
    assert "Cancelled" in desk.letters()[-1].text()
    assert "Why: The vendor left" in desk.letters()[-1].text()
    page = desk.phone.open(link_of(desk.letters()[0], "Yes, No, Abstain"))
    assert "This call was cancelled." in page.text


def test_a_question_that_waits_is_not_mailed_once_it_was_cancelled(desk: Desk) -> None:
    run(desk.convene, "Cancel", Why="The vendor left")
    desk.pass_time()
    assert desk.letters() == []
    with reading() as session:
        rows = session.exec(select(OutboxMessage).where(outbox.keyed(CALL_QUESTION)))
        assert {row.state for row in rows} == {OutboxState.DROPPED}


def test_a_nudge_by_mail_leads_to_the_page(desk: Desk) -> None:
    desk.pass_time()
    desk.pass_time(timedelta(days=6))
    assert desk.subjects()[1:] == [f"A call to answer: {QUESTION}"]
    page = desk.phone.open(link_of(desk.letters()[-1], "Answer or Show"))
    assert "Your answer for Tunxis" in page.text
