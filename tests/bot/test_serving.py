"""The HTTP server's end: what was accepted is answered,
and nothing is closed that somebody still needs.
"""

import http.client
import socket
import time
from threading import Event, Thread
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from flask import Flask, request

from bot import serving
from bot.serving import HttpServer, take_address


class Door:
    """A server with one page that takes its time until it is told to end."""

    def __init__(self) -> None:
        self.is_asked = Event()
        self.may_answer = Event()
        web = Flask("slow")
        web.get("/slow")(self._slow)
        address = take_address("127.0.0.1", 0, setting="PORT")
        self.url = f"http://127.0.0.1:{address.getsockname()[1]}/slow"
        self.server = HttpServer(web, address)

    def _slow(self) -> str:
        self.is_asked.set()
        self.may_answer.wait(10)
        return "done"


def test_an_accepted_request_is_answered_and_a_later_one_is_not_taken() -> None:
    door = Door()
    door.server.start()
    answers: list[bytes] = []
    asking = Thread(target=lambda: answers.append(urlopen(door.url, timeout=10).read()))
    asking.start()
    assert door.is_asked.wait(10)
    stopping = Thread(target=door.server.stop)
    stopping.start()
    time.sleep(0.1)
    with pytest.raises(URLError):
        urlopen(door.url, timeout=1)
    door.may_answer.set()
    stopping.join(10)
    asking.join(10)
    assert answers == [b"done"]
    assert door.server.failure() is not None


def test_it_ends_in_good_order_where_its_loop_wakes_while_it_is_told_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A worker that has just answered wakes the loop,
    which must not close what is still written to.
    """
    door = Door()
    trigger = door.server._server.trigger
    pull = trigger._physical_pull

    def pulled_by_two() -> None:
        pull()
        time.sleep(0.1)
        pull()

    monkeypatch.setattr(trigger, "_physical_pull", pulled_by_two)
    door.server.start()
    door.server.stop()
    assert door.server.failure() is not None
    with pytest.raises(URLError):
        urlopen(door.url, timeout=1)


class Idle:
    """Connections that stand open, and how many of them are still there."""

    def __init__(self, door: Door, count: int, sent: bytes = b"") -> None:
        port = int(door.url.split(":")[2].split("/")[0])
        self._sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(count)]
        for opened in self._sockets:
            opened.sendall(sent)
            opened.settimeout(10)

    def wait_until_closed(self) -> None:
        for opened in self._sockets:
            assert opened.recv(1000) == b""

    def close(self) -> None:
        for opened in self._sockets:
            opened.close()


@pytest.mark.parametrize("sent", [b"", b"POST /slow HTTP/1.1\r\nHost: x\r\nContent-Le"])
def test_who_sends_nothing_whole_is_closed(monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    monkeypatch.setattr(serving, "LONGEST_REQUEST", 0.2)
    door = Door()
    door.server.start()
    idle = Idle(door, 3, sent)
    idle.wait_until_closed()
    idle.close()
    door.may_answer.set()
    assert urlopen(door.url, timeout=10).read() == b"done"
    door.server.stop()


def test_idle_connections_do_not_close_the_door(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits longest gives way, and a new caller is answered at once."""
    monkeypatch.setattr(serving, "MOST_CONNECTIONS", 20)
    door = Door()
    door.server.start()
    idle = Idle(door, 60)
    door.may_answer.set()
    assert urlopen(door.url, timeout=5).read() == b"done"
    idle.close()
    door.server.stop()


def test_a_connection_between_two_requests_may_stand_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(serving, "LONGEST_REQUEST", 0.2)
    door = Door()
    door.may_answer.set()
    door.server.start()
    port = int(door.url.split(":")[2].split("/")[0])
    kept = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for _ in range(2):
        kept.request("GET", "/slow")
        assert kept.getresponse().read() == b"done"
        time.sleep(0.5 + serving.SWEEP)
    kept.close()
    door.server.stop()


@pytest.mark.parametrize(
    ("trusted_proxy", "seen"),
    [("", "127.0.0.1 http"), ("127.0.0.1", "192.0.2.7 https"), ("192.0.2.9", "127.0.0.1 http")],
)
def test_who_calls_is_what_the_declared_proxy_says_and_nobody_else(
    trusted_proxy: str, seen: str
) -> None:
    web = Flask("caller")
    web.get("/")(lambda: f"{request.remote_addr} {request.scheme}")
    address = take_address("127.0.0.1", 0, setting="PORT")
    server = HttpServer(web, address, trusted_proxy=trusted_proxy)
    server.start()
    claimed = {"X-Forwarded-For": "198.51.100.1, 192.0.2.7", "X-Forwarded-Proto": "https"}
    forwarded = Request(f"http://127.0.0.1:{address.getsockname()[1]}/", headers=claimed)
    try:
        with urlopen(forwarded, timeout=10) as answer:
            assert answer.read().decode() == seen
    finally:
        server.stop()
