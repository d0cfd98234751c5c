"""Somebody passes on what she holds, and who has it now hears once of everything."""

from datetime import timedelta

from sqlmodel import select

from models import Task
from models.database import reading, unit_of_work
from models.seats import SeatFacts
from services import seats
from tests.factories import NOW
from tests.happenings import task
from tests.running import Convene


def test_who_leaves_passes_on_what_she_holds_in_one_form(convene: Convene) -> None:
    workspace, metadata = convene.workspace, convene.cast.metadata
    with unit_of_work() as session:
        for title in ("Compare drafts", "Call the vendor"):
            task(session, convene.cast.ben, group_id=metadata.id, title=title)
        then, ann, ben = NOW - timedelta(days=1), convene.cast.ann, convene.cast.ben
        seat = seats.add(session, metadata, SeatFacts(), by=ann, now=then)
        seats.appoint(session, seat, metadata, ben, first=then.date(), by=ann, now=then)
    workspace.command("/wg handover", as_="Cleo", in_="metadata")
    nothing = "You hold nothing in *Metadata* that somebody else could take over."
    assert convene.answer_to("Cleo") == nothing
    workspace.command("/wg handover @Ben", as_="Cleo", in_="metadata")
    assert "Only a chair or the program manager hands over" in convene.answer_to("Cleo")
    # He chooses beside his tasks; his seat is for a chair.
    workspace.command("/wg handover", as_="Ben", in_="metadata")
    assert "a chair appoints who follows" in convene.page_of("Ben")
    workspace.fill({"The same person for all below": "Cleo Costa"}, as_="Ben")
    [(field, words)] = workspace.submit(as_="Ben").items()
    assert field == "The same person for all below"
    assert "(Metadata): Cleo Costa is not in Metadata." in words
    workspace.fill({"The same person for all below": "Ann Abara"}, as_="Ben")
    assert workspace.submit(as_="Ben") == {}
    assert "Handed over: 2 things." in convene.page_of("Ben")
    convene.tick()
    [news] = [text for text in convene.said_to("Ann") if "handed over to you" in text]
    assert "Compare drafts" in news
    assert "Call the vendor" in news
    with reading() as session:
        assert {*session.exec(select(Task.owner_id))} == {convene.cast.ann.id}
    # The chair passes on his seat, and who sits there now hears it.
    workspace.command("/wg handover @Ben", as_="Ann", in_="metadata")
    workspace.fill({"Seat: member": "Cleo Costa"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    workspace.move_clock(timedelta(minutes=1))
    convene.tick()
    [word] = convene.said_to("Cleo")
    assert "Ann Abara handed over to you what Ben Brook held:" in word
    workspace.click("Show the group", as_="Cleo")
    assert "Cleo Costa" in convene.answer_to("Cleo")


def test_who_leaves_a_group_is_thanked_and_shown_what_she_still_holds(convene: Convene) -> None:
    workspace = convene.workspace
    with unit_of_work() as session:
        task(session, convene.cast.ben, group_id=convene.cast.metadata.id, title="Compare drafts")
    workspace.command("/wg leave", as_="Ben", in_="metadata")
    answer = convene.answer_to("Ben")
    assert "You have left *Metadata*. Thank you." in answer
    assert "You still hold there:" in answer
    workspace.click("Hand over", as_="Ben")
    assert "Task: Compare drafts" in convene.page_of("Ben")
    workspace.fill({"Task: Compare drafts": "Ann Abara"}, as_="Ben")
    assert workspace.submit(as_="Ben") == {}
    with reading() as session:
        assert session.exec(select(Task.owner_id)).one() == convene.cast.ann.id


def test_the_next_page_misses_nothing_where_some_things_were_passed_on_meanwhile(
    convene: Convene,
) -> None:
    workspace, metadata = convene.workspace, convene.cast.metadata
    with unit_of_work() as session:
        then, ann, ben = NOW - timedelta(days=1), convene.cast.ann, convene.cast.ben
        seat = seats.add(session, metadata, SeatFacts(), by=ann, now=then)
        seats.appoint(session, seat, metadata, ben, first=then.date(), by=ann, now=then)
        rows = [
            task(session, convene.cast.ben, group_id=metadata.id, title=f"Task {number:02}")
            for number in range(42)
        ]
    workspace.command("/wg handover", as_="Ben", in_="metadata")
    with unit_of_work() as session:
        for row in rows[:2]:
            session.get_one(Task, row.id).owner_id = convene.cast.cleo.id
    # The seat and 39 tasks are shown; two are skipped, the others stay but one.
    choices = {f"Task: Task {number:02}": "Ann Abara" for number in range(3)}
    workspace.fill(choices, as_="Ben")
    assert workspace.submit(as_="Ben") == {}
    assert "2 things had changed meanwhile, and stayed as they are now." in convene.page_of("Ben")
    workspace.click("Show what is next", as_="Ben")
    page = convene.page_of("Ben")
    assert all(f"Task: Task {number}" in page for number in (39, 40, 41))
    assert "Task: Task 38" not in page


def test_all_of_somebody_who_left_slack_is_handed_over_from_the_message(convene: Convene) -> None:
    workspace, metadata = convene.workspace, convene.cast.metadata
    with unit_of_work() as session:
        for number in range(41):
            task(session, convene.cast.ben, group_id=metadata.id, title=f"Task {number:02}")
    workspace.change_person("Ben", deleted=True)
    convene.tick()
    workspace.click("Hand over all of it", as_="Ann")
    assert "And 1 more" in convene.page_of("Ann")
    workspace.fill({"The same person for all below": "Ann Abara"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "Handed over: 40 things." in convene.page_of("Ann")
    workspace.click("Show what is next", as_="Ann")
    assert "Task: Task 40" in convene.page_of("Ann")
    assert "The same person" not in convene.page_of("Ann")
