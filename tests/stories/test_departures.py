"""Somebody leaves Slack, and what is left is handed on from the message that tells it."""

from datetime import timedelta

from sqlmodel import select

from models import Person
from models.database import reading, unit_of_work
from models.tasks import Task
from tests.happenings import task
from tests.running import Convene


def test_what_is_left_is_handed_on(convene: Convene) -> None:
    workspace = convene.workspace
    with unit_of_work() as session:
        task(session, convene.cast.ben, group_id=convene.cast.metadata.id, title="Compare drafts")
    workspace.change_person("Ben", deleted=True)
    convene.tick()
    assert "Ben Brook has left Slack" in convene.said_to("Dag")[-1]
    assert "*Metadata*\n1 open task\n" in convene.said_to("Ann")[-1]
    assert not any("left Slack" in words for words in convene.said_to("Cleo"))
    workspace.click("Hand over", as_="Ann")
    workspace.fill({"Owner": "Ann Abara"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    with reading() as session:
        owner_id = session.exec(select(Task.owner_id)).one()
        assert session.get_one(Person, owner_id).name == "Ann Abara"
    workspace.change_person("Ann", deleted=True)
    workspace.move_clock(timedelta(minutes=1))
    convene.tick()
    assert "*Metadata*\n1 open task, it has no chair any more\n" in convene.said_to("Dag")[-1]
    workspace.click("Choose a chair", as_="Dag")
    assert "Metadata" in convene.page_of("Dag")
