"""The program manager's Home: what the consortium needs, and the button that mends it."""

from datetime import timedelta
from typing import Any

from models import Person
from models.database import unit_of_work
from tests.factories import NOW
from tests.happenings import task
from tests.running import Convene

DAY = timedelta(days=1)
QUIET = "Enjoy the quiet."


def home_of(convene: Convene, who: str) -> str:
    home: dict[str, Any] | None = convene.workspace.home(as_=who)
    return convene.workspace.text_of(home)


def shown_to(convene: Convene, who: str) -> str:
    """Her Home tab as it stands, not opened anew."""
    return convene.workspace.text_of(convene.workspace.shown_home(as_=who))


def test_a_group_without_a_chair_gets_one_from_home(convene: Convene) -> None:
    with unit_of_work() as session:
        task(
            session,
            convene.cast.ben,
            NOW.date() - DAY,
            group_id=convene.cast.metadata.id,
            title="Compare the drafts",
        )
        convene.cast.ann.is_active = False
        session.merge(convene.cast.ann)
    shown = home_of(convene, "Dag")
    assert QUIET not in shown
    assert "What the consortium needs stands below." in shown
    assert "Groups without an active chair" in shown
    assert "Overdue tasks by group" in shown
    convene.workspace.click("Show the tasks", as_="Dag")
    assert "Compare the drafts" in convene.page_of("Dag")
    convene.workspace.click("Done", as_="Dag")
    convene.workspace.close(as_="Dag")
    assert "Overdue tasks by group* ·" not in shown_to(convene, "Dag")
    convene.workspace.click("Choose a chair", as_="Dag")
    convene.workspace.fill({"Chair and co-chairs": ["Ben Brook"]}, as_="Dag")
    assert convene.workspace.submit(as_="Dag") == {}
    assert "Groups without an active chair* ·" not in shown_to(convene, "Dag")


def test_who_is_known_twice_is_decided_on_home(convene: Convene) -> None:
    central_id = convene.cast.central.id
    with unit_of_work() as session:
        for name in ("Ben Brook", "Ann Abara"):
            session.add(Person(name=name, organization_id=central_id, created_at=NOW))
    shown = home_of(convene, "Dag")
    assert "People who may be known twice, under one name at one library* · 2" in shown
    convene.workspace.click("Someone else", as_="Dag")
    assert "are of two people" in convene.page_of("Dag")
    convene.workspace.close(as_="Dag")
    assert "known twice, under one name at one library* · 1" in shown_to(convene, "Dag")
    convene.workspace.click("The same person", as_="Dag")
    assert "Merged. Everything of Ben Brook" in convene.page_of("Dag")
    convene.workspace.close(as_="Dag")
    assert "known twice, under one name at one library* ·" not in shown_to(convene, "Dag")


def test_a_home_that_stays_old_is_no_fault_of_what_was_done(convene: Convene) -> None:
    with unit_of_work() as session:
        stranger = Person(name="Noor Nadir", slack_id="UNOOR", created_at=NOW)
        session.add(stranger)
        session.flush()
        task(session, stranger, NOW.date() + DAY, group_id=convene.cast.metadata.id)
    assert "Noor Nadir" in home_of(convene, "Dag")
    convene.workspace.click("Choose a library", as_="Dag")
    convene.workspace.fill({"Works at": "Tunxis Library"}, as_="Dag")
    convene.workspace.break_next("views.publish", "error:internal_error")
    assert convene.workspace.submit(as_="Dag") == {}
    assert "Noor Nadir works at Tunxis Library" in convene.page_of("Dag")
    assert "Noor Nadir" in shown_to(convene, "Dag")


def test_who_has_no_console_may_enjoy_the_quiet(convene: Convene) -> None:
    assert QUIET in home_of(convene, "Cleo")
