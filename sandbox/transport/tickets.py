"""Tickets with which a socket is opened: each works once, and soon."""

import secrets
import threading
import time
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection

TICKET_LIFETIME = 30.0


class Tickets:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: dict[str, float] = {}

    def new(self) -> str:
        with self._lock:
            ticket, now = secrets.token_hex(16), time.monotonic()
            fresh = {old: made for old, made in self._made.items() if now - made <= TICKET_LIFETIME}
            self._made = {**fresh, ticket: now}
            return ticket

    def check(self, connection: ServerConnection, request: Request) -> Response | None:
        """Refuses the handshake of whoever shows no ticket, a used one or an old one."""
        shown = parse_qs(urlsplit(request.path).query).get("ticket", [""])[0]
        with self._lock:
            made_at = self._made.pop(shown, None)
        if made_at is None or time.monotonic() - made_at > TICKET_LIFETIME:
            return connection.respond(HTTPStatus.UNAUTHORIZED, "This ticket is not valid.\n")
        return None
