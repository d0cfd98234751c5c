"""Calls as they are run: answers by phone, voting units, more time, and one that is cancelled."""

from sqlmodel import select

from models import CallAnswer, VotingUnit
from models.calls import AnswerDoor, Capacity, UnitKind
from models.database import reading, unit_of_work
from tests.opened_calls import QUESTION, opened, spoken_for
from tests.running import Convene
from tests.stories.test_call_answers import begin, card, in_channel, results


def run(convene: Convene, label: str, **typed: str) -> dict[str, str]:
    """The program manager presses a button of the call and sends its form; what is refused."""
    workspace = convene.workspace
    workspace.command("/call list", as_="Dag", in_="general")
    workspace.click("Show", as_="Dag")
    workspace.click(label, as_="Dag")
    workspace.fill({name.replace("_", " "): value for name, value in typed.items()}, as_="Dag")
    refused = workspace.submit(as_="Dag")
    if refused:
        workspace.close(as_="Dag")
    convene.deliver()
    return refused


def test_a_phoned_answer_is_told_to_the_library_which_corrects_it(convene: Convene) -> None:
    begin(convene, is_hidden=False)
    assert run(convene, "Record an answer", Who_answered="Central", Answer="Yes") == {}
    heard = convene.said_to("Ben")[-1]
    assert heard.startswith(f"Dag Dahl wrote down what Central on *{QUESTION}* told by phone: yes.")
    assert "You can change it until closing." in heard
    assert any("told by phone" in text for text in convene.said_to("Ann"))
    assert not any("told by phone" in text for text in convene.said_to("Cleo"))
    assert "So far: 1 yes, 0 no" in card(convene)
    question = next(text for text in convene.said_to("Ben") if "A question to" in text)
    assert "Answered: yes* (by phone, written down by Dag Dahl)" in question
    convene.workspace.click("Change the answer", as_="Ben")
    convene.workspace.fill({"Answer": "No"}, as_="Ben")
    assert convene.workspace.submit(as_="Ben") == {}
    convene.deliver()
    assert "So far: 0 yes, 1 no" in card(convene)
    # Who wrote it down hears that it was corrected.
    assert "Ben Brook answered for Central" in convene.said_to("Dag")[-1]
    with reading() as session:
        rows = session.exec(select(CallAnswer).order_by(CallAnswer.id)).all()  # type: ignore[arg-type]
        assert [(row.capacity, row.door) for row in rows] == [
            (Capacity.MANAGER, AnswerDoor.PHONE),
            (Capacity.REPRESENTATIVE, AnswerDoor.SLACK),
        ]


def test_libraries_that_share_a_vote_answer_once(convene: Convene) -> None:
    workspace = convene.workspace
    with unit_of_work() as session:
        unit = VotingUnit(name="The valley", key="the valley")
        session.add(unit)
        session.flush()
        for library in (convene.cast.central, convene.cast.tunxis):
            session.merge(library).voting_unit_id = unit.id
        spoken_for(session, convene.cast)
        opened(session, convene.cast, unit_kind=UnitKind.VOTING_UNIT, is_hidden=False)
    convene.deliver()
    assert "0 of 1 voting unit answered" in card(convene)
    for who in ("Ben", "Cleo"):
        assert "A question to *The valley*" in convene.said_to(who)[-1]
    workspace.click("Yes", as_="Cleo", in_="metadata")
    assert "Recorded for The valley: yes." in convene.answer_to("Cleo")
    convene.deliver()
    assert "1 of 1 voting unit answered" in card(convene)
    assert "Answered: yes* (Cleo Costa)" in convene.said_to("Ben")[-1]
    workspace.click("No", as_="Ben", in_="metadata")
    convene.deliver()
    assert "So far: 0 yes, 1 no" in card(convene)
    assert "Ben Brook answered for The valley" in convene.said_to("Cleo")[-1]


def test_more_time_is_told_and_answers_count_until_then(convene: Convene) -> None:
    workspace = convene.workspace
    begin(convene)
    earlier = {"Closes_on": "2026-11-30", "Why": "Snow"}
    assert list(run(convene, "Extend", **earlier)) == ["Closes on"]
    assert run(convene, "Extend", Closes_on="2026-12-04", Why="Snow <day>") == {}
    [news] = [text for text in in_channel(convene) if text.startswith("More time")]
    assert f"More time to answer *{QUESTION}*: closes" in news
    assert "Why: Snow &lt;day&gt;" in news
    assert "Fri, Dec 4, 2026" in card(convene)
    assert "Fri, Dec 4, 2026" in convene.said_to("Ben")[-1]
    workspace.move_clock("next Wednesday 12:00")
    convene.deliver()
    workspace.click("Yes", as_="Cleo", in_="metadata")
    assert "Recorded for Tunxis: yes." in convene.answer_to("Cleo")
    convene.deliver()
    assert results(convene) == []


def test_a_cancelled_card_offers_nothing_and_says_why(convene: Convene) -> None:
    workspace = convene.workspace
    begin(convene)
    workspace.click("Yes", as_="Cleo", in_="metadata")
    convene.deliver()
    assert run(convene, "Cancel", Why="The vendor left") == {}
    for text in (card(convene), convene.said_to("Ben")[-1]):
        assert "Cancelled" in text
        assert "Why: The vendor left" in text
        assert "Carried" not in text
    shown = str(workspace.channel("metadata").messages)
    assert "call.choose" not in shown
    workspace.command("/call list", as_="Ann", in_="general")
    assert "cancelled, 1 of 2 libraries answered" in convene.answer_to("Ann")
