"""Answers that never come, or come in part: what a network does to a connection."""

import json
import socket
import struct
import threading
from collections.abc import Iterable
from typing import Any

from flask import Response
from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.task import WSGITask

CONNECTION = "sandbox.connection"
# Closing a socket that lingers for zero seconds sends a reset instead of an orderly end.
LINGER_NOT = struct.pack("ii", 1, 0)


class SocketTask(WSGITask):  # type: ignore[misc]
    """Tells the application which connection it answers on."""

    def get_environment(self) -> dict[str, Any]:
        return {**super().get_environment(), CONNECTION: self.channel.socket}


class SocketChannel(HTTPChannel):  # type: ignore[misc]
    task_class = SocketTask


class ResetResponse(Response):
    """No answer at all: silence as long as it is wanted, and then a reset connection."""

    def __init__(self, silence: float, stopping: threading.Event) -> None:
        super().__init__()
        self._silence = silence
        self._stopping = stopping

    def __call__(self, environ: dict[str, Any], _: Any) -> Iterable[bytes]:
        self._stopping.wait(self._silence)
        environ[CONNECTION].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
        raise ClientDisconnected


def half(body: dict[str, Any]) -> Response:
    """The first half of the JSON, as if the rest had not arrived."""
    text = json.dumps(body)
    return Response(text[: len(text) // 2], 200, content_type="application/json")
