"""Where somebody works, asked and answered."""

import pytest
from sqlmodel import select

from handlers import people as door
from models import Home, MailDomain, Organization, Person
from models.database import reading, unit_of_work
from tests.factories import NOW, Cast
from tests.handlers.asks import ask, pressed, refused, text_of


def place_of(person: Person) -> int | None:
    with reading() as session:
        return session.get_one(Person, person.id).organization_id


def test_the_question_offers_every_organization(people: Cast) -> None:
    answer = door.ask_for_library(ask(people.ben))
    text_of(answer)
    assert "Tunxis Library" in str(answer)


def test_an_answer_moves_her_work_and_a_second_one_again(people: Cast) -> None:
    assert "Tunxis Library" in text_of(door.place(pressed(people.ben, people.tunxis.id)))
    assert place_of(people.ben) == people.tunxis.id
    text_of(door.place(pressed(people.ben, people.central.id)))
    assert place_of(people.ben) == people.central.id


@pytest.mark.parametrize("value", ["", "0", "x", "999", "-1", "1|2", "٣", "9" * 30])
def test_an_odd_answer_moves_nobody(people: Cast, value: str) -> None:
    before = place_of(people.ben)
    assert refused(door.place, pressed(people.ben, value))
    assert place_of(people.ben) == before


def test_the_question_says_so_where_no_organization_is_known(people: Cast) -> None:
    with unit_of_work() as session:
        for person in session.exec(select(Person)):
            person.organization_id = None
            session.add(person)
        for table in (Home, MailDomain, Organization):
            for row in session.exec(select(table)):
                session.delete(row)
            session.flush()
    assert "program manager" in refused(door.ask_for_library, ask(people.ben, now=NOW))[0]
