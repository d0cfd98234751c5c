"""The driver's own promises: whom and what it finds, in which order, and faults on demand."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Declined, Sandbox
from tests.sandbox.conftest import Tally
from tests.sandbox.samples import mrkdwn, plain


def card(label: str, value: str) -> list[dict[str, Any]]:
    button = {"type": "button", "action_id": "go", "text": plain(label), "value": value}
    return [{"type": "section", "block_id": value, "text": mrkdwn("*Card*"), "accessory": button}]


def test_people_are_found_by_any_name(sandbox: Sandbox) -> None:
    found = {sandbox.workspace.person(name).id for name in ("U0ANN", "ann", "Ann Alvarez", "Ann")}
    assert found == {"U0ANN"}
    with pytest.raises(LookupError):
        sandbox.workspace.person("Nobody")
    with pytest.raises(LookupError):
        sandbox.workspace.channel("nowhere")


def test_the_newest_button_is_pressed_unless_a_place_is_named(
    sandbox: Sandbox, tally: Tally, client: WebClient
) -> None:
    pressed: list[str] = []

    @tally.bolt.action("go")
    def go(ack: Any, action: dict[str, Any]) -> None:
        ack()
        pressed.append(action["value"])

    workspace = sandbox.workspace
    client.chat_postMessage(
        channel="C0META", text="t", blocks=card("Go", "old") + card("Go", "old too")
    )
    client.chat_postMessage(channel="U0ANN", text="t", blocks=card("Go", "new"))
    client.views_publish(user_id="U0ANN", view={"type": "home", "blocks": card("Go", "home")})
    workspace.click("Go", as_="Ann")
    workspace.click("Go", as_="Ann", in_="metadata")
    workspace.click("Go", as_="Ann", in_="metadata", block_id="old too")
    workspace.click("Go", as_="Ben")
    workspace.click("Go", as_="Ann", in_="home")
    workspace.home(as_="Ann")
    workspace.click("Go", as_="Ann")
    assert pressed == ["new", "old", "old too", "old", "home", "home"]
    with pytest.raises(LookupError, match="Ben Lee sees no 'Stop' in metadata"):
        workspace.click("Stop", as_="Ben", in_="metadata")


def test_names_become_mentions_and_mentions_names(sandbox: Sandbox) -> None:
    workspace = sandbox.workspace
    workspace.say(
        "Ask @Ben Lee or @ben or @Ben in #general, not me@ben.example", as_="Ann", in_="metadata"
    )
    newest = workspace.channel("#metadata").messages[-1]
    assert newest["text"] == "Ask <@U0BEN> or <@U0BEN> or <@U0BEN> in <#C0GEN>, not me@ben.example"
    assert (
        workspace.text_of(newest)
        == "Ask @Ben Lee or @Ben Lee or @Ben Lee in #general, not me@ben.example"
    )


def test_a_form_that_is_not_there_is_said_so(sandbox: Sandbox) -> None:
    with pytest.raises(LookupError, match="No modal is open for Ann Alvarez"):
        sandbox.workspace.submit(as_="Ann")


@pytest.mark.proves("channel.person")
def test_commands_need_membership_and_threads_need_a_root(sandbox: Sandbox, tally: Tally) -> None:
    for text, who, where, code in (
        ("/wg", "Cleo", "metadata", "not_in_channel"),
        ("/wg", "Ann", "old", "not_in_channel"),
        ("/wg", "Gone", "metadata", "user_not_found"),
    ):
        with pytest.raises(Declined) as refusal:
            sandbox.workspace.command(text, as_=who, in_=where)
        assert refusal.value.code == code
    with pytest.raises(Declined) as refusal:
        sandbox.workspace.say("Hi", as_="Ann", in_="metadata", thread_ts="1.000000")
    assert refusal.value.code == "thread_not_found"


@pytest.mark.parametrize(
    ("fault", "status", "texts"),
    [
        ("ratelimited", 429, ["two"]),
        ("http_500", 500, ["two"]),
        ("error:fatal_error", 200, ["two"]),
    ],
)
def test_faults_meet_the_next_call_only(
    sandbox: Sandbox, client: WebClient, fault: str, status: int, texts: list[str]
) -> None:
    sandbox.workspace.break_next("chat.postMessage", fault)
    with pytest.raises(SlackApiError) as refusal:
        client.chat_postMessage(channel="U0ANN", text="one")
    client.chat_postMessage(channel="U0ANN", text="two")
    assert refusal.value.response.status_code == status
    assert [m["text"] for m in sandbox.workspace.direct_messages(as_="Ann")] == texts
    assert sandbox.workspace.refusals == []


def test_refusals_are_kept_however_long_the_story(sandbox: Sandbox, client: WebClient) -> None:
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel="U0ANN", text="x" * 4001)
    for number in range(1000):
        sandbox.slack.traffic.record(
            at=0, direction="to_bot", what=f"{number}", status=200, request={}, response={}
        )
    assert [entry.what for entry in sandbox.workspace.refusals] == ["chat.postMessage"]
