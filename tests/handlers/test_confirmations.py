"""`/library confirm`: what is confirmed is shown first, and the button confirms it."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from handlers import confirmations as door
from handlers.routes import Replace
from models import LibraryConfirmation, Organization, Person
from models.database import reading, unit_of_work
from models.member_libraries import OrganizationFacts
from services import organizations
from tests.factories import NOW, Cast
from tests.handlers.asks import ask, pressed, refused, text_of
from views.organizations import CONFIRM
from views.values import LibraryConfirm

TODAY = NOW.date()


def confirmed() -> list[tuple[int, int | None]]:
    with reading() as session:
        rows = session.exec(select(LibraryConfirmation))
        return [(row.organization_id, row.confirmed_by) for row in rows]


def button_of(people: Cast) -> str:
    return LibraryConfirm(people.tunxis.id, TODAY).text


def test_the_typed_command_shows_everything_and_confirms_nothing(people: Cast) -> None:
    with unit_of_work() as session:
        _direct(session, people.tunxis, people.cleo, people)
    answer = door.confirm_named(ask(people.cleo))
    blocks = str(answer)
    assert "of *Tunxis Library* right? Nothing is confirmed yet." in text_of(answer)
    for words in (
        "*Directors*: Cleo Costa",
        "*Mail domains*: tunxis.example.edu",
        "*Who speaks for it*: nobody is named",
        "*Its people",
        CONFIRM,
        "Correct it",
    ):
        assert words in blocks
    assert confirmed() == []


def test_what_there_is_nothing_of_is_said(people: Cast) -> None:
    with unit_of_work() as session:
        facts = OrganizationFacts("Elm Library", "Elm", people.tunxis.kind)
        row = organizations.add(session, "elm", facts, by=people.dag, now=NOW)
    blocks = str(door.confirm_named(ask(people.dag, row.short_name)))
    for words in ("*Directors*: none known", "*Mail domains*: none known"):
        assert words in blocks
    for words in ("*Who speaks for it*: nobody is named", "*Its people*: none known"):
        assert words in blocks


def test_the_button_confirms_and_is_gone_in_the_answer(people: Cast) -> None:
    answer = door.confirm_shown(pressed(people.dag, button_of(people)))
    assert isinstance(answer, Replace)
    assert "are confirmed as of Tue, Nov 24" in text_of(answer)
    assert "Confirmed by Dag Dahl on Tue, Nov 24" in text_of(answer)
    assert "Correct it with `/library tunxis`." in text_of(answer)
    assert CONFIRM not in str(answer)
    assert confirmed() == [(people.tunxis.id, people.dag.id)]


def test_a_second_time_says_who_did(people: Cast) -> None:
    with unit_of_work() as session:
        _direct(session, people.tunxis, people.cleo, people)
    door.confirm_shown(pressed(people.dag, button_of(people)))
    for answer in (
        door.confirm_shown(pressed(people.cleo, button_of(people))),
        door.confirm_named(ask(people.cleo, "Tunxis")),
    ):
        assert "was confirmed today already" in text_of(answer)
        assert "Confirmed by Dag Dahl on" in text_of(answer)
        assert CONFIRM not in str(answer)
    assert confirmed() == [(people.tunxis.id, people.dag.id)]


@pytest.mark.parametrize("text", ["Writing", "Tunxis", "Nowhere"])
def test_what_may_not_be_confirmed_is_not_shown_to_be(people: Cast, text: str) -> None:
    with unit_of_work() as session:
        tunxis = session.get_one(Organization, people.tunxis.id)
        tunxis.active_until = TODAY - timedelta(days=1)
        session.add(tunxis)
    assert refused(door.confirm_named, ask(people.dag, text))
    assert confirmed() == []


def test_who_may_not_confirm_sees_no_page(people: Cast) -> None:
    words, _field = refused(door.confirm_named, ask(people.ben, "Tunxis"))
    assert "Only a director of Tunxis or the program manager" in words


def _direct(session: Session, library: Organization, head: Person, people: Cast) -> None:
    row = session.get_one(Organization, library.id)
    organizations.set_directors(session, row, [head], by=people.dag, now=NOW)
