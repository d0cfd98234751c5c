"""The page's endpoints over HTTP: reading, acting, long polling, the clock, and who is let in."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.driver import Sandbox
from tests.sandbox.apps import over_http
from tests.sandbox.conftest import Tally
from tests.sandbox.page import Page
from tests.sandbox.test_actions import BLOCKS
from tests.sandbox.test_forms import form

Payload = dict[str, Any]


def test_the_world_of_a_member(page: Page) -> None:
    world = page.read("/ui/world")
    assert world["team"] == {
        "name": "Library Consortium",
        "domain": "libraries",
        "zone": "America/New_York",
    }
    assert world["now_text"] == "Tuesday, November 24, 2026, 9:30 AM EST"
    assert {key: world["me"][key] for key in ("id", "name", "title", "initials", "is_guest")} == {
        "id": "U0ANN",
        "name": "Ann Alvarez",
        "title": "Chair",
        "initials": "AA",
        "is_guest": False,
    }
    assert [channel["name"] for channel in world["channels"]] == [
        "council",
        "general",
        "metadata",
        "old",
    ]
    assert world["bot"]["online"] is False
    assert [row["command"] for row in world["commands"]] == ["/wg", "/plain"]
    assert [row["type"] for row in world["shortcuts"]] == ["global", "message"]
    assert [row["user"] for row in world["ims"]] == ["U0TALLY"]


def test_the_world_of_a_guest_is_their_channels(page: Page, tally: Tally) -> None:
    world = page.read("/ui/world", **{"as": "U0GUEST"})
    assert [channel["name"] for channel in world["channels"]] == ["metadata"]
    assert world["bot"]["online"] is True


def test_reading_a_conversation_marks_it_as_read(page: Page, client: WebClient) -> None:
    client.chat_postMessage(channel="C0META", text="News")
    unread = {c["name"]: c["unread"] for c in page.read("/ui/world")["channels"]}
    assert (unread["metadata"], unread["general"]) == (1, 0)
    messages = page.read("/ui/conversation", channel="C0META")["messages"]
    assert [m["text"] for m in messages] == ["Good morning.", "Hello Ann.", "News"]
    assert {c["name"]: c["unread"] for c in page.read("/ui/world")["channels"]}["metadata"] == 0


def test_threads_are_counted_and_shown_apart(page: Page, client: WebClient) -> None:
    root = page.do("/ui/message", channel="C0META", text="Who comes?")["ts"]
    client.chat_postMessage(channel="C0META", text="I do", thread_ts=root)
    newest = page.read("/ui/conversation", channel="C0META")["messages"][-1]
    assert (newest["text"], newest["reply_count"]) == ("Who comes?", 1)
    thread = page.read("/ui/thread", channel="C0META", ts=root)["messages"]
    assert [(m["text"], m["thread_ts"]) for m in thread] == [("Who comes?", None), ("I do", root)]


def test_a_declined_command_answers_with_slacks_words(page: Page) -> None:
    assert page.do("/ui/command", channel="C0META", text="/foo") == {
        "ok": False,
        "error": "unknown_command",
        "message": "/foo is not a valid command.",
    }


def test_actions_and_inputs_go_through_the_endpoints(
    page: Page, tally: Tally, client: WebClient
) -> None:
    tally.bolt.action("room")(lambda ack: ack())
    ts = client.chat_postMessage(channel="C0META", text="Meeting", blocks=BLOCKS)["ts"]
    where = {"channel": "C0META", "ts": ts, "block_id": "answers", "action_id": "room"}
    assert page.do("/ui/action", **where, selected="2") == {"ok": True}
    state = page.read("/ui/conversation", channel="C0META")["messages"][-1]["state"]["values"]
    assert state["answers"]["room"]["selected_option"]["value"] == "2"
    assert page.do("/ui/action", **{**where, "action_id": "gone"})["error"] == "element_not_found"


def test_a_form_is_submitted_with_its_values(page: Page, tally: Tally, sandbox: Sandbox) -> None:
    tally.bolt.view("form")(lambda ack: ack())
    trigger = sandbox.slack.openings.new_trigger("U0ANN")
    view = tally.bolt.client.views_open(trigger_id=trigger, view=form())["view"]
    refusal = page.do("/ui/submit", view_id=view["id"], values={"name": {"name": ""}})
    assert refusal["errors"] == {"name": "Please complete this required field."}
    assert page.read("/ui/views")["stack"][0]["errors"] == refusal["errors"]
    assert page.do("/ui/submit", view_id=view["id"], values={"name": {"name": "x"}}) == {"ok": True}
    assert page.read("/ui/views") == {"stack": []}


def test_a_long_poll_wakes_for_news_that_concern_the_person(page: Page, client: WebClient) -> None:
    since = page.read("/ui/world")["version"]
    with ThreadPoolExecutor(2) as pool:
        ann = pool.submit(page.read, "/ui/changes", since=since)
        ben = pool.submit(page.read, "/ui/changes", since=since, **{"as": "U0BEN"})
        client.chat_postEphemeral(channel="C0META", user="U0ANN", text="psst")
        assert ann.result()["channels"] == ["C0META"]
        assert not ben.done()
        client.chat_postMessage(channel="C0META", text="all")
        assert (ben.result()["channels"], ben.result()["reset"]) == (["C0META"], False)


def test_a_long_poll_ends_when_the_sandbox_stops(sandbox: Sandbox, page: Page) -> None:
    since = page.read("/ui/world")["version"]
    answers: list[Payload] = []
    waiting = threading.Thread(target=lambda: answers.append(page.read("/ui/changes", since=since)))
    waiting.start()
    with sandbox.slack.workspace.changed:
        sandbox.slack.workspace.closing = True
        sandbox.slack.workspace.changed.notify_all()
    waiting.join(5)
    assert answers[0]["channels"] == []


def test_a_page_hears_that_the_app_has_come_and_gone(sandbox: Sandbox, page: Page) -> None:
    with over_http(sandbox, lambda _: None):
        since = page.read("/ui/world")["version"]
        come = page.read("/ui/changes", since=since, online="false")
    gone = page.read("/ui/changes", since=come["version"], online="true")
    assert [
        (changes["online"], changes["world"], changes["reset"]) for changes in (come, gone)
    ] == [
        (True, True, False),
        (False, True, False),
    ]


def test_a_page_from_before_a_restart_is_told_to_start_afresh(page: Page) -> None:
    assert page.read("/ui/changes", since=99999)["reset"] is True


def test_the_clock_moves_forward_only(page: Page) -> None:
    assert page.read("/clock")["now_iso"] == "2026-11-24T14:30:00+00:00"
    assert page.do("/ui/clock", move="next Monday 09:00")["now_iso"] == "2026-11-30T14:00:00+00:00"
    assert page.do("/ui/clock", to="2026-12-01T09:00")["now_iso"] == "2026-12-01T14:00:00+00:00"
    assert page.do("/ui/clock", advance=60)["offset_seconds"] == 6 * 86400 + 23 * 3600 + 1800 + 60
    for backwards in (
        {"to": "2026-11-24T00:00"},
        {"advance": -1},
        {"move": "yesterday"},
        {"to": "soon"},
    ):
        assert page.do("/ui/clock", **backwards)["error"] == "clock"


def test_a_reset_returns_to_the_seed(page: Page, client: WebClient) -> None:
    client.chat_postMessage(channel="C0META", text="News")
    since = page.read("/ui/world")["version"]
    assert page.do("/ui/reset") == {"ok": True}
    assert page.read("/ui/changes", since=since)["reset"] is True
    messages = page.read("/ui/conversation", channel="C0META")["messages"]
    assert [m["text"] for m in messages] == ["Good morning.", "Hello Ann."]


@pytest.mark.proves("reset.ids")
def test_no_id_and_no_ts_from_before_a_reset_comes_again(page: Page, client: WebClient) -> None:
    def made() -> tuple[str, str]:
        ts = client.chat_postMessage(channel="C0META", text="News")["ts"]
        return client.conversations_create(name="reserves")["channel"]["id"], ts

    before = made()
    page.do("/ui/reset")
    after = made()
    assert (before[0] != after[0], float(before[1]) < float(after[1])) == (True, True)


@pytest.mark.proves("reset.whole")
def test_a_reset_mends_what_was_broken(page: Page, client: WebClient) -> None:
    page.do("/control/faults", kind="http_500", times=3)
    page.do("/control/bot", slow=5)
    page.do("/control/subscriptions", on=False)
    page.do("/ui/app", act="uninstall")
    page.do("/ui/reset")
    state = page.read("/control")
    assert (state["faults"], state["slow"], state["subscriptions"]) == ([], [], True)
    assert client.auth_test()["ok"] is True


def test_traffic_is_listed_since_a_number(page: Page, client: WebClient) -> None:
    client.auth_test()
    client.team_info()
    first = page.read("/ui/traffic")
    assert [entry["what"] for entry in first][-2:] == ["auth.test", "team.info"]
    assert [entry["what"] for entry in page.read("/ui/traffic", since=first[-2]["n"])] == [
        "team.info"
    ]


def test_strangers_and_foreign_forms_are_kept_out(page: Page) -> None:
    body = b'{"as": "U0ANN", "channel": "C0META", "text": "hi"}'
    assert page.status("/ui/world?as=U0ANN", Host="evil.example") == 403
    assert page.status("/api/auth.test", Host="evil.example:80") == 403
    assert page.status("/ui/message", body, **{"Content-Type": "text/plain"}) == 415
    for nonsense in (b"[]", b"{}", b"{", b'{"as": ["U0ANN"]}', b'{"as": "U0ANN", "values": [1]}'):
        assert page.status("/ui/message", nonsense, **{"Content-Type": "application/json"}) == 400
    assert page.status("/ui/home") == 400
    assert page.status("/nowhere") == 404
    assert page.status("/../sandbox/app.py") == 404
