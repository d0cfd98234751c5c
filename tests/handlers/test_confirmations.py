"""`/library confirm`: what is confirmed is shown first, and the button confirms it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from handlers import confirmations as door
from handlers.routes import Replace
from models import LibraryConfirmation, Organization, Person, RepresentationKind
from models.calendar_days import day_words
from models.database import reading, unit_of_work
from models.member_libraries import OrganizationFacts
from models.representatives import RepresentedSubject
from services import organizations, representatives, terms
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


def test_who_works_at_no_library_says_which_one_is_confirmed(people: Cast) -> None:
    with unit_of_work() as session:
        dag = session.get_one(Person, people.dag.id)
        writing = session.exec(select(Organization).where(Organization.key == "writing")).one()
        terms.change_home(session, dag, writing.id, by=people.dag, now=NOW)
    words = refused(door.confirm_named, ask(dag))[0]
    assert words == "Say which library you confirm, as in `/library confirm Tunxis`."
    assert "right?" in text_of(door.confirm_named(ask(dag, "Tunxis")))


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
    assert "Correct it with `/library Tunxis`." in text_of(answer)
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


@pytest.mark.parametrize("days", [0, 1])
def test_what_has_changed_since_is_said_and_confirmed_again(people: Cast, days: int) -> None:
    later = NOW + timedelta(days=days)
    with unit_of_work() as session:
        _direct(session, people.tunxis, people.cleo, people)
    door.confirm_shown(pressed(people.dag, button_of(people)))
    with unit_of_work() as session:
        _direct(session, people.central, people.ann, people)
    typed = replace(ask(people.cleo, "Tunxis"), now=later)
    assert "changed since" not in text_of(door.confirm_named(typed))
    with unit_of_work() as session:
        row = session.get_one(Organization, people.tunxis.id)
        organizations.set_directors(session, row, [], by=people.dag, now=later)
        topic = representatives.add_topic(session, "E-resources", by=people.dag, now=later)
        subject = RepresentedSubject(topic.name, topic_id=topic.id)
        kind = RepresentationKind.REPRESENTATIVE
        representatives.appoint(session, row, subject, kind, people.cleo, by=people.dag, now=later)
    answer = door.confirm_named(replace(ask(people.dag, "Tunxis"), now=later))
    words = (
        "Confirmed on Tue, Nov 24, 2026 by Dag Dahl; changed since: its directors and who speaks"
    )
    assert f"right? {words} for it." in text_of(answer)
    assert "Nothing is" not in text_of(answer)
    assert CONFIRM in str(answer)
    again = LibraryConfirm(people.tunxis.id, later.date()).text
    answer = door.confirm_shown(replace(pressed(people.dag, again), now=later))
    assert f"are confirmed as of {day_words(later.date())}" in text_of(answer)
    assert "confirmed today already" in text_of(
        door.confirm_named(replace(ask(people.dag, "Tunxis"), now=later))
    )
    assert len(confirmed()) == 1 + days


def test_a_later_day_asks_whether_it_is_still_right(people: Cast) -> None:
    door.confirm_shown(pressed(people.dag, button_of(people)))
    later = replace(ask(people.dag, "Tunxis"), now=NOW + timedelta(days=1))
    text = text_of(door.confirm_named(later))
    assert "still right? Confirmed on Tue, Nov 24, 2026 by Dag Dahl." in text


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
