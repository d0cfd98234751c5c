"""Volunteers, from the call to the seat, as people do it in Slack."""

from sqlmodel import Session, select

from models import Interest
from models.database import reading, unit_of_work
from models.seats import SeatFacts
from services import interests, seats
from tests.factories import NOW, group
from tests.happenings import interested
from tests.running import Convene


def vacant(session: Session, convene: Convene) -> None:
    convene.cast.tunxis.category = "community college"
    session.add(session.merge(convene.cast.tunxis))
    hidden = group(session, "Salaries", chair=convene.cast.ann, channel_id="CSAL", private=True)
    facts = SeatFacts(label="for the colleges", category="community college", term_months=12)
    for place in (convene.cast.metadata, hidden):
        seats.add(session, place, facts, by=convene.cast.ann, now=NOW)


def test_from_the_call_to_the_seat(convene: Convene) -> None:
    workspace = convene.workspace
    with unit_of_work() as session:
        vacant(session, convene)
    workspace.command("/wg call-for-volunteers", as_="Dag", in_="general")
    page = convene.page_of("Dag")
    assert "member for the colleges (community college)" in page
    assert "Salaries" not in page
    workspace.fill({"In which channel?": "general"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    convene.tick()
    workspace.click("I am interested", as_="Cleo", in_="general")
    workspace.fill({"Group": "Metadata", "A note": "I teach MARC"}, as_="Cleo")
    assert workspace.submit(as_="Cleo") == {}
    assert "until Wed, Nov 24, 2027" in convene.page_of("Cleo")
    workspace.close(as_="Cleo")
    workspace.command("/wg volunteers", as_="Ann", in_="metadata")
    answer = convene.answer_to("Ann")
    assert "*Cleo Costa* (Tunxis)" in answer
    assert "fits the seat *Member for the colleges*" in answer
    assert "“I teach MARC”" in answer
    with reading() as session:
        assert len(session.exec(select(Interest)).all()) == 1


def test_who_is_interested_sees_it_and_takes_it_back(convene: Convene) -> None:
    workspace = convene.workspace
    typed = "/wg volunteer Metadata support: I know MARC"
    workspace.command(typed, as_="Cleo", in_="general")
    assert "You are on the list of *Metadata*: support." in convene.answer_to("Cleo")
    workspace.command("/wg volunteer", as_="Cleo", in_="general")
    assert "support · stands until Wed, Nov 24, 2027\nI know MARC" in convene.answer_to("Cleo")
    workspace.click("Take it back", as_="Cleo")
    assert "You are not on the list of *Metadata* any more." in convene.answer_to("Cleo")
    workspace.command("/wg volunteer Metadata support", as_="Ben", in_="general")
    assert "You are in Metadata already." in convene.answer_to("Ben")
    workspace.command("/wg volunteers all", as_="Ann", in_="general")
    assert "Only the program manager sees the volunteers of all groups." in convene.answer_to("Ann")


def test_what_is_interested_in_a_group_that_turned_private_is_not_shown(convene: Convene) -> None:
    with unit_of_work() as session:
        hidden = group(session, "Salaries", chair=convene.cast.ann, channel_id="CSAL", private=True)
        interested(session, hidden, convene.cast.cleo)
        assert interests.of(session, hidden, convene.cast.cleo.id) is not None
    convene.workspace.command("/wg volunteer", as_="Cleo", in_="general")
    assert "You have not said" in convene.answer_to("Cleo")
