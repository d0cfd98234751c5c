"""A library's people and contacts confirmed, or corrected, as directors in Slack do it."""

from datetime import timedelta

import pytest

from models import Organization
from models.database import unit_of_work
from services import organizations, representatives
from tests.factories import NOW
from tests.running import Convene

TOPIC = "E-resources licensing"
ON_ITS_PAGE = "Nobody has confirmed its people and contacts yet."
UNTIL_THE_TERM = timedelta(days=57)
"""From Tuesday, November 24 to Wednesday, January 20, half past nine."""


def test_a_director_is_asked_confirms_once_and_nobody_else_may(convene: Convene) -> None:
    workspace, people = convene.workspace, convene.cast
    with unit_of_work() as session:
        for place, head in ((people.central, people.ann), (people.tunxis, people.cleo)):
            library = session.get_one(Organization, place.id)
            organizations.set_directors(session, library, [head], by=people.dag, now=NOW)
        representatives.add_topic(session, TOPIC, by=people.dag, now=NOW)
    workspace.move_clock(UNTIL_THE_TERM)
    convene.tick()
    workspace.move_clock(timedelta(seconds=2))
    convene.tick()
    question = convene.said_to("Ann")[-1]
    assert "A new term has begun, spring 2027." in question
    assert "Are the people and contacts of *Central Library* still right?" in question
    workspace.click("All of this is right", as_="Ann")
    answer = convene.said_to("Ann")[-1]
    assert "people and contacts of *Central Library* are confirmed as of Wed, Jan 20" in answer
    assert "Confirmed by Ann Abara on Wed, Jan 20, 2027. Correct it with `/library" in answer
    with pytest.raises(LookupError):
        workspace.click("All of this is right", as_="Ann")
    workspace.command("/library confirm", as_="Ann", in_="general")
    assert "was confirmed today already" in convene.answer_to("Ann")
    workspace.command("/library confirm Tunxis", as_="Ann", in_="general")
    assert "Only a director of Tunxis or the program manager" in convene.answer_to("Ann")
    workspace.command("/library Tunxis", as_="Ann", in_="general")
    assert ON_ITS_PAGE not in convene.answer_to("Ann")
    workspace.move_clock(timedelta(days=30))
    for command, words in (
        ("/library Tunxis", ON_ITS_PAGE),
        ("/library list", "never confirmed"),
        (f"/library representatives {TOPIC}", "never confirmed"),
    ):
        workspace.command(command, as_="Ben", in_="general")
        assert words in convene.answer_to("Ben")
    workspace.command("/library confirm Tunxis", as_="Dag", in_="general")
    question = convene.answer_to("Dag")
    for words in ("people and contacts of *Tunxis Library* right?", "Nothing is confirmed yet"):
        assert words in question
    workspace.command("/library Tunxis", as_="Ben", in_="general")
    assert ON_ITS_PAGE in convene.answer_to("Ben")
    workspace.click("All of this is right", as_="Dag")
    assert "*Tunxis Library* are confirmed" in convene.answer_to("Dag")
    with pytest.raises(LookupError):
        workspace.click("All of this is right", as_="Dag")
    workspace.command("/library Tunxis", as_="Ben", in_="general")
    assert ON_ITS_PAGE not in convene.answer_to("Ben")
