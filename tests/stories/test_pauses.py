"""Stories of a group that does not meet for a while."""

from datetime import timedelta

from models.database import unit_of_work
from tests.factories import NOW
from tests.happenings import meeting
from tests.running import Convene

DAYS = timedelta(days=20)


def test_a_group_does_not_meet_in_december_until_that_is_ended(convene: Convene) -> None:
    workspace = convene.workspace
    with unit_of_work() as session:
        meeting(session, convene.cast.metadata, NOW + DAYS)
    workspace.command("/wg pause December", as_="Ann", in_="metadata")
    workspace.fill({"Reason": "Holidays"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "does not meet from Tue, Dec 1, 2026 until Fri, Jan 1, 2027 (Holidays)" in (
        convene.page_of("Ann")
    )
    assert "1 meeting falls into it" in convene.page_of("Ann")
    workspace.close(as_="Ann")
    workspace.command("/wg show Metadata", as_="Ben", in_="general")
    assert "Does not meet from Tue, Dec 1, 2026" in convene.answer_to("Ben")
    workspace.command("/meet new Norms Dec 9 2pm", as_="Ann", in_="metadata")
    assert "The group does not meet from" in convene.answer_to("Ann")
    workspace.command("/wg pause", as_="Ann", in_="metadata")
    workspace.click("End this pause", as_="Ann")
    assert "meets again" in convene.answer_to("Ann")
    workspace.command("/wg show Metadata", as_="Ben", in_="general")
    assert "Does not meet" not in convene.answer_to("Ben")
    workspace.command("/wg pause July", as_="Ben", in_="metadata")
    assert "chair" in convene.answer_to("Ben")
