"""A load driver in one thread: each person keeps one connection, and asks again once answered.

The requests are signed before the clock runs, so that the driver takes little of the machine.
"""

import selectors
import socket
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

LONGEST_ANSWER = 30.0
"""Seconds."""


@dataclass
class Load:
    """What a load of requests came to."""

    waits: list[float] = field(default_factory=list)
    """Seconds from the last byte sent to the last byte received, a request each."""
    seconds: float = 0.0
    answer: bytes = b""
    """The last one."""

    def add(self, other: "Load") -> None:
        self.waits += other.waits
        self.seconds += other.seconds


class WrongAnswer(Exception):
    """A server did not do what it was asked for, so that its figures would be worth nothing."""


def drive(port: int, people: Sequence[Sequence[bytes]]) -> Load:
    """Send each person's requests, one after the other; those of several people at once."""
    load = Load()
    with ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())
        lines = [_Line(port, requests) for requests in people]
        for line in lines:
            stack.enter_context(line.socket)
        for line in lines:
            selector.register(line.socket, selectors.EVENT_READ, line)
        began = time.perf_counter()
        for line in lines:
            line.ask()
        while any(line.is_asking for line in lines):
            for key, _ in selector.select(LONGEST_ANSWER) or _nothing_came():
                if key.data.heard():
                    load.waits.append(key.data.waited)
                    key.data.ask()
        load.seconds = time.perf_counter() - began
    load.answer = lines[0].answer
    return load


def first_answer(port: int, request: bytes) -> float:
    """The moment of an answer, whatever it says. Raises ``OSError`` where nobody listens yet."""
    with socket.create_connection(("127.0.0.1", port), timeout=LONGEST_ANSWER) as connection:
        connection.sendall(request)
        if not connection.recv(1):
            raise ConnectionError("closed without an answer")
        return time.monotonic()


class _Line:
    """One person's connection."""

    def __init__(self, port: int, requests: Sequence[bytes]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.is_asking = True
        self.waited = 0.0
        self.answer = b""
        self._requests = iter(requests)
        self._received = b""
        self._sent_at = 0.0

    def ask(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self.is_asking = False
            return
        self.socket.sendall(request)
        self._sent_at = time.perf_counter()

    def heard(self) -> bool:
        """Take what has arrived; whether the answer is whole."""
        arrived = self.socket.recv(1 << 18)
        if not arrived:
            raise WrongAnswer(f"closed in the middle: {self._received[:200]!r}")
        self._received += arrived
        head, mark, body = self._received.partition(b"\r\n\r\n")
        if not mark or len(body) < _length(head):
            return False
        self.waited = time.perf_counter() - self._sent_at
        if not head.startswith(b"HTTP/1.1 200"):
            raise WrongAnswer(f"{head[:100]!r} {body[:200]!r}")
        self.answer, self._received = body, b""
        return True


def _length(head: bytes) -> int:
    return int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])


def _nothing_came() -> list[tuple[selectors.SelectorKey, int]]:
    raise WrongAnswer(f"no answer within {LONGEST_ANSWER:.0f} s")
