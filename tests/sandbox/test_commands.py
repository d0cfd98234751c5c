"""Slash commands: what the app receives, how its answer is shown,
and what Slack says when it fails.
"""

from typing import Any
from urllib.parse import parse_qs

import pytest
from slack_sdk.signature import SignatureVerifier

from sandbox.driver import Declined, Sandbox, Waits
from sandbox.workspace import User
from tests.sandbox.conftest import Tally


def form_of(tally: Tally) -> dict[str, str]:
    return {
        key: values[0] for key, values in parse_qs(tally.raw[-1][1], keep_blank_values=True).items()
    }


def answers_with(tally: Tally, command: str, *answer: Any, **fields: Any) -> None:
    @tally.bolt.command(command)
    def answering(ack: Any) -> None:
        ack(*answer, **fields)


def declined(sandbox: Sandbox, text: str, **more: Any) -> str:
    with pytest.raises(Declined) as refusal:
        sandbox.workspace.command(text, as_="Ann", **{"in_": "metadata", **more})
    return refusal.value.message


@pytest.mark.proves("http.signed")
def test_the_app_receives_a_signed_form_with_every_field(sandbox: Sandbox, tally: Tally) -> None:
    answers_with(tally, "/wg")
    sandbox.workspace.command("/wg  new group", as_="Ann", in_="metadata")
    headers, body = tally.raw[-1]
    form = form_of(tally)
    assert SignatureVerifier(sandbox.signing_secret).is_valid_request(body, headers)
    assert {
        key: form[key] for key in sorted(form) if key not in ("response_url", "trigger_id", "token")
    } == {
        "api_app_id": "A0TALLY",
        "channel_id": "C0META",
        "channel_name": "metadata",
        "command": "/wg",
        "is_enterprise_install": "false",
        "team_domain": "libraries",
        "team_id": "T0LIB",
        "text": "new group",
        "user_id": "U0ANN",
        "user_name": "ann",
    }


@pytest.mark.parametrize(
    ("typed", "received"),
    [
        ("/wg add @Ben Lee to #general", "add <@U0BEN|ben> to <#C0GEN|general>"),
        ("/wg a < b & c", "a &lt; b &amp; c"),
        ("/wg see https://a.example/?x=1&y=2 now", "see <https://a.example/?x=1&amp;y=2> now"),
        ("/wg (see https://a.example/x).", "(see <https://a.example/x>)."),
        ("/plain add @Ben Lee to #general & co", "add @ben to #general & co"),
    ],
)
@pytest.mark.proves("command.escape")
def test_mentions_arrive_as_the_manifest_asks(
    sandbox: Sandbox, tally: Tally, typed: str, received: str
) -> None:
    answers_with(tally, typed.split()[0])
    sandbox.workspace.command(typed, as_="Ann", in_="metadata")
    assert form_of(tally)["text"] == received


def test_a_text_answer_is_seen_by_the_asker_alone(sandbox: Sandbox, tally: Tally) -> None:
    answers_with(tally, "/wg", "Only for you")
    sandbox.workspace.command("/wg", as_="Ann", in_="metadata")
    assert [m["text"] for m in sandbox.workspace.private_answers(as_="Ann")] == ["Only for you"]
    assert sandbox.workspace.private_answers(as_="Ben") == []


def test_an_answer_in_channel_is_seen_by_all(sandbox: Sandbox, tally: Tally) -> None:
    answers_with(tally, "/wg", "For all", response_type="in_channel")
    sandbox.workspace.command("/wg", as_="Ann", in_="metadata")
    assert sandbox.workspace.channel("metadata").messages[-1]["text"] == "For all"


@pytest.mark.proves("ack.answer_checked")
def test_a_broken_answer_is_refused_and_recorded(sandbox: Sandbox, tally: Tally) -> None:
    answers_with(tally, "/wg", text="t", blocks=[{"type": "nonsense"}])
    assert declined(sandbox, "/wg") == '/wg failed with the error "invalid_command_response"'
    assert [(e.what, e.response["error"]) for e in sandbox.workspace.refusals] == [
        ("answer to /wg", "invalid_blocks")
    ]
    assert sandbox.workspace.private_answers(as_="Ann") == []


@pytest.mark.proves("command.known")
def test_unknown_commands_never_reach_the_app(sandbox: Sandbox, tally: Tally) -> None:
    heard = len(tally.raw)
    assert declined(sandbox, "/foo bar") == "/foo is not a valid command."
    assert (
        declined(sandbox, "/wg", thread_ts="1.000000") == "/wg is not supported in threads. Sorry!"
    )
    assert len(tally.raw) == heard


@pytest.mark.proves("ack.dispatch_failed")
def test_a_server_error_and_an_absent_app_are_dispatch_failures(
    sandbox: Sandbox, tally: Tally
) -> None:
    tally.status = 500
    assert declined(sandbox, "/wg") == '/wg failed with the error "dispatch_failed"'
    sandbox.slack.transport.http.events_url = "http://127.0.0.1:9/"
    assert declined(sandbox, "/wg") == '/wg failed with the error "dispatch_failed"'


@pytest.mark.parametrize("waits", [Waits(acknowledge=0.1)])
@pytest.mark.proves("ack.three_seconds")
def test_a_late_answer_is_an_operation_timeout(sandbox: Sandbox, tally: Tally) -> None:
    tally.delay = 5
    assert declined(sandbox, "/wg") == '/wg failed with the error "operation_timeout"'
    tally.woken.set()


@pytest.mark.proves("channel.guests")
def test_guests_cannot_use_channels_they_are_not_in(sandbox: Sandbox, tally: Tally) -> None:
    with pytest.raises(Declined) as refusal:
        sandbox.workspace.command("/wg", as_="Gus Guest", in_="general")
    assert refusal.value.code == "channel_not_found"


def test_the_workspaces_own_commands_invite_join_and_leave(sandbox: Sandbox, tally: Tally) -> None:
    workspace = sandbox.workspace
    joined: list[dict[str, Any]] = []
    tally.bolt.event("member_joined_channel")(lambda event: joined.append(event))

    workspace.command("/invite @Tally", as_="Ann", in_="general")
    workspace.command("/join #metadata", as_="Cleo", in_="general")
    workspace.command("/leave", as_="Ben", in_="metadata")

    assert [(event["user"], event["channel"], event.get("inviter")) for event in joined] == [
        ("U0TALLY", "C0GEN", "U0ANN"),
        ("U0CLEO", "C0META", None),
    ]
    assert sandbox.slack.workspace.channels["C0META"].members == [
        "U0ANN",
        "U0GUEST",
        "U0TALLY",
        "U0CLEO",
    ]
    assert declined(sandbox, "/invite nobody").startswith("Type /invite")


@pytest.mark.proves("channel.invited")
def test_not_everybody_can_be_invited(sandbox: Sandbox) -> None:
    single = User("U0SOLO", "solo", "Solo Guest", is_restricted=True, is_ultra_restricted=True)
    sandbox.workspace.add_person(single)
    sandbox.workspace.command("/invite @solo", as_="Ann", in_="metadata")
    assert declined(sandbox, "/invite @solo") == "They are in this channel already."
    assert declined(sandbox, "/invite @gone") == "This account has been deactivated."
    second = declined(sandbox, "/invite @solo", in_="general")
    assert second == "A single-channel guest cannot be added to a second channel."


@pytest.mark.parametrize(
    ("typed", "channel", "words"),
    [
        ("/invite @ben", "old", "This channel is archived."),
        ("/join #old", "metadata", "This channel is archived."),
        ("/join #nowhere", "metadata", "There is no such channel here."),
    ],
)
@pytest.mark.proves("channel.invited")
def test_nobody_comes_to_a_channel_that_is_closed_or_none(
    sandbox: Sandbox, typed: str, channel: str, words: str
) -> None:
    assert declined(sandbox, typed, in_=channel) == words
    assert sandbox.slack.workspace.channels["C0OLD"].members == ["U0ANN", "U0TALLY"]


@pytest.mark.proves("ack.three_seconds", "trigger.expires")
def test_slack_waits_three_seconds() -> None:
    assert Waits() == Waits(acknowledge=3.0, trigger=3.0)
