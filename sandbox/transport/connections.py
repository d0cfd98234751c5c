"""One web socket of the app: what Slack says over it, and how long it lives."""

import contextlib
import json
import socket
import threading
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection

from sandbox.transport.ack import Ack

Payload = dict[str, Any]

WARNING = 10.0
"""Seconds before its end at which the app is warned,
and after which a socket told to go is closed.
"""
RECEIVE_TIMEOUT = 0.1
HOST = {"host": "applink-sandbox"}
LOST = Ack(0, "", "operation_timeout", "timeout")


class SocketConnection:
    """`leaving` connections get no more envelopes, but may still bring acknowledgements."""

    def __init__(self, websocket: ServerConnection, lifetime: float) -> None:
        self.id = str(websocket.id)
        self.leaving = False
        self._websocket = websocket
        self._lifetime = lifetime
        self._ends = time.monotonic() + lifetime
        self._warned = False

    def say_hello(self, count: int) -> None:
        about = {**HOST, "build_number": 1, "approximate_connection_time": int(self._lifetime)}
        app = {"app_id": self._app_id()}
        self.send(
            {"type": "hello", "num_connections": count, "debug_info": about, "connection_info": app}
        )

    def tell_to_leave(self, reason: str) -> None:
        if reason != "warning":
            self.leaving = True
            self._ends = time.monotonic() + WARNING
        self.send({"type": "disconnect", "reason": reason, "debug_info": HOST})

    def give_way(self) -> None:
        """Ends at once where it was told to leave: another connection of the app has arrived.

        slack_sdk's client reads the new connection only when the old one is silent, so Slack does
        not keep it.
        """
        if self.leaving:
            self._ends = time.monotonic()

    def is_over(self) -> bool:
        """Whether its time has come; shortly before, the app is warned, and then asked to renew."""
        left = self._ends - time.monotonic()
        if left < WARNING and not self._warned and not self.leaving:
            self._warned = True
            self.tell_to_leave("warning")
        if left < 0 and not self.leaving:
            self.tell_to_leave("refresh_requested")
            return False
        return left < 0

    def next_message(self) -> Any:
        """What the app says next; None where it says nothing for a moment, or nothing readable."""
        try:
            message = json.loads(self._websocket.recv(timeout=RECEIVE_TIMEOUT))
        except (TimeoutError, ValueError):
            return None
        return message if isinstance(message, dict) else None

    def send(self, message: Payload) -> bool:
        """Whether it could be sent; a connection that is gone gets nothing more."""
        try:
            self._websocket.send(json.dumps(message))
        except ConnectionClosed:
            self.leaving = True
            return False
        return True

    def cut(self) -> None:
        with contextlib.suppress(OSError):
            self._websocket.socket.shutdown(socket.SHUT_RDWR)

    def _app_id(self) -> str:
        path = self._websocket.request.path if self._websocket.request else ""
        return parse_qs(urlsplit(path).query)["app_id"][0]


class PendingAck:
    """An envelope that was sent over a connection and is not acknowledged yet."""

    def __init__(self, connection: SocketConnection) -> None:
        self.connection = connection
        self._settled = threading.Event()
        self._ack = LOST

    def settle(self, ack: Ack) -> None:
        self._ack = ack
        self._settled.set()

    def result(self, patience: float) -> Ack:
        self._settled.wait(patience)
        return self._ack
