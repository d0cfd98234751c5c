"""Socket Mode: web sockets that the app opens, envelopes that they share, and their renewal."""

import json
import threading
from typing import Any
from uuid import uuid4

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from sandbox.transport.ack import Ack, Retry
from sandbox.transport.connections import LOST, PendingAck, SocketConnection
from sandbox.transport.tickets import Tickets

Payload = dict[str, Any]

MOST_SOCKETS = 10
SOCKET_LIFETIME = 3600.0
ANSWERED_WITH_PAYLOAD = ("view_submission", "block_suggestion")


class Sockets:
    """All sockets of one app. A server is started only when the app asks for an address."""

    def __init__(self, patience: float) -> None:
        self.lifetime = SOCKET_LIFETIME
        self._patience = patience
        self._lock = threading.RLock()
        self._arrived = threading.Condition(self._lock)
        self._server: Server | None = None
        self._thread: threading.Thread | None = None
        self._tickets = Tickets()
        self._open: list[SocketConnection] = []
        self._pending: dict[str, PendingAck] = {}
        self._stopping = False

    def new_address(self, app_id: str) -> str:
        """Where the app may open one socket, once and soon."""
        with self._lock:
            server = self._server or self._started()
            port = server.socket.getsockname()[1]
            return f"ws://127.0.0.1:{port}/link/?ticket={self._tickets.new()}&app_id={app_id}"

    def is_online(self) -> bool:
        return bool(self.ids())

    def wait_until_online(self, seconds: float) -> bool:
        with self._arrived:
            return self._arrived.wait_for(self.is_online, seconds)

    def ids(self) -> list[str]:
        """The sockets that get envelopes, oldest first."""
        with self._lock:
            return [connection.id for connection in self._open if not connection.leaving]

    def command(self, fields: dict[str, str]) -> Ack:
        return self._ask("slash_commands", dict(fields), answered=True)

    def interaction(self, payload: Payload) -> Ack:
        return self._ask("interactive", payload, answered=payload["type"] in ANSWERED_WITH_PAYLOAD)

    def event(self, envelope: Payload, retry: Retry | None = None) -> Ack:
        tried = {
            "retry_attempt": retry.number if retry else 0,
            "retry_reason": retry.reason if retry else "",
        }
        return self._ask("events_api", envelope, answered=False, **tried)

    def disconnect(self, reason: str) -> None:
        """Tells the app what Slack tells it: `warning`, `refresh_requested` or `link_disabled`."""
        for connection in self._present():
            connection.tell_to_leave(reason)

    def drop(self) -> None:
        """Cuts every socket without a word, as a network does."""
        for connection in self._present():
            connection.cut()

    def stop(self) -> None:
        with self._lock:
            self._stopping = True
            server, thread = self._server, self._thread
        if server and thread:
            server.shutdown()
            thread.join()

    def _started(self) -> Server:
        self._server = serve(
            self._serve,
            "127.0.0.1",
            0,
            process_request=self._tickets.check,
            compression=None,
            close_timeout=1,
        )
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="sandbox-sockets", daemon=True
        )
        self._thread.start()
        return self._server

    def _present(self) -> list[SocketConnection]:
        with self._lock:
            return list(self._open)

    def _serve(self, websocket: ServerConnection) -> None:
        connection = SocketConnection(websocket, self.lifetime)
        try:
            if self._admit(connection):
                self._listen(connection)
        except ConnectionClosed:
            pass
        finally:
            self._forget(connection)

    def _admit(self, connection: SocketConnection) -> bool:
        with self._lock:
            count = len(self._open) + 1
            if count > MOST_SOCKETS:
                connection.tell_to_leave("too_many_websockets")
                return False
            connection.say_hello(count)
            for older in self._open:
                older.give_way()
            self._open.append(connection)
            self._arrived.notify_all()
            return True

    def _listen(self, connection: SocketConnection) -> None:
        while not self._stopping and not connection.is_over():
            message = connection.next_message()
            if message is not None:
                self._acknowledge(message)

    def _acknowledge(self, message: Payload) -> None:
        """Any connection may bring it: an app that has moved on answers on
        the new one what the old one asked.
        """
        with self._lock:
            pending = self._pending.pop(str(message.get("envelope_id")), None)
        if pending:
            payload = message.get("payload")
            pending.settle(Ack(200, json.dumps(payload) if payload else ""))

    def _forget(self, connection: SocketConnection) -> None:
        with self._lock:
            if connection in self._open:
                self._open.remove(connection)
            # Whoever left on request still answers on the next connection; whoever was cut off
            # does not.
            expected = [] if connection.leaving else list(self._pending.values())
        for pending in expected:
            if pending.connection is connection:
                pending.settle(LOST)

    def _ask(self, kind: str, payload: Payload, *, answered: bool, **more: Any) -> Ack:
        envelope_id = str(uuid4())
        body = {
            "envelope_id": envelope_id,
            "type": kind,
            "accepts_response_payload": answered,
            "payload": payload,
        }
        while pending := self._next(envelope_id):
            if pending.connection.send({**body, **more}):
                ack = pending.result(self._patience)
                self._pending.pop(envelope_id, None)
                return ack
        return Ack(0, "", "dispatch_failed", "connection_failed")

    def _next(self, envelope_id: str) -> PendingAck | None:
        """Each envelope goes to one connection, in turn."""
        with self._lock:
            connection = next(
                (connection for connection in self._open if not connection.leaving), None
            )
            if connection is None:
                return None
            self._open.remove(connection)
            self._open.append(connection)
            self._pending[envelope_id] = PendingAck(connection)
            return self._pending[envelope_id]
