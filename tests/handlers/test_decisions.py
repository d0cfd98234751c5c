"""What a group decided and has to settle, through its door."""

from typing import Any

import pytest
from sqlmodel import col, select

from handlers import decisions
from handlers.forms import OLD_FORM
from models import Decision, Minutes, MinutesState, Question
from models.database import reading, unit_of_work
from services.errors import Conflict, NotAllowed, NotFound, Refusal
from tests.factories import NOW, Cast, group
from tests.handlers.asks import ask, pressed, refused, sent, shown, text_of
from tests.happenings import meeting
from views import decisions as views


def decided() -> list[str]:
    with reading() as session:
        return list(session.exec(select(Decision.wording).order_by(col(Decision.id))))


def the_question() -> Question:
    with reading() as session:
        return session.exec(select(Question)).one()


def test_each_line_of_the_form_is_written_down(people: Cast) -> None:
    fields = {"decided": "One norms file\n\n Two reviews ", "asked": "Who pays the courier?"}
    text = text_of(decisions.write(sent(people.ann, fields, group=people.metadata.id)))
    assert "One norms file" in text
    assert decided() == ["One norms file", "Two reviews"]
    assert the_question().wording == "Who pays the courier?"
    again = text_of(decisions.write(sent(people.ann, fields, group=people.metadata.id)))
    assert "written down already" in again
    assert len(decided()) == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "decided"),
        ({"decided": " \n "}, "decided"),
        ({"decided": ["One"]}, "decided"),
        ({"decided": "x" * 3001}, "decided"),
        ({"asked": {"a": 1}}, "asked"),
    ],
)
def test_an_empty_or_odd_form_is_refused(people: Cast, fields: Any, field: str) -> None:
    request = sent(people.ann, fields, group=people.metadata.id)
    assert refused(decisions.write, request)[1] == field
    assert decided() == []


@pytest.mark.parametrize("private", [{}, {"group": "1"}, {"group": None}, {"meeting": "x"}])
def test_a_form_that_carries_nothing_usable_is_refused(people: Cast, private: Any) -> None:
    request = sent(people.ann, {"decided": "One norms file"}, **private)
    assert refused(decisions.write, request) == (OLD_FORM, None)


def test_what_a_meeting_decided_belongs_to_its_group(people: Cast) -> None:
    with unit_of_work() as session:
        held = meeting(session, people.metadata).id
        other = group(session, "Reserves", chair=people.cleo, channel_id="CRES").id
    fields = {"decided": "One norms file"}
    # The group that stands beside it is not believed.
    text_of(decisions.write(sent(people.ann, fields, meeting=held, group=other)))
    with reading() as session:
        row = session.exec(select(Decision)).one()
    assert (row.group_id, row.meeting_id) == (people.metadata.id, held)
    with pytest.raises(Refusal):
        decisions.write(sent(people.cleo, fields, meeting=held))


@pytest.mark.parametrize("state", [MinutesState.CIRCULATED, MinutesState.APPROVED])
def test_the_form_of_a_meeting_adds_nothing_to_minutes_that_others_have(
    people: Cast, state: MinutesState
) -> None:
    with unit_of_work() as session:
        held = meeting(session, people.metadata).id
        by_ann: dict[str, Any] = {"begun_by": people.ann.id, "begun_at": NOW}
        session.add(Minutes(meeting_id=held, state=state, **by_ann))
    request = sent(people.ann, {"decided": "One file"}, meeting=held)
    with pytest.raises(Conflict, match="so no decision is added to them"):
        decisions.write(request)
    assert decided() == []


def test_a_question_is_settled_once(people: Cast) -> None:
    text_of(decisions.question(ask(people.ben, "Who pays the courier?")))
    question = the_question()
    form = shown(decisions.open_settle(pressed(people.ann, question.id)))
    assert form["private_metadata"] == f'{{"question": {question.id}}}'
    fields = {"decided": "Central pays"}
    assert "Central pays" in text_of(
        decisions.settle(sent(people.ann, fields, question=question.id))
    )
    assert refused(decisions.settle, sent(people.ann, fields, question=question.id))
    assert refused(decisions.open_settle, pressed(people.ann, question.id))
    assert decided() == ["Central pays"]


def test_a_question_may_go_away_without_a_decision(people: Cast) -> None:
    text_of(decisions.question(ask(people.ben, "Who pays the courier?")))
    text_of(decisions.settle(sent(people.ann, {"decided": None}, question=the_question().id)))
    assert (decided(), the_question().settled_by) == ([], people.ann.id)


@pytest.mark.parametrize("question", [None, "1", 0, 999, 1.0, [1]])
def test_no_question_and_an_odd_one_are_refused(people: Cast, question: Any) -> None:
    assert refused(decisions.settle, sent(people.ann, {"decided": "x"}, question=question))
    assert refused(decisions.open_settle, pressed(people.ann, question))
    assert decided() == []


def test_a_decision_is_taken_back_by_who_may_and_once(people: Cast) -> None:
    text_of(decisions.decided(ask(people.ann, "One norms file")))
    with reading() as session:
        number = session.exec(select(Decision.id)).one()
    for who in (people.ben, people.cleo):
        with pytest.raises((NotAllowed, NotFound)):
            decisions.take_back(pressed(who, number))
    assert "One norms file" in text_of(decisions.take_back(pressed(people.ann, number)))
    assert refused(decisions.take_back, pressed(people.ann, number))


@pytest.mark.parametrize("value", ["", "1", "x", "1|", "1|x", "1|-1", "1|1|1", "|1", "٣|1"])
def test_an_odd_page_says_how_to_list_them(people: Cast, value: str) -> None:
    words, _ = refused(decisions.next_page, pressed(people.ben, value))
    assert "`/wg decisions`" in words


def test_pages_follow_each_other(people: Cast) -> None:
    for number in range(12):
        text_of(decisions.decided(ask(people.ann, f"Norm {number:02}")))
    first = decisions.listed(pressed(people.ben, people.metadata.id))
    assert "Norm 11" in text_of(first)
    second = text_of(decisions.next_page(pressed(people.ben, f"{people.metadata.id}|10")))
    assert "Norm 01" in second
    assert "Norm 02" not in second


def test_members_see_them_and_have_no_button_to_write(people: Cast) -> None:
    text_of(decisions.decided(ask(people.ann, "One norms file")))
    for who, may_write in ((people.ann, True), (people.dag, True), (people.ben, False)):
        answer = decisions.listed(ask(who))
        assert (views.WRITE in str(answer)) is may_write
    with pytest.raises(NotAllowed):
        decisions.open_write(pressed(people.ben, people.metadata.id))
