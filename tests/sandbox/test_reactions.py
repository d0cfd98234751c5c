"""Reactions of people and of the app:
once each, within limits, and told to an app in the channel.
"""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Declined, Sandbox
from tests.sandbox.conftest import MANIFEST
from tests.sandbox.page import Page

Payload = dict[str, Any]


@pytest.fixture
def manifest() -> Payload:
    changed = copy.deepcopy(MANIFEST)
    changed["settings"]["event_subscriptions"]["bot_events"] = [
        "reaction_added",
        "reaction_removed",
    ]
    return changed


def hello(sandbox: Sandbox) -> Payload:
    return sandbox.workspace.channel("metadata").messages[0]


def refused(call: Callable[[], Any]) -> str:
    with pytest.raises(SlackApiError) as refusal:
        call()
    return str(refusal.value.response["error"])


def events_sent(sandbox: Sandbox) -> list[Payload]:
    return [
        entry.request["event"] for entry in sandbox.workspace.traffic if entry.direction == "to_bot"
    ]


@pytest.mark.proves("reaction.once")
def test_each_emoji_stands_once_for_each_person(client: WebClient, sandbox: Sandbox) -> None:
    ts = hello(sandbox)["ts"]
    sandbox.workspace.react("tada", as_="Ann", on=hello(sandbox))
    client.reactions_add(channel="C0META", timestamp=ts, name="tada")
    again = refused(lambda: client.reactions_add(channel="C0META", timestamp=ts, name="tada"))
    assert again == "already_reacted"
    both = [{"name": "tada", "users": ["U0ANN", "U0TALLY"], "count": 2}]
    assert hello(sandbox)["reactions"] == both
    shown = client.reactions_get(channel="C0META", timestamp=ts)["message"]
    assert (shown["text"], shown["reactions"]) == ("Good morning.", both)
    client.reactions_remove(channel="C0META", timestamp=ts, name="tada")
    sandbox.workspace.react("tada", as_="Ann", on=hello(sandbox))
    assert hello(sandbox)["reactions"] == []
    gone = refused(lambda: client.reactions_remove(channel="C0META", timestamp=ts, name="tada"))
    assert gone == "no_reaction"


@pytest.mark.proves("reaction.limits")
def test_reactions_have_their_limits(client: WebClient, sandbox: Sandbox) -> None:
    ts = hello(sandbox)["ts"]
    for number in range(23):
        client.reactions_add(channel="C0META", timestamp=ts, name=f"of_app_{number}")
    one_more = lambda: client.reactions_add(channel="C0META", timestamp=ts, name="of_app_23")  # noqa: E731
    assert refused(one_more) == "too_many_reactions"
    for who, some in (("Ann", 23), ("Ben", 4)):
        for number in range(some):
            sandbox.workspace.react(f"of_{who.lower()}_{number}", as_=who, on=hello(sandbox))
    assert len(hello(sandbox)["reactions"]) == 50
    with pytest.raises(Declined) as refusal:
        sandbox.workspace.react("of_ben_4", as_="Ben", on=hello(sandbox))
    assert refusal.value.code == "too_many_emoji"
    sandbox.workspace.react("of_ann_0", as_="Ben", on=hello(sandbox))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"channel": "C0META", "timestamp": "1.000000"}, "message_not_found"),
        ({"channel": "C0META"}, "no_item_specified"),
        ({"channel": "C0META", "name": ":tada:"}, "invalid_name"),
        ({"channel": "C0META", "name": "Tada"}, "invalid_name"),
        ({"channel": "C0GEN"}, "not_in_channel"),
        ({"channel": "C0PRIV"}, "channel_not_found"),
        ({"channel": "C0OLD"}, "is_archived"),
    ],
)
@pytest.mark.proves("reaction.reach")
def test_reactions_are_refused_in_slacks_words(
    arguments: Payload, code: str, client: WebClient, sandbox: Sandbox
) -> None:
    given = {"timestamp": hello(sandbox)["ts"], "name": "tada", **arguments}
    if code == "no_item_specified":
        del given["timestamp"]
    assert refused(lambda: client.api_call("reactions.add", json=given)) == code


@pytest.mark.proves("reaction.reach")
def test_nobody_reacts_to_ephemerals(client: WebClient, sandbox: Sandbox) -> None:
    ts = client.chat_postEphemeral(channel="C0META", user="U0ANN", text="psst")["message_ts"]
    call = lambda: client.reactions_add(channel="C0META", timestamp=ts, name="tada")  # noqa: E731
    assert refused(call) == "message_not_found"
    with pytest.raises(Declined) as refusal:
        sandbox.workspace.react("tada", as_="Ann", on={"channel": "C0META", "ts": ts})
    assert refusal.value.code == "message_not_found"


@pytest.mark.proves("reaction.events")
def test_an_app_in_the_channel_hears_of_reactions(client: WebClient, sandbox: Sandbox) -> None:
    sandbox.workspace.react("eyes", as_="Ben", on=hello(sandbox))
    sandbox.workspace.react("eyes", as_="Ben", on=hello(sandbox))
    ts = sandbox.workspace.say("Unheard", as_="Ann", in_="general")
    sandbox.workspace.react("eyes", as_="Ben", on={"channel": "C0GEN", "ts": ts})
    item = {"type": "message", "channel": "C0META", "ts": hello(sandbox)["ts"]}
    kinds = []
    for event in events_sent(sandbox):
        kinds.append(event.pop("type"))
        event.pop("event_ts")
        assert event == {"user": "U0BEN", "reaction": "eyes", "item": item, "item_user": "U0ANN"}
    assert kinds[0] == "reaction_added"
    assert set(kinds) == {"reaction_added", "reaction_removed"}


def test_the_page_reacts(page: Page, sandbox: Sandbox) -> None:
    act = {"as": "U0BEN", "channel": "C0META", "ts": hello(sandbox)["ts"], "name": "+1"}
    assert page.do("/ui/reaction", **act) == {"ok": True}
    assert hello(sandbox)["reactions"] == [{"name": "+1", "users": ["U0BEN"], "count": 1}]
    outside = page.do("/ui/reaction", **{**act, "channel": "C0GEN", "as": "U0GUEST"})
    assert outside["error"] == "channel_not_found"
