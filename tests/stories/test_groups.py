"""Groups, from a person's first keystroke to what everybody else sees."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import select

from models import Group, MemberRole, Person
from models.database import unit_of_work
from sandbox.driver import Declined
from tests.happenings import serve
from tests.running import Convene
from tests.views.things import shown


def test_the_program_manager_starts_a_group_and_its_channel_hears_of_it(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg new", as_="Dag", in_="reserves")
    workspace.fill(
        {
            "Name": "Reserves <!channel> & *friends*",
            "Charge": "One policy for <all>.",
            "Kind": "Task force",
            "Chair": "Cleo Costa",
            "Strategic directions it serves": ["Shared collections"],
        },
        as_="Dag",
    )
    assert workspace.submit(as_="Dag") == {}
    assert "Cleo Costa as chair" in convene.page_of("Dag")
    workspace.close(as_="Dag")
    assert purpose_of(convene, "reserves") == "One policy for &lt;all&gt;."
    convene.tick()
    [notice, introduction] = workspace.channel("reserves").messages
    assert "set the channel description: One policy for" in notice["text"]
    assert (
        "Reserves &lt;!channel&gt; &amp; *friends* works here from now on" in introduction["text"]
    )
    assert "Dag Dahl made you chair of Reserves" in convene.said_to("Cleo")[0]
    convene.tick()
    assert len(workspace.channel("reserves").messages) == 2


def test_a_form_is_refused_beside_the_field_and_keeps_what_was_typed(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg new", as_="Dag", in_="reserves")
    workspace.fill({"Name": "METADATA", "Charge": "Another one."}, as_="Dag")
    assert workspace.submit(as_="Dag") == {
        "Name": "There is a group named Metadata already. Choose another name."
    }
    workspace.fill({"Name": "Reserves"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}


def test_a_channel_that_everybody_is_in_is_no_groups_own(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg new", as_="Dag", in_="general")
    assert "Everybody is in #general, so it is no group's own channel." in convene.page_of("Dag")
    workspace.fill({"Name": "Reserves", "Charge": "Looks after reserves."}, as_="Dag")
    assert set(workspace.submit(as_="Dag")) == {"Channel"}
    workspace.fill({"Channel": "general"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    assert "Everybody is in #general, so commands typed there have to name" in convene.page_of(
        "Dag"
    )
    assert purpose_of(convene, "general") == ""
    workspace.command("/wg show", as_="Dag", in_="general")
    assert "Which group" in convene.page_of("Dag")
    workspace.command("/wg show Reserves", as_="Dag", in_="general")
    assert "Looks after reserves." in convene.answer_to("Dag")


def test_the_program_manager_discharges_a_group_that_is_still_found(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/task add Review norm rules by Friday", as_="Ann", in_="metadata")
    workspace.command("/meet new Norms review tomorrow 2pm", as_="Ann", in_="metadata")
    workspace.click("Schedule it", as_="Ann")
    convene.deliver()
    assert "[Yes]" in card_in(convene, "metadata")
    workspace.command("/wg discharge Metadata", as_="Ann", in_="general")
    assert "is for the program manager" in convene.answer_to("Ann")
    workspace.command("/wg dischrge Metadata", as_="Dag", in_="general")
    assert "Did you mean" not in convene.answer_to("Dag")
    workspace.command("/wg show Metadata", as_="Dag", in_="general")
    workspace.click("Discharge the group", as_="Dag")
    page = convene.page_of("Dag")
    assert "4 members, whose membership ends" in page
    assert "Norms review" in page
    assert "1 open task, which stay" in page
    workspace.fill({"Reason": "Its  work is done"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    assert "Metadata* is discharged" in convene.page_of("Dag")
    convene.deliver()
    posted = [str(message["text"]) for message in workspace.channel("metadata").messages]
    news = [text for text in posted if "was discharged" in text]
    assert len(news) == 1
    assert "Tue, Nov 24, 2026 (Dag Dahl). Reason: Its work is done" in news[0]
    assert "type `/wg show Metadata`" in news[0]
    card = card_in(convene, "metadata")
    assert "Norms review" in card
    assert "[" not in card, "nobody is asked who comes to a meeting of a group that has ended"
    workspace.command("/wg list", as_="Ben", in_="general")
    assert "Metadata" not in convene.answer_to("Ben")
    workspace.command("/wg list discharged", as_="Ben", in_="general")
    assert "discharged on Tue, Nov 24, 2026" in convene.answer_to("Ben")
    workspace.command("/wg show Metadata", as_="Ben", in_="general")
    assert "This group was discharged on Tue, Nov 24, 2026." in convene.answer_to("Ben")
    workspace.command("/wg discharge Metadata", as_="Dag", in_="general")
    assert "Metadata was discharged, so nothing in it can change" in convene.answer_to("Dag")
    workspace.command("/wg list discharged reserves", as_="Ben", in_="general")
    assert "No such group was discharged." in convene.answer_to("Ben")


def test_another_group_works_in_the_channel_of_a_discharged_one(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg discharge Metadata", as_="Dag", in_="general")
    assert workspace.submit(as_="Dag") == {}
    workspace.command("/wg new", as_="Dag", in_="metadata")
    workspace.fill(
        {"Name": "Norms", "Charge": "Keeps the norms.", "Chair": "Cleo Costa"}, as_="Dag"
    )
    assert workspace.submit(as_="Dag") == {}
    workspace.command("/wg show", as_="Dag", in_="metadata")
    assert "Norms" in convene.answer_to("Dag")
    workspace.command("/wg show Metadata", as_="Ben", in_="general")
    assert "Former channel" in convene.answer_to("Ben")
    workspace.command("/wg show Norms", as_="Ben", in_="general")
    assert "Former channel" not in convene.answer_to("Ben")


def test_the_purpose_of_a_channel_follows_the_charge(convene: Convene) -> None:
    workspace = convene.workspace
    for charge in ("Two norms files.", "One norms file."):
        workspace.command("/wg edit", as_="Ann", in_="metadata")
        workspace.fill({"Charge": charge}, as_="Ann")
        assert workspace.submit(as_="Ann") == {}
        workspace.close(as_="Ann")
        assert purpose_of(convene, "metadata") == charge


def purpose_of(convene: Convene, name: str) -> str:
    """What Slack shows as the description of a channel."""
    found = convene.workspace._slack.workspace.channel_named(name)
    assert found is not None
    return found.purpose


def card_in(convene: Convene, channel: str) -> str:
    """The card of the meeting in a channel, as people see it."""
    messages = [shown(message) for message in convene.workspace.channel(channel).messages]
    return "\n".join(next(lines for lines in messages if lines[0] == "Norms review"))


def test_a_librarian_cannot_start_a_group(convene: Convene) -> None:
    convene.workspace.command("/wg new", as_="Ben", in_="general")
    assert "`/wg new` is for the program manager" in convene.answer_to("Ben")


def test_without_words_the_groups_are_listed_with_buttons(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg", as_="Ben", in_="general")
    assert "4 members from 1 library" in convene.answer_to("Ben")
    workspace.click("Show", as_="Ben")
    shown = convene.answer_to("Ben")
    assert "Looks after metadata for all member libraries." in shown
    assert "Pia Pons (no Slack account)" in shown


def test_the_channel_tells_the_group(convene: Convene) -> None:
    convene.workspace.command("/wg show", as_="Cleo", in_="metadata")
    assert "Looks after metadata" in convene.answer_to("Cleo")


def test_where_nothing_tells_the_group_it_is_asked(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg add @Cleo", as_="Ann", in_="general")
    workspace.fill({"Group": "Metadata"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "Added to *Metadata*: Cleo Costa." in convene.page_of("Ann")


def test_joining_twice_is_answered_calmly(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg join Metadata", as_="Cleo", in_="general")
    assert "Welcome to *Metadata*" in convene.answer_to("Cleo")
    workspace.command("/wg join metadata", as_="Cleo", in_="general")
    assert "You are a member of Metadata already." in convene.answer_to("Cleo")
    workspace.click("Leave", as_="Cleo")
    assert "You have left *Metadata*" in convene.answer_to("Cleo")


def test_in_its_channel_a_group_is_joined_and_left_without_naming_it(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg join", as_="Cleo", in_="metadata")
    assert "Welcome to *Metadata*" in convene.answer_to("Cleo")
    workspace.command("/wg leave", as_="Cleo", in_="metadata")
    assert "You have left *Metadata*" in convene.answer_to("Cleo")


def test_a_chair_adds_people_and_a_partner_from_the_form(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg add", as_="Ann", in_="metadata")
    workspace.fill({"People in this Slack": ["Cleo Costa"], "Name": "Quinn of IT"}, as_="Ann")
    workspace.fill({"Email address": "quinn@writing.example.edu"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    text = convene.page_of("Ann")
    assert "Cleo Costa, Quinn of IT" in text
    assert "I cannot write to Quinn of IT, who has no Slack account" in text
    convene.tick()
    assert "Ann Abara added you to" in convene.said_to("Cleo")[0]


def test_a_member_may_not_add_people(convene: Convene) -> None:
    convene.workspace.command("/wg add @Cleo", as_="Ben", in_="metadata")
    assert "is for a chair of a group, or the program manager" in convene.answer_to("Ben")


def test_a_mistyped_command_gets_the_nearest_one_on_a_button(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg shwo Metadata", as_="Ben", in_="general")
    assert "Did you mean `/wg show Metadata`?" in convene.answer_to("Ben")
    workspace.click("Run /wg show Metadata", as_="Ben")
    assert "Looks after metadata" in convene.answer_to("Ben")


def test_help_shows_only_what_the_asker_may_do(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg help", as_="Gil", in_="metadata")
    guest = convene.answer_to("Gil")
    workspace.command("/wg help", as_="Dag", in_="metadata")
    manager = convene.answer_to("Dag")
    assert ("/wg show" in guest, "/wg new" in guest, "/wg join" in guest) == (True, False, False)
    assert "/wg new" in manager


def test_the_digest_hour_is_set_in_a_form(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg digest", as_="Ann", in_="metadata")
    workspace.fill({"Day of the weekly digest": "Wednesday", "Time": "15:30"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "every Wednesday at 3:30 PM (America/New_York)" in convene.page_of("Ann")


def test_a_chair_sends_the_digest_now_and_once_a_week(convene: Convene) -> None:
    workspace = convene.workspace
    convene.tick()
    before = len(workspace.channel("metadata").messages)
    workspace.command("/wg digest now", as_="Ann", in_="metadata")
    assert "has had this week's digest already" in convene.answer_to("Ann")
    workspace.move_clock(datetime(2026, 11, 30, 13, tzinfo=UTC))
    workspace.command("/wg digest now", as_="Ben", in_="metadata")
    assert "chair of a group" in convene.answer_to("Ben")
    workspace.command("/wg digest now", as_="Ann", in_="metadata")
    assert "is on its way" in convene.answer_to("Ann")
    for hour in (14, 15):
        workspace.move_clock(datetime(2026, 11, 30, hour, 30, tzinfo=UTC))
        convene.tick()
    assert len(workspace.channel("metadata").messages) == before + 1


def test_a_chair_previews_the_digest_and_sends_it_from_there(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg digest preview", as_="Ann", in_="metadata")
    assert "This is a preview that only you see." in convene.answer_to("Ann")
    workspace.command("/wg digest preview", as_="Ben", in_="metadata")
    assert "is for a chair of a group, or the program manager" in convene.answer_to("Ben")
    assert workspace.channel("metadata").messages == []
    for answer in ("is on its way", "has had this week's digest already"):
        workspace.click("Send it now", as_="Ann", in_="metadata")
        assert answer in convene.answer_to("Ann")
    convene.tick()
    assert len(workspace.channel("metadata").messages) == 1
    workspace.command("/wg digest preview", as_="Ann", in_="metadata")
    assert "Send it now" not in convene.answer_to("Ann")
    workspace.click("Change when it comes", as_="Ann", in_="metadata")
    assert "Once a week *Metadata* gets a digest in its channel" in convene.page_of("Ann")


def test_somebody_new_is_met_and_asked_once_for_her_library(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg", as_="Noor", in_="general")
    assert "Metadata" in convene.answer_to("Noor")
    workspace.command("/wg", as_="Noor", in_="general")
    convene.tick()
    [question] = convene.said_to("Noor")
    assert "Which library or campus unit do you work at?" in question
    workspace.choose("person.place", "Tunxis Library", as_="Noor")
    assert "Your work is credited to Tunxis Library" in convene.said_to("Noor")[0]


def test_before_any_library_is_known_nobody_is_asked_for_hers(
    convene: Convene, database: Engine
) -> None:
    workspace = convene.workspace
    with database.begin() as connection:
        connection.execute(sa.text("UPDATE people SET organization_id = NULL"))
        connection.execute(sa.text("DELETE FROM homes"))
        connection.execute(sa.text("DELETE FROM mail_domains"))
        connection.execute(sa.text("DELETE FROM organizations"))
    workspace.command("/wg", as_="Noor", in_="general")
    workspace.command("/convene library", as_="Noor", in_="general")
    assert "No libraries are known yet." in convene.answer_to("Noor")
    convene.tick()
    assert convene.said_to("Noor") == []


def test_unknown_commands_never_reach_the_bot(convene: Convene) -> None:
    with pytest.raises(Declined):
        convene.workspace.command("/nonsense", as_="Ben", in_="general")


def test_whoever_chairs_from_july_on_is_no_chair_in_november(convene: Convene) -> None:
    with unit_of_work() as session:
        cleo = session.exec(select(Person).where(Person.name == "Cleo Costa")).one()
        metadata = session.exec(select(Group).where(Group.name == "Metadata")).one()
        july = datetime(2027, 7, 1, 4, tzinfo=UTC)
        serve(session, metadata, cleo, july, role=MemberRole.CHAIR)
    convene.workspace.command("/meet new Norms tomorrow 2pm", as_="Cleo", in_="metadata")
    assert "is for a chair" in convene.answer_to("Cleo")
    convene.workspace.command("/wg show", as_="Cleo", in_="metadata")
    assert "Cleo Costa" not in convene.answer_to("Cleo")
    convene.workspace.command("/wg show", as_="Ann", in_="metadata")
    assert "Cleo Costa" not in convene.answer_to("Ann")


def test_whom_slack_does_not_show_is_named_and_the_others_are_added(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.break_next("users.info", "error:user_not_visible")
    workspace.command("/wg add @Noor @Cleo", as_="Ann", in_="metadata")
    assert "Slack does not let me see @Noor" in convene.answer_to("Ann")
    workspace.click("Go on without", as_="Ann")
    assert "Added to *Metadata*: Cleo Costa." in convene.answer_to("Ann")
