"""Reminders, from the form in which somebody chooses them to the messages that come, or do not."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from models import Group, Holiday, Person, Preferences, ReminderDelivery, Rsvp, Snooze, Task
from models.database import reading, unit_of_work
from sandbox.driver import Declined
from sandbox.driver.workspace_driver import WorkspaceDriver
from tests.factories import NOW
from tests.happenings import meeting, task
from tests.running import Convene

DAY = timedelta(days=1)


def test_one_chooses_in_a_form_how_one_is_reminded(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/convene reminders", as_="Ben", in_="general")
    assert "local time in America/New_York" in convene.page_of("Ben")
    workspace.fill({"Quiet from": "07:00", "Pause everything until": "2026-11-24"}, as_="Ben")
    assert workspace.submit(as_="Ben") == {
        "Quiet until": (
            "Quiet hours cannot end at the hour at which they begin. Choose another hour, "
            "or untick “Keep quiet hours” above."
        )
    }
    workspace.fill({"Quiet hours": []}, as_="Ben")
    assert workspace.submit(as_="Ben") == {
        "Pause everything until": (
            "That day has come already. Choose a day after today, or leave this empty for no pause."
        )
    }
    assert chosen_by(convene.cast.ben) is None
    workspace.fill({"Pause everything until": None, "Days off": ["Sunday"]}, as_="Ben")
    assert workspace.submit(as_="Ben") == {}
    assert convene.page_of("Ben").endswith(
        "Saved. I remind you of meetings ahead, meetings to answer, tasks due, tasks long overdue, "
        "who came, minutes to circulate, partners to tell, empty agendas, calls to answer, polls to"
        " answer, commitments that end, decisions to review, monthly findings, groups to chair,"
        " terms that end, charges that end, corrected attendance and taking minutes"
        ", in single messages. No quiet hours. Days off: Sunday, and holidays."
    )
    workspace.close(as_="Ben")
    workspace.command("/convene reminders", as_="Ben", in_="general")
    workspace.fill({"How": "One personal digest", "Hour of the digest": "10:00"}, as_="Ben")
    assert workspace.submit(as_="Ben") == {}
    assert convene.page_of("Ben").endswith(
        "in one digest at 10:00 AM. Days off: Sunday, and holidays."
    )


def chosen_by(person: Person) -> Preferences | None:
    with reading() as session:
        return session.get(Preferences, person.id)


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
    assert "late" not in digest
    workspace.click("Yes", as_="Ben")
    workspace.click("Done", as_="Ben")


def test_putting_a_reminder_off_keeps_the_due_day(convene: Convene) -> None:
    workspace = convene.workspace
    with unit_of_work() as session:
        row = task(session, convene.cast.ben, NOW.date(), group_id=convene.cast.metadata.id)
    convene.tick()
    workspace.click("Remind me tomorrow", as_="Ben")
    assert (
        "I will remind you of *Review norm rules* on Wed, Nov 25. "
        "It is still due today, Tue, Nov 24." in convene.answer_to("Ben")
    )
    workspace.choose("menu", "Remind me on another day", as_="Ben")
    for day, refusal in (
        ("2026-11-24", "Choose a day after today."),
        (
            "2027-11-26",
            "Choose a day within a year. For longer, change the due date of the task instead.",
        ),
    ):
        workspace.fill({"Remind me on": day}, as_="Ben")
        assert workspace.submit(as_="Ben") == {"Remind me on": refusal}
    assert put_off(row, convene.cast.ben) == NOW.date() + DAY
    workspace.fill({"Remind me on": "2026-12-05"}, as_="Ben")
    assert workspace.submit(as_="Ben") == {}
    assert (
        "I will remind you of *Review norm rules* on Mon, Dec 7; "
        "Sat, Dec 5 is a day off or a holiday of yours." in convene.page_of("Ben")
    )
    assert put_off(row, convene.cast.ben) == NOW.date() + 11 * DAY


def test_fifteen_tasks_of_one_day_are_one_list_that_stays_true(convene: Convene) -> None:
    workspace = convene.workspace
    with unit_of_work() as session:
        for number in range(1, 16):
            group_id = convene.cast.metadata.id
            task(session, convene.cast.ben, NOW.date(), title=f"Task {number}", group_id=group_id)
    convene.tick()
    convene.tick()
    [text] = convene.said_to("Ben")
    assert text.startswith("Your tasks\nYou have 15 tasks to look at.\n")
    assert "Your task *Task 15* of *Metadata* is due today, Tue, Nov 24." in text
    workspace.click("Done: Task 3", as_="Ben")
    [shown] = convene.said_to("Ben")
    where = [shown.index(words) for words in ("*Task 2*", "Done. Thank you. *Task 3*", "*Task 4*")]
    assert where == sorted(where)
    workspace.click("Reopen: Task 3", as_="Ben")
    workspace.choose("menu", "Task 7", as_="Ben")
    assert "Your task *Task 7* of *Metadata* is due today" in convene.answer_to("Ben")
    workspace.click("Remind me tomorrow", as_="Ben")
    assert "I will remind you of *Task 7* on Wed, " in convene.answer_to("Ben")
    workspace.click("Done: Task 3", as_="Ben")
    workspace.command("/task mine", as_="Ben", in_="metadata")
    workspace.choose("menu", "Hand over", as_="Ben", in_="metadata")
    workspace.fill({"Owner": "Ann Abara"}, as_="Ben")
    assert workspace.submit(as_="Ben") == {}
    convene.deliver()
    shown = convene.said_to("Ben")[0]
    lines = (
        "*Task 2* of *Metadata* is due today",
        "*Task 3* is done.\nReopen",
        "*Task 7* is put off: I remind you on Wed, Nov 25. It is still due today,",
        "*Task 1* was handed over to Ann Abara.\nShow",
    )
    assert [line for line in lines if line not in shown] == []
    assert shown.index("*Task 2*") < shown.index("*Task 7*") < shown.index("*Task 10*")


def test_a_reminder_that_was_put_off_or_handed_over_says_so_where_it_stands(
    convene: Convene,
) -> None:
    workspace = convene.workspace
    with unit_of_work() as session:
        task(session, convene.cast.ben, NOW.date(), group_id=convene.cast.metadata.id)
    convene.tick()
    workspace.click("Remind me tomorrow", as_="Ben")
    convene.deliver()
    shown = convene.said_to("Ben")[0]
    assert "*Review norm rules* is put off: I remind you on Wed, Nov 25." in shown
    workspace.choose("menu", "Change due date", as_="Ben")
    workspace.fill({"Due": "Dec 12"}, as_="Ben")
    assert workspace.submit(as_="Ben") == {}
    workspace.close(as_="Ben")
    convene.deliver()
    assert "Your task *Review norm rules* of *Metadata* is due Sat, " in convene.said_to("Ben")[0]
    workspace.choose("menu", "Hand over", as_="Ben")
    workspace.fill({"Owner": "Gil Grau"}, as_="Ben")
    assert workspace.submit(as_="Ben") == {}
    workspace.close(as_="Ben")
    convene.deliver()
    assert convene.said_to("Ben")[:1] == ["*Review norm rules* was handed over to Gil Grau.\nShow"]


def test_a_task_that_is_done_elsewhere_is_done_in_its_reminders_too(convene: Convene) -> None:
    workspace = convene.workspace
    with unit_of_work() as session:
        overdue = NOW.date() - 14 * DAY
        row = task(session, convene.cast.ben, overdue, group_id=convene.cast.metadata.id)
    convene.tick()
    assert "Your task *Review norm rules*" in convene.said_to("Ben")[0]
    assert "is long overdue" in convene.said_to("Ann")[0]
    workspace.command("/task mine", as_="Ben", in_="metadata")
    workspace.click("Done", as_="Ben", in_="metadata")
    convene.deliver()
    done = "*Review norm rules* is done.\nReopen\nShow"
    assert [convene.said_to(who)[0] for who in ("Ben", "Ann")] == [done, done]
    workspace.click("Reopen", as_="Ben", in_="app")
    convene.deliver()
    assert "is overdue since" in convene.said_to("Ann")[0]
    change(row, created_by=convene.cast.ann.id)
    workspace.command("/task list", as_="Ann", in_="metadata")
    workspace.click("Done", as_="Ann", in_="metadata")
    convene.deliver()
    assert convene.said_to("Ben")[0] == done


IN_MENU = ("Remind me on another day", "Change due date", "Hand over")


def press(workspace: WorkspaceDriver, label: str) -> None:
    if label in IN_MENU:
        workspace.choose("menu", label, as_="Ben")
    else:
        workspace.click(label, as_="Ben")


def put_off(row: Task, who: Person) -> date | None:
    with reading() as session:
        found = session.get(Snooze, (row.id, who.id))
        return found.until if found else None


def test_the_buttons_of_an_old_reminder_refuse_what_makes_no_sense_any_more(
    convene: Convene,
) -> None:
    workspace = convene.workspace
    with unit_of_work() as session:
        row = task(session, convene.cast.ben, NOW.date(), group_id=convene.cast.metadata.id)
    convene.tick()
    change(row, due_on=None)
    workspace.choose("menu", "Remind me next Monday", as_="Ben")
    assert "This task has no due date any more, so nothing reminds you of it." in convene.answer_to(
        "Ben"
    )
    change(row, due_on=NOW.date(), owner_id=convene.cast.ann.id, created_by=convene.cast.ben.id)
    workspace.choose("menu", "Remind me on another day", as_="Ben")
    assert "only the owner can put that off. To be done with it" in convene.answer_to("Ben")
    change(row, created_by=None)
    for label in ("Done", "Remind me tomorrow", *IN_MENU):
        press(workspace, label)
        assert "Only the owner, whoever set it, or a chair of the group" in convene.answer_to("Ben")
    change(row, owner_id=convene.cast.ben.id, done_at=NOW, done_by=convene.cast.ben.id)
    for label in ("Remind me tomorrow", *IN_MENU):
        press(workspace, label)
        assert "This task is done already" in convene.answer_to("Ben")
    assert workspace.modal(as_="Ben") is None
    assert put_off(row, convene.cast.ben) is None
    workspace.click("Done", as_="Ben")
    assert "This was done already, and counts once." in convene.said_to("Ben")[0]


def test_a_guest_is_reminded_too_and_passes_nothing_on(convene: Convene) -> None:
    workspace = convene.workspace
    with unit_of_work() as session:
        task(session, convene.cast.gil, NOW.date(), group_id=convene.cast.metadata.id)
    convene.tick()
    workspace.click("Remind me tomorrow", as_="Gil")
    assert "I will remind you of *Review norm rules* on Wed, " in convene.answer_to("Gil")
    for absent in ("Hand over", "Change due date"):
        with pytest.raises(Declined):
            workspace.choose("menu", absent, as_="Gil")
    workspace.command("/convene reminders", as_="Gil", in_="metadata")
    workspace.fill(
        {"Remind me of": [], "Remind me, as a chair, of": [], "Tell me of": []}, as_="Gil"
    )
    assert workspace.submit(as_="Gil") == {}
    assert "I send you no reminders from now on." in convene.page_of("Gil")
    workspace.close(as_="Gil")
    workspace.choose("menu", "Remind me next Monday", as_="Gil")
    assert "you have turned off reminders of tasks" in convene.answer_to("Gil")
    workspace.click("Done", as_="Gil")
    assert "Done. Thank you." in convene.said_to("Gil")[0]


def change(row: Task, **facts: Any) -> None:
    with unit_of_work() as session:
        session.get_one(Task, row.id).sqlmodel_update(facts)


def test_a_chair_chooses_for_her_group_and_a_member_cannot(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg reminders", as_="Ann", in_="metadata")
    workspace.fill(
        {
            "Remind of meetings, before they begin": ["2 days"],
            "Ask members who have not answered": "Once: three days before",
            "Remind owners of their open tasks": ["The working day before", "Weekly while overdue"],
        },
        as_="Ann",
    )
    assert workspace.submit(as_="Ann") == {}
    assert convene.page_of("Ann").endswith(
        "Saved for *Metadata*. Meetings: 2 days before. Silent members are asked once. "
        "Owners are reminded of tasks the working day before and weekly while overdue. "
        "Chairs hear once of a task that is two weeks overdue."
    )
    workspace.command("/wg reminders", as_="Ben", in_="metadata")
    assert "chair of a group" in convene.answer_to("Ben")


def test_the_program_manager_keeps_the_holidays(convene: Convene) -> None:
    workspace, field = convene.workspace, "Holidays from today on"
    workspace.command("/convene holidays", as_="Dag", in_="general")
    workspace.fill({field: "Friday after Thanksgiving"}, as_="Dag")
    assert "does not begin with a date. Write one day a line" in workspace.submit(as_="Dag")[field]
    typed = (
        "2025-12-25 Long gone\n2026-11-26 Thanksgiving\nDec 25 Christmas\n2026-12-31 to"
        " 2027-01-01 Closed"
    )
    workspace.fill({field: typed}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    assert convene.page_of("Dag").endswith(
        "Saved 4 holidays of the whole consortium: Thu, Nov 26, 2026 (Thanksgiving); "
        "Fri, Dec 25, 2026 (Christmas); Thu, Dec 31, 2026 to Fri, Jan 1, 2027 (Closed). "
        "1 day that has passed already: left out."
    )
    workspace.command("/convene holidays", as_="Ben", in_="general")
    assert "is for the program manager" in convene.answer_to("Ben")


def test_choosing_a_library_shows_its_own_holidays_and_keeps_those_of_others(
    convene: Convene,
) -> None:
    workspace, field = convene.workspace, "Holidays from today on"
    for whose, text in (
        ("The whole consortium", "2026-11-26 Thanksgiving"),
        ("Tunxis", "2026-12-01 Closed"),
    ):
        workspace.command("/convene holidays", as_="Dag", in_="general")
        workspace.fill({"Whose holidays": whose}, as_="Dag")
        assert "Thanksgiving" not in convene.page_of("Dag")
        workspace.fill({field: text}, as_="Dag")
        assert workspace.submit(as_="Dag") == {}
        workspace.close(as_="Dag")
    with reading() as session:
        kept = session.exec(
            select(Holiday.name, Holiday.organization_id).order_by(col(Holiday.day))
        ).all()
    assert kept == [("Thanksgiving", None), ("Closed", convene.cast.tunxis.id)]


NASTY = "<!channel> & <@UBEN> *b* ~s~ _i_ `c` ועדת הקטלוג "


def test_the_largest_group_passes_slacks_rules_and_is_told_the_same_again(convene: Convene) -> None:
    workspace, cast = convene.workspace, convene.cast
    with unit_of_work() as session:
        session.get_one(Group, cast.metadata.id).name = (NASTY * 9)[:200]
        session.add(Preferences(person_id=cast.ben.id, delivery=ReminderDelivery.DIGEST))
        for number in range(100):
            title = f"{number} {NASTY * 9}"[:200]
            due_on = NOW.date() + (number % 9 - 4) * DAY
            task(session, cast.ben, due_on, title=title, group_id=cast.metadata.id)
        for number in range(1, 4):
            meeting(
                session,
                cast.metadata,
                NOW + number * DAY,
                title=(NASTY * 9)[:200],
                place=(NASTY * 9)[:200],
            )
    shown = []
    for _ in range(2):
        workspace.command("/wg digest preview", as_="Ann", in_="metadata")
        shown.append(texts(workspace.private_answers(as_="Ann")[-1]["blocks"]))
    assert shown[0] == shown[1]
    convene.tick()
    [digest] = workspace.channel("metadata").messages
    # Each has notes of its own, and the preview buttons for the chair at the end.
    assert texts(digest["blocks"])[3:] == shown[0][3:-1]
    [mine] = [text for text in convene.said_to("Ben") if text.startswith("Your day in Convene")]
    assert "`/meet` and `/task mine` show these with buttons." in mine
    workspace.click("Done", as_="Ben", in_="app")
    assert "Done. Thank you." in convene.answer_to("Ben")


def texts(blocks: list[dict[str, Any]]) -> list[Any]:
    """What blocks say, without the ids that Slack adds."""
    return [{key: value for key, value in block.items() if key != "block_id"} for block in blocks]


def test_on_the_day_the_chair_hears_whom_to_tell_and_answers_for_them(convene: Convene) -> None:
    workspace = convene.workspace
    with unit_of_work() as session:
        row = meeting(session, convene.cast.metadata, NOW + timedelta(hours=30))
        row.place = "Room 5"
    convene.tick()
    workspace.move_clock(timedelta(hours=24))
    for _ in range(4):
        workspace.move_clock(timedelta(seconds=2))
        convene.tick()
    texts = [text for text in convene.said_to("Ann") if "no Slack account" in text]
    assert len(texts) == 1
    assert "• Pia Pons: has not answered yet" in texts[0]
    assert "> Norms review of Metadata is on Wed, Nov 25, 2026, 3:30 PM EST, for" in texts[0]
    assert "Where: Room 5." in texts[0]
    assert not any("no Slack account" in text for text in convene.said_to("Ben"))
    workspace.click("Answer for a partner", as_="Ann")
    workspace.fill({"Whose answer": "Pia Pons", "Answer": "Yes"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    with reading() as session:
        assert session.exec(select(Rsvp.answer)).all() == ["yes"]
