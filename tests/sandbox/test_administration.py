"""What happens to channels, people and the app itself:
done at the page, told, or refused in words.
"""

import copy
from functools import partial
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Declined, Sandbox
from tests.sandbox.conftest import MANIFEST, Tally
from tests.sandbox.page import Page
from tests.sandbox.samples import plain
from tests.sandbox.test_shapes import EVENTS

Payload = dict[str, Any]


@pytest.fixture
def manifest() -> Payload:
    subscribed = copy.deepcopy(MANIFEST)
    subscribed["settings"]["event_subscriptions"]["bot_events"] = [
        event for event in EVENTS if not event.startswith("message.")
    ]
    return subscribed


@pytest.fixture
def events(sandbox: Sandbox, tally: Tally) -> list[Payload]:
    """The events that the app has heard."""
    events: list[Payload] = []
    for kind in EVENTS:
        if "." not in kind:
            tally.bolt.event(kind)(lambda event: events.append(event))
    return events


def test_a_channel_is_renamed_archived_reopened_and_deleted(
    page: Page, sandbox: Sandbox, events: list[Payload]
) -> None:
    for body in (
        {"act": "rename", "name": "cataloguing"},
        {"act": "archive"},
        {"act": "unarchive"},
        {"act": "delete"},
    ):
        assert page.do("/ui/channel", channel="C0META", **body) == {"ok": True, "channel": "C0META"}
        sandbox.workspace.settle()
    kinds = ["channel_rename", "channel_archive", "channel_unarchive", "channel_deleted"]
    assert [event["type"] for event in events] == kinds
    assert events[0]["channel"]["name"] == "cataloguing"
    assert [event["channel"] for event in events[1:]] == ["C0META"] * 3
    assert "cataloguing" not in [row["name"] for row in page.read("/ui/world")["channels"]]


def test_a_new_channel_belongs_to_its_maker(page: Page, client: WebClient) -> None:
    made = page.do("/ui/channel", act="create", name="board", is_private=True)["channel"]
    assert [row["id"] for row in page.read("/ui/world")["channels"] if row["name"] == "board"] == [
        made
    ]
    with pytest.raises(SlackApiError) as refusal:
        client.conversations_info(channel=made)
    assert refusal.value.response["error"] == "channel_not_found"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"act": "rename", "channel": "C0META", "name": ""}, "invalid_name_required"),
        ({"act": "rename", "channel": "C0META", "name": "x" * 81}, "invalid_name_maxlength"),
        ({"act": "rename", "channel": "C0META", "name": "With Space"}, "invalid_name_specials"),
        ({"act": "rename", "channel": "C0META", "name": "-_-"}, "invalid_name_punctuation"),
        ({"act": "create", "name": "general"}, "name_taken"),
        ({"act": "archive", "channel": "C0OLD"}, "already_archived"),
        ({"act": "unarchive", "channel": "C0META"}, "not_archived"),
        ({"act": "archive", "channel": "C0NONE"}, "channel_not_found"),
        ({"act": "paint", "channel": "C0META"}, "malformed"),
    ],
)
def test_what_cannot_be_done_to_a_channel_is_said(page: Page, body: Payload, code: str) -> None:
    answer = page.do("/ui/channel", **body)
    assert (answer["ok"], answer["error"], bool(answer["message"])) == (False, code, True)


@pytest.mark.proves("channel.notices")
def test_slack_tells_a_channel_who_came_and_went(sandbox: Sandbox, page: Page) -> None:
    sandbox.workspace.invite("Cleo", to="metadata", as_="Ann")
    sandbox.workspace.remove("Cleo", from_="metadata")
    sandbox.workspace.rename("metadata", "cataloguing", as_="Ann")
    shown = [
        (m["subtype"], m["text"])
        for m in page.read("/ui/conversation", channel="C0META")["messages"]
    ]
    assert shown[2:] == [
        ("channel_join", "<@U0CLEO> has joined the channel"),
        ("channel_leave", "<@U0CLEO> has left the channel"),
        ("channel_name", "<@U0ANN> has renamed the channel from “metadata” to “cataloguing”"),
    ]


def test_a_private_channel_is_told_of_only_to_its_members(
    sandbox: Sandbox, events: list[Payload]
) -> None:
    sandbox.workspace.rename("council", "directors", as_="Ann")
    assert events == []


def test_people_come_change_and_go(page: Page, sandbox: Sandbox, events: list[Payload]) -> None:
    added = page.do("/ui/person", act="add", real_name="Noor Nour", email="noor@north.example")[
        "person"
    ]
    assert (added["name"], added["username"]) == ("Noor Nour", "noor.nour")
    for body in ({"act": "change", "title": "Dean"}, {"act": "deactivate"}, {"act": "reactivate"}):
        assert page.do("/ui/person", person=added["id"], **body)["ok"] is True
    sandbox.workspace.settle()
    assert [
        (event["type"], event["user"]["profile"]["title"], event["user"]["deleted"])
        for event in events
    ] == [
        ("team_join", "", False),
        ("user_change", "Dean", False),
        ("user_change", "Dean", True),
        ("user_change", "Dean", False),
    ]
    assert events[0]["user"]["profile"]["email"] == "noor@north.example"


def test_whoever_is_deactivated_leaves_and_cannot_act(page: Page, sandbox: Sandbox) -> None:
    page.do("/ui/person", act="deactivate", person="U0BEN")
    assert "U0BEN" not in sandbox.slack.workspace.channels["C0META"].members
    with pytest.raises(Declined) as refusal:
        sandbox.workspace.say("Hello", as_="Ben", in_="general")
    assert refusal.value.code == "user_not_found"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"act": "add", "real_name": " "}, "invalid_profile"),
        ({"act": "add", "real_name": "Ann Other", "name": "ann"}, "name_taken"),
        ({"act": "change", "person": "U0BEN", "tz": "Mars/Olympus"}, "invalid_profile"),
        ({"act": "change", "person": "U0NONE", "title": "x"}, "user_not_found"),
        ({"act": "deactivate", "person": "U0TALLY"}, "user_not_found"),
        ({"act": "clone", "person": "U0BEN"}, "malformed"),
    ],
)
def test_what_cannot_be_done_to_a_person_is_said(page: Page, body: Payload, code: str) -> None:
    answer = page.do("/ui/person", **body)
    assert (answer["ok"], answer["error"], bool(answer["message"])) == (False, code, True)


@pytest.mark.parametrize(
    ("act", "kinds", "code"),
    [
        ("revoke_tokens", ["tokens_revoked"], "token_revoked"),
        ("uninstall", ["tokens_revoked", "app_uninstalled"], "account_inactive"),
    ],
)
@pytest.mark.proves("app.shut_out")
def test_an_app_is_told_that_it_is_shut_out(
    page: Page,
    sandbox: Sandbox,
    client: WebClient,
    events: list[Payload],
    act: str,
    kinds: list[str],
    code: str,
) -> None:
    since = page.read("/ui/world")["version"]
    page.do("/ui/app", act=act)
    assert page.read("/ui/changes", since=since)["world"] is True
    sandbox.workspace.settle()
    assert sorted(event["type"] for event in events) == sorted(kinds)
    with pytest.raises(SlackApiError) as refusal:
        client.auth_test()
    assert refusal.value.response["error"] == code
    world = page.read("/ui/world")
    assert (world["installed"], world["commands"], world["shortcuts"]) == (False, [], [])
    page.do("/ui/app", act="install")
    assert client.auth_test()["ok"] is True


@pytest.mark.parametrize("act", ["revoke_tokens", "uninstall"])
@pytest.mark.proves("app.shut_out")
def test_nothing_reaches_an_app_that_is_shut_out(
    page: Page, sandbox: Sandbox, client: WebClient, act: str
) -> None:
    card = [
        {
            "type": "actions",
            "elements": [{"type": "button", "action_id": "go", "text": plain("Go")}],
        }
    ]
    client.chat_postMessage(channel="C0META", text="Card", blocks=card)
    page.do("/ui/app", act=act)
    sandbox.workspace.settle()
    before = len(sandbox.workspace.traffic)
    sandbox.workspace.say("Hello @Tally", as_="Ann", in_="metadata")
    sandbox.workspace.invite("Cleo", to="metadata", as_="Ann")
    attempts = {
        "unknown_command": partial(sandbox.workspace.command, "/wg", as_="Ann", in_="metadata"),
        "not_installed": partial(sandbox.workspace.click, "Go", as_="Ann"),
    }
    for code, attempt in attempts.items():
        with pytest.raises(Declined) as refusal:
            attempt()
        assert refusal.value.code == code
    assert len(sandbox.workspace.traffic) == before


def test_two_people_open_a_direct_message(page: Page) -> None:
    opened = page.do("/ui/im", user="U0BEN")["channel"]
    assert page.do("/ui/im", user="U0BEN")["channel"] == opened
    assert page.do("/ui/message", channel=opened, text="Lunch?")["ok"] is True
    assert (
        Page(page.address, "U0BEN").read("/ui/conversation", channel=opened)["messages"][0]["text"]
        == "Lunch?"
    )
    assert page.do("/ui/im", user="U0ANN")["error"] == "cannot_dm_self"
