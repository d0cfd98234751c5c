"""Buttons and menus in messages: payloads, state, answer addresses and warnings."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from sandbox.driver import Declined, Sandbox
from tests.sandbox.conftest import Tally
from tests.sandbox.samples import mrkdwn, plain

OPTIONS = [{"text": plain("One"), "value": "1"}, {"text": plain("Two"), "value": "2"}]
BLOCKS: list[dict[str, Any]] = [
    {
        "type": "section",
        "block_id": "words",
        "text": mrkdwn("*Meeting*"),
        "accessory": {"type": "overflow", "action_id": "more", "options": OPTIONS},
    },
    {
        "type": "actions",
        "block_id": "answers",
        "elements": [
            {
                "type": "button",
                "action_id": "yes",
                "text": plain("✓"),
                "value": "m1",
                "accessibility_label": "Yes to m1",
            },
            {
                "type": "static_select",
                "action_id": "room",
                "placeholder": plain("Room"),
                "options": OPTIONS,
            },
            {
                "type": "external_select",
                "action_id": "book",
                "placeholder": plain("Book"),
                "min_query_length": 1,
            },
            {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-24"},
        ],
    },
]


@pytest.fixture
def card(client: WebClient) -> str:
    return str(client.chat_postMessage(channel="C0META", text="Meeting", blocks=BLOCKS)["ts"])


def actions_of(tally: Tally, *names: str) -> list[dict[str, Any]]:
    bodies: list[dict[str, Any]] = []

    def listen(ack: Any, body: dict[str, Any]) -> None:
        ack()
        bodies.append(body)

    for name in names:
        tally.bolt.action(name)(listen)
    return bodies


def test_a_button_sends_slacks_payload(sandbox: Sandbox, tally: Tally, card: str) -> None:
    bodies = actions_of(tally, "yes")
    sandbox.workspace.click("Yes to m1", as_="Ben")
    body = bodies[0]
    for changing in ("trigger_id", "response_url", "token"):
        assert body.pop(changing)
    assert body["actions"][0].pop("action_ts")
    assert body == {
        "type": "block_actions",
        "user": {"id": "U0BEN", "username": "ben", "name": "ben", "team_id": "T0LIB"},
        "api_app_id": "A0TALLY",
        "container": {
            "type": "message",
            "message_ts": card,
            "channel_id": "C0META",
            "is_ephemeral": False,
        },
        "team": {"id": "T0LIB", "domain": "libraries"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": "C0META", "name": "metadata"},
        "message": {
            "type": "message",
            "user": "U0TALLY",
            "bot_id": "B0TALLY",
            "app_id": "A0TALLY",
            "team": "T0LIB",
            "ts": card,
            "text": "Meeting",
            "blocks": BLOCKS,
        },
        "state": {
            "values": {
                "answers": {
                    "room": {"type": "static_select", "selected_option": None},
                    "book": {"type": "external_select", "selected_option": None},
                    "day": {"type": "datepicker", "selected_date": "2026-11-24"},
                }
            }
        },
        "actions": [
            {
                "type": "button",
                "action_id": "yes",
                "block_id": "answers",
                "text": plain("✓"),
                "value": "m1",
            }
        ],
    }


@pytest.mark.proves("state.kept")
def test_choices_are_sent_and_stay_in_the_state_of_who_made_them(
    sandbox: Sandbox, tally: Tally, card: str
) -> None:
    bodies = actions_of(tally, "room", "more", "day")
    sandbox.workspace.choose("Room", "Two", as_="Ann")
    sandbox.workspace.choose("more", "1", as_="Ann")
    sandbox.workspace.choose("day", "2026-12-01", as_="Ben")
    assert [body["actions"][0].get("selected_option") for body in bodies] == [
        OPTIONS[1],
        OPTIONS[0],
        None,
    ]
    assert bodies[2]["actions"][0]["selected_date"] == "2026-12-01"
    assert bodies[1]["state"]["values"]["answers"]["room"]["selected_option"] == OPTIONS[1]
    assert bodies[2]["state"]["values"]["answers"]["room"]["selected_option"] is None


def test_what_is_not_a_choice_is_refused_before_the_app(
    sandbox: Sandbox, tally: Tally, card: str
) -> None:
    before = len(tally.raw)
    for label, value, code in (
        ("Room", "Three", "option_not_found"),
        ("day", "2026-02-30", "invalid_value"),
        ("day", "soon", "invalid_value"),
    ):
        with pytest.raises(Declined) as refusal:
            sandbox.workspace.choose(label, value, as_="Ann")
        assert refusal.value.code == code
    assert len(tally.raw) == before


def test_an_external_menu_asks_the_app_for_options(
    sandbox: Sandbox, tally: Tally, card: str
) -> None:
    bodies = actions_of(tally, "book")

    @tally.bolt.options("book")
    def suggest(ack: Any, body: dict[str, Any]) -> None:
        ack(options=[{"text": plain(f"{body['value']} Gatsby"), "value": "gatsby"}])

    assert sandbox.workspace.suggestions("Book", "Great", as_="Ann") == ["Great Gatsby"]
    sandbox.workspace.choose("Book", "Great Gatsby", as_="Ann")
    assert bodies[0]["actions"][0]["selected_option"]["value"] == "gatsby"


@pytest.mark.proves("ack.suggestions_checked")
def test_broken_suggestions_are_refused(sandbox: Sandbox, tally: Tally, card: str) -> None:
    tally.bolt.options("book")(lambda ack: ack(options=[{"text": plain("x" * 76), "value": "v"}]))
    with pytest.raises(Declined) as refusal:
        sandbox.workspace.suggestions("Book", "x", as_="Ann")
    assert refusal.value.code == "invalid_options"
    assert len(sandbox.workspace.refusals) == 1


@pytest.mark.proves("ack.warning")
def test_a_failure_shows_a_warning_until_the_next_success(
    sandbox: Sandbox, tally: Tally, card: str
) -> None:
    actions_of(tally, "yes")
    tally.status = 500
    with pytest.raises(Declined) as refusal:
        sandbox.workspace.click("yes", as_="Ann")
    assert refusal.value.code == "dispatch_failed"
    assert sandbox.workspace.channel("metadata").messages[-1]["app_error"] == "dispatch_failed"
    tally.status = None
    sandbox.workspace.click("yes", as_="Ann")
    assert sandbox.workspace.channel("metadata").messages[-1]["app_error"] is None


@pytest.mark.proves("ephemeral.payload", "response_url.replaces")
def test_ephemerals_send_no_message_and_only_their_own_answer_address_replaces_them(
    sandbox: Sandbox, tally: Tally, client: WebClient
) -> None:
    bodies = actions_of(tally, "yes")
    sent = client.chat_postEphemeral(channel="C0META", user="U0ANN", text="Psst", blocks=BLOCKS)
    sandbox.workspace.click("yes", as_="Ann")
    assert "message" not in bodies[0]
    assert bodies[0]["container"] == {
        "type": "message",
        "message_ts": sent["message_ts"],
        "channel_id": "C0META",
        "is_ephemeral": True,
    }
    address = WebhookClient(bodies[0]["response_url"])
    assert address.send(text="Thanks", replace_original=True).status_code == 200
    assert [m["text"] for m in sandbox.workspace.private_answers(as_="Ann")] == ["Thanks"]
    assert address.send(delete_original=True).status_code == 200
    assert sandbox.workspace.private_answers(as_="Ann") == []


def addresses(sandbox: Sandbox, tally: Tally, presses: int) -> list[WebhookClient]:
    """Where the app may answer a button that Ann has pressed so many times."""
    bodies = actions_of(tally, "yes")
    for _ in range(presses):
        sandbox.workspace.click("yes", as_="Ann")
    return [WebhookClient(body["response_url"]) for body in bodies]


@pytest.mark.proves("response_url.uses")
def test_an_answer_address_works_five_times_in_thirty_minutes(
    sandbox: Sandbox, tally: Tally, card: str
) -> None:
    first, second = addresses(sandbox, tally, 2)
    assert [first.send(text="t").status_code for _ in range(6)] == [200] * 5 + [404]
    assert "used_url" in first.send(text="t").body
    sandbox.workspace.move_clock(timedelta(minutes=30))
    assert second.send(text="t").status_code == 200
    sandbox.workspace.move_clock(timedelta(seconds=1))
    assert "expired_url" in second.send(text="t").body


@pytest.mark.proves("response_url.replaces")
def test_the_address_of_a_command_replaces_nothing(sandbox: Sandbox, tally: Tally) -> None:
    bodies: list[dict[str, Any]] = []

    @tally.bolt.command("/wg")
    def listen(ack: Any, body: dict[str, Any]) -> None:
        ack("First")
        bodies.append(body)

    sandbox.workspace.command("/wg", as_="Ann", in_="metadata")
    WebhookClient(bodies[0]["response_url"]).send(text="Second", replace_original=True)
    assert [m["text"] for m in sandbox.workspace.private_answers(as_="Ann")] == ["First", "Second"]


@pytest.mark.proves("response_url.place")
def test_an_answer_address_leads_to_a_channel_that_is_still_there(
    sandbox: Sandbox, tally: Tally, card: str
) -> None:
    (where,) = addresses(sandbox, tally, 1)
    sandbox.workspace.archive("metadata", as_="Ann")
    answer = where.send(text="t")
    assert (answer.status_code, "channel_is_archived" in answer.body) == (410, True)
    sandbox.workspace.delete_channel("metadata", as_="Ann")
    answer = where.send(text="t")
    assert (answer.status_code, "channel_not_found" in answer.body) == (404, True)
    assert sandbox.workspace.refusals == []


@pytest.mark.proves("response_url.place")
def test_an_answer_stands_in_a_thread_that_there_is(
    sandbox: Sandbox, tally: Tally, card: str
) -> None:
    (where,) = addresses(sandbox, tally, 1)
    assert (
        where.send_dict({"text": "t", "thread_ts": card, "response_type": "in_channel"}).status_code
        == 200
    )
    assert sandbox.workspace.channel("metadata").messages[-1]["thread_ts"] == card
    assert "thread_not_found" in where.send_dict({"text": "t", "thread_ts": 1}).body


@pytest.mark.parametrize(
    "body", [{}, {"text": ""}, {"text": "t", "blocks": [{"type": "x"}]}, {"attachments": [1]}]
)
@pytest.mark.proves("response_url.checked")
def test_a_broken_answer_is_refused_with_400(
    sandbox: Sandbox, tally: Tally, card: str, body: dict[str, Any]
) -> None:
    bodies = actions_of(tally, "yes")
    sandbox.workspace.click("yes", as_="Ann")
    assert WebhookClient(bodies[0]["response_url"]).send_dict(body).status_code == 400
    assert len(sandbox.workspace.refusals) == 1


def test_shortcuts_start_anywhere_or_on_a_message(sandbox: Sandbox, tally: Tally) -> None:
    bodies: list[dict[str, Any]] = []

    def started(ack: Any, body: dict[str, Any]) -> None:
        ack()
        bodies.append(body)

    tally.bolt.shortcut("tally.new")(started)
    tally.bolt.shortcut("task.new")(started)
    hello = sandbox.workspace.channel("metadata").messages[-1]
    sandbox.workspace.shortcut("New tally", as_="Ann")
    sandbox.workspace.shortcut("Make a task", as_="Ann", on=hello)
    assert [(b["type"], b["callback_id"]) for b in bodies] == [
        ("shortcut", "tally.new"),
        ("message_action", "task.new"),
    ]
    assert (bodies[1]["message"]["text"], bodies[1]["message_ts"]) == ("Hello Ann.", hello["ts"])
    with pytest.raises(Declined):
        sandbox.workspace.shortcut("nonsense", as_="Ann")


@pytest.mark.proves("interactivity.enabled")
def test_an_app_that_is_not_interactive_hears_no_button(
    sandbox: Sandbox, client: WebClient
) -> None:
    sandbox.slack.manifest = replace(sandbox.slack.manifest, is_interactive=False)
    card = [
        {
            "type": "actions",
            "elements": [{"type": "button", "action_id": "go", "text": plain("Go")}],
        }
    ]
    client.chat_postMessage(channel="C0META", text="Card", blocks=card)
    with pytest.raises(Declined) as refusal:
        sandbox.workspace.click("Go", as_="Ann")
    assert refusal.value.code == "not_interactive"
    with pytest.raises(Declined):
        sandbox.workspace.shortcut("New tally", as_="Ann")
    assert [entry for entry in sandbox.workspace.traffic if entry.direction == "to_bot"] == []
