"""Seats, from adding one to who follows in it, as people do it in Slack."""

import pytest

from models.database import reading
from services import seats
from tests.running import Convene


def test_a_chair_fills_a_seat_and_everybody_sees_until_when(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg seats", as_="Ann", in_="metadata")
    assert "Metadata* has no seats." in convene.answer_to("Ann")
    workspace.click("Add a seat", as_="Ann")
    workspace.fill(
        {
            "Short name": "for the colleges",
            "Asks for a library": "Tunxis Library",
            "Terms in a row at most": "2",
        },
        as_="Ann",
    )
    assert set(workspace.submit(as_="Ann")) == {"Length of a term"}
    terms = {"Length of a term": "12", "A day on which a term of it ends": "2026-06-30"}
    workspace.fill(terms, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "Member for the colleges" in convene.page_of("Ann")
    workspace.close(as_="Ann")
    workspace.command("/wg vacancies", as_="Gil", in_="general")
    assert "1 vacant" in convene.answer_to("Gil")
    assert "asks for Tunxis" in convene.answer_to("Gil")
    appoint(convene, "Cleo Costa")
    assert "Cleo Costa sits in" in convene.page_of("Ann")
    assert "until Wed, Jun 30, 2027" in convene.page_of("Ann")
    convene.tick()
    assert "Ann Abara added you to *Metadata*" in convene.said_to("Cleo")[-1]
    workspace.command("/wg seats", as_="Cleo", in_="metadata")
    assert "Cleo Costa (Tunxis), until Wed, Jun 30, 2027" in convene.answer_to("Cleo")
    workspace.command("/wg show Metadata", as_="Ben", in_="general")
    assert "Cleo Costa (until Wed, Jun 30, 2027)" in convene.answer_to("Ben")


def test_a_successor_a_leave_and_the_roster_of_a_day(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg seats", as_="Dag", in_="metadata")
    workspace.click("Add a seat", as_="Dag")
    workspace.fill({"Role": "Co-chair", "Length of a term": "12"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    workspace.close(as_="Dag")
    appoint(convene, "Cleo Costa", by="Dag")
    workspace.close(as_="Dag")
    choose(convene, "Leave of absence", by="Dag")
    workspace.fill({"Last day": "2026-12-31", "Who acts meanwhile": "Ben Brook"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    assert "on leave until Thu, Dec 31, 2026 (Ben Brook acts)" in convene.page_of("Dag")
    workspace.close(as_="Dag")
    # While it lasts Ben may do what the co-chair may.
    choose(convene, "Extend", by="Ben")
    assert workspace.submit(as_="Ben") == {}
    assert "then Cleo Costa (Tunxis) from Wed, Nov 24, 2027" in convene.page_of("Ben")
    workspace.close(as_="Ben")
    choose(convene, "Call off who follows", by="Ben")
    assert workspace.submit(as_="Ben") == {}
    workspace.close(as_="Ben")
    choose(convene, "End the term", by="Dag")
    workspace.fill({"Last day": "2026-12-24"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    workspace.close(as_="Dag")
    for line, sits in (
        ("/wg roster", True),
        ("/wg roster 2026-12-24", True),
        ("/wg roster Metadata 2026-12-25", False),
        ("/wg roster Metadata on December 25, 2026", False),
        ("/wg roster last January 1", False),
    ):
        workspace.command(line, as_="Gil", in_="metadata")
        assert ("Cleo Costa" in convene.answer_to("Gil")) is sits, line
    workspace.command("/wg roster Metadata nonsense", as_="Gil", in_="metadata")
    assert "I cannot read “nonsense” as a day." in convene.answer_to("Gil")
    workspace.command("/wg roster nonsense", as_="Gil", in_="metadata")
    assert "I know no group called" in convene.answer_to("Gil")
    assert "written as in “/wg roster 2026-01-01”" in convene.answer_to("Gil")
    workspace.command("/wg roster nonsense", as_="Gil", in_="general")
    assert "2026-01-01" not in convene.answer_to("Gil")
    workspace.command("/wg leave-of-absence", as_="Dag", in_="metadata")
    assert "Seats of Metadata" in convene.answer_to("Dag")


def test_a_chair_changes_what_a_seat_says(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg seats", as_="Ann", in_="metadata")
    workspace.click("Add a seat", as_="Ann")
    workspace.fill({"Role": "Observer", "How many such seats": "21"}, as_="Ann")
    assert set(workspace.submit(as_="Ann")) == {"How many such seats"}
    workspace.fill({"How many such seats": "1"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "does not vote" in convene.page_of("Ann")
    workspace.close(as_="Ann")
    choose(convene, "Change the seat", by="Dag")
    choose(convene, "Change the seat", by="Ann")
    wanted = {"Role": "Recorder", "Length of a term": "24", "Vote": "Whoever sits here votes"}
    workspace.fill(wanted, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "Changed: *Recorder*." in convene.page_of("Ann")
    assert "votes · terms of 24 months" in convene.page_of("Ann")
    workspace.submit(as_="Dag")
    assert "The seat has changed since you opened this form." in convene.page_of("Dag")
    workspace.command("/wg vacancies", as_="Gil", in_="general")
    workspace.click("Show the seat", as_="Gil")
    assert "A seat of *Metadata*:\n*Recorder*\nvacant\nvotes" in convene.answer_to("Gil")


def test_who_does_not_chair_changes_no_seat(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg seats", as_="Ann", in_="metadata")
    workspace.click("Add a seat", as_="Ann")
    workspace.submit(as_="Ann")
    workspace.command("/wg seats", as_="Ben", in_="metadata")
    assert "Member" in convene.answer_to("Ben")
    [shown] = workspace.private_answers(as_="Ben", in_="metadata")[-1:]
    assert all("accessory" not in block for block in shown["blocks"])
    with reading() as session:
        assert len(seats.of_group(session, convene.cast.metadata, workspace.now)) == 1


@pytest.mark.parametrize("role", ["Member", "Chair"])
def test_a_term_that_is_past_fills_the_record_and_nobody_hears_of_it(
    convene: Convene, role: str
) -> None:
    workspace = convene.workspace
    workspace.command("/wg seats", as_="Ann", in_="metadata")
    workspace.click("Add a seat", as_="Ann")
    workspace.fill({"Role": role}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    workspace.close(as_="Ann")
    choose(convene, "Appoint somebody", by="Ann")
    days = {"First day": "2026-01-01", "Last day of the term": "2026-05-31"}
    workspace.fill({"Somebody in this Slack": "Cleo Costa"} | days, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "until Sun, May 31, 2026" in convene.page_of("Ann")
    convene.tick()
    assert convene.said_to("Cleo") == []
    workspace.command("/wg roster 2026-05-31", as_="Gil", in_="metadata")
    assert "Cleo Costa" in convene.answer_to("Gil")


def appoint(convene: Convene, person: str, *, by: str = "Ann") -> None:
    choose(convene, "Appoint somebody", by=by)
    convene.workspace.fill({"Somebody in this Slack": person}, as_=by)
    assert convene.workspace.submit(as_=by) == {}


def choose(convene: Convene, label: str, *, by: str) -> None:
    """Press a button of a vacant seat, or choose in the menu of a seat in which somebody sits."""
    workspace = convene.workspace
    workspace.command("/wg seats", as_=by, in_="metadata")
    shown = workspace.private_answers(as_=by, in_="metadata")[-1]
    if any("accessory" in block for block in shown["blocks"]):
        workspace.choose("menu", label, as_=by)
    else:
        workspace.click(label, as_=by)
