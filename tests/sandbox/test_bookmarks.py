"""Bookmarks above channels: what Slack keeps of them, and what it refuses."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Sandbox
from sandbox.web_api.bookmarks import MOST_BOOKMARKS
from tests.sandbox.conftest import MANIFEST, SEED

LINK = "https://example.org/charge"
Call = Callable[[WebClient], Any]


@pytest.fixture
def client() -> Any:
    manifest = {
        **MANIFEST,
        "oauth_config": {"scopes": {"bot": [*_BASE, "bookmarks:write", "bookmarks:read"]}},
    }
    with Sandbox(manifest, SEED) as sandbox:
        yield WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)


_BASE = MANIFEST["oauth_config"]["scopes"]["bot"]


def add(client: WebClient, **more: Any) -> dict[str, Any]:
    facts = {"channel_id": "C0META", "title": "Charge", "type": "link", "link": LINK} | more
    bookmark: dict[str, Any] = client.bookmarks_add(**facts)["bookmark"]
    return bookmark


def test_a_bookmark_is_added_changed_listed_and_removed(client: WebClient) -> None:
    made = add(client)
    assert (made["title"], made["link"], made["type"]) == ("Charge", LINK, "link")
    changed = client.bookmarks_edit(bookmark_id=made["id"], channel_id="C0META", link=f"{LINK}/2")[
        "bookmark"
    ]
    assert (changed["id"], changed["title"], changed["link"]) == (made["id"], "Charge", f"{LINK}/2")
    assert client.bookmarks_list(channel_id="C0META")["bookmarks"] == [changed]
    client.bookmarks_remove(bookmark_id=made["id"], channel_id="C0META")
    assert client.bookmarks_list(channel_id="C0META")["bookmarks"] == []


REFUSALS: list[tuple[str, Call]] = [
    ("channel_not_found", lambda c: add(c, channel_id="C0NONE")),
    ("invalid_bookmark_type", lambda c: add(c, type="file")),
    ("invalid_link", lambda c: add(c, link="charge")),
    ("invalid_link", lambda c: add(c, link="ftp://example.org")),
    ("permission_denied", lambda c: add(c, channel_id="C0GEN")),
    ("not_found", lambda c: c.bookmarks_edit(bookmark_id="Bk0", channel_id="C0META", link=LINK)),
    ("not_found", lambda c: c.bookmarks_remove(bookmark_id="Bk0", channel_id="C0META")),
]


@pytest.mark.parametrize(("code", "call"), REFUSALS)
def test_refusals_are_slacks_own(code: str, call: Call, client: WebClient) -> None:
    assert error_of(call, client) == code


def test_a_channel_has_a_hundred_at_most(client: WebClient) -> None:
    for _ in range(MOST_BOOKMARKS):
        add(client)
    assert error_of(add, client) == "too_many_bookmarks"


def error_of(call: Call, client: WebClient) -> str:
    with pytest.raises(SlackApiError) as refusal:
        call(client)
    return str(refusal.value.response["error"])
