"""Calls as those see them who make and run them."""

import json
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from models import Call, CallState
from models.database import reading
from tests.running import Convene

QUESTION = "Shall we renew the courier contract?"


def fill(convene: Convene, who: str, **more: str) -> None:
    convene.workspace.fill(
        {"Closes on": "2026-12-10", "What no answer means": "It counts neither for nor against"}
        | more,
        as_=who,
    )


@pytest.fixture
def drafted(convene: Convene) -> Convene:
    """A call to libraries that Ann drafted."""
    convene.workspace.command(f"/call new {QUESTION}", as_="Ann", in_="metadata")
    fill(convene, "Ann")
    assert convene.workspace.submit(as_="Ann") == {}
    return convene


def test_a_chair_drafts_and_the_program_manager_opens(drafted: Convene) -> None:
    page = drafted.page_of("Ann")
    assert "2 libraries: Central, Tunxis." in page
    assert "If a library does not answer, that counts neither for nor against." in page
    assert "the representative; on Mon, Dec 7, 2026 the representative and the alternate" in page
    assert "on Wed, Dec 9, 2026 the representative, the alternate and the director" in page
    assert "The program manager opens it" in page
    drafted.deliver()
    [heard] = [text for text in drafted.said_to("Dag") if QUESTION in text]
    assert heard.startswith("Ann Abara drafted a call of *Metadata*, which you may open:")
    drafted.workspace.click("Show the draft", as_="Dag")
    drafted.workspace.click("Open", as_="Dag")
    with reading() as session:
        [call] = session.exec(select(Call)).all()
        assert call.state is CallState.OPEN
    drafted.workspace.command("/call", as_="Ben", in_="general")
    assert QUESTION in drafted.answer_to("Ben")


def test_what_no_answer_means_has_to_be_chosen(convene: Convene) -> None:
    convene.workspace.command(f"/call new {QUESTION}", as_="Ann", in_="metadata")
    convene.workspace.fill({"Closes on": "2026-12-10"}, as_="Ann")
    assert list(convene.workspace.submit(as_="Ann")) == ["What no answer means"]


def test_a_draft_that_opened_meanwhile_is_not_changed(drafted: Convene) -> None:
    drafted.workspace.command("/call list", as_="Ann", in_="metadata")
    drafted.workspace.click("Show", as_="Ann", in_="metadata")
    drafted.workspace.click("Change", as_="Ann")
    drafted.workspace.command("/call list", as_="Dag", in_="general")
    drafted.workspace.click("Show", as_="Dag")
    drafted.workspace.click("Open", as_="Dag")
    drafted.workspace.submit(as_="Ann")
    assert "This call was opened already." in json.dumps(drafted.workspace.modal(as_="Ann"))


def test_the_program_manager_runs_a_call_to_its_end(drafted: Convene) -> None:
    workspace = drafted.workspace
    workspace.command("/call list", as_="Dag", in_="general")
    workspace.click("Show", as_="Dag")
    workspace.click("Open", as_="Dag")
    workspace.click("Record an answer", as_="Dag")
    workspace.fill({"Who answered": "Tunxis", "Answer": "Yes"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    assert "1 of 2 libraries answered" in drafted.page_of("Dag")
    workspace.close(as_="Dag")
    workspace.command("/call list", as_="Dag", in_="general")
    workspace.click("Show", as_="Dag")
    workspace.click("Close now", as_="Dag")
    workspace.fill({"Why": "All have answered"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    page = drafted.page_of("Dag")
    assert "It is closed." in page
    assert "Carried: 1 yes, 0 no" in page
    assert "Closed early: All have answered" in page


def test_a_draft_opens_by_itself_at_the_chosen_hour(drafted: Convene) -> None:
    workspace = drafted.workspace
    workspace.click("Change", as_="Ann")
    workspace.fill({"Opens by itself on": "2026-11-30"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {
        "Opens by itself on": "Only the program manager chooses when a call to libraries opens."
        " Leave it empty."
    }
    workspace.close(as_="Ann")
    workspace.command("/call list", as_="Dag", in_="general")
    workspace.click("Show", as_="Dag")
    workspace.click("Change", as_="Dag")
    workspace.fill({"Opens by itself on": "2026-12-11"}, as_="Dag")
    assert list(workspace.submit(as_="Dag")) == ["Opens by itself on"]
    workspace.fill({"Opens by itself on": "2026-11-30"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    assert "Opens by itself" in drafted.page_of("Dag")
    workspace.move_clock(datetime(2026, 11, 30, 13, 59, tzinfo=UTC))
    drafted.tick()
    with reading() as session:
        assert session.exec(select(Call)).one().state is CallState.DRAFT
    workspace.move_clock(datetime(2026, 11, 30, 14, 0, tzinfo=UTC))
    drafted.tick()
    with reading() as session:
        call = session.exec(select(Call)).one()
        assert (call.state, call.opened_by) == (CallState.OPEN, drafted.cast.dag.id)


def test_the_most_votes_win_where_the_draft_declares_it(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/call new Which vendor?", as_="Ann", in_="metadata")
    most = "Of one of several choices: the most votes"
    fill(convene, "Ann", **{"How many carry it": most})
    assert workspace.submit(as_="Ann") == {
        "How many carry it": "The most votes win only where each votes for one of several choices."
    }
    fill(convene, "Ann", **{"How each votes": "One of several choices", "Choices": "A\nB\nC"})
    assert workspace.submit(as_="Ann") == {}
    assert "The choice with the most votes wins, whatever its share." in convene.page_of("Ann")
    workspace.click("Change", as_="Ann")
    fill(convene, "Ann", **{"Question": "Which vendor, then?"})
    assert workspace.submit(as_="Ann") == {}
    with reading() as session:
        assert session.exec(select(Call)).one().is_plurality
    workspace.click("Change", as_="Ann")
    fill(convene, "Ann", **{"How many carry it": "Two thirds"})
    assert workspace.submit(as_="Ann") == {}
    assert "A choice wins with two thirds of" in convene.page_of("Ann")
    with reading() as session:
        assert not session.exec(select(Call)).one().is_plurality
