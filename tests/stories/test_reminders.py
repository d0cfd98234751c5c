"""Reminders, from the form in which somebody chooses them to the messages that come, or do not."""

from datetime import timedelta

from models import Preferences, Snooze
from models.database import reading, unit_of_work
from tests.factories import NOW
from tests.happenings import meeting, task
from tests.running import Convene

DAY = timedelta(days=1)


def test_one_chooses_in_a_form_how_one_is_reminded(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/convene reminders", as_="Ben", in_="general")
    assert "local time in America/New_York" in convene.page_of("Ben")
    workspace.fill(
        {"How": "One personal digest", "Hour of the digest": "10:00", "Days off": ["Sunday"]}, as_="Ben"
    )
    assert workspace.submit(as_="Ben") == {}
    assert convene.page_of("Ben").endswith(
        "Saved. I remind you of meetings ahead, answers missing, tasks due and tasks long overdue, "
        "in one digest at 10:00 AM. Days off: Sunday."
    )
    with reading() as session:
        assert session.get_one(Preferences, convene.cast.ben.id).days_off == "6"


def test_the_personal_digest_comes_once_and_its_buttons_work(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/convene reminders", as_="Ben", in_="general")
    workspace.fill({"How": "One personal digest"}, as_="Ben")
    workspace.submit(as_="Ben")
    with unit_of_work() as session:
        meeting(session, convene.cast.metadata)
        task(session, convene.cast.ben, NOW.date(), group_id=convene.cast.metadata.id)
    convene.tick()
    convene.tick()
    [digest] = [text for text in convene.said_to("Ben") if text.startswith("Your day in Convene")]
    assert "Norms review" in digest
    assert "Review norm rules" in digest
    workspace.click("Yes, I will come", as_="Ben")
    workspace.click("Done", as_="Ben")


def test_putting_a_reminder_off_keeps_the_due_day(convene: Convene) -> None:
    workspace = convene.workspace
    with unit_of_work() as session:
        row = task(session, convene.cast.ben, NOW.date(), group_id=convene.cast.metadata.id)
    convene.tick()
    workspace.click("Remind me tomorrow", as_="Ben")
    assert "I will remind you of *Review norm rules* on Wednesday, 25 November." in convene.answer_to("Ben")
    assert "It is still due on Tuesday, 24 November." in convene.answer_to("Ben")
    workspace.click("Pick a date", as_="Ben")
    workspace.fill({"Remind me on": "2026-11-24"}, as_="Ben")
    assert workspace.submit(as_="Ben") == {"Remind me on": "Choose a day after today."}
    workspace.fill({"Remind me on": "2026-12-02"}, as_="Ben")
    assert workspace.submit(as_="Ben") == {}
    with reading() as session:
        assert session.get_one(Snooze, (row.id, convene.cast.ben.id)).until == NOW.date() + 8 * DAY


def test_a_chair_chooses_for_her_group_and_a_member_cannot(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg reminders", as_="Ann", in_="metadata")
    workspace.fill(
        {
            "Remind of meetings, before they begin": ["2 days"],
            "Ask members who have not answered": "Once: three days before",
        },
        as_="Ann",
    )
    assert workspace.submit(as_="Ann") == {}
    assert convene.page_of("Ann").endswith(
        "Saved for *Metadata*. Meetings: 2 days before. Silent members are asked once. "
        "Chairs hear once of a task that is two weeks overdue."
    )
    workspace.command("/wg reminders", as_="Ben", in_="metadata")
    assert "chair of a group" in convene.answer_to("Ben")


def test_the_program_manager_keeps_the_holidays(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/convene holidays", as_="Dag", in_="general")
    workspace.fill({"Holidays from today on": "26 November Thanksgiving"}, as_="Dag")
    assert "does not begin with a date" in workspace.submit(as_="Dag")["Holidays from today on"]
    workspace.fill({"Holidays from today on": "2026-11-26 Thanksgiving\n2026-12-25,Christmas"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    assert convene.page_of("Dag").endswith(
        "Saved 2 holidays of the whole consortium: "
        "Thu 26 Nov 2026 (Thanksgiving), Fri 25 Dec 2026 (Christmas)."
    )
    workspace.command("/convene holidays", as_="Ben", in_="general")
    assert "is for the program manager" in convene.answer_to("Ben")
