"""Decisions and open questions,
from a person's first keystroke to the digest that everybody sees.
"""

from datetime import timedelta

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


def test_a_decision_is_found_by_a_word_of_its_reason_replaced_and_reviewed(
    convene: Convene,
) -> None:
    workspace = convene.workspace
    workspace.command("/wg decided We keep the old courier fee", as_="Ann", in_="metadata")
    assert "reads as if it were about money" in convene.answer_to("Ann")
    workspace.command("/wg decided Vans drive on Fridays", as_="Ann", in_="metadata")
    assert "reads as if" not in convene.answer_to("Ann")
    workspace.click("Add the reasons", as_="Ann")
    workspace.fill(
        {
            "Why": "Éva’s libraries pay less",
            "Who was consulted": "All directors",
            "What it is about": "Money",
            "Libraries that it affects, or that were consulted": ["Tunxis Library"],
            "An earlier decision that it changes": "We keep the old courier fee",
        },
        as_="Ann",
    )
    assert workspace.submit(as_="Ann") == {
        "How it changes that decision": ("Choose whether it replaces that decision or amends it.")
    }
    workspace.fill({"How it changes that decision": "It replaces that decision"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    workspace.fill({"Who is affected?": "Small libraries"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    workspace.command("/wg decisions eva since november", as_="Cleo", in_="general")
    answer = convene.answer_to("Cleo")
    assert "1 decision found. Looked for “eva”, since" in answer
    assert "Vans drive on Fridays" in answer
    workspace.click("Open", as_="Cleo")
    card = convene.answer_to("Cleo")
    for words in ("Éva’s libraries pay less", "All directors", "Tunxis", "Small libraries"):
        assert words in card
    assert "Replaces “We keep the old courier fee”" in card
    assert "Did it work?" not in convene.page_of("Cleo")
    workspace.command("/wg decisions courier", as_="Ann", in_="general")
    assert "Replaced by “Vans drive on Fridays” on Tue, Nov 24" in convene.answer_to("Ann")
    workspace.click("Open", as_="Ann")
    workspace.click("See all decisions", as_="Ann")
    assert "Replaced by “Vans drive on Fridays”" in convene.answer_to("Ann")


def test_a_search_that_finds_nothing_says_how_it_was_read(convene: Convene) -> None:
    convene.workspace.command("/wg decided We share norms", as_="Ann", in_="metadata")
    convene.workspace.command("/wg decisions courier in Metadata", as_="Cleo", in_="general")
    assert "Looked for “courier”, in Metadata." in convene.answer_to("Cleo")
    convene.workspace.command("/wg decisions Metadta", as_="Cleo", in_="general")
    assert "Did you mean “Metadata”?" in convene.answer_to("Cleo")


def test_the_chair_is_asked_whether_it_worked_and_equity_is_asked_again(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg decided We raise the courier fee", as_="Ann", in_="metadata")
    workspace.click("Answer three questions", as_="Ann")
    workspace.fill({"Who is affected?": "Small libraries", "What it is about": "Money"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    workspace.command("/wg decisions raise", as_="Ann", in_="metadata")
    workspace.click("Open", as_="Ann")
    workspace.click("Add the reasons", as_="Ann")
    workspace.fill({"Review date": "2026-12-01"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "On Tue, Dec 1, 2026 the chairs are asked whether it worked." in convene.page_of("Ann")
    workspace.move_clock("next Tuesday 08:59")
    convene.tick()
    assert not [text for text in convene.said_to("Ann") if "Did it work?" in text]
    workspace.move_clock(timedelta(minutes=2))
    convene.tick()
    assert "Did it work? *Metadata* decided: We raise the courier fee" in convene.said_to("Ann")[-1]
    workspace.click("Say whether it worked", as_="Ann")
    assert "At the decision: Small libraries" in convene.page_of("Ann")
    workspace.fill({"Did it work?": "It partly worked", "In words": "Two left"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    saved = "The register now says of *We raise the courier fee*: it partly worked."
    assert saved in convene.page_of("Ann")
    workspace.command("/wg decisions raise", as_="Cleo", in_="general")
    workspace.click("Open", as_="Cleo")
    card = convene.answer_to("Cleo")
    assert "Dec 1, 2026, Ann Abara: it partly worked. Two left" in card
    assert "Equity questions at this review: Skipped." in card
