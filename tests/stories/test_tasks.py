"""Tasks, from a typed line to the ledger."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import Contribution, Group, Task
from models.database import reading, unit_of_work
from sandbox.driver import Declined
from services import groups, tasks
from tests.factories import NOW, group, person
from tests.running import Convene

LINE = "/task add Review norm rules @Ben due Friday"


def stored(title: str) -> Task:
    with reading() as session:
        return session.exec(select(Task).where(Task.title == title)).one()


def contributions() -> list[str]:
    with reading() as session:
        return list(session.exec(select(Contribution.source)))


def test_a_task_in_one_line_is_told_back_and_its_owner_hears_once(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command(LINE, as_="Ann", in_="metadata")
    text = convene.answer_to("Ann")
    assert "Added. I am telling Ben Brook." in text
    assert "due Fri, Nov 27 · owner: Ben Brook · Metadata" in text
    convene.tick()
    convene.tick()
    [news] = convene.said_to("Ben")
    assert "Ann Abara gave you a task." in news


def test_done_in_a_direct_message_redraws_it_and_counts_once(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command(LINE, as_="Ann", in_="metadata")
    convene.tick()
    workspace.click("Done", as_="Ben", in_="app")
    [card] = convene.said_to("Ben")
    assert "Done. Thank you." in card
    assert "done on Tue, Nov 24" in card
    task = stored("Review norm rules")
    assert contributions() == [f"completed task|task:{task.id}|person:{convene.cast.ben.id}"]
    workspace.click("Done", as_="Ann", in_="metadata")
    assert "This was done already, and counts once." in convene.answer_to("Ann")
    assert len(contributions()) == 1
    workspace.click("Reopen", as_="Ben", in_="app")
    assert "Reopened; it no longer counts" in convene.said_to("Ben")[0]
    assert contributions() == []


def test_what_a_former_owner_may_not_see_any_more_stays_as_it_was_told_her(
    convene: Convene,
) -> None:
    workspace = convene.workspace
    with unit_of_work() as session:
        session.get_one(Group, convene.cast.metadata.id).is_private = True
    workspace.command(LINE, as_="Ann", in_="metadata")
    convene.tick()
    workspace.click("Hand over", as_="Ann", in_="metadata")
    workspace.fill({"Owner": "Gil Grau"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    convene.deliver()
    before = convene.said_to("Ben")
    assert "Gil Grau" in before[0]
    workspace.command("/wg leave", as_="Ben", in_="metadata")
    workspace.click("Done", as_="Gil", in_="app")
    convene.deliver()
    assert convene.said_to("Ben")[: len(before)] == before
    assert "done on Tue, Nov 24" in convene.said_to("Gil")[0]


def test_done_in_a_digest_leaves_it_standing_and_redraws_the_owners_card(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command(LINE, as_="Ann", in_="metadata")
    convene.tick()
    [digest] = workspace.channel("metadata").messages
    workspace.click("Done", as_="Ann", in_="metadata")
    assert "Done. Thank you." in convene.answer_to("Ann")
    assert workspace.channel("metadata").messages == [digest]
    workspace.move_clock(timedelta(minutes=1))
    convene.tick()
    [card] = convene.said_to("Ben")
    assert "done on Tue, Nov 24" in card


def test_an_own_task_needs_no_group_and_tells_nobody(convene: Convene) -> None:
    convene.workspace.command("/task add Read the minutes by tomorrow", as_="Cleo", in_="metadata")
    assert "due Wed, Nov 25 · owner: Cleo Costa · outside any group" in convene.answer_to("Cleo")
    convene.tick()
    assert convene.said_to("Cleo") == []


def test_a_task_for_somebody_else_asks_for_the_group(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command(LINE, as_="Ann", in_="general")
    workspace.fill({"Group": "Metadata"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "owner: Ben Brook · Metadata" in convene.page_of("Ann")


def test_the_group_can_stand_in_the_line(convene: Convene) -> None:
    workspace = convene.workspace
    for line in (
        "/task add Write report in Metadata due Friday",
        "/task add Write report due Friday in metadata",
        "/task add Write report #metadata due Friday",
    ):
        workspace.command(line, as_="Ben", in_="general")
        text = convene.answer_to("Ben")
        assert "*Write report*\ndue Fri, Nov 27 · owner: Ben Brook · Metadata" in text


def test_words_that_only_look_like_a_group_stay_in_the_title(convene: Convene) -> None:
    workspace = convene.workspace
    for line, title in (
        ("Print the list for me", "Print the list for me"),
        ("Look in the archive for norms in Metadata", "Look in the archive for norms"),
        ("Wait in line for tickets in July", "Wait in line for tickets in July"),
    ):
        workspace.command(f"/task add {line}", as_="Ben", in_="general")
        assert f"*{title}*" in convene.answer_to("Ben")


def test_a_due_day_that_cannot_be_read_opens_the_form_with_all_of_it(convene: Convene) -> None:
    workspace = convene.workspace
    for line, words in (
        ("/task add Review due someday", "I cannot read the due date. I cannot read “someday”."),
        ("/task add Review due Nov 20 2026", "which has passed"),
    ):
        workspace.command(line, as_="Ann", in_="metadata")
        assert words in convene.page_of("Ann")
        workspace.fill({"Due": "Friday"}, as_="Ann")
        assert workspace.submit(as_="Ann") == {}
        assert "*Review*\ndue Fri, Nov 27" in convene.page_of("Ann")
        workspace.close(as_="Ann")


def test_what_cannot_be_added_is_refused_in_words(convene: Convene) -> None:
    workspace = convene.workspace
    for line, words in (
        ("/task add Review @Ben @Cleo due Friday", "Cleo Costa is not in Metadata."),
        ("/task add @Ben due Friday", "Say what is to be done"),
        ("/task add Review @xyzzy", "I know nobody called @xyzzy"),
    ):
        workspace.command(line, as_="Ann", in_="metadata")
        assert words in convene.answer_to("Ann")
    workspace.command("/task add Review @Ben", as_="Cleo", in_="metadata")
    assert "Only members of Metadata can do that." in convene.answer_to("Cleo")
    workspace.command("/task add Review", as_="Gil", in_="metadata")
    assert "guests can ask a chair" in convene.answer_to("Gil")
    with reading() as session:
        assert session.exec(select(Task)).all() == []


def test_a_task_of_nobody_is_taken_with_a_button(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/task add Order labels @nobody", as_="Ann", in_="metadata")
    assert "owner: nobody yet · Metadata" in convene.answer_to("Ann")
    workspace.command("/task list", as_="Ben", in_="metadata")
    workspace.click("Take it", as_="Ben", in_="metadata")
    assert "Ben Brook has it now." in convene.answer_to("Ben")
    assert stored("Order labels").owner_id == convene.cast.ben.id
    workspace.click("Take it", as_="Ann", in_="metadata")
    assert "Somebody else has taken this task already." in convene.answer_to("Ann")


def test_without_words_my_tasks_are_listed_and_finished_in_place(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/task", as_="Ann", in_="metadata")
    assert "Nothing is open here." in convene.answer_to("Ann")
    workspace.command("/task add Second by Dec 12", as_="Ann", in_="metadata")
    workspace.command("/task add First by Friday", as_="Ann", in_="metadata")
    workspace.command("/task", as_="Ann", in_="metadata")
    text = convene.answer_to("Ann")
    assert text.index("First") < text.index("Second")
    workspace.click("Done: First", as_="Ann", in_="metadata")
    text = convene.answer_to("Ann")
    assert "Done. Thank you." in text
    assert "Done. Thank you.\n*First*\nReopen\n*Second*" in text
    assert "Done: First" not in text
    workspace.click("Reopen", as_="Ann", in_="metadata")
    assert "*First*\ndue Fri, Nov 27 · Metadata\nDone" in convene.answer_to("Ann")


def test_lists_have_pages(convene: Convene) -> None:
    people = convene.cast
    with unit_of_work() as session:
        for number in range(1, 13):
            draft = tasks.TaskDraft(f"Task {number:02}", people.ben, None, people.metadata)
            tasks.add(session, draft, by=people.ann, now=NOW)
    convene.workspace.command("/task list Metadata", as_="Cleo", in_="general")
    text = convene.answer_to("Cleo")
    assert ("Task 10" in text, "Task 11" in text) == (True, False)
    convene.workspace.click("Show 2 more", as_="Cleo")
    text = convene.answer_to("Cleo")
    assert ("Task 10" in text, "Task 12" in text) == (False, True)


def test_overdue_says_so_in_words(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command(LINE, as_="Ann", in_="metadata")
    workspace.command("/task overdue", as_="Ben", in_="general")
    assert "Nothing is open here." in convene.answer_to("Ben")
    workspace.move_clock("next Monday 09:00")
    workspace.command("/task overdue Metadata", as_="Ben", in_="general")
    assert "overdue since Fri, Nov 27" in convene.answer_to("Ben")
    workspace.command("/task overdue Metadta", as_="Ben", in_="general")
    assert "Overdue tasks of Metadata" in convene.answer_to("Ben")
    workspace.command("/task overdue Metallurgy", as_="Ben", in_="general")
    assert "I know no group called “Metallurgy”" in convene.answer_to("Ben")


def test_done_by_words(convene: Convene) -> None:
    workspace = convene.workspace
    for line in ("Norm rules", "Norm names", "Labels"):
        workspace.command(f"/task add {line}", as_="Ben", in_="metadata")
    workspace.command("/task done norm", as_="Ben", in_="metadata")
    assert "More than one of your tasks mentions “norm”." in convene.answer_to("Ben")
    workspace.click("Done: Norm names", as_="Ben", in_="metadata")
    assert stored("Norm names").done_at == NOW
    workspace.command("/task done LABELS", as_="Ben", in_="metadata")
    assert "Done. Thank you." in convene.answer_to("Ben")
    workspace.command("/task done labels", as_="Ben", in_="metadata")
    assert "None of your open tasks mentions “labels”." in convene.answer_to("Ben")


def test_the_form_adds_a_task_and_refuses_beside_the_field(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/task add", as_="Ann", in_="metadata")
    workspace.fill(
        {"What is to be done?": "Plan <the> review", "Owner": "Ben Brook", "Due": "soon"}, as_="Ann"
    )
    assert list(workspace.submit(as_="Ann")) == ["Due"]
    workspace.fill({"Due": "in two weeks", "Group": None}, as_="Ann")
    assert workspace.submit(as_="Ann") == {
        "Group": "A task for somebody else belongs to a group. Choose which one."
    }
    workspace.fill({"Group": "Metadata"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    page = convene.page_of("Ann")
    assert "due Tue, Dec 8 · owner: Ben Brook · Metadata" in page
    workspace.click("Done", as_="Ann", in_="modal")
    assert "Done. Thank you." in convene.page_of("Ann")


def test_the_form_gives_a_task_to_a_partner(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.shortcut("Add a task", as_="Ann")
    workspace.fill(
        {
            "What is to be done?": "Proofread",
            "Or a partner without Slack": "Pia Pons",
            "Group": "Metadata",
        },
        as_="Ann",
    )
    assert workspace.submit(as_="Ann") == {}
    assert "I cannot write to Pia Pons, who has no Slack account" in convene.page_of("Ann")
    workspace.shortcut("Add a task", as_="Ann")
    workspace.fill(
        {
            "What is to be done?": "x",
            "Or a partner without Slack": "Pia Pons",
            "Owner": "Ben Brook",
        },
        as_="Ann",
    )
    assert workspace.submit(as_="Ann") == {
        "Or a partner without Slack": "A task has one owner. Leave one of the two fields empty."
    }


def test_a_task_is_made_of_a_message(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.say(
        "@Ben Brook who can check the rules & names, @here or @there?", as_="Cleo", in_="metadata"
    )
    message = workspace.channel("metadata").messages[-1]
    workspace.shortcut("Make a task of this", as_="Ann", on=message)
    assert workspace.submit(as_="Ann") == {}
    task = stored("who can check the rules & names, @here or @there?")
    assert task.source_link.startswith("http")
    assert task.group_id == convene.cast.metadata.id
    assert "The message it was made from" in convene.page_of("Ann")


def test_the_due_date_and_the_owner_change_by_button(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command(LINE, as_="Ann", in_="metadata")
    workspace.click("Change due date", as_="Ann", in_="metadata")
    workspace.fill({"Due": "yesterday"}, as_="Ann")
    assert "which has passed" in workspace.submit(as_="Ann")["Due"]
    workspace.fill({"Due": "Dec 12"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "Changed: due Sat, Dec 12." in convene.page_of("Ann")
    workspace.close(as_="Ann")
    workspace.click("Hand over", as_="Ann", in_="metadata")
    workspace.fill({"Owner": "Gil Grau"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "Gil Grau has it now." in convene.page_of("Ann")
    convene.tick()
    assert "Ann Abara gave you a task." in convene.said_to("Gil")[0]


def test_a_task_is_handed_only_to_somebody_of_the_group_who_is_still_there(
    convene: Convene,
) -> None:
    workspace = convene.workspace
    workspace.command(LINE, as_="Ann", in_="metadata")
    workspace.command("/task add Labels", as_="Ann", in_="metadata")
    outside = (
        "Cleo Costa is not in Metadata. Choose somebody who is, or have them added first: "
        "a chair does that with `/wg add`."
    )
    gone = {"Owner": "They are not in the group any more. Choose somebody else."}
    workspace.click("Hand over", as_="Ann", in_="metadata")
    assert workspace.submit(as_="Ann") == {}
    assert "Ann Abara has it already, so nothing was changed." in convene.page_of("Ann")
    workspace.close(as_="Ann")
    workspace.click("Hand over", as_="Ann", in_="metadata")
    with pytest.raises(Declined):
        workspace.fill({"Owner": "Cleo Costa"}, as_="Ann")
    workspace.fill({"Owner": "Gil Grau"}, as_="Ann")
    with unit_of_work() as session:
        groups.remove(
            session, convene.cast.metadata, convene.cast.gil.id, by=convene.cast.ann, now=NOW
        )
    assert workspace.submit(as_="Ann") == gone
    workspace.fill({"Owner": "Ben Brook"}, as_="Ann")
    workspace.change_person("Ben", deleted=True)
    assert workspace.submit(as_="Ann") == gone
    workspace.command("/task add Read the minutes @Cleo", as_="Ann", in_="metadata")
    assert outside in convene.answer_to("Ann")
    assert stored("Labels").owner_id == convene.cast.ann.id
    assert stored("Review norm rules").owner_id == convene.cast.ben.id
    convene.tick()
    assert convene.said_to("Cleo") == []


def test_the_menu_of_a_list_opens_the_forms(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/task add Labels", as_="Ann", in_="metadata")
    workspace.command("/task", as_="Ann", in_="metadata")
    workspace.choose("menu", "Hand over", as_="Ann", in_="metadata")
    workspace.fill({"Owner": "Ben Brook"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert stored("Labels").owner_id == convene.cast.ben.id
    workspace.close(as_="Ann")
    workspace.choose("menu", "Show", as_="Ann", in_="metadata")
    assert "owner: Ben Brook · Metadata" in convene.answer_to("Ann")


def test_others_may_not_change_a_task_and_guests_only_finish_theirs(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/task add Labels @Gil", as_="Ann", in_="metadata")
    workspace.command("/task list", as_="Cleo", in_="metadata")
    assert "Done: Labels" not in convene.answer_to("Cleo")
    workspace.command("/task", as_="Gil", in_="metadata")
    workspace.click("Done", as_="Gil", in_="metadata")
    assert "Done. Thank you." in convene.answer_to("Gil")


def test_a_private_group_is_never_named_to_others(convene: Convene) -> None:
    people = convene.cast
    with unit_of_work() as session:
        secret = group(session, "Secret", chair=people.dag, channel_id="CSEC", private=True)
        draft = tasks.TaskDraft("Hidden", people.dag, None, secret)
        tasks.add(session, draft, by=people.dag, now=NOW)
    convene.workspace.command("/task list Secret", as_="Ann", in_="general")
    assert "I know no group called “Secret”" in convene.answer_to("Ann")


def test_done_on_the_home_tab_redraws_it(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/task add Labels", as_="Ann", in_="metadata")
    assert "Labels" in workspace.text_of(workspace.home(as_="Ann"))
    workspace.click("Done: Labels", as_="Ann", in_="home")
    workspace.command("/task mine", as_="Ann", in_="metadata")
    assert "Labels" not in workspace.text_of(workspace.home(as_="Ann"))


def lines_of_home(convene: Convene, who: str) -> str:
    return convene.workspace.text_of(convene.workspace.shown_home(as_=who))


def test_done_on_the_home_tab_keeps_its_place_until_the_next_visit(convene: Convene) -> None:
    workspace = convene.workspace
    for title in ("First by Friday", "Second by Dec 12", "Third"):
        workspace.command(f"/task add {title}", as_="Ann", in_="metadata")
    workspace.home(as_="Ann")
    workspace.click("Done: First", as_="Ann")
    assert "*Done.* *First*\nMetadata\nReopen\n*Second*" in lines_of_home(convene, "Ann")
    workspace.click("Done: Second", as_="Ann")
    reply = lines_of_home(convene, "Ann")
    assert "*Done.* *First*\nMetadata\nReopen\n*Done.* *Second*\nMetadata\nReopen" in reply
    workspace.click("Reopen: First", as_="Ann")
    reply = lines_of_home(convene, "Ann")
    assert reply.index("*First*") < reply.index("*Done.* *Second*") < reply.index("*Third*")
    reply = workspace.text_of(workspace.home(as_="Ann"))
    assert ("*First*" in reply, "Second" in reply) == (True, False)


def test_what_i_finished_is_a_list_from_which_it_is_opened_again(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/task done", as_="Ben", in_="metadata")
    assert "You have not finished a task yet." in convene.answer_to("Ben")
    for title in ("Older", "Newer"):
        workspace.command(f"/task add {title} @Ben", as_="Ann", in_="metadata")
    workspace.command("/task done older", as_="Ben", in_="metadata")
    workspace.move_clock(timedelta(days=1))
    workspace.command("/task list", as_="Ann", in_="metadata")
    workspace.click("Done: Newer", as_="Ann", in_="metadata")
    workspace.command("/task mine", as_="Ben", in_="metadata")
    workspace.click("What I finished", as_="Ben", in_="metadata")
    reply = convene.answer_to("Ben")
    assert reply.index("*Newer*") < reply.index("*Older*\ndone on Tue, ")
    workspace.command("/task done", as_="Ann", in_="metadata")
    reply = convene.answer_to("Ann")
    assert ("owner: Ben Brook" in reply, "Older" in reply) == (True, False)
    workspace.command("/task done", as_="Ben", in_="metadata")
    workspace.click("Reopen: Older", as_="Ben", in_="metadata")
    assert stored("Older").done_at is None


def test_which_of_two_people_of_one_name_is_chosen_and_the_task_goes_on(convene: Convene) -> None:
    workspace = convene.workspace
    with unit_of_work() as session:
        person(session, "Ben Brook", at=convene.cast.tunxis, slack_id="UBENTWO")
    line = "/task add Review brook norms @brook by Friday"
    workspace.command(line, as_="Ann", in_="metadata")
    assert "could be Ben Brook (Central), Ben Brook (Tunxis)" in convene.answer_to("Ann")
    workspace.click("Ben Brook (Central)", as_="Ann")
    assert "owner: Ben Brook" in convene.answer_to("Ann")
    with reading() as session:
        [owner] = session.exec(select(Task.owner_id).where(Task.title == "Review brook norms"))
        assert owner == convene.cast.ben.id
