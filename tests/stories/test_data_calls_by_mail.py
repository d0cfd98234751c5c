"""Somebody without Slack fills in and certifies her library's sheet by the link in a letter."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from models import RepresentationKind
from models.calls import IfSilent
from models.database import unit_of_work
from models.reach import Reach, set_up
from services import calls
from services.calls import announcements
from tests import factories
from tests.data_call_cases import data_draft
from tests.factories import NOW
from tests.mail_stand_in import SENDER, mail_stand_in
from tests.opened_calls import speaks
from tests.running import Convene
from tests.stories.test_calls_by_mail import Desk
from tests.stories.test_partner_year import link_of, pages_of
from views.calls.cards import WORDS

LINE = "Annual statistics 2026"


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
            group, dag = session.merge(cast.metadata), session.merge(cast.dag)
            call = data_draft(session, group, dag, if_silent=IfSilent.NO_ANSWER)
            units = calls.open_call(session, call, group, by=dag, now=NOW)
            announcements.opened(session, call, group, units, WORDS, by=dag, now=NOW)
        yield Desk(convene, mail)


def test_she_fills_in_and_certifies_from_her_letter(desk: Desk) -> None:
    desk.pass_time()
    [letter] = desk.letters()
    page = desk.phone.open(link_of(letter, "Fill in"))
    assert "Your sheet for Tunxis" in page.text
    page = desk.phone.follow("Fill in the sheet")
    typed = {"field_0": "many", "field_2": "12,500", "field_3": "12.5", "field_5": "0"}
    page = desk.phone.press("Save the draft", **typed)
    assert "I cannot read “many”." in page.text
    page = desk.phone.press("Save, and go on to certify", **(typed | {"field_0": "1,234"}))
    assert "Open on Sundays" in page.text
    page = desk.phone.follow("Open on Sundays")
    desk.phone.press("Save, and go on to certify", field_4="1")
    page = desk.phone.press("Certify")
    assert "The sheet is certified. You are early: thank you." in page.text
    assert "Certified, by Lea Lind (representative, by link)" in page.text
    workspace = desk.convene.workspace
    workspace.command("/call list", as_="Dag", in_="general")
    workspace.click("Show", as_="Dag")
    assert "1 of 2 libraries certified" in desk.convene.answer_to("Dag")
    desk.pass_time(timedelta(days=29))
    assert len(desk.letters()) == 1
