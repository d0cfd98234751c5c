"""Events: sent where the manifest subscribes, retried once, and never twice when all is well."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, request
from slack_sdk import WebClient

from sandbox.driver import Declined, Sandbox, Waits
from sandbox.server import WsgiServer
from sandbox.subscriptions import Subscriptions
from sandbox.workspace import User
from tests.sandbox.conftest import Tally
from tests.sandbox.page import Page


def heard(tally: Tally, kind: str) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    tally.bolt.event(kind)(lambda event: events.append(event))
    return events


def test_a_mention_is_told_in_channels_the_app_is_in(sandbox: Sandbox, tally: Tally) -> None:
    mentions = heard(tally, "app_mention")
    ts = sandbox.workspace.say("Hi @Tally & all", as_="Ann", in_="metadata")
    sandbox.workspace.say("Hi @Tally", as_="Ann", in_="general")
    assert len({mention.pop("client_msg_id") for mention in mentions}) == 1
    pieces = [
        {"type": "text", "text": "Hi "},
        {"type": "user", "user_id": "U0TALLY"},
        {"type": "text", "text": " & all"},
    ]
    section = {"type": "rich_text_section", "elements": pieces}
    assert mentions == [
        {
            "type": "app_mention",
            "user": "U0ANN",
            "text": "Hi <@U0TALLY> &amp; all",
            "ts": ts,
            "channel": "C0META",
            "team": "T0LIB",
            "event_ts": ts,
            "blocks": [{"type": "rich_text", "block_id": "b000000", "elements": [section]}],
        }
    ]


def test_direct_messages_are_told_and_other_messages_are_not(
    sandbox: Sandbox, tally: Tally
) -> None:
    messages = heard(tally, "message")
    sandbox.workspace.say("Hello", as_="Ben", in_="app")
    sandbox.workspace.say("Hello all", as_="Ben", in_="metadata")
    assert [(event["text"], event["channel_type"]) for event in messages] == [("Hello", "im")]


def test_a_new_person_is_told_with_their_profile(sandbox: Sandbox, tally: Tally) -> None:
    joined = heard(tally, "team_join")
    sandbox.workspace.add_person(User("U0NEW", "dag", "Dag Okafor", email="dag@office.example"))
    assert [(e["user"]["id"], e["user"]["profile"]["email"]) for e in joined] == [
        ("U0NEW", "dag@office.example")
    ]


@pytest.mark.proves("event.subscribed")
def test_what_the_manifest_does_not_subscribe_is_not_sent(sandbox: Sandbox, tally: Tally) -> None:
    before = len(tally.raw)
    sandbox.workspace.remove("Ben", from_="metadata")
    assert len(tally.raw) == before


@pytest.mark.proves("event.retry_headers")
def test_a_failed_event_is_sent_again_with_retry_headers(sandbox: Sandbox, tally: Tally) -> None:
    mentions = heard(tally, "app_mention")
    tally.failures_left = 1
    sandbox.workspace.say("@Tally", as_="Ann", in_="metadata")
    (_, first), (headers, second) = tally.raw[-2:]
    assert (headers["X-Slack-Retry-Num"], headers["X-Slack-Retry-Reason"]) == ("1", "http_error")
    assert json.loads(first)["event_id"] == json.loads(second)["event_id"]
    assert len(mentions) == 1


def retries(tally: Tally) -> list[str | None]:
    return [headers.get("X-Slack-Retry-Num") for headers, _ in tally.raw if "Retry" in str(headers)]


@pytest.mark.proves("event.retries")
def test_a_failed_event_is_sent_three_times_more_by_the_clock(
    sandbox: Sandbox, tally: Tally
) -> None:
    tally.status = 500
    sandbox.workspace.say("@Tally", as_="Ann", in_="metadata")
    assert retries(tally) == ["1"]
    sandbox.workspace.move_clock(timedelta(seconds=59))
    assert retries(tally) == ["1"]
    sandbox.workspace.move_clock(timedelta(seconds=1))
    assert retries(tally) == ["1", "2"]
    sandbox.workspace.move_clock(timedelta(minutes=5))
    assert retries(tally) == ["1", "2", "3"]
    sandbox.workspace.move_clock(timedelta(hours=1))
    assert retries(tally) == ["1", "2", "3"]
    assert tally.raw[-1][0]["X-Slack-Retry-Reason"] == "http_error"


@pytest.mark.proves("event.no_retry")
def test_an_app_that_wants_no_retry_gets_none(sandbox: Sandbox, tally: Tally) -> None:
    tally.status = 500
    tally.headers = {"X-Slack-No-Retry": "1"}
    sandbox.workspace.say("@Tally", as_="Ann", in_="metadata")
    sandbox.workspace.move_clock(timedelta(hours=1))
    assert retries(tally) == []


@pytest.mark.parametrize("waits", [Waits(acknowledge=0.1)])
@pytest.mark.proves("event.slow")
def test_a_slow_answer_counts_as_a_failure(sandbox: Sandbox, tally: Tally) -> None:
    tally.delay = 5
    sandbox.workspace.say("@Tally", as_="Ann", in_="metadata")
    tally.woken.set()
    assert tally.raw[-1][0]["X-Slack-Retry-Reason"] == "http_timeout"


@pytest.mark.proves("event.no_retry")
def test_commands_and_buttons_are_never_sent_again(sandbox: Sandbox, tally: Tally) -> None:
    tally.status = 500
    with pytest.raises(Declined):
        sandbox.workspace.command("/wg", as_="Ann", in_="metadata")
    sandbox.workspace.move_clock(timedelta(hours=1))
    assert retries(tally) == []


def test_ids_of_events_differ_over_a_reset(sandbox: Sandbox, tally: Tally) -> None:
    heard(tally, "app_mention")
    for _ in range(2):
        sandbox.workspace.say("@Tally", as_="Ann", in_="metadata")
        sandbox.workspace.reset()
    first, second = (json.loads(body) for _, body in tally.raw[-2:])
    assert first["event_id"] != second["event_id"]


@pytest.mark.proves("http.challenge")
def test_an_app_that_does_not_answer_the_challenge_is_not_connected(sandbox: Sandbox) -> None:
    with pytest.raises(ConnectionError):
        sandbox.connect("http://127.0.0.1:9/slack/events")


def test_an_address_keeps_its_query(sandbox: Sandbox) -> None:
    queries: list[bytes] = []
    app = Flask("asked")

    @app.post("/events")
    def challenge() -> str:
        queries.append(request.query_string)
        return str(request.get_json()["challenge"])

    with WsgiServer(app, threads=1) as server:
        sandbox.connect(f"{server.address}/events?way=http")
    assert queries == [b"way=http"]


@pytest.mark.proves("messages_tab")
def test_a_closed_messages_tab_takes_no_messages(
    sandbox: Sandbox, manifest: dict[str, Any]
) -> None:
    manifest["features"]["app_home"]["messages_tab_read_only_enabled"] = True
    with Sandbox(manifest, sandbox.slack.seed) as closed, pytest.raises(Declined) as refusal:
        closed.workspace.say("Hello", as_="Ann", in_="app")
    assert refusal.value.code == "messages_tab_disabled"


@pytest.mark.parametrize(
    ("person", "channel", "code"),
    [
        ("Ann", "old", "is_archived"),
        ("Cleo", "metadata", "not_in_channel"),
        ("Gus", "general", "channel_not_found"),
        ("Ben", "council", "channel_not_found"),
    ],
)
@pytest.mark.proves("channel.person", "channel.guests")
def test_people_write_only_where_they_may(
    sandbox: Sandbox, person: str, channel: str, code: str
) -> None:
    with pytest.raises(Declined) as refusal:
        sandbox.workspace.say("Hello", as_=person, in_=channel)
    assert refusal.value.code == code


def bodies_sent(sandbox: Sandbox) -> list[dict[str, Any]]:
    sandbox.workspace.settle()
    return [entry.request for entry in sandbox.workspace.traffic if entry.direction == "to_bot"]


@pytest.mark.proves("event.hidden")
def test_changed_and_deleted_messages_are_told(sandbox: Sandbox, client: WebClient) -> None:
    posted = client.chat_postMessage(channel="U0ANN", text="One")
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    client.chat_update(text="Two", **where)
    client.chat_delete(**where)
    events = [body["event"] for body in bodies_sent(sandbox)]
    posted_event, changed, deleted = sorted(
        {e["event_ts"]: e for e in events}.values(), key=lambda e: e["event_ts"]
    )
    assert (posted_event["text"], posted_event["bot_id"]) == ("One", "B0TALLY")
    assert (changed["subtype"], changed["previous_message"]["text"]) == ("message_changed", "One")
    assert (changed["message"]["text"], changed["message"]["ts"]) == ("Two", posted["ts"])
    assert (deleted["subtype"], deleted["previous_message"]["text"]) == ("message_deleted", "Two")
    assert (deleted["deleted_ts"], deleted["channel"], deleted["hidden"]) == (
        posted["ts"],
        posted["channel"],
        True,
    )


@pytest.mark.proves("event.switched_off")
def test_an_app_that_fails_nearly_all_events_gets_no_more(
    sandbox: Sandbox, tally: Tally, page: Page
) -> None:
    mentions = heard(tally, "app_mention")
    sandbox.slack.subscriptions.fewest = 40

    def mention() -> None:
        sandbox.workspace.say("@Tally", as_="Ann", in_="metadata")

    mention()
    tally.status, tally.headers = 500, {"X-Slack-No-Retry": "1"}
    for _ in range(38):
        mention()
    assert page.read("/control")["subscriptions"] is True
    tally.status = None
    mention()
    assert len(mentions) == 2
    sandbox.workspace.move_clock(timedelta(minutes=61))
    tally.status = 500
    for _ in range(41):
        mention()
    assert page.read("/control")["subscriptions"] is False
    tally.status = None
    mention()
    assert len(mentions) == 2
    assert page.do("/control/subscriptions", on=True) == {"ok": True, "subscriptions": True}
    mention()
    assert len(mentions) == 3


def test_a_few_failures_switch_nothing_off(sandbox: Sandbox, tally: Tally) -> None:
    tally.status, tally.headers = 500, {"X-Slack-No-Retry": "1"}
    for _ in range(50):
        sandbox.workspace.say("@Tally", as_="Ann", in_="metadata")
    assert sandbox.slack.subscriptions.fewest == 1000
    assert sandbox.slack.subscriptions.are_on


@pytest.mark.proves("event.hourly")
def test_above_the_hourly_limit_the_app_hears_of_it_once_a_minute(sandbox: Sandbox) -> None:
    assert sandbox.slack.subscriptions.most_an_hour == 30_000
    sandbox.slack.subscriptions.most_an_hour = 2
    for _ in range(4):
        sandbox.workspace.say("@Tally", as_="Ann", in_="metadata")
    sandbox.workspace.move_clock(timedelta(hours=1))
    sandbox.workspace.say("@Tally", as_="Ann", in_="metadata")
    bodies = bodies_sent(sandbox)
    ids = {body["event_id"] for body in bodies if "event" in body}
    assert len(ids) == 3
    assert [body for body in bodies if "event" not in body] == [
        {
            "token": "(hidden)",
            "type": "app_rate_limited",
            "team_id": "T0LIB",
            "minute_rate_limited": 1795530600,
            "api_app_id": "A0TALLY",
        }
    ]


def test_each_minute_above_the_limit_is_new_once() -> None:
    subscriptions = Subscriptions()
    minutes = [subscriptions.newly_limited_minute(now) for now in (60, 119.9, 120, 179, 180)]
    assert minutes == [60, None, 120, None, 180]


@pytest.mark.parametrize(
    ("channel", "kinds"), [("council", []), ("general", ["member_joined_channel"])]
)
@pytest.mark.proves("event.kind")
def test_who_came_to_a_channel_is_told_with_the_scope_for_its_kind(
    manifest: dict[str, Any], sandbox: Sandbox, channel: str, kinds: list[str]
) -> None:
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    scopes.remove("groups:read")
    with Sandbox(manifest, sandbox.slack.seed) as public:
        public.workspace.invite("Tally", to=channel, as_="Ann")
        events = {body["event_id"]: body["event"]["type"] for body in bodies_sent(public)}
    assert list(events.values()) == kinds
