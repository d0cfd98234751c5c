"""Calls where people see them without asking: on Home, in the list of what waits, in the digest."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from models.database import unit_of_work
from services import digests
from tests.factories import NOW, organization
from tests.opened_calls import QUESTION, opened, spoken_for
from tests.running import Convene
from tests.stories.test_costs import counted


@pytest.fixture
def called(convene: Convene) -> Convene:
    with unit_of_work() as session:
        spoken_for(session, convene.cast)
        opened(session, convene.cast)
    convene.deliver()
    return convene


def home(convene: Convene, who: str) -> str:
    return convene.workspace.text_of(convene.workspace.home(as_=who))


def test_home_has_what_a_library_has_not_answered(called: Convene) -> None:
    workspace = called.workspace
    shown = home(called, "Cleo")
    assert "Your library has not answered" in shown
    assert f"*{QUESTION}*" in shown
    assert "If a library does not answer, that counts neither for nor against." in shown
    workspace.command("/convene mine", as_="Cleo", in_="general")
    assert QUESTION in called.answer_to("Cleo")
    assert f"1 thing waiting for you: answer for Tunxis: {QUESTION}." in private_answers(
        called, "Cleo"
    )
    workspace.home(as_="Cleo")
    workspace.click("Answer", as_="Cleo", in_="home")
    workspace.fill({"Answer": "Yes"}, as_="Cleo")
    assert workspace.submit(as_="Cleo") == {}
    workspace.close(as_="Cleo")
    assert QUESTION not in home(called, "Cleo")
    assert "Your library has not answered" not in home(called, "Dag")


def private_answers(convene: Convene, who: str) -> str:
    return json.dumps(convene.workspace.private_answers(as_=who), ensure_ascii=False)


def test_the_program_manager_sees_how_far_open_calls_are(called: Convene) -> None:
    with unit_of_work() as session:
        for days in (1, 2, 3):
            closes_at = NOW + timedelta(days=days)
            opened(session, called.cast, question=f"Question {days}?", closes_at=closes_at)
    shown = home(called, "Dag")
    assert "*4 calls are open.* What closes next:" in shown
    assert shown.index("Question 1?") < shown.index("Question 2?") < shown.index("Question 3?")
    assert "0 of 2 libraries answered" in shown
    assert QUESTION not in shown
    assert "What closes next" not in home(called, "Ann")


def test_home_takes_as_many_queries_with_many_calls(called: Convene, database: Engine) -> None:
    few = queries(called, database)
    with unit_of_work() as session:
        for number in range(30):
            organization(session, f"library{number}")
        for number in range(12):
            opened(session, called.cast, question=f"Question {number}?")
    assert queries(called, database) == few


def queries(convene: Convene, engine: Engine) -> list[int]:
    """Of Home, for whoever answers and for the program manager, and of the group's digest."""
    found = []
    for who in ("Cleo", "Dag"):
        with counted(engine) as statements:
            convene.workspace.home(as_=who)
        found.append(len(statements))
    with unit_of_work() as session, counted(engine) as statements:
        digests.preview(session, convene.cast.metadata, now=NOW)
    return [*found, len(statements)]
