"""A few of Slack's methods, on a real port, which a test can hold back and let go."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl

USER = {
    "id": "UNEW",
    "name": "noor",
    "tz": "Europe/London",
    "profile": {"real_name": "Noor Nour", "email": "noor@elsewhere.example"},
}
ANSWERS: dict[str, dict[str, Any]] = {
    "auth.test": {
        "ok": True,
        "user": "convene",
        "user_id": "UB",
        "bot_id": "B1",
        "team": "Test",
        "team_id": "T1",
    },
    "users.info": {"ok": True, "user": USER},
    "chat.postMessage": {"ok": True, "channel": "C1", "ts": "1.2"},
}


class StandIn:
    """``held`` names the methods whose answers wait until ``release()``."""

    def __init__(
        self,
        answers: dict[str, dict[str, Any]] | None = None,
        *,
        held: frozenset[str] = frozenset(),
        headers: dict[str, str] | None = None,
    ) -> None:
        self.calls: list[tuple[str, dict[str, str]]] = []
        self._answers = ANSWERS | (answers or {})
        self._held = held
        self.headers = headers or {}
        """What each answer carries besides."""
        self._arrived = Event()
        self._released = Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/api/"

    def answer_from_now(self, answers: dict[str, dict[str, Any]]) -> None:
        """Answer these methods otherwise from now on."""
        self._answers = self._answers | answers

    def wait_until_held(self) -> None:
        """Until a call has come whose answer is held back."""
        assert self._arrived.wait(60)

    def release(self) -> None:
        """Let all held answers go."""
        self._released.set()

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, method: str, sent: dict[str, str]) -> bytes:
        self.calls.append((method, sent))
        if method in self._held:
            self._arrived.set()
            self._released.wait(20)
        return json.dumps(
            self._answers.get(method, {"ok": False, "error": "unknown_method"})
        ).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sent = dict(
                    parse_qsl(
                        self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                    )
                )
                body = stand_in._answer(self.path.rpartition("/")[2], sent)
                self.send_response_only(200)
                for name, value in {"Content-Length": str(len(body)), **stand_in.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler
