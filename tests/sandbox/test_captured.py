"""What the sandbox sends has the keys and types of what was captured from Slack,
save for some named here.
"""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.driver import Sandbox
from tests.sandbox import shapes, test_shapes
from tests.sandbox.conftest import MANIFEST
from tests.sandbox.known import EVERYWHERE, KNOWN
from tests.sandbox.samples import CONFIRM, plain
from tests.sandbox.test_forms import field
from tests.sandbox.test_shapes import BUTTON, CARD, KINDS, Acts

Payload = dict[str, Any]
URL = "https://libraries.example/1"
EVENTS = [
    *test_shapes.EVENTS,
    "reaction_added",
    "reaction_removed",
    "link_shared",
    "channel_created",
]
KIND = {
    "type": "static_select",
    "action_id": "kind",
    "options": KINDS,
    "placeholder": plain("Kind"),
}
CHOICE: list[Payload] = [{"type": "actions", "block_id": "b", "elements": [KIND, BUTTON]}]
TIMES = {"type": "timepicker", "initial_time": "09:00", "timezone": "America/Chicago"}
MORNING = 1795530600 + 3600


@pytest.fixture
def manifest() -> Payload:
    changed = copy.deepcopy(MANIFEST)
    changed["features"]["unfurl_domains"] = ["libraries.example"]
    changed["oauth_config"]["scopes"]["bot"] += ["links:read", "links:write"]
    changed["settings"]["event_subscriptions"]["bot_events"] = EVENTS
    return changed


@pytest.fixture
def do(sandbox: Sandbox) -> Acts:
    return Acts(sandbox)


def choose_and_press(do: Acts, **more: Any) -> None:
    do.client.chat_postEphemeral(channel="C0META", user="U0ANN", text="Loan", blocks=CHOICE, **more)
    do.on(do.workspace.choose, "kind", "Two")
    do.on(do.workspace.click, "Approve")


def press_in_thread(do: Acts) -> None:
    root = do.workspace.channel("metadata").messages[0]["ts"]
    do.workspace.say("Yes?", as_="Ben", in_="metadata", thread_ts=root)
    choose_and_press(do, thread_ts=root)


def press_confirmed(do: Acts) -> None:
    sure: Payload = {**BUTTON, "style": "danger", "confirm": CONFIRM}
    del sure["value"]
    blocks = [{"type": "actions", "elements": [sure]}]
    do.client.views_publish(user_id="U0ANN", view={"type": "home", "blocks": blocks})
    do.on(do.workspace.click, "Approve", in_="home")


def press_preview(do: Acts) -> None:
    ts = do.workspace.say(URL, as_="Ann", in_="metadata")
    do.client.chat_unfurl(channel="C0META", ts=ts, unfurls={URL: {"blocks": CARD}})
    do.on(do.workspace.click, "Approve")


def submit_times(do: Acts) -> None:
    day = {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-24"}
    text = {"type": "plain_text_input", "initial_value": "Words"}
    do.open(field("When", day), field("Hour", TIMES), field("What", text), close=plain("Cancel"))
    do.on(do.workspace.submit)


def change(do: Acts) -> Payload:
    posted = do.client.chat_postMessage(channel="U0ANN", text="One")
    do.client.chat_update(channel=posted["channel"], ts=posted["ts"], text="Two")
    return {"channel": posted["channel"], "ts": posted["ts"]}


def share_file(do: Acts) -> None:
    do.client.files_upload_v2(
        content=b"png", filename="map.png", channel="C0META", initial_comment="Map"
    )


def react(do: Acts) -> None:
    do.workspace.react("tada", as_="Ann", on=do.workspace.channel("metadata").messages[0])


def react_twice(do: Acts) -> None:
    react(do)
    react(do)


# What makes the sandbox send each of the captured payloads.
REQUESTS: dict[str, Callable[[Acts], Any]] = {
    "block_actions_ephemeral_grid": test_shapes.press_ephemeral,
    "block_actions_state": choose_and_press,
    "block_actions_thread": press_in_thread,
    "block_actions_home_confirm": press_confirmed,
    "block_actions_modal_socket": test_shapes.choose_in_modal,
    "block_actions_unfurl": press_preview,
    "block_suggestion_modal": test_shapes.search_in_modal,
    "view_submission_times": submit_times,
    "view_submission_response_url": test_shapes.submit_where,
    "view_closed_grid": test_shapes.close,
    "shortcut_socket": test_shapes.shortcut,
    "slash_command_socket": test_shapes.command,
    "app_mention_socket": lambda do: do.workspace.say("@Tally", as_="Ann", in_="metadata"),
    "event_message_changed": change,
    "event_message_deleted": lambda do: do.client.chat_delete(**change(do)),
    "event_file_share": share_file,
    "event_reaction_added": react,
    "event_reaction_removed": react_twice,
    "event_member_joined": lambda do: do.workspace.invite("Cleo", to="metadata", as_="Ann"),
    "event_member_left": lambda do: do.workspace.remove("Ben", from_="metadata"),
    "event_link_shared": lambda do: do.workspace.say(URL, as_="Ann", in_="metadata"),
    "event_channel_created": lambda do: do.client.conversations_create(name="reserves"),
    "event_tokens_revoked": lambda do: do.workspace.revoke_tokens(),
    "event_app_uninstalled": lambda do: do.workspace.uninstall(),
}


def scheduled(do: Acts) -> Any:
    return do.client.chat_scheduleMessage(
        channel="C0META", text="Later", post_at=MORNING, blocks=CARD
    )


def waiting(do: Acts) -> Any:
    scheduled(do)
    return do.client.chat_scheduledMessages_list()


def reactions(do: Acts) -> Any:
    do.post(CARD)
    ts = do.workspace.channel("metadata").messages[-1]["ts"]
    do.client.reactions_add(channel="C0META", timestamp=ts, name="tada")
    return do.client.reactions_get(channel="C0META", timestamp=ts)


# The calls whose answers were captured: of many workspaces at once, so with keys that no single
# answer has.
ANSWERS: dict[str, Callable[[Acts], Any]] = {
    "api_users_info": lambda do: do.client.users_info(user="U0ANN", include_locale=True),
    "api_conversations_info": lambda do: do.client.conversations_info(
        channel="C0META", include_num_members=True
    ),
    "api_chat_scheduleMessage": scheduled,
    "api_chat_scheduledMessages_list": waiting,
    "api_reactions_get": reactions,
}


def sent(do: Acts, kind: str | None) -> Any:
    """The last event of this type or subtype; without a kind the last request that is no event."""
    do.workspace.settle()
    bodies = [entry.request for entry in do.workspace.traffic if entry.direction == "to_bot"]
    return [body for body in bodies if _kind(body) == kind][-1]


def _kind(body: Payload) -> str | None:
    event: dict[str, str] = body.get("event", {})
    return event.get("subtype") or event.get("type")


KINDS_OF_EVENTS = {
    "app_mention_socket": "app_mention",
    "event_message_changed": "message_changed",
    "event_message_deleted": "message_deleted",
    "event_file_share": "file_share",
    "event_reaction_added": "reaction_added",
    "event_reaction_removed": "reaction_removed",
    "event_member_joined": "member_joined_channel",
    "event_member_left": "member_left_channel",
    "event_link_shared": "link_shared",
    "event_channel_created": "channel_created",
    "event_tokens_revoked": "tokens_revoked",
    "event_app_uninstalled": "app_uninstalled",
}


def not_known(name: str, slacks: Any, ours: Any) -> tuple[set[str], set[str]]:
    """The differences that nobody has explained,
    and the explanations of what is no difference any more.
    """
    found, known = set(shapes.differences(slacks, ours)), set(KNOWN.get(name, {}))
    return found - known - set(EVERYWHERE), known - found


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.proves("payload.captured")
def test_each_request_differs_from_the_captured_one_where_it_is_known(name: str, do: Acts) -> None:
    REQUESTS[name](do)
    slacks = shapes.captured(name)
    ours = sent(do, KINDS_OF_EVENTS.get(name))
    assert not_known(name, slacks.get("payload", slacks), ours) == (set(), set())


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.proves("payload.captured")
def test_each_answer_differs_from_the_captured_one_where_it_is_known(name: str, do: Acts) -> None:
    ours = ANSWERS[name](do).data
    assert not_known(name, shapes.captured(name), ours) == (set(), set())


def test_every_capture_is_compared() -> None:
    assert sorted([*REQUESTS, *ANSWERS]) == shapes.captured_names()
    assert set(KNOWN) <= {*REQUESTS, *ANSWERS}


def test_a_star_stands_for_any_name_and_any_for_anything() -> None:
    slacks = {"values": {"*": {"type": ""}}, "blocks": "any"}
    assert (
        list(shapes.differences(slacks, {"values": {"a": {"type": "x"}}, "blocks": [{"a": 1}]}))
        == []
    )
    assert list(
        shapes.differences(slacks, {"values": {"a": {}, "b": {"type": 1}}, "blocks": None})
    ) == [
        "/values/a/type is missing",
        "/values/b/type is a int, and Slack's a str",
    ]
