"""A new chair hears what to do first, and whoever is missing in the channel is brought in."""

from datetime import timedelta

import pytest

from models import Person
from models.database import unit_of_work
from services import groups, import_export
from tests.factories import NOW
from tests.running import Convene


def test_a_new_chair_hears_it_and_sets_the_first_meeting(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg new", as_="Dag", in_="reserves")
    filled = {"Name": "Reserves", "Charge": "One policy.", "Chair": "Ben Brook"}
    workspace.fill(filled, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    assert "Not in #reserves yet: Ben Brook." in convene.page_of("Dag")
    workspace.click("Invite them", as_="Dag")
    assert "In #reserves now: Ben Brook." in convene.page_of("Dag")
    convene.tick()
    [news] = convene.said_to("Ben")
    assert "Dag Dahl made you chair of *Reserves*. It works in #reserves." in news
    assert "1. Add the people who work in it." in news
    workspace.click("Set the first meeting", as_="Ben")
    workspace.fill({"Title": "Kick-off", "When": "Dec 3 2pm"}, as_="Ben")
    assert workspace.submit(as_="Ben") == {}
    assert "Kick-off" in convene.page_of("Ben")
    workspace.move_clock(timedelta(minutes=1))
    convene.tick()
    assert len(convene.said_to("Ben")) == 1


def test_who_is_added_and_not_in_the_channel_is_named(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.remove("Cleo", from_="metadata")
    workspace.command("/wg add @Cleo @Ben", as_="Ann", in_="metadata")
    assert "Not in #metadata yet: Cleo Costa." in convene.answer_to("Ann")
    workspace.click("Invite them", as_="Ann")
    assert convene.answer_to("Ann") == "In #metadata now: Cleo Costa."
    workspace.command("/wg add @Cleo", as_="Ann", in_="metadata")
    assert "Not in" not in convene.answer_to("Ann")


def test_a_guest_whom_slack_keeps_out_is_left_to_an_administrator(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.remove("Gil", from_="metadata")
    workspace.change_person("Gil", is_restricted=True, is_ultra_restricted=True)
    workspace.command("/wg add @Gil", as_="Ann", in_="metadata")
    workspace.click("Invite them", as_="Ann")
    message = convene.answer_to("Ann")
    assert "Guests are let in by an administrator of this Slack: Gil Grau." in message
    assert "Not in #metadata yet: Gil Grau." in message


def test_another_channel_of_a_group_misses_its_members(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg edit", as_="Ann", in_="metadata")
    workspace.fill({"Channel": "reserves"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "Not in #reserves yet: Ben Brook, Gil Grau." in convene.page_of("Ann")


@pytest.mark.parametrize("fault", ["channel_not_found", "missing_scope"])
def test_where_i_cannot_look_people_are_added_all_the_same(convene: Convene, fault: str) -> None:
    convene.workspace.break_next("conversations.members", f"error:{fault}")
    convene.workspace.command("/wg add @Cleo", as_="Ann", in_="metadata")
    assert convene.answer_to("Ann") == "Added to *Metadata*: Cleo Costa."
    with unit_of_work() as session:
        roster = groups.roster(session, convene.cast.metadata, NOW)
        assert convene.cast.cleo.id in {line.person.id for line in roster}
        assert session.get_one(Person, convene.cast.cleo.id).is_active


def test_a_chair_whom_an_import_makes_hears_it_on_the_day(convene: Convene) -> None:
    rows = b"group,person,role,since\nMetadata,cleo@tunxis.example.edu,co-chair,2026-11-25\n"
    with unit_of_work() as session:
        plan = import_export.plan(session, {"memberships.csv": rows}, now=NOW)
        import_export.apply(session, plan, now=NOW)
    convene.tick()
    assert convene.said_to("Cleo") == []
    for _ in range(2):
        convene.workspace.move_clock(timedelta(days=1))
        convene.tick()
    [news] = [words for words in convene.said_to("Cleo") if "You are now co-chair" in words]
    assert "You are now co-chair of *Metadata*. It works in #metadata." in news
    convene.workspace.click("Set the first meeting", as_="Cleo")
    assert "Schedule a meeting" in convene.page_of("Cleo")
