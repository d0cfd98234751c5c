"""The HTTP server: it takes an address, and when it stops it finishes what it has accepted."""

import errno
import socket
import time
from collections import Counter
from threading import Thread
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import create_server

from bot.endpoint import LARGEST_BODY
from bot.problems import CannotStart

SERVER_THREADS = 16
MOST_CONNECTIONS = 400
"""How many stand at once; beyond that, those that wait longest are closed for new ones."""
LONGEST_REQUEST = 10.0
"""Seconds that a caller gets to send a whole request."""
LONGEST_IDLE = 75.0
"""Seconds that a connection may stand idle between two requests: proxies keep some open."""
SWEEP = 0.5
"""Seconds between two looks at who keeps a connection without sending anything."""
SHUTDOWN_SECONDS = 10.0
"""Seconds that requests in flight get to finish; Slack itself waits for three."""


def take_address(host: str, port: int, *, setting: str) -> socket.socket:
    """A bound socket, before anything else is started.

    Raises ``CannotStart`` where that is not possible.
    """
    try:
        return socket.create_server((host, port), backlog=128)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotStart(_in_use(host, port, setting)) from None
        raise CannotStart(
            f"Cannot listen on {host}, port {port} ({setting}): {error.strerror or error}. Correct"
            f" HOST or {setting}; ports below 1024 are for the administrator."
        ) from None


class PatientChannel(HTTPChannel):  # type: ignore[misc]
    """A connection that knows since when it waits for its caller."""

    def __init__(self, *what: Any, **how: Any) -> None:
        super().__init__(*what, **how)
        self.waiting_since = time.monotonic()
        self._has_answered = False

    def received(self, data: bytes) -> bool:
        if self.request is None and self._has_answered and not self.requests:
            # A further request begins, and gets its own time.
            self.waiting_since = time.monotonic()
        taken: bool = super().received(data)
        return taken

    def service(self) -> None:
        super().service()
        self._has_answered = True
        self.waiting_since = time.monotonic()

    def is_at_work(self) -> bool:
        """Whether a request is being answered, or its answer is on its way."""
        return bool(self.requests or self.total_outbufs_len)

    def is_late(self, now: float) -> bool:
        """Whether the caller had long enough to send something whole."""
        is_between = self._has_answered and self.request is None
        return now - self.waiting_since > (LONGEST_IDLE if is_between else LONGEST_REQUEST)


class HttpServer:
    """Waitress in a thread of its own."""

    def __init__(self, web: Flask, address: socket.socket, *, trusted_proxy: str = "") -> None:
        # A body larger than Slack's is refused by the endpoint in words; this is only the wall
        # behind it.
        self._server = create_server(
            web,
            sockets=[address],
            threads=SERVER_THREADS,
            max_request_body_size=2 * LARGEST_BODY,
            ident="Convene",
            connection_limit=MOST_CONNECTIONS + 100,
            **_behind(trusted_proxy),
        )
        self._server.channel_class = PatientChannel
        self._swept_at = 0.0
        self._closing = False
        self._thread = Thread(target=self._run, name="http", daemon=True)

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Accept nothing new, let what was accepted finish, and close."""
        self._server.trigger.pull_trigger(self._stop_listening)
        deadline = time.monotonic() + SHUTDOWN_SECONDS
        while self._is_busy() and time.monotonic() < deadline:
            time.sleep(0.02)
        self._server.task_dispatcher.shutdown(timeout=1)
        # The loop may wake by itself at any time, so nothing is closed that it still needs: it ends
        # first.
        self._closing = True
        self._server.pull_trigger()
        self._thread.join(timeout=5)
        wasyncore.close_all(self._server._map)

    def failure(self) -> str | None:
        """Why it ended by itself, if it did."""
        return (
            None
            if self._thread.is_alive()
            else "The HTTP server ended unexpectedly; see the log above."
        )

    def _run(self) -> None:
        while not self._closing:
            wasyncore.loop(timeout=SWEEP, use_poll=True, map=self._server._map, count=1)
            self._sweep(time.monotonic())

    def _sweep(self, now: float) -> None:
        """Close what takes too long, and where too many stand, what waits longest of the address
        with most; what is being answered stays.
        """
        channels = list(self._server.active_channels.values())
        is_full = len(channels) > MOST_CONNECTIONS
        if not is_full and now - self._swept_at < SWEEP:
            return
        self._swept_at = now
        idle = [channel for channel in channels if not channel.is_at_work()]
        late = [channel for channel in idle if channel.is_late(now)]
        surplus = len(channels) - len(late) - MOST_CONNECTIONS
        crowd = Counter(channel.addr[0] for channel in channels)
        first = sorted(
            set(idle) - set(late),
            key=lambda channel: (-crowd[channel.addr[0]], channel.waiting_since),
        )
        for channel in (*late, *first[: max(surplus, 0)]):
            channel.will_close = True

    def _stop_listening(self) -> None:
        # Run by the server's own thread: closing a socket that it waits at would break its poll().
        wasyncore.dispatcher.close(self._server)

    def _is_busy(self) -> bool:
        channels = list(self._server.active_channels.values())
        return any(channel.requests or channel.total_outbufs_len for channel in channels)


def _behind(trusted_proxy: str) -> dict[str, Any]:
    """Who calls is what the declared proxy says; of anybody else such headers are thrown away."""
    if not trusted_proxy:
        return {"clear_untrusted_proxy_headers": True}
    return {
        "trusted_proxy": trusted_proxy,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        "trusted_proxy_count": 1,
        "clear_untrusted_proxy_headers": True,
    }


def _in_use(host: str, port: int, setting: str) -> str:
    return (
        f"Port {port} on {host} is in use by another program, perhaps another Convene. "
        f"Stop that one, or set {setting} to a free port in .env."
    )
