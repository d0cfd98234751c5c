"""What comes back every year, as people live it in Slack: written down by the form, made ahead by
the clock, its contacts confirmed first, skipped, changed from one on, and ended.
"""

from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from models import Call, CallKind, Group, Obligation, Task
from models.calls import CallFacts, CallState, IfSilent
from models.database import reading, unit_of_work
from services import calls
from tests.factories import NOW
from tests.opened_calls import spoken_for
from tests.running import Convene

DAY = timedelta(days=1)
SEPTEMBER_15 = NOW.replace(year=2027, month=9, day=15)
"""Thirty days before October 15, on which what follows is due."""
STATISTICS = {"What comes back?": "Annual statistics", "When?": "each october, the 15th"}


def add(convene: Convene, who: str, values: dict[str, str]) -> None:
    """Fill in the form of one in the channel of Metadata, and send it once the days are right."""
    workspace = convene.workspace
    workspace.command("/wg obligations", as_=who, in_="metadata")
    workspace.click("Add an obligation", as_=who)
    workspace.fill(values, as_=who)
    assert workspace.submit(as_=who) == {}
    assert "Press Save if that is right" in convene.page_of(who)
    assert workspace.submit(as_=who) == {}
    assert "Annual statistics* comes back on Fri, Oct 15, 2027." in convene.page_of(who)
    workspace.close(as_=who)


def choose(convene: Convene, who: str, choice: str) -> None:
    """Choose from the menu beside the first obligation in the list."""
    convene.workspace.command("/wg obligations", as_=who, in_="metadata")
    convene.workspace.choose("menu", choice, as_=who)


def until(convene: Convene, moment: datetime) -> None:
    """Let time go by up to a moment, with a look at what is due."""
    convene.workspace.move_clock(moment)
    convene.deliver()


def already_called(convene: Convene, question: str) -> None:
    """A call of Metadata that was opened, and has closed."""
    with unit_of_work() as session:
        cast = convene.cast
        spoken_for(session, cast)
        metadata = session.get_one(Group, cast.metadata.id)
        facts = CallFacts(
            question,
            kind=CallKind.PLAIN,
            if_silent=IfSilent.NO_ANSWER,
            closes_at=NOW + 9 * DAY,
        )
        call = calls.draft(session, metadata, facts, by=cast.dag, now=NOW)
        calls.open_call(session, call, metadata, by=cast.dag, now=NOW)
        calls.close(session, call, metadata, now=NOW + 9 * DAY)


def test_a_task_comes_back_every_year(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg obligations", as_="Ann", in_="metadata")
    assert "Nothing comes back every year or term in Metadata yet." in convene.answer_to("Ann")
    workspace.click("Add an obligation", as_="Ann")
    workspace.fill(STATISTICS | {"When?": "now and then"}, as_="Ann")
    [(label, words)] = workspace.submit(as_="Ann").items()
    assert (label, "now and then" in words) == ("When?", True)
    workspace.fill({"When?": "each october, the 15th"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    page = convene.page_of("Ann")
    assert "I read: every October 15." in page
    assert "Fri, Oct 15, 2027, Sun, Oct 15, 2028 and Mon, Oct 15, 2029" in page
    assert workspace.submit(as_="Ann") == {}
    assert "Annual statistics* comes back on Fri, Oct 15, 2027." in convene.page_of("Ann")
    workspace.close(as_="Ann")
    until(convene, SEPTEMBER_15 - DAY)
    workspace.command("/task list Metadata", as_="Ann", in_="general")
    assert "Annual statistics" not in convene.answer_to("Ann")
    until(convene, SEPTEMBER_15)
    until(convene, SEPTEMBER_15 + DAY)
    with reading() as session:
        [task] = session.exec(select(Task).where(col(Task.title) == "Annual statistics"))
        assert str(task.due_on) == "2027-10-15"
    workspace.command("/task list Metadata", as_="Ann", in_="general")
    assert "Annual statistics" in convene.answer_to("Ann")
    workspace.command("/wg obligations", as_="Ann", in_="metadata")
    assert "Last: Fri, Oct 15, 2027: a task, open" in convene.answer_to("Ann")


def test_a_draft_of_a_call_comes_back_and_its_contacts_are_confirmed_first(
    convene: Convene,
) -> None:
    workspace = convene.workspace
    already_called(convene, "Statistics of 2026")
    add(
        convene,
        "Ann",
        STATISTICS
        | {
            "What is made?": "A draft of a call, which waits until somebody opens it",
            "Of a call: the one that is copied": "Statistics of 2026",
        },
    )
    until(convene, SEPTEMBER_15)
    heard = convene.said_to("Ann")[-1]
    assert "I made a draft of the call “Statistics of 2027”." in heard
    assert "Confirm the contacts first, then open it: it does not open by itself." in heard
    with reading() as session:
        [draft] = session.exec(select(Call).where(col(Call.state) == CallState.DRAFT))
        assert str(draft.closes_at)[:10] == "2027-10-15"
    workspace.click("Show the contacts", as_="Dag", in_="app")
    page = convene.answer_to("Dag")
    assert "2 libraries would be called." in page
    assert "*Central*: Ben Brook" in page
    workspace.click("Show the draft", as_="Dag")
    workspace.click("Open", as_="Dag")
    until(convene, SEPTEMBER_15 + DAY)
    assert any("Statistics of 2027" in text for text in convene.said_to("Ben"))
    choose(convene, "Ann", "What was made of it")
    assert "Fri, Oct 15, 2027: a call, open" in convene.answer_to("Ann")


def test_it_is_skipped_changed_from_one_on_and_ended(convene: Convene) -> None:
    workspace = convene.workspace
    add(convene, "Ann", STATISTICS)
    choose(convene, "Ann", "Skip Fri, Oct 15, 2027")
    assert "The next one is on Sun, Oct 15, 2028." in convene.answer_to("Ann")
    until(convene, SEPTEMBER_15)
    with reading() as session:
        assert session.exec(select(Task)).all() == []
    choose(convene, "Ann", "Change from the next one on")
    workspace.fill({"When?": "November 2", "How many days ahead?": "7"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "The next days are Tue, Nov 2, 2027" in convene.page_of("Ann")
    assert workspace.submit(as_="Ann") == {}
    workspace.close(as_="Ann")
    choose(convene, "Ann", "What was made of it")
    assert "Fri, Oct 15, 2027: skipped" in convene.answer_to("Ann")
    until(convene, NOW.replace(year=2027, month=10, day=26))
    with reading() as session:
        assert [str(task.due_on) for task in session.exec(select(Task))] == ["2027-11-02"]
    choose(convene, "Ann", "End")
    assert workspace.submit(as_="Ann") == {}
    assert "Annual statistics* does not come back any more." in convene.page_of("Ann")
    workspace.close(as_="Ann")
    until(convene, NOW.replace(year=2028, month=11, day=1))
    with reading() as session:
        assert len(session.exec(select(Task)).all()) == 1
        assert session.exec(select(Obligation)).one().ended_at is not None
    workspace.command("/convene history Metadata", as_="Ann", in_="general")
    history = convene.answer_to("Ann")
    for words in ("skipped", "ended"):
        assert words in history


@pytest.mark.parametrize("who", ["Ben", "Cleo"])
def test_only_who_leads_the_group_is_shown_them(convene: Convene, who: str) -> None:
    add(convene, "Ann", STATISTICS)
    convene.workspace.command("/wg obligations Metadata", as_=who, in_="general")
    answer = convene.answer_to(who)
    assert "Annual statistics" not in answer
    assert "chair" in answer


def test_what_is_the_consortiums_is_changed_by_the_program_manager_alone(convene: Convene) -> None:
    workspace = convene.workspace
    add(convene, "Dag", STATISTICS | {"Whose is it?": "The consortium"})
    workspace.command("/wg obligations", as_="Ann", in_="metadata")
    assert "the consortium's" in convene.answer_to("Ann")
    choices = str(workspace.private_answers(as_="Ann")[-1])
    assert "What was made of it" in choices
    assert "Skip" not in choices
