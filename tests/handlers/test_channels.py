"""What Slack tells of a channel, and that asking changes nothing."""

import http.client
from typing import Any
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from handlers.channels import INVITE, Channel, Channels
from services.errors import Invalid


class Workspace(WebClient):
    """One channel; every other call fails."""

    def __init__(self, **channel: Any) -> None:
        super().__init__()
        self.channel = {"id": "C1", "name": "norms"} | channel

    def conversations_info(self, **_asked: Any) -> Any:
        if "error" in self.channel:
            raise SlackApiError("no", {"error": self.channel["error"]})  # type: ignore[no-untyped-call]
        return {"channel": self.channel}

    def api_call(self, *_args: Any, **_kwargs: Any) -> Any:
        raise AssertionError("asking must change nothing")


@pytest.mark.parametrize(
    ("facts", "is_everybodys"),
    [
        ({}, False),
        ({"is_general": False, "num_members": 6}, False),
        ({"is_general": True, "name": "norms"}, True),
        ({"name": "general"}, False),
        ({"is_private": True, "is_member": True}, False),
    ],
)
def test_only_the_channel_that_slack_calls_general_is_everybodys(
    facts: dict[str, Any], is_everybodys: bool
) -> None:
    found = Channels(Workspace(**facts))("C1")
    name = facts.get("name", "norms")
    assert found == Channel("C1", name, bool(facts.get("is_private")), is_everybodys)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"error": "channel_not_found"}, INVITE),
        ({"error": "missing_scope"}, INVITE),
        ({"is_private": True}, INVITE),
        ({"is_archived": True}, "That channel is archived. Choose another one."),
    ],
)
def test_a_channel_in_which_nothing_can_be_posted_is_refused_at_its_field(
    facts: dict[str, Any], words: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        Channels(Workspace(**facts))("C1")
    assert (refusal.value.message, refusal.value.field) == (words, "channel")


class Silent(WebClient):
    """A Slack that no call gets an answer from."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def api_call(self, *_args: Any, **_kwargs: Any) -> Any:
        raise self.error


@pytest.mark.parametrize(
    "error",
    [
        URLError("refused"),
        TimeoutError("timed out"),
        ConnectionResetError("reset"),
        http.client.RemoteDisconnected("closed"),
        http.client.IncompleteRead(b""),
    ],
)
def test_without_an_answer_nobody_knows_who_is_in_a_channel_and_nothing_fails(
    error: Exception,
) -> None:
    channels = Channels(Silent(error))
    assert channels.members("C1", is_private=False) is None
    channels.invite("C1", ["U1"])
