"""The whole program as an operator starts and stops it, in processes of its own."""

import base64
import hashlib
import hmac
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlmodel import select

from bot import database_setup
from bot.app import HEALTH_POLL_SECONDS
from models import OutboxMessage, OutboxState, Person
from models.database import disconnect, reading, unit_of_work
from services import outbox
from tests.bot.stand_in import StandIn
from tests.keys import key, to

SECRET = "a signing secret"
HERE = str(Path(__file__).parents[2])
"""The product of this checkout, wherever another one is installed."""
BEFORE = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
COMMAND = {
    "command": "/convene",
    "text": "help",
    "user_id": "UNEW",
    "team_id": "T1",
    "channel_id": "C1",
    "channel_name": "general",
    "trigger_id": "t",
    "response_url": "http://127.0.0.1:9/response/x",
}


class Program:
    """``python -m bot …`` in a folder of its own, where it keeps its ``var/``."""

    def __init__(self, folder: Path, *words: str, **settings: object) -> None:
        given = {name: str(value) for name, value in settings.items()}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", *words],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": HERE, **given},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def ready_line(self) -> str:
        """The one line that it prints when it is up."""
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def tell(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def end(self, *, within: float = 30) -> tuple[int, str, str]:
        """Exit code and all that was printed since, once it has ended by itself."""
        out, err = self._process.communicate(timeout=within)
        return self._process.returncode, out, err

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


@contextmanager
def program(folder: Path, *words: str, **settings: object) -> Iterator[Program]:
    started = Program(folder, *words, **settings)
    try:
        yield started
    finally:
        started.kill()


@pytest.fixture
def ports() -> tuple[int, int]:
    """Two ports that are free."""
    with (
        socket.create_server(("127.0.0.1", 0)) as first,
        socket.create_server(("127.0.0.1", 0)) as other,
    ):
        return first.getsockname()[1], other.getsockname()[1]


def over_http(stand_in: StandIn, port: int) -> dict[str, object]:
    return {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_MODE": "http",
        "SLACK_API_URL": stand_in.url,
        "PORT": port,
    }


def test_without_tokens_the_sandbox_starts_and_the_bot_answers_in_it(
    tmp_path: Path, ports: tuple[int, int]
) -> None:
    port, sandbox_port = ports
    page = f"http://127.0.0.1:{sandbox_port}/"
    settings = {"PORT": port, "SANDBOX_PORT": sandbox_port}
    with program(tmp_path, "run", "--or-sandbox", **settings) as first:
        assert (
            first.ready_line()
            == f"Convene is ready to try: open {page} in a browser. Ctrl-C stops it.\n"
        )
        assert get(page)[0] == 200
        eventually(lambda: get(f"http://127.0.0.1:{port}/readyz") == (200, "ok\n"))
        command = {"as": "U0DEMO001", "channel": "C0DEMO013", "text": "/convene help"}
        assert post_json(f"{page}ui/command", command)["ok"] is True
        assert last_message(page)["ephemeral"] is True
        assert "/convene" in last_message(page)["text"]
        assert post_json(f"{page}ui/message", command | {"text": "Kept?"})["ok"] is True
        assert last_message(page)["text"] == "Kept?"
        first.tell(signal.SIGINT)
        code, out, err = first.end()
        assert (code, out, "Traceback" in err) == (0, "", False)
    assert refuses(port)
    assert refuses(sandbox_port)
    with program(tmp_path, "run", "--or-sandbox", **settings) as second:
        second.ready_line()
        assert last_message(page)["text"] == "Kept?"
        second.tell(signal.SIGTERM)
        assert second.end()[0] == 0
    kept = tmp_path / "var" / "sandbox"
    assert (kept / "convene.db").exists()
    assert (kept / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "var" / "convene.db").exists()
    with program(tmp_path, "demo", SANDBOX_PORT=sandbox_port) as again:
        assert again.end() == (
            2,
            "",
            (
                "Convene cannot start:\n"
                "- This database holds a consortium already, so the demo was not added to it.\n"
            ),
        )


def let_somebody_be_there(folder: Path) -> None:
    """In the sandbox's database, so that no demo is told into it, which takes longest."""
    database_setup.prepared(
        f"sqlite:///{folder / 'var' / 'sandbox' / 'convene.db'}", now=lambda: BEFORE
    )
    with unit_of_work() as session:
        session.add(Person(name="Somebody", created_at=BEFORE))
    disconnect()


def test_it_ends_with_the_sandbox_and_says_so(tmp_path: Path, ports: tuple[int, int]) -> None:
    port, sandbox_port = ports
    let_somebody_be_there(tmp_path)
    with program(tmp_path, "run", "--or-sandbox", PORT=port, SANDBOX_PORT=sandbox_port) as started:
        started.ready_line()
        os.kill(child_of(sandbox_port), signal.SIGTERM)
        code, _, err = started.end()
    assert code == 1
    assert err.splitlines()[-1] == "The sandbox ended: The sandbox has stopped."


def test_killed_it_leaves_no_sandbox_behind(tmp_path: Path, ports: tuple[int, int]) -> None:
    port, sandbox_port = ports
    let_somebody_be_there(tmp_path)
    with program(tmp_path, "run", "--or-sandbox", PORT=port, SANDBOX_PORT=sandbox_port) as started:
        started.ready_line()
        started.kill()
    eventually(lambda: refuses(sandbox_port))


@pytest.mark.parametrize("taken", ["PORT", "SANDBOX_PORT"])
def test_a_port_in_use_is_said_in_words(tmp_path: Path, ports: tuple[int, int], taken: str) -> None:
    settings = {"PORT": ports[0], "SANDBOX_PORT": ports[1]}
    with (
        socket.create_server(("127.0.0.1", settings[taken])),
        program(tmp_path, "run", "--or-sandbox", **settings) as started,
    ):
        assert started.end() == (
            2,
            "",
            (
                f"Convene cannot start:\n- Port {settings[taken]} on 127.0.0.1 is in use by another"
                f" program, perhaps another Convene. Stop that one, or set {taken} to a free port"
                " in .env.\n"
            ),
        )


def test_told_to_stop_it_finishes_the_request_in_flight(
    tmp_path: Path, ports: tuple[int, int]
) -> None:
    port = ports[0]
    with (
        StandIn(held=frozenset({"users.info"})) as slack,
        program(tmp_path, "run", **over_http(slack, port)) as it,
    ):
        assert (
            it.ready_line()
            == f"Convene takes Slack's requests at http://127.0.0.1:{port}. Ctrl-C stops it.\n"
        )
        eventually(lambda: get(f"http://127.0.0.1:{port}/readyz") == (200, "ok\n"))
        answers: list[tuple[int, str]] = []
        asking = Thread(target=lambda: answers.append(command(port)))
        asking.start()
        slack.wait_until_held()
        it.tell(signal.SIGTERM)
        eventually(lambda: refuses(port))
        assert answers == []
        slack.release()
        asking.join(20)
        assert answers[0][0] == 200
        assert "/convene" in json.loads(answers[0][1])["text"]
        code, _, err = it.end()
    assert (code, "Traceback" in err) == (0, False)


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_told_to_stop_while_a_start_waits_for_slack_it_stops_at_once(
    tmp_path: Path, ports: tuple[int, int], mode: str
) -> None:
    held = {"http": "auth.test", "socket": "apps.connections.open"}[mode]
    settings = {"SLACK_MODE": mode, "SLACK_APP_TOKEN": "xapp-1"}
    with (
        StandIn(held=frozenset({held})) as slack,
        program(tmp_path, "run", **over_http(slack, ports[0]) | settings) as started,
    ):
        slack.wait_until_held()
        started.tell(signal.SIGTERM)
        # Slack's answer is held back for longer than this waits.
        code, _, err = started.end(within=10)
    assert (code, "Traceback" in err) == (0, False)


def test_told_to_stop_it_settles_the_message_on_its_way(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'var' / 'convene.db'}"
    database_setup.prepared(url, now=lambda: BEFORE)
    with unit_of_work() as session:
        outbox.post(session, {"text": "Hello", "blocks": []}, to=to("C1"), key=key("k"), now=BEFORE)
    disconnect()
    with (
        StandIn(held=frozenset({"chat.postMessage"})) as slack,
        program(tmp_path, "scheduler", **over_http(slack, 3000)) as started,
    ):
        assert started.ready_line() == "Convene's scheduler is at work. Ctrl-C stops it.\n"
        slack.wait_until_held()
        started.tell(signal.SIGTERM)
        slack.release()
        code, _, err = started.end()
    assert (code, "Traceback" in err) == (0, False)
    assert [method for method, _ in slack.calls].count("chat.postMessage") == 1
    database_setup.opened(url)
    with reading() as session:
        row = session.exec(select(OutboxMessage)).one()
    disconnect()
    assert (row.state, row.receipt) == (OutboxState.SENT, {"channel": "C1", "ts": "1.2"})


def test_a_scheduler_shows_its_figures_and_health(tmp_path: Path, ports: tuple[int, int]) -> None:
    url = f"sqlite:///{tmp_path / 'var' / 'convene.db'}"
    database_setup.prepared(url, now=lambda: BEFORE)
    with unit_of_work() as session:
        outbox.post(session, {"text": "Hello", "blocks": []}, to=to("C1"), key=key("k"), now=BEFORE)
    disconnect()
    address = f"http://127.0.0.1:{ports[0]}"
    settings = {"METRICS_PORT": ports[0]}
    with (
        StandIn() as slack,
        program(tmp_path, "scheduler", **over_http(slack, 3000), **settings) as started,
    ):
        started.ready_line()
        eventually(
            lambda: 'convene_deliveries_total{outcome="sent"} 1.0' in get(f"{address}/metrics")[1]
        )
        eventually(lambda: get(f"{address}/readyz") == (200, "ok\n"))
        assert get(f"{address}/healthz") == (200, "ok\n")
        started.tell(signal.SIGTERM)
        assert started.end()[0] == 0


def test_started_with_nohup_it_outlives_its_terminal(
    tmp_path: Path, ports: tuple[int, int]
) -> None:
    with StandIn() as slack:
        ignored = signal.signal(signal.SIGHUP, signal.SIG_IGN)
        try:
            started = Program(tmp_path, "web", **over_http(slack, ports[0]))
        finally:
            signal.signal(signal.SIGHUP, ignored)
        started.ready_line()
        started.tell(signal.SIGHUP)
        # Longer than it takes to notice that it shall stop.
        time.sleep(1.5 * HEALTH_POLL_SECONDS)
        assert get(f"http://127.0.0.1:{ports[0]}/healthz") == (200, "ok\n")
        started.kill()


def test_a_slack_that_is_away_makes_it_unready_and_not_dead(
    tmp_path: Path, ports: tuple[int, int]
) -> None:
    port, nobody = ports
    settings: dict[str, object] = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_MODE": "http",
        "SLACK_API_URL": f"http://127.0.0.1:{nobody}/api/",
        "PORT": port,
    }
    with program(tmp_path, "web", **settings) as started:
        started.ready_line()
        assert get(f"http://127.0.0.1:{port}/healthz") == (200, "ok\n")
        status, reasons = get(f"http://127.0.0.1:{port}/readyz")
        assert (status, reasons.startswith("Slack cannot be reached")) == (503, True)
        started.tell(signal.SIGTERM)
        assert started.end()[0] == 0


def test_a_refused_token_ends_it_with_words(tmp_path: Path, ports: tuple[int, int]) -> None:
    refusing = StandIn({"auth.test": {"ok": False, "error": "account_inactive"}})
    with refusing as slack, program(tmp_path, "run", **over_http(slack, ports[0])) as started:
        code, out, err = started.end()
    assert (code, out) == (2, "")
    assert err.startswith(
        "Convene cannot start:\n- Slack refused SLACK_BOT_TOKEN (account_inactive). "
    )


def test_in_socket_mode_pages_are_served_at_a_port_of_their_own(
    tmp_path: Path, ports: tuple[int, int]
) -> None:
    with WebSocket() as door:
        opened = {"apps.connections.open": {"ok": True, "url": door.url}}
        with StandIn(opened) as slack:
            settings = {
                "SLACK_BOT_TOKEN": "xoxb-1",
                "SLACK_APP_TOKEN": "xapp-1",
                "SLACK_API_URL": slack.url,
                "PUBLIC_URL": "https://convene.example.edu",
                "PORT": ports[0],
            }
            with program(tmp_path, "web", **settings) as started:
                assert started.ready_line() == (
                    "Convene is connected to Slack, and serves pages at"
                    f" http://127.0.0.1:{ports[0]}. Ctrl-C stops it.\n"
                )
                door.accept()
                with pytest.raises(urllib.error.HTTPError) as closed:
                    urllib.request.urlopen(f"http://127.0.0.1:{ports[0]}/p/forged", timeout=10)
                assert closed.value.code == 404
                assert "This link opens nothing" in closed.value.read().decode()
                started.tell(signal.SIGTERM)
                code, _, _ = started.end()
    assert code == 0


def test_socket_mode_asks_the_given_address_and_finishes_what_it_accepted(tmp_path: Path) -> None:
    with WebSocket() as door:
        opened = {"apps.connections.open": {"ok": True, "url": door.url}}
        with StandIn(opened, held=frozenset({"users.info"})) as slack:
            settings = {
                "SLACK_BOT_TOKEN": "xoxb-1",
                "SLACK_APP_TOKEN": "xapp-1",
                "SLACK_API_URL": slack.url,
            }
            with program(tmp_path, "run", **settings) as started:
                assert started.ready_line() == "Convene is connected to Slack. Ctrl-C stops it.\n"
                door.accept()
                door.send({"type": "slash_commands", "envelope_id": "e1", "payload": COMMAND})
                slack.wait_until_held()
                started.tell(signal.SIGTERM)
                slack.release()
                acknowledged = door.receive()
                code, _, err = started.end()
    assert acknowledged["envelope_id"] == "e1"
    assert "/convene" in acknowledged["payload"]["text"]
    assert (code, "Traceback" in err) == (0, False)


def test_a_refused_app_token_ends_it_with_words(tmp_path: Path) -> None:
    refusing = StandIn({"apps.connections.open": {"ok": False, "error": "invalid_auth"}})
    with refusing as slack:
        settings = {
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_APP_TOKEN": "xapp-1",
            "SLACK_API_URL": slack.url,
        }
        with program(tmp_path, "run", **settings) as started:
            code, out, err = started.end()
    assert (code, out) == (2, "")
    assert "- Slack refused SLACK_APP_TOKEN (invalid_auth). " in err


class WebSocket:
    """Slack's end of one web socket: enough of the protocol for one short text each way."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(20)

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self._listener.getsockname()[1]}/"

    def __enter__(self) -> "WebSocket":
        self._accepting = Thread(target=self._shake_hands)
        self._accepting.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._accepting.join()
        self._connection.close()
        self._listener.close()

    def accept(self) -> None:
        self._accepting.join(20)

    def _shake_hands(self) -> None:
        self._connection, _ = self._listener.accept()
        self._connection.settimeout(20)
        handshake = self._connection.recv(4096).decode()
        key = next(
            line.split(": ")[1]
            for line in handshake.split("\r\n")
            if line.lower().startswith("sec-websocket-key")
        )
        digest = hashlib.sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest()
        self._connection.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + base64.b64encode(digest) + b"\r\n\r\n"
        )

    def send(self, envelope: dict[str, Any]) -> None:
        body = json.dumps(envelope).encode()
        self._connection.sendall(b"\x81\x7e" + len(body).to_bytes(2, "big") + body)

    def receive(self) -> dict[str, Any]:
        """The next text of the app; its pings are passed over."""
        while True:
            kind, body = self._frame()
            if kind == 1:
                received: dict[str, Any] = json.loads(body)
                return received

    def _frame(self) -> tuple[int, bytes]:
        first, second = self._exactly(2)
        length = second & 0x7F
        if length == 126:
            length = int.from_bytes(self._exactly(2), "big")
        mask = self._exactly(4)
        body = bytes(byte ^ mask[place % 4] for place, byte in enumerate(self._exactly(length)))
        return first & 0x0F, body

    def _exactly(self, size: int) -> bytes:
        parts = b""
        while len(parts) < size:
            part = self._connection.recv(size - len(parts))
            assert part, "the app has closed the connection"
            parts += part
        return parts


def command(port: int) -> tuple[int, str]:
    """A slash command, signed as Slack does it."""
    body = urlencode(COMMAND).encode()
    timestamp = str(int(time.time()))
    digest = hmac.new(
        SECRET.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256
    ).hexdigest()
    headers = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}
    return fetched(urllib.request.Request(f"http://127.0.0.1:{port}/slack/events", body, headers))


def get(address: str) -> tuple[int, str]:
    return fetched(urllib.request.Request(address))


def post_json(address: str, body: dict[str, Any]) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"}
    status, text = fetched(urllib.request.Request(address, json.dumps(body).encode(), headers))
    assert status == 200, text
    answer: dict[str, Any] = json.loads(text)
    return answer


def fetched(request: urllib.request.Request) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(request, timeout=20) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def last_message(page: str) -> dict[str, Any]:
    status, text = get(f"{page}ui/conversation?as=U0DEMO001&channel=C0DEMO013")
    assert status == 200
    found: dict[str, Any] = json.loads(text)["messages"][-1]
    return found


def refuses(port: int) -> bool:
    """Whether nobody listens there any more."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def child_of(sandbox_port: int) -> int:
    """The process id of the sandbox with this port."""
    listed = subprocess.run(
        ["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True
    ).stdout
    wanted = f"-m sandbox --port {sandbox_port} "
    return next(int(line.split()[0]) for line in listed.splitlines() if wanted in line)
