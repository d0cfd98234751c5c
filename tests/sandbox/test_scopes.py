"""Scopes by the kind of conversation: what opens public channels opens no private ones."""

import copy
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Sandbox
from tests.sandbox.conftest import MANIFEST, SEED

Call = Callable[[WebClient], Any]
With = Callable[..., WebClient]
SAFE = "C0SAFE"
PUBLIC = ["channels:read", "channels:manage", "channels:history", "mpim:read", "mpim:write"]

# The scope that is missing, and the call that needs it; whoever has those for public channels is
# refused.
CALLS: list[tuple[str, Call]] = [
    ("groups:read", lambda c: c.conversations_info(channel=SAFE)),
    ("groups:read", lambda c: c.conversations_members(channel=SAFE)),
    ("groups:read", lambda c: c.conversations_list(types="public_channel,private_channel")),
    ("im:read", lambda c: c.users_conversations(types=["im"])),
    ("groups:history", lambda c: c.conversations_history(channel=SAFE)),
    ("im:write", lambda c: c.conversations_open(users="U0ANN")),
    ("groups:write", lambda c: c.conversations_create(name="new", is_private=True)),
    ("groups:write", lambda c: c.conversations_rename(channel=SAFE, name="new")),
    ("groups:write", lambda c: c.conversations_archive(channel=SAFE)),
    ("groups:write", lambda c: c.conversations_leave(channel=SAFE)),
    (
        "groups:write.topic,groups:write",
        lambda c: c.conversations_setTopic(channel=SAFE, topic="t"),
    ),
    (
        "groups:write.invites,groups:write",
        lambda c: c.conversations_invite(channel=SAFE, users="U0BEN"),
    ),
    ("users:read.email", lambda c: c.users_lookupByEmail(email="ben@eastern.example")),
]


@pytest.fixture
def client_with() -> Iterator[With]:
    """Makes a client of an app that has these scopes beside those for public channels."""
    room = {"id": SAFE, "name": "safe", "is_private": True, "bot_in_channel": True}
    seed = {**SEED, "channels": [*SEED["channels"], room]}
    with ExitStack() as running:

        def opened(*scopes: str) -> WebClient:
            manifest = {
                key: copy.deepcopy(MANIFEST[key]) for key in ("display_information", "features")
            }
            kept = ("app_home", "bot_user")
            manifest["features"] = {name: manifest["features"][name] for name in kept}
            manifest["oauth_config"] = {"scopes": {"bot": [*PUBLIC, "users:read", *scopes]}}
            sandbox = running.enter_context(Sandbox(manifest, seed))
            return WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)

        yield opened


@pytest.mark.parametrize(("needed", "call"), CALLS)
@pytest.mark.proves("scope.kind")
def test_each_kind_of_conversation_needs_a_scope_of_its_own(
    needed: str, call: Call, client_with: With
) -> None:
    with pytest.raises(SlackApiError) as refusal:
        call(client_with())
    answer = refusal.value.response
    assert (answer["error"], answer["needed"]) == ("missing_scope", needed)
    assert "channels:manage" in answer["provided"].split(",")
    assert call(client_with(needed.split(",")[0]))["ok"] is True


def test_public_channels_are_open_and_kinds_have_names(client_with: With) -> None:
    client = client_with()
    client.conversations_info(channel="C0META")
    client.conversations_history(channel="C0META")
    client.conversations_open(users=["U0ANN", "U0BEN"])
    with pytest.raises(SlackApiError) as refusal:
        client.conversations_list(types="public")
    assert refusal.value.response["error"] == "invalid_types"


CHANGES: list[Call] = [
    lambda c: c.conversations_setTopic(channel="C0GEN", topic="t"),
    lambda c: c.conversations_setPurpose(channel="C0GEN", purpose="p"),
    lambda c: c.conversations_rename(channel="C0GEN", name="new"),
    lambda c: c.conversations_kick(channel="C0GEN", user="U0ANN"),
]


@pytest.mark.parametrize("call", CHANGES)
@pytest.mark.proves("channel.membership")
def test_writing_to_public_channels_from_outside_changes_none(
    call: Call, client_with: With
) -> None:
    client = client_with("chat:write", "chat:write.public")
    client.chat_postMessage(channel="C0GEN", text="From outside")
    with pytest.raises(SlackApiError) as refusal:
        call(client)
    assert refusal.value.response["error"] == "not_in_channel"
