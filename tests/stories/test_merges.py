"""Two records of one person become one by the program manager, and two again."""

import pytest
from sqlmodel import select

from models import Person, Task
from models.database import reading, unit_of_work
from tests.factories import BEFORE
from tests.happenings import task
from tests.running import Convene


@pytest.fixture
def double(convene: Convene) -> Person:
    """A record of Ben from an older file, with a task."""
    with unit_of_work() as session:
        person = Person(name="Benjamin Brook", email="bb@old.example.edu", created_at=BEFORE)
        session.add(person)
        session.flush()
        task(session, person, group_id=convene.cast.metadata.id, title="Compare the drafts")
    return person


def owner_id() -> int | None:
    with reading() as session:
        return session.exec(select(Task.owner_id).where(Task.title == "Compare the drafts")).one()


def test_a_double_is_merged_from_a_line_and_taken_apart_again(
    convene: Convene, double: Person
) -> None:
    workspace, ben = convene.workspace, convene.cast.ben
    workspace.command("/convene merge Benjamin Brook into @ben", as_="Dag", in_="general")
    assert "Moves: 1 task." in convene.answer_to("Dag").replace("*", "")
    assert "Stays: Ben Brook" in convene.answer_to("Dag").replace("*", "")
    assert owner_id() == double.id
    workspace.click("Merge them", as_="Dag")
    assert "Everything of Benjamin Brook is now that of" in convene.answer_to("Dag")
    assert owner_id() == ben.id
    workspace.command("/convene merges", as_="Dag", in_="general")
    assert "Benjamin Brook" in convene.answer_to("Dag")
    workspace.click("Undo", as_="Dag")
    assert owner_id() == double.id
    workspace.command("/convene merges", as_="Dag", in_="general")
    assert "No records are merged." in convene.answer_to("Dag")


def test_a_double_is_merged_by_the_form_which_says_what_was_not_understood(
    convene: Convene, double: Person
) -> None:
    workspace = convene.workspace
    workspace.command("/convene merge @ben and Benno", as_="Dag", in_="general")
    assert "I know nobody called “Benno”." in convene.page_of("Dag")
    assert workspace.submit(as_="Dag").keys() == {"Whose record becomes part of it"}
    workspace.fill({"Whose record becomes part of it": "Benjamin Brook"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    workspace.click("Keep the other record", as_="Dag")
    assert "Stays: Benjamin Brook" in convene.page_of("Dag").replace("*", "")
    workspace.click("Merge them", as_="Dag")
    with reading() as session:
        assert session.get_one(Person, double.id).slack_id == "UBEN"
    workspace.click("Undo", as_="Dag")
    with reading() as session:
        assert session.get_one(Person, convene.cast.ben.id).slack_id == "UBEN"


def test_nobody_else_merges(convene: Convene, double: Person) -> None:
    for who in ("Ann", "Cleo", "Gil"):
        convene.workspace.command("/convene merge @ben and Benjamin", as_=who, in_="general")
        assert "program manager" in convene.answer_to(who)
