"""The way to the app: signed HTTP where it has an address, else the sockets that it has opened."""

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from sandbox.transport.ack import Ack, Retry
from sandbox.transport.signed_http import SignedHttp
from sandbox.transport.sockets import Sockets
from sandbox.waits import Waits

Payload = dict[str, Any]


class Transport(Protocol):
    """What both ways in can do; each call waits for the acknowledgement."""

    def is_online(self) -> bool: ...

    def command(self, fields: dict[str, str], /) -> Ack: ...

    def interaction(self, payload: Payload, /) -> Ack: ...

    def event(self, envelope: Payload, retry: Retry | None, /) -> Ack: ...


class AppTransport:
    """Chooses the way for each request, and makes the app seem slow where it shall be."""

    def __init__(
        self, signing_secret: str, events_url: str | None = None, waits: Waits | None = None
    ) -> None:
        self._patience = (waits or Waits()).acknowledge
        self.http = SignedHttp(signing_secret, events_url, self._patience)
        self.sockets = Sockets(self._patience)
        self._slowness: deque[float] = deque()
        self._stopping = threading.Event()

    @property
    def chosen(self) -> Transport:
        return self.http if self.http.events_url else self.sockets

    def is_online(self) -> bool:
        return self.chosen.is_online()

    def command(self, fields: dict[str, str]) -> Ack:
        return self._slowed(lambda: self.chosen.command(fields))

    def interaction(self, payload: Payload) -> Ack:
        return self._slowed(lambda: self.chosen.interaction(payload))

    def event(self, envelope: Payload, retry: Retry | None = None) -> Ack:
        return self._slowed(lambda: self.chosen.event(envelope, retry))

    def slow_down(self, seconds: float, times: int = 1) -> None:
        """The next acknowledgements arrive this much later, as those of an app under load do."""
        self._slowness.extend([seconds] * times)

    def slowness(self) -> list[float]:
        """The seconds by which each of the next acknowledgements is late."""
        return list(self._slowness)

    def hurry_up(self) -> None:
        self._slowness.clear()

    def stop(self) -> None:
        self._stopping.set()
        self.sockets.stop()

    def _slowed(self, send: Callable[[], Ack]) -> Ack:
        seconds = self._slowness.popleft() if self._slowness else 0.0
        ack = send()
        self._stopping.wait(min(seconds, self._patience))
        late = Ack(ack.status, "", "operation_timeout", "http_timeout")
        return late if seconds > self._patience else ack
