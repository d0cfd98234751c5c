"""Who comes to a group's channel and goes, and what happens to the channel itself."""

from datetime import timedelta

import pytest
from sqlmodel import select

from handlers import channel_events
from models import Group, OutboxMessage, OutboxState
from models.database import reading, unit_of_work
from models.messages import CHANNEL_NEWS, DIGEST
from services import groups, outbox
from tests.factories import NOW
from tests.running import Convene


def answers(convene: Convene, who: str) -> list[str]:
    shown = convene.workspace.private_answers(as_=who)
    return [convene.workspace.text_of(answer) for answer in shown]


def test_who_joins_the_channel_of_a_public_group_is_offered_membership_once(
    convene: Convene,
) -> None:
    workspace = convene.workspace
    for _ in range(2):
        workspace.remove("Cleo", from_="metadata")
        workspace.invite("Cleo", to="metadata")
        workspace.settle()
    [offered] = [text for text in answers(convene, "Cleo") if "works. Do you want" in text]
    assert "is where *Metadata* works." in offered
    workspace.click("Join the group", as_="Cleo")
    assert "Welcome to *Metadata*." in convene.answer_to("Cleo")
    assert "Ann Abara (chair)" in convene.answer_to("Cleo")
    # Neither a member nor a guest is offered anything, and nobody was written to.
    for who in ("Ben", "Gil"):
        workspace.remove(who, from_="metadata")
        workspace.invite(who, to="metadata")
    workspace.settle()
    assert answers(convene, "Ben") == answers(convene, "Gil") == []
    convene.tick()
    assert convene.said_to("Cleo") == []


def test_nobody_is_offered_a_private_group_or_one_of_everybody(convene: Convene) -> None:
    with unit_of_work() as session:
        row = session.exec(select(Group)).one()
        row.is_private = True
    workspace = convene.workspace
    workspace.remove("Cleo", from_="metadata")
    workspace.invite("Cleo", to="metadata")
    workspace.settle()
    assert answers(convene, "Cleo") == []


def test_a_member_who_leaves_the_channel_is_asked_once_and_may_leave_the_group(
    convene: Convene,
) -> None:
    workspace = convene.workspace
    for _ in range(2):
        workspace.remove("Ben", from_="metadata")
        workspace.invite("Ben", to="metadata")
        workspace.settle()
    workspace.remove("Cleo", from_="metadata")
    workspace.settle()
    convene.tick()
    [question] = convene.said_to("Ben")
    assert "are still a member of *Metadata*. Do you leave the group, too?" in question
    assert convene.said_to("Cleo") == []
    workspace.click("Leave the group", as_="Ben")
    assert "You have left *Metadata*. Thank you." in convene.answer_to("Ben")
    with reading() as session:
        metadata = session.exec(select(Group)).one()
        roster = groups.roster(session, metadata, NOW + timedelta(hours=1))
        assert "Ben Brook" not in {line.person.name for line in roster}


def test_an_archived_channel_holds_what_goes_there_and_its_chairs_are_told_once(
    convene: Convene,
) -> None:
    workspace = convene.workspace
    workspace.archive("metadata", as_="Ann")
    workspace.settle()
    convene.tick()
    for who in ("Ann", "Dag"):
        [word] = convene.said_to(who)
        assert "was archived: its digests and cards wait until it is unarchived" in word
    assert convene.said_to("Ben") == []
    assert state() is OutboxState.READY
    workspace.unarchive("metadata", as_="Ann")
    workspace.settle()
    workspace.move_clock(timedelta(minutes=1))
    convene.tick()
    assert state() is OutboxState.SENT


def state() -> OutboxState:
    with reading() as session:
        found = select(OutboxMessage.state).where(outbox.keyed(DIGEST))
        return OutboxState(session.exec(found).one())


def test_a_renamed_channel_stays_the_group_s_and_a_deleted_one_is_told(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.rename("metadata", to="metadata-standards", as_="Ann")
    workspace.settle()
    workspace.command("/wg show", as_="Ben", in_="metadata-standards")
    assert "#metadata-standards" in convene.answer_to("Ben")
    convene.tick()
    assert convene.said_to("Ann") == []
    workspace.delete_channel("metadata-standards", as_="Ann")
    workspace.settle()
    convene.tick()
    [word] = convene.said_to("Ann")
    assert "The channel of *Metadata* was deleted" in word


def news() -> list[str]:
    with reading() as session:
        rows = session.exec(select(OutboxMessage).where(outbox.keyed(CHANNEL_NEWS)))
        return sorted(row.lane for row in rows)


def test_a_channel_that_is_shared_is_told_once_however_often_slack_says_so(
    convene: Convene,
) -> None:
    event = {"type": "channel_shared", "channel": "CMETA", "event_ts": "1.2"}
    for _ in range(2):
        channel_events.CHANGES["channel_shared"](event, NOW)
    assert news() == ["UANN", "UDAG"]
    channel_events.CHANGES["channel_shared"](event | {"event_ts": "3.4"}, NOW)
    assert len(news()) == 4
    for event in ({"channel": "CNOWHERE"}, {}):
        channel_events.unarchived(event, NOW)
        for change in channel_events.CHANGES.values():
            change(event, NOW)
    assert len(news()) == 4


def without_channel(convene: Convene, *, is_private: bool = False) -> None:
    with unit_of_work() as session:
        charge = groups.Charge(
            "Norms", "task force", "One norms file.", "", channel_is_private=is_private
        )
        cast = convene.cast
        row = groups.start(
            session, charge, chair=cast.ann, by=cast.dag, now=NOW, needs_channel=False
        )
        groups.add(session, row, [cast.ben, cast.pia], by=cast.ann, now=NOW)


def make_channel(convene: Convene, name: str = "norms-group", *, invites: bool) -> dict[str, str]:
    workspace = convene.workspace
    workspace.command("/wg show Norms", as_="Ann", in_="general")
    workspace.click("Make a channel", as_="Ann")
    workspace.fill({"Name of the channel": name}, as_="Ann")
    if invites:
        workspace.fill({"Members of the group": ["Invite the 2 members with Slack"]}, as_="Ann")
    return workspace.submit(as_="Ann")


@pytest.mark.parametrize("is_private", [False, True])
def test_a_chair_makes_the_channel_of_her_group_once(convene: Convene, is_private: bool) -> None:
    without_channel(convene, is_private=is_private)
    assert make_channel(convene, invites=is_private) == {}
    assert "*Norms* works in" in convene.page_of("Ann")
    channel = convene.workspace._slack.workspace.channel_named("norms-group")
    assert channel is not None
    assert channel.is_private is is_private
    assert {"UANN", "UCONVENE"} <= {*channel.members}
    assert ("UBEN" in channel.members) is is_private
    with reading() as session:
        row = session.exec(select(Group).where(Group.name == "Norms")).one()
        assert (row.channel_id, row.is_private) == (channel.id, is_private)
    convene.tick()
    assert [bookmark.title for bookmark in channel.bookmarks] == ["Charge"]
    convene.workspace.command("/wg show Norms", as_="Ann", in_="general")
    assert "Make a channel" not in str(convene.workspace.private_answers(as_="Ann")[-1])


@pytest.mark.parametrize("ended_after_making", [False, True])
def test_a_name_that_is_taken_is_refused_and_what_was_lost_is_found(
    convene: Convene, ended_after_making: bool
) -> None:
    without_channel(convene)
    assert "already" in make_channel(convene, "metadata", invites=False)["Name of the channel"]
    # Slack made it, and nobody wrote that down: it is found, and there is one.
    if ended_after_making:
        convene.client.conversations_create(name="norms-group")
    else:
        convene.workspace.break_next("conversations.create", "reply_lost")
    convene.workspace.fill({"Name of the channel": "norms-group"}, as_="Ann")
    assert convene.workspace.submit(as_="Ann") == {}
    named = [
        row
        for row in convene.workspace._slack.workspace.channels.values()
        if row.name == "norms-group"
    ]
    with reading() as session:
        row = session.exec(select(Group).where(Group.name == "Norms")).one()
        assert [channel.id for channel in named] == [row.channel_id]
