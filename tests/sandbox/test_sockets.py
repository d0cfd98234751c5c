"""Socket Mode at its wire: tickets, envelopes, acknowledgements, several sockets,
renewal and loss.
"""

import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from sandbox.driver import Declined, Sandbox, Waits
from tests.sandbox import shapes
from tests.sandbox.conftest import SEED, wait_until
from tests.sandbox.page import Page
from tests.sandbox.test_forms import form

Payload = dict[str, Any]
SHORT = pytest.mark.parametrize("waits", [Waits(acknowledge=0.5)])


class App:
    """An app that does by hand what slack_sdk's clients do, so that a test can do it wrongly."""

    def __init__(self, sandbox: Sandbox, sockets: ExitStack, pool: ThreadPoolExecutor) -> None:
        self._sandbox = sandbox
        self._sockets = sockets
        self.pool = pool

    def address(self) -> str:
        client = WebClient(token=self._sandbox.bot_token, base_url=self._sandbox.api_url)
        return str(client.apps_connections_open(app_token=self._sandbox.app_token)["url"])

    def open(self) -> ClientConnection:
        """A socket that has heard hello."""
        socket = self._sockets.enter_context(connect(self.address(), close_timeout=1))
        assert heard(socket)["type"] == "hello"
        return socket

    def command(self, text: str = "/wg") -> "Future[None]":
        """Ann types a command, while the test goes on."""
        return self.pool.submit(self._sandbox.workspace.command, text, as_="Ann", in_="metadata")

    def mention(self) -> "Future[str]":
        return self.pool.submit(self._sandbox.workspace.say, "@Tally", as_="Ann", in_="metadata")


@pytest.fixture
def app(sandbox: Sandbox) -> Iterator[App]:
    with ExitStack() as sockets, ThreadPoolExecutor(5) as pool:
        yield App(sandbox, sockets, pool)


def heard(socket: ClientConnection) -> Payload:
    message: Payload = json.loads(socket.recv(timeout=5))
    return message


def shaped(name: str, message: Payload) -> bool:
    """Whether the message has the keys and types of Slack's."""
    return sorted(shapes.differences(shapes.named(f"socket_{name}"), message)) == []


def acknowledge(socket: ClientConnection, envelope: Payload, **payload: Any) -> None:
    answer = {"envelope_id": envelope["envelope_id"]} | ({"payload": payload} if payload else {})
    socket.send(json.dumps(answer))


@pytest.mark.proves("socket.hello")
def test_hello_counts_the_sockets_of_the_app(sandbox: Sandbox, app: App) -> None:
    app.open()
    with connect(app.address()) as second:
        hello = heard(second)
    assert shaped("hello", hello)
    assert (hello["num_connections"], hello["connection_info"]["app_id"]) == (2, "A0TALLY")
    assert hello["debug_info"]["approximate_connection_time"] == 3600


@pytest.mark.proves("socket.ticket")
def test_a_ticket_opens_one_socket_once(app: App) -> None:
    address = app.address()
    with connect(address) as socket:
        assert heard(socket)["type"] == "hello"
    for used in (address, address.replace("ticket=", "ticket=0")):
        with pytest.raises(InvalidStatus) as refusal:
            connect(used)
        assert refusal.value.response.status_code == 401


@pytest.mark.proves("socket.token")
def test_only_the_app_token_opens_sockets_and_only_where_the_manifest_says_so(
    sandbox: Sandbox, client: WebClient, manifest: Payload
) -> None:
    manifest["settings"] = {"socket_mode_enabled": False}
    del manifest["features"]["slash_commands"], manifest["features"]["shortcuts"]
    with Sandbox(manifest, SEED) as closed:
        elsewhere = WebClient(base_url=closed.api_url)
        for asking, token, code in (
            (client, sandbox.bot_token, "not_allowed_token_type"),
            (client, "xapp-other", "invalid_auth"),
            (elsewhere, closed.app_token, "not_enabled"),
        ):
            with pytest.raises(SlackApiError) as refusal:
                asking.apps_connections_open(app_token=token)
            assert refusal.value.response["error"] == code
    with pytest.raises(SlackApiError) as refusal:
        client.auth_test(token=sandbox.app_token)
    assert refusal.value.response["error"] == "not_allowed_token_type"


@pytest.mark.proves("socket.payload")
def test_a_command_is_an_envelope_and_its_answer_the_payload(sandbox: Sandbox, app: App) -> None:
    socket = app.open()
    typed = app.command("/wg new")
    envelope = heard(socket)
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert shaped("slash_commands", envelope)
    assert (envelope["payload"]["command"], envelope["payload"]["text"]) == ("/wg", "new")
    acknowledge(socket, envelope, text="Only for you")
    typed.result(5)
    assert [m["text"] for m in sandbox.workspace.private_answers(as_="Ann")] == ["Only for you"]


def test_an_event_is_an_envelope_that_takes_no_answer(sandbox: Sandbox, app: App) -> None:
    socket = app.open()
    text = app.mention()
    envelope = heard(socket)
    acknowledge(socket, envelope)
    text.result(5)
    assert {
        key: envelope[key] for key in sorted(envelope) if key not in ("envelope_id", "payload")
    } == {
        "accepts_response_payload": False,
        "retry_attempt": 0,
        "retry_reason": "",
        "type": "events_api",
    }
    assert envelope["payload"]["event"]["type"] == "app_mention"
    assert shaped("events_api", envelope)
    assert sandbox.workspace.traffic[-1].status == 200


def test_a_form_is_an_envelope_whose_answer_may_keep_it_open(sandbox: Sandbox, app: App) -> None:
    socket = app.open()
    client = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    trigger = sandbox.slack.openings.new_trigger("U0ANN")
    client.views_open(trigger_id=trigger, view=form(notify_on_close=True))
    sandbox.workspace.fill({"Name": "Norms"}, as_="Ann")
    sent = app.pool.submit(sandbox.workspace.submit, as_="Ann")
    envelope = heard(socket)
    assert shaped("interactive", envelope)
    acknowledge(socket, envelope, response_action="errors", errors={"name": "Taken."})
    assert sent.result(5) == {"Name": "Taken."}


def test_without_a_socket_nothing_is_dispatched(sandbox: Sandbox) -> None:
    with pytest.raises(Declined) as refusal:
        sandbox.workspace.command("/wg", as_="Ann", in_="metadata")
    assert refusal.value.message == '/wg failed with the error "dispatch_failed"'


@SHORT
@pytest.mark.proves("ack.three_seconds")
def test_silence_is_an_operation_timeout_and_a_late_answer_is_lost(
    sandbox: Sandbox, app: App
) -> None:
    socket = app.open()
    typed = app.command()
    envelope = heard(socket)
    with pytest.raises(Declined) as refusal:
        typed.result(5)
    assert refusal.value.message == '/wg failed with the error "operation_timeout"'
    acknowledge(socket, envelope, text="Too late")
    socket.send("not JSON")
    app.command()
    acknowledge(socket, heard(socket), text="In time")
    wait_until(lambda: sandbox.workspace.private_answers(as_="Ann"))
    assert [m["text"] for m in sandbox.workspace.private_answers(as_="Ann")] == ["In time"]


@pytest.mark.proves("socket.shared")
def test_each_envelope_goes_to_one_socket_in_turn(sandbox: Sandbox, app: App) -> None:
    sockets = [app.open(), app.open(), app.open()]
    for socket in [*sockets, *sockets]:
        typed = app.command()
        acknowledge(socket, heard(socket))
        typed.result(5)
    for socket in sockets:
        with pytest.raises(TimeoutError):
            socket.recv(timeout=0)


@pytest.mark.proves("socket.ten")
def test_the_eleventh_socket_is_turned_away(sandbox: Sandbox, app: App) -> None:
    for _ in range(10):
        app.open()
    with connect(app.address()) as eleventh:
        assert heard(eleventh)["reason"] == "too_many_websockets"
        with pytest.raises(ConnectionClosed):
            eleventh.recv(timeout=5)
    assert len(sandbox.slack.transport.sockets.ids()) == 10


@pytest.mark.proves("socket.renewal")
def test_a_warning_changes_nothing_and_a_refresh_moves_the_envelopes(
    sandbox: Sandbox, app: App
) -> None:
    old = app.open()
    sandbox.workspace.disconnect("warning")
    warning = heard(old)
    assert (warning["reason"], shaped("disconnect", warning)) == ("warning", True)
    typed = app.command()
    envelope = heard(old)
    sandbox.workspace.disconnect("refresh_requested")
    assert heard(old)["reason"] == "refresh_requested"
    new = app.open()
    old.close()
    acknowledge(new, envelope, text="Answered over the new socket")
    typed.result(5)
    assert [m["text"] for m in sandbox.workspace.private_answers(as_="Ann")] == [
        "Answered over the new socket"
    ]
    following = app.command()
    acknowledge(new, heard(new))
    following.result(5)


@pytest.mark.proves("socket.loss")
def test_an_event_that_a_dropped_socket_took_along_is_sent_over_another(
    sandbox: Sandbox, app: App
) -> None:
    first, second = app.open(), app.open()
    text = app.mention()
    lost = heard(first)
    first.socket.close()
    again = heard(second)
    acknowledge(second, again)
    text.result(5)
    assert (again["retry_attempt"], again["retry_reason"]) == (1, "timeout")
    assert again["payload"] == lost["payload"]
    assert again["envelope_id"] != lost["envelope_id"]


@pytest.mark.proves("faults.sockets")
def test_sockets_are_told_to_leave_and_cut_on_demand(
    sandbox: Sandbox, app: App, page: Page
) -> None:
    socket = app.open()
    for reason in ("warning", "refresh_requested", "link_disabled"):
        assert page.do("/control/sockets", act=reason) == {"ok": True}
        message = heard(socket)
        assert (message["type"], message["reason"]) == ("disconnect", reason)
    assert page.do("/control/sockets", act="drop") == {"ok": True}
    with pytest.raises(ConnectionClosed):
        socket.recv(timeout=5)
    wait_until(lambda: not page.read("/control")["online"])


@pytest.mark.proves("socket.lifetime")
def test_a_socket_is_renewed_when_its_time_is_over(sandbox: Sandbox, app: App) -> None:
    sandbox.slack.transport.sockets.lifetime = 0.1
    socket = app.open()
    assert [heard(socket)["reason"] for _ in range(2)] == ["warning", "refresh_requested"]
    assert sandbox.slack.transport.is_online() is False
