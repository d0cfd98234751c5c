"""The control address: every fault as the app's client meets it, a slow app,
sockets and rate limits.
"""

import json
import socket
import urllib.error
from collections.abc import Iterator
from http.client import RemoteDisconnected
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Declined, Sandbox, Waits
from tests.sandbox.conftest import Tally
from tests.sandbox.page import Page

Payload = dict[str, Any]

# Errors whose reason lies outside of a sandbox: plans, settings of a team, other people's machines.
DOCUMENTED = """
    block_mismatch canvas_disabled_user_team cant_invite edit_window_closed
    file_upload_size_restricted file_uploads_disabled free_team_canvas_tab_already_exists
    invalid_user_combination message_limit_exceeded not_enough_users paid_teams_only
    plan_upgrade_required restricted_action restricted_action_read_only_channel
    restricted_action_thread_only_channel storage_limit_reached team_access_not_granted
    token_expired too_many_attachments too_many_bookmarks user_is_restricted user_not_visible
    is_archived not_in_channel
"""


@pytest.fixture
def impatient(sandbox: Sandbox) -> WebClient:
    """A client that gives up after a second, and does not try again by itself."""
    return WebClient(
        token=sandbox.bot_token, base_url=sandbox.api_url, timeout=1, retry_handlers=[]
    )


@pytest.fixture
def cut(sandbox: Sandbox) -> Iterator[None]:
    """Connections that the sandbox holds open are let go, so that its end is quick."""
    yield
    sandbox.slack.stopping.set()


def text(sandbox: Sandbox) -> list[str]:
    return [m["text"] for m in sandbox.workspace.direct_messages(as_="Ann")]


def post(client: WebClient, text: str = "one") -> Any:
    return client.chat_postMessage(channel="U0ANN", text=text)


@pytest.mark.proves("faults.limited")
def test_a_rate_limit_says_how_long_to_wait(
    page: Page, impatient: WebClient, sandbox: Sandbox
) -> None:
    page.do("/control/faults", kind="ratelimited", method="chat.postMessage", retry_after=30)
    with pytest.raises(SlackApiError) as refusal:
        post(impatient)
    response = refusal.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    assert response.headers["Retry-After"] == "30"
    assert text(sandbox) == []


@pytest.mark.proves("faults.not_done")
def test_a_server_error_and_an_error_of_slacks(
    page: Page, impatient: WebClient, sandbox: Sandbox
) -> None:
    page.do("/control/faults", kind="http_500")
    page.do("/control/faults", kind="error:fatal_error")
    for status, error in ((500, "internal_error"), (200, "fatal_error")):
        with pytest.raises(SlackApiError) as refusal:
            post(impatient)
        assert (refusal.value.response.status_code, refusal.value.response["error"]) == (
            status,
            error,
        )
    assert (text(sandbox), sandbox.workspace.refusals) == ([], [])


@pytest.mark.parametrize("code", DOCUMENTED.split())
@pytest.mark.proves("faults.documented")
def test_a_documented_error_points_at_the_fault(
    code: str, sandbox: Sandbox, impatient: WebClient
) -> None:
    sandbox.workspace.break_next("chat.postMessage", f"error:{code}")
    with pytest.raises(SlackApiError) as refusal:
        post(impatient)
    answer = refusal.value.response
    assert (answer["error"], len(answer["response_metadata"]["messages"])) == (code, 1)
    assert "[json-pointer:/" in answer["response_metadata"]["messages"][0]


@pytest.mark.proves("faults.not_done")
def test_a_reset_connection_did_nothing(page: Page, impatient: WebClient, sandbox: Sandbox) -> None:
    page.do("/control/faults", kind="reset")
    with pytest.raises(ConnectionResetError):
        post(impatient)
    assert text(sandbox) == []


@pytest.mark.proves("faults.done")
def test_a_lost_reply_did_it_all(page: Page, impatient: WebClient, sandbox: Sandbox) -> None:
    page.do("/control/faults", kind="reply_lost")
    with pytest.raises((ConnectionResetError, RemoteDisconnected)):
        post(impatient)
    assert text(sandbox) == ["one"]


@pytest.mark.usefixtures("cut")
@pytest.mark.proves("faults.not_done")
def test_a_silent_slack_is_given_up(page: Page, impatient: WebClient, sandbox: Sandbox) -> None:
    page.do("/control/faults", kind="timeout")
    with pytest.raises((TimeoutError, urllib.error.URLError)):
        post(impatient)
    assert text(sandbox) == []


@pytest.mark.proves("faults.done")
def test_half_an_answer_cannot_be_read(page: Page, impatient: WebClient, sandbox: Sandbox) -> None:
    page.do("/control/faults", kind="malformed_json")
    with pytest.raises((SlackApiError, json.JSONDecodeError)):
        post(impatient)
    assert text(sandbox) == ["one"]


@pytest.mark.proves("faults.aimed")
def test_a_fault_meets_only_the_calls_that_fit_and_only_so_many(
    page: Page, impatient: WebClient, sandbox: Sandbox
) -> None:
    room = "C0META"
    page.do("/control/faults", kind="http_500", channel=room, times=2)
    post(impatient, "to Ann")
    for _ in range(2):
        with pytest.raises(SlackApiError):
            impatient.chat_postMessage(channel=room, text="to all")
    impatient.chat_postMessage(channel=room, text="to all")
    assert page.read("/control/faults") == {"faults": []}


def test_faults_are_listed_and_taken_back(page: Page) -> None:
    first = page.do("/control/faults", kind="http_500", method="chat.update", times=3)["fault"]
    second = page.do("/control/faults", kind="timeout", seconds=5)["fault"]
    assert {key: value for key, value in first.items() if key != "id"} == {
        "kind": "http_500",
        "method": "chat.update",
        "channel": None,
        "left": 3,
        "retry_after": 1,
        "seconds": 30,
    }
    assert page.read("/control/faults") == {"faults": [first, second]}
    assert page.do(f"/control/faults/{first['id']}", "DELETE") == {"ok": True, "faults": [second]}
    assert page.do("/control/faults", "DELETE") == {"ok": True, "faults": []}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/control/faults", {"kind": "sunspots"}),
        ("/control/faults", {"kind": "error:"}),
        ("/control/faults", {}),
        ("/control/faults", {"kind": "reset", "method": "chat.nonsense"}),
        ("/control/faults", {"kind": "reset", "times": 0}),
        ("/control/faults", {"kind": "ratelimited", "retry_after": "soon"}),
        ("/control/bot", {"slow": -1}),
        ("/control/bot", {"slow": True}),
        ("/control/sockets", {"act": "knot"}),
        ("/control/rate_limits", {"on": "yes"}),
    ],
)
def test_what_cannot_be_read_is_refused_with_words(page: Page, path: str, body: Payload) -> None:
    answer = page.do(path, **body)
    assert (answer["ok"], answer["error"], bool(answer["message"])) == (False, "malformed", True)


@pytest.mark.parametrize("waits", [Waits(acknowledge=1)])
@pytest.mark.proves("faults.slow")
def test_a_slow_app_answers_late_and_then_too_late(
    sandbox: Sandbox, tally: Tally, page: Page
) -> None:
    tally.bolt.command("/wg")(lambda ack: ack("Here"))
    page.do("/control/bot", slow=0.1)
    sandbox.workspace.command("/wg", as_="Ann", in_="metadata")
    page.do("/control/bot", slow=5)
    with pytest.raises(Declined) as refusal:
        sandbox.workspace.command("/wg", as_="Ann", in_="metadata")
    assert refusal.value.message == '/wg failed with the error "operation_timeout"'
    page.do("/control/bot", slow=5, times=2)
    assert page.do("/control/bot", slow=0) == {"ok": True, "slow": []}
    sandbox.workspace.command("/wg", as_="Ann", in_="metadata")
    assert len(sandbox.workspace.private_answers(as_="Ann")) == 2


def test_the_state_names_the_way_and_what_can_be_broken(page: Page, tally: Tally) -> None:
    state = page.read("/control")
    assert {
        key: state[key] for key in ("way", "online", "sockets", "rate_limits", "faults", "slow")
    } == {
        "way": "http",
        "online": True,
        "sockets": [],
        "rate_limits": False,
        "faults": [],
        "slow": [],
    }
    assert "chat.postMessage" in state["methods"]
    assert "reply_lost" in [row["kind"] for row in state["kinds"]]


def test_strangers_cannot_break_anything(page: Page) -> None:
    body = b'{"kind": "reset"}'
    assert page.status("/control/faults", body, **{"Content-Type": "text/plain"}) == 415
    assert page.status("/control/faults", body, Host="evil.example") == 403
    with socket.create_connection(("127.0.0.1", int(page.address.rpartition(":")[2]))):
        assert page.read("/control/faults") == {"faults": []}
