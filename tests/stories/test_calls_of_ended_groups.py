"""A group is discharged while its calls are open: they are cancelled, and its drafts go."""

from sqlmodel import select

from models import Call, CallState
from models.database import reading, unit_of_work
from services import calls
from tests.factories import NOW
from tests.opened_calls import QUESTION, opened, spoken_for
from tests.running import Convene
from tests.stories.test_call_answers import card, results


def test_discharging_a_group_cancels_its_calls_and_says_so_before(convene: Convene) -> None:
    workspace = convene.workspace
    with unit_of_work() as session:
        spoken_for(session, convene.cast)
        found = opened(session, convene.cast)
        facts = calls.facts_of(found.call)
        calls.draft(session, found.group, facts, by=convene.cast.ann, now=NOW)
    convene.deliver()
    workspace.command("/wg discharge Metadata", as_="Dag", in_="general")
    asked_first = workspace.text_of(workspace.modal(as_="Dag"))
    assert "1 open call is cancelled, and those who were called read why" in asked_first
    assert "1 draft is thrown away" in asked_first
    workspace.fill({"Reason": "Its work is done"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    convene.deliver()
    with reading() as session:
        [call] = session.exec(select(Call)).all()
        assert (call.state, call.closed_by) == (CallState.CANCELLED, convene.cast.dag.id)
    why = "Why: The group was discharged. Its work is done"
    assert "Cancelled" in card(convene)
    assert why in card(convene)
    assert "Cancelled" in convene.said_to("Ben")[-1]
    assert why in convene.said_to("Ben")[-1]
    assert any(why in text for text in results(convene) + convene.said_to("Ben"))
    workspace.command("/call list", as_="Ann", in_="general")
    assert QUESTION in convene.answer_to("Ann")
