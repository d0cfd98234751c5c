"""The HTTP server: it takes an address, and when it stops it finishes what it has accepted."""

import errno
import socket
import time
from threading import Thread

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from bot.endpoint import LARGEST_BODY
from bot.problems import CannotStart

SERVER_THREADS = 16
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


class HttpServer:
    """Waitress in a thread of its own."""

    def __init__(self, web: Flask, address: socket.socket) -> None:
        # A body larger than Slack's is refused by the endpoint in words; this is only the wall
        # behind it.
        self._server = create_server(
            web,
            sockets=[address],
            threads=SERVER_THREADS,
            max_request_body_size=2 * LARGEST_BODY,
            ident="Convene",
        )
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
            wasyncore.loop(timeout=30, use_poll=True, map=self._server._map, count=1)

    def _stop_listening(self) -> None:
        # Run by the server's own thread: closing a socket that it waits at would break its poll().
        wasyncore.dispatcher.close(self._server)

    def _is_busy(self) -> bool:
        channels = list(self._server.active_channels.values())
        return any(channel.requests or channel.total_outbufs_len for channel in channels)


def _in_use(host: str, port: int, setting: str) -> str:
    return (
        f"Port {port} on {host} is in use by another program, perhaps another Convene. "
        f"Stop that one, or set {setting} to a free port in .env."
    )
