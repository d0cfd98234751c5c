"""Stories of who comes to a meeting in the place of a member."""

from datetime import timedelta

from models.database import unit_of_work
from tests.factories import NOW
from tests.happenings import meeting
from tests.running import Convene

DAYS = timedelta(days=10)


def test_a_member_sends_a_colleague_who_answers_and_then_comes_after_all(
    convene: Convene,
) -> None:
    workspace = convene.workspace
    workspace.command("/meet next", as_="Cleo", in_="general")
    with unit_of_work() as session:
        meeting(session, convene.cast.metadata, NOW + DAYS)
    workspace.command("/wg join Metadata", as_="Cleo", in_="general")
    workspace.command("/meet show", as_="Cleo", in_="metadata")
    workspace.click("Send my alternate", as_="Cleo")
    assert "Nobody else of your library is in this Slack." in convene.answer_to("Cleo")
    with unit_of_work() as session:
        tunxis = session.merge(convene.cast.tunxis)
        session.merge(convene.cast.dag)
        dag = session.get_one(type(convene.cast.dag), convene.cast.dag.id)
        dag.organization_id = tunxis.id
        session.add(dag)
    workspace.click("Send my alternate", as_="Cleo")
    workspace.fill({"Who comes in your place": "Dag Dahl"}, as_="Cleo")
    assert workspace.submit(as_="Cleo") == {}
    assert "Dag Dahl is invited to *Norms review* in your place." in convene.page_of("Cleo")
    convene.tick()
    assert "Cleo Costa cannot come to *Norms review*" in convene.said_to("Dag")[-1]
    workspace.click("Yes", as_="Dag")
    workspace.command("/meet show", as_="Ben", in_="metadata")
    assert "Dag Dahl for Cleo Costa" in convene.answer_to("Ben")
    workspace.command("/meet show", as_="Cleo", in_="metadata")
    workspace.click("Yes", as_="Cleo")
    convene.tick()
    workspace.move_clock(timedelta(seconds=2))
    convene.tick()
    assert any("You need not come to *Norms review*" in text for text in convene.said_to("Dag"))
