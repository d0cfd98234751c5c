"""Links to the app's own domains: told, shown as a preview, and pressed in it."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Sandbox
from tests.sandbox.conftest import MANIFEST, Tally
from tests.sandbox.samples import mrkdwn, plain

Payload = dict[str, Any]
URL = "https://catalogue.libraries.example/item?id=1&page=2"
BUTTON = {"type": "button", "action_id": "reserve", "text": plain("Reserve"), "value": "1"}
CARD = [{"type": "section", "block_id": "item", "text": mrkdwn("*Atlas*"), "accessory": BUTTON}]


@pytest.fixture
def manifest() -> Payload:
    changed = copy.deepcopy(MANIFEST)
    changed["features"]["unfurl_domains"] = ["libraries.example"]
    changed["oauth_config"]["scopes"]["bot"] += ["links:read", "links:write"]
    changed["settings"]["event_subscriptions"]["bot_events"] = ["link_shared"]
    return changed


@pytest.fixture
def shared(tally: Tally) -> list[Payload]:
    heard: list[Payload] = []
    tally.bolt.event("link_shared")(lambda event: heard.append(event))
    return heard


def newest(sandbox: Sandbox) -> Payload:
    return sandbox.workspace.channel("metadata").messages[-1]


@pytest.mark.proves("links.shared")
def test_links_to_own_domains_are_told(sandbox: Sandbox, shared: list[Payload]) -> None:
    words = f"See {URL} and https://notlibraries.example/ or https://libraries.example"
    ts = sandbox.workspace.say(words, as_="Ann", in_="metadata")
    sandbox.workspace.say("https://elsewhere.example", as_="Ann", in_="metadata")
    sandbox.workspace.say("https://libraries.example", as_="Ann", in_="general")
    first, elsewhere = shared
    secret = first.pop("unfurl_id")
    first.pop("event_ts")
    assert secret.startswith(f"C0META.{ts}.")
    assert first == {
        "type": "link_shared",
        "user": "U0ANN",
        "channel": "C0META",
        "message_ts": ts,
        "source": "conversations_history",
        "is_bot_user_member": True,
        "links": [
            {"url": URL, "domain": "libraries.example"},
            {"url": "https://libraries.example", "domain": "libraries.example"},
        ],
    }
    assert (elsewhere["channel"], elsewhere["is_bot_user_member"]) == ("C0GEN", False)


@pytest.mark.proves("links.unfurled")
def test_a_preview_is_shown_and_changed(
    sandbox: Sandbox, client: WebClient, shared: list[Payload]
) -> None:
    ts = sandbox.workspace.say(f"See {URL}", as_="Ann", in_="metadata")
    client.chat_unfurl(channel="C0META", ts=ts, unfurls={URL: {"blocks": CARD}})
    (preview,) = newest(sandbox)["unfurls"]
    assert (preview["app_unfurl_url"], preview["blocks"][0]["text"]["text"]) == (URL, "*Atlas*")
    again = {"unfurl_id": shared[0]["unfurl_id"], "source": "conversations_history"}
    client.chat_unfurl(**again, unfurls={URL: {"title": "Atlas", "text": "Out on loan"}})
    (preview,) = newest(sandbox)["unfurls"]
    assert (preview["title"], preview.get("blocks")) == ("Atlas", None)
    shown = client.conversations_history(channel="C0META")["messages"][0]["attachments"]
    assert shown == [preview]


def unfurled(content: Any = None, url: str = URL, **more: Any) -> Callable[[WebClient, str], Any]:
    shown = {url: {"blocks": CARD} if content is None else content}
    return lambda c, ts: c.api_call(
        "chat.unfurl", json={"channel": "C0META", "ts": ts, "unfurls": shown, **more}
    )


REFUSALS: list[tuple[str, Callable[[WebClient, str], Any]]] = [
    ("cannot_unfurl_url", unfurled(url="https://notlibraries.example/")),
    ("cannot_unfurl_message", unfurled(url="https://libraries.example/other")),
    ("invalid_blocks", unfurled({"blocks": [{"type": "x"}]})),
    ("cannot_parse_attachment", unfurled({})),
    ("missing_unfurls", unfurled(unfurls=None)),
    ("invalid_unfurls_format", unfurled(unfurls=[URL])),
    ("invalid_unfurls_format", unfurled("Atlas")),
    ("missing_channel", unfurled(channel=None)),
    ("missing_ts", unfurled(ts=None)),
    ("cannot_find_channel", unfurled(channel="C0NONE")),
    ("cannot_find_message", unfurled(ts="1.000000")),
    ("missing_source", unfurled(unfurl_id="none")),
    ("missing_unfurl_id", unfurled(source="composer")),
    ("invalid_source", unfurled(unfurl_id="none", source="composer")),
    ("cannot_find_message", unfurled(unfurl_id="none", source="conversations_history")),
]


@pytest.mark.parametrize(("code", "call"), REFUSALS)
@pytest.mark.proves("links.refused")
def test_previews_are_refused_in_slacks_words(
    code: str, call: Callable[[WebClient, str], Any], sandbox: Sandbox, client: WebClient
) -> None:
    ts = sandbox.workspace.say(f"See {URL}", as_="Ann", in_="metadata")
    with pytest.raises(SlackApiError) as refusal:
        call(client, ts)
    answer = refusal.value.response
    assert (answer["error"], len(answer["response_metadata"]["messages"])) == (code, 1)
    assert newest(sandbox)["unfurls"] == []


@pytest.mark.proves("links.pressed")
def test_a_button_in_a_preview_tells_of_the_preview(
    sandbox: Sandbox, client: WebClient, tally: Tally
) -> None:
    bodies: list[Payload] = []

    @tally.bolt.action("reserve")
    def reserve(ack: Any, body: Payload, respond: Any) -> None:
        ack()
        bodies.append(body)
        respond(text="Reserved", replace_original=True)

    ts = sandbox.workspace.say(f"See {URL}", as_="Ann", in_="metadata")
    client.chat_unfurl(channel="C0META", ts=ts, unfurls={URL: {"blocks": CARD}})
    sandbox.workspace.click("Reserve", as_="Ben")
    assert bodies[0]["container"] == {
        "type": "message_attachment",
        "message_ts": ts,
        "attachment_id": 1,
        "channel_id": "C0META",
        "is_ephemeral": False,
        "is_app_unfurl": True,
        "app_unfurl_url": URL,
    }
    assert "message" not in bodies[0]
    assert bodies[0]["app_unfurl"]["blocks"][0]["block_id"] == "item"
    assert newest(sandbox)["text"] == f"See <{URL.replace('&', '&amp;')}>"
    assert [m["text"] for m in sandbox.workspace.private_answers(as_="Ben")] == ["Reserved"]
