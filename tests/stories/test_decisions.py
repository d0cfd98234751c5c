"""Decisions and open questions,
from a person's first keystroke to the digest that everybody sees.
"""

from tests.running import Convene


def test_what_a_meeting_decided_is_in_the_next_digest(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/meet new Norms review tomorrow 2pm", as_="Ann", in_="metadata")
    workspace.click("Schedule it", as_="Ann")
    workspace.move_clock("tomorrow 15:00")
    workspace.command("/meet came", as_="Ann", in_="metadata")
    workspace.fill({"People": ["Ann Abara"]}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    workspace.click("Write down decisions", as_="Ann")
    assert workspace.submit(as_="Ann") == {
        "What was decided": "Write at least one line, here or below."
    }
    workspace.fill(
        {
            "What was decided": "• We share <one> file\n• *No* labels",
            "What is still open": "Who pays the courier?",
        },
        as_="Ann",
    )
    assert workspace.submit(as_="Ann") == {}
    assert "2 decisions and 1 open question" in convene.page_of("Ann")
    workspace.move_clock("next Monday 09:00")
    convene.tick()
    [digest] = [
        message["text"]
        for message in workspace.channel("metadata").messages
        if "The week in" in message["text"]
    ]
    assert (
        "Decided: We share &lt;one&gt; file · Norms review, Wed, Nov 25;"
        " *No* labels · Norms review, Wed, Nov 25." in digest
    )
    assert "Open questions: Who pays the courier? · Ann Abara" in digest


def test_a_member_raises_a_question_and_the_chair_settles_it(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg question Shall @Ann & I <meet> in June?", as_="Ben", in_="metadata")
    assert "1 open question" in convene.answer_to("Ben")
    workspace.command("/wg question shall Ann Abara & I <meet> in June?", as_="Ben", in_="metadata")
    assert "written down already" in convene.answer_to("Ben")
    workspace.command("/wg decisions Metadata", as_="Cleo", in_="general")
    assert "Shall Ann Abara & I <meet> in June?" in convene.answer_to("Cleo")
    assert "Answer" not in convene.answer_to("Cleo")
    workspace.command("/wg decisions", as_="Ann", in_="metadata")
    workspace.click("Answer", as_="Ann")
    workspace.fill({"What was decided": "Yes, in June."}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "Decided: Yes, in June." in convene.page_of("Ann")
    workspace.click("See all decisions", as_="Ann")
    assert "0 open questions, 1 decision" in convene.page_of("Ann")


def test_a_decision_in_one_line_and_back_again(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg decided We share one norms file", as_="Ann", in_="metadata")
    assert "• We share one norms file" in convene.answer_to("Ann")
    workspace.click("See all decisions", as_="Ann")
    workspace.click("Remove", as_="Ann")
    assert "Removed: We share one norms file" in convene.answer_to("Ann")
    workspace.command("/wg decisions Metadata", as_="Ann", in_="general")
    assert "has not written down a decision" in convene.answer_to("Ann")


def test_who_does_not_belong_is_told_who_does(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg question Why in Metadata", as_="Cleo", in_="general")
    assert "Only members of Metadata can do that" in convene.answer_to("Cleo")
    workspace.command("/wg decided Yes in Metadata", as_="Ben", in_="general")
    assert "`/wg decided` is for" in convene.answer_to("Ben")
    workspace.command("/wg question", as_="Ben", in_="metadata")
    assert "Type the question behind it" in convene.answer_to("Ben")
