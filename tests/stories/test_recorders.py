"""Stories of whose turn it is to take the minutes."""

from datetime import timedelta

from sqlmodel import select

from models import Membership
from models.database import unit_of_work
from tests.factories import NOW
from tests.happenings import meeting
from tests.running import Convene

DAY = timedelta(days=1)
QUESTION = "Would you take the minutes of *Norms review* of *Metadata*"


def tick_twice(convene: Convene) -> None:
    """A channel gets its messages a second apart."""
    convene.tick()
    convene.workspace.move_clock(timedelta(seconds=2))
    convene.tick()


def test_a_member_is_asked_declines_and_the_next_agrees(convene: Convene) -> None:
    workspace = convene.workspace
    with unit_of_work() as session:
        meeting(session, convene.cast.metadata, NOW + DAY)
    workspace.command("/meet recorder", as_="Ann", in_="metadata")
    assert "nobody yet" in convene.answer_to("Ann")
    assert "I ask nobody by myself." in convene.answer_to("Ann")
    workspace.click("Ask by turns", as_="Ann")
    tick_twice(convene)
    assert any(QUESTION in text for text in convene.said_to("Ben"))
    workspace.click("Not this time", as_="Ben")
    tick_twice(convene)
    assert any(QUESTION in text for text in convene.said_to("Gil"))
    workspace.click("I will", as_="Gil")
    workspace.command("/meet show", as_="Ben", in_="metadata")
    assert "Recorder: Gil Grau" in convene.answer_to("Ben")
    workspace.command("/meet recorder", as_="Ann", in_="metadata")
    assert "Gil Grau" in convene.answer_to("Ann")
    assert "Ben" not in convene.answer_to("Ann")


def test_the_chair_hears_once_that_a_recorder_has_left(convene: Convene) -> None:
    workspace = convene.workspace
    with unit_of_work() as session:
        meeting(session, convene.cast.metadata, NOW + DAY)
    workspace.command("/meet recorder Ben", as_="Ann", in_="metadata")
    workspace.command("/wg leave Metadata", as_="Ben", in_="general")
    with unit_of_work() as session:
        ben = select(Membership).where(Membership.person_id == convene.cast.ben.id)
        for row in session.exec(ben):
            row.until = NOW
            session.add(row)
    for _ in range(2):
        tick_twice(convene)
    words = "Ben Brook is no member of *Metadata*"
    assert sum(words in text for text in convene.said_to("Ann")) == 1


def test_a_chair_names_a_recorder(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/meet recorder Ben", as_="Ann", in_="metadata")
    assert "Metadata has no meeting ahead." in convene.answer_to("Ann")
    with unit_of_work() as session:
        meeting(session, convene.cast.metadata, NOW + DAY)
    workspace.command("/meet recorder Ben", as_="Ann", in_="metadata")
    assert "Ben Brook takes the minutes of *Norms review* now." in convene.answer_to("Ann")
    workspace.command("/meet recorder Ben", as_="Ann", in_="metadata")
    assert "takes the minutes of *Norms review* already." in convene.answer_to("Ann")
    tick_twice(convene)
    named = "Ann Abara named you to take the minutes"
    assert any(named in text for text in convene.said_to("Ben"))
    workspace.click("Not this time", as_="Ben")
    workspace.command("/meet recorder Cleo", as_="Ann", in_="metadata")
    assert "No member is called “Cleo”." in convene.answer_to("Ann")
    workspace.command("/meet recorder Ben", as_="Ben", in_="metadata")
    assert "chair" in convene.answer_to("Ben")


def test_the_chair_hears_once_that_who_was_named_does_not_take_the_minutes(
    convene: Convene,
) -> None:
    workspace = convene.workspace
    with unit_of_work() as session:
        meeting(session, convene.cast.metadata, NOW + DAY)
    for _ in range(2):
        workspace.command("/meet recorder Ben", as_="Ann", in_="metadata")
        tick_twice(convene)
        workspace.click("Not this time", as_="Ben")
        tick_twice(convene)
    words = "Ben Brook does not take the minutes of *Norms review*"
    assert sum(words in text for text in convene.said_to("Ann")) == 1
