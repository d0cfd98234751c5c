"""Every request that the sandbox sends has the keys and types of Slack's own,
no more and no fewer.
"""

import contextlib
import copy
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.driver import Declined, Sandbox
from sandbox.workspace import User
from tests.sandbox import shapes
from tests.sandbox.conftest import MANIFEST
from tests.sandbox.samples import mrkdwn, plain
from tests.sandbox.test_forms import field, form

Payload = dict[str, Any]
EVENTS = [
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_rename",
    "channel_unarchive",
    "group_rename",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.im",
    "team_join",
    "tokens_revoked",
    "user_change",
]
BUTTON = {"type": "button", "action_id": "approve", "text": plain("Approve"), "value": "12"}
CARD: list[Payload] = [{"type": "section", "text": mrkdwn("*Loan*"), "accessory": BUTTON}]
BOOK = {"type": "external_select", "action_id": "book", "min_query_length": 1}
SEARCH: list[Payload] = [{"type": "actions", "elements": [{**BOOK, "placeholder": plain("Book")}]}]
KINDS = [{"text": plain("Two"), "value": "2"}]
NOOR = User("U0NOOR", "noor", "Noor Nour", email="noor@north.example")
ROOM = {"default_to_current_conversation": True, "response_url_enabled": True}


class Acts:
    """What people do, without an app that answers: the request is written down all the same."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.workspace = sandbox.workspace
        self.client = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)

    def open(self, *blocks: Payload, **more: Any) -> None:
        trigger = self.sandbox.slack.openings.new_trigger("U0ANN", "C0META")
        self.client.views_open(trigger_id=trigger, view=form(*blocks, **more))

    def post(self, blocks: list[Payload]) -> None:
        self.client.chat_postMessage(channel="C0META", text="Loan", blocks=blocks)

    def publish(self) -> None:
        self.client.views_publish(user_id="U0ANN", view={"type": "home", "blocks": CARD})

    def on(self, act: Callable[..., Any], *words: str, **more: Any) -> None:
        with contextlib.suppress(Declined):
            act(*words, as_="Ann", **more)


def command(do: Acts) -> None:
    do.on(do.workspace.command, "/wg new", in_="metadata")


def press(do: Acts) -> None:
    do.post(CARD)
    do.on(do.workspace.click, "Approve")


def press_ephemeral(do: Acts) -> None:
    do.client.chat_postEphemeral(channel="C0META", user="U0ANN", text="Loan", blocks=CARD)
    do.on(do.workspace.click, "Approve")


def choose_in_modal(do: Acts) -> None:
    do.open(field("Kind", {"type": "static_select", "options": KINDS}, dispatch_action=True))
    with contextlib.suppress(Declined):
        do.workspace.fill({"Kind": "Two"}, as_="Ann")


def press_at_home(do: Acts) -> None:
    do.publish()
    do.on(do.workspace.click, "Approve", in_="home")


def submit(do: Acts) -> None:
    do.open(notify_on_close=True)
    do.workspace.fill({"Name": "Norms"}, as_="Ann")
    do.on(do.workspace.submit)


def submit_where(do: Acts) -> None:
    do.open(field("Where", {"type": "conversations_select", **ROOM}))
    do.on(do.workspace.submit)


def close(do: Acts) -> None:
    do.open(notify_on_close=True)
    do.workspace.fill({"Name": "Norms"}, as_="Ann")
    do.on(do.workspace.close)


def shortcut(do: Acts) -> None:
    do.on(do.workspace.shortcut, "New tally")


def message_shortcut(do: Acts) -> None:
    do.on(do.workspace.shortcut, "Make a task", on=do.workspace.channel("metadata").messages[-1])


def search_in_message(do: Acts) -> None:
    do.post(SEARCH)
    do.on(do.workspace.suggestions, "Book", "Gre")


def search_in_modal(do: Acts) -> None:
    do.open(field("Book", BOOK))
    do.on(do.workspace.suggestions, "Book", "Gre")


REQUESTS: dict[str, Callable[[Acts], None]] = {
    "slash_command": command,
    "block_actions_message": press,
    "block_actions_ephemeral": press_ephemeral,
    "block_actions_modal": choose_in_modal,
    "block_actions_home": press_at_home,
    "view_submission": submit,
    "view_submission_with_response_url": submit_where,
    "view_closed": close,
    "shortcut": shortcut,
    "message_action": message_shortcut,
    "block_suggestion_message": search_in_message,
    "block_suggestion_modal": search_in_modal,
}


def publish_and_open(do: Acts) -> None:
    do.publish()
    do.workspace.home(as_="Ann")


def make_private(do: Acts) -> None:
    do.workspace.invite("Tally", to="council", as_="Ann")
    do.workspace.rename("council", "directors", as_="Ann")


EVENT_ACTS: dict[str, Callable[[Acts], Any]] = {
    "app_home_opened": lambda do: do.workspace.home(as_="Ann"),
    "app_home_opened_again": publish_and_open,
    "app_mention": lambda do: do.workspace.say("@Tally", as_="Ann", in_="metadata"),
    "message_im": lambda do: do.workspace.say("Hello", as_="Ann", in_="app"),
    "message_channel_join": lambda do: do.workspace.invite("Cleo", to="metadata", as_="Ann"),
    "member_joined_channel": lambda do: do.workspace.invite("Cleo", to="metadata", as_="Ann"),
    "member_left_channel": lambda do: do.workspace.remove("Ben", from_="metadata"),
    "channel_rename": lambda do: do.workspace.rename("metadata", "cataloguing", as_="Ann"),
    "channel_archive": lambda do: do.workspace.archive("metadata", as_="Ann"),
    "channel_unarchive": lambda do: do.workspace.unarchive("old", as_="Ann"),
    "channel_deleted": lambda do: do.workspace.delete_channel("general", as_="Ann"),
    "group_rename": make_private,
    "team_join": lambda do: do.workspace.add_person(NOOR),
    "user_change": lambda do: do.workspace.change_person("Ann", title="Dean"),
    "tokens_revoked": lambda do: do.workspace.revoke_tokens(),
    "app_uninstalled": lambda do: do.workspace.uninstall(),
}


@pytest.fixture
def manifest() -> Payload:
    subscribed = copy.deepcopy(MANIFEST)
    subscribed["settings"]["event_subscriptions"]["bot_events"] = EVENTS
    return subscribed


@pytest.fixture
def do(sandbox: Sandbox) -> Acts:
    return Acts(sandbox)


def sent(do: Acts) -> list[Any]:
    return [entry.request for entry in do.workspace.traffic if entry.direction == "to_bot"]


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.proves("payload.shape")
def test_each_request_has_slacks_shape(name: str, do: Acts) -> None:
    REQUESTS[name](do)
    assert sorted(shapes.differences(shapes.named(name), sent(do)[-1])) == []


@pytest.mark.parametrize("name", EVENT_ACTS)
@pytest.mark.proves("payload.event")
def test_each_event_has_slacks_shape(name: str, do: Acts) -> None:
    EVENT_ACTS[name](do)
    slacks = shapes.named(f"event_{name}")
    ours = [body["event"] for body in sent(do)]
    found = [event for event in ours if event["type"] == slacks["type"]]
    assert sorted(shapes.differences(slacks, found[0])) == []


def test_each_event_is_wrapped_as_slack_does(do: Acts) -> None:
    do.workspace.say("@Tally", as_="Ann", in_="metadata")
    wrapped = next(body for body in sent(do) if body["event"]["type"] == "app_mention")
    assert sorted(shapes.differences(shapes.named("event_callback"), wrapped)) == []


def test_every_shape_is_compared() -> None:
    over_sockets = {"hello", "disconnect", "slash_commands", "interactive", "events_api"}
    compared = {
        *REQUESTS,
        *(f"event_{name}" for name in EVENT_ACTS),
        *(f"socket_{name}" for name in over_sockets),
    }
    assert compared | {"event_callback"} == set(shapes.names())


def test_a_difference_is_seen_on_either_side() -> None:
    assert sorted(
        shapes.differences({"a": 1, "b": [{"c": None}]}, {"b": [{"c": ""}, {}], "d": True})
    ) == [
        "/a is missing",
        "/b/0/c is a str, and Slack's a NoneType",
        "/b/1/c is missing",
        "/d is not Slack's",
    ]
    assert list(shapes.differences([], [1])) == [" is empty on one side only"]
