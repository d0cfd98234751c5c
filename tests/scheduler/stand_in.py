"""A tiny Slack for the delivery tests: it keeps what was posted, and fails on demand."""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from slack_sdk import WebClient

from models.database import in_unit_of_work

NUMBERS = 1_000_000
"""So many posts are numbered; a greater ``ts`` is a moment."""
Fault = Callable[["Call"], None]


@dataclass
class Call:
    """One request, and the answer that is about to be given."""

    method: str
    args: dict[str, Any]
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = b""
    """None closes the connection without an answer."""
    lands: bool = True
    """Whether the message is posted at all."""


def loses_reply(call: Call) -> None:
    call.body = None


def never_lands(call: Call) -> None:
    call.body, call.lands = None, False


def ratelimited(call: Call) -> None:
    call.status, call.headers, call.lands = 429, {"Retry-After": "7"}, False
    call.body = json.dumps({"ok": False, "error": "ratelimited"}).encode()


def fails_after_posting(call: Call) -> None:
    call.status, call.body = 500, b"<h1>Internal Server Error</h1>"


def garbles(call: Call) -> None:
    call.body = b"\xff<html>gateway"


def forgets_where(call: Call) -> None:
    call.body = json.dumps({"ok": True}).encode()


def answers_a_list(call: Call) -> None:
    call.body = b"[1, 2]"


def refuses(code: str) -> Fault:
    def fault(call: Call) -> None:
        call.lands, call.body = False, json.dumps({"ok": False, "error": code}).encode()

    return fault


class StandIn:
    """What arrived, as (channel, text), in order;
    and the requests, as Slack would have logged them.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.posted: list[tuple[str, str]] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.messages: list[dict[str, Any]] = []
        """What stands in the channels now, as history shows it."""
        self.lag = 0
        """How many requests for history still show nothing."""
        self.faults: deque[Fault | None] = deque()
        self._lock = threading.Lock()

    @property
    def client(self) -> WebClient:
        base_url = f"{self.address}/api/"
        return ClientOutsideTransactions(token="xoxb-test", base_url=base_url, retry_handlers=[])

    @property
    def methods(self) -> list[str]:
        return [method for method, _ in self.calls]

    def will(self, *faults: Fault | None) -> None:
        """The next requests go wrong like this, one by one; None is a good one."""
        self.faults.extend(faults)

    def answer(self, method: str, args: dict[str, Any]) -> Call:
        with self._lock:
            call = Call(method, args)
            self.calls.append((method, args))
            call.body = json.dumps({"ok": True, **self._result(call)}).encode()
            fault = self.faults.popleft() if self.faults else None
            if fault:
                fault(call)
            if call.lands:
                self._land(method, args)
            return call

    def _land(self, method: str, args: dict[str, Any]) -> None:
        if method == "chat.postMessage":
            self.posted.append((args["channel"], args["text"]))
            shown = {"ts": f"{len(self.posted)}.000000", "channel": args["channel"]}
            self.messages.append({**args, **shown})
        if method == "chat.delete":
            self.messages = [post for post in self.messages if post["ts"] != args["ts"]]

    def _history(self, args: dict[str, Any]) -> dict[str, Any]:
        """Two messages a page, newest first. A direct message stands in a channel of its own."""
        if self.lag:
            self.lag -= 1
            return {"messages": []}
        here = [
            post
            for post in self.messages
            if args["channel"] in (post["channel"], f"D{post['channel']}")
            and self._is_since(post, args)
        ]
        start = int(args.get("cursor", 0))
        more = {"has_more": True, "response_metadata": {"next_cursor": str(start + 2)}}
        shown = here[::-1][start : start + 2]
        return {"messages": shown} | (more if start + 2 < len(here) else {"has_more": False})

    def _is_since(self, post: dict[str, Any], args: dict[str, Any]) -> bool:
        """A post that carries no moment, but a number in order, is as old as it has to be."""
        ts = float(post["ts"])
        return ts < NUMBERS or ts >= float(args.get("oldest", 0))

    def _result(self, call: Call) -> dict[str, Any]:
        ts = f"{len(self.posted) + 1}.000000"
        match call.method:
            case "chat.postMessage":
                return {"channel": call.args["channel"], "ts": ts}
            case "chat.update":
                return {"channel": call.args["channel"], "ts": call.args["ts"]}
            case "conversations.history":
                return self._history(call.args)
            case "conversations.open":
                return {"channel": {"id": f"D{call.args['users']}"}}
            case "files.getUploadURLExternal":
                return {"upload_url": f"{self.address}/upload", "file_id": "F1"}
            case "files.completeUploadExternal":
                return {"files": [{"id": "F1", "title": "t"}]}
        return {}


class ClientOutsideTransactions(WebClient):
    """The real client, which refuses to speak while a transaction is open."""

    def api_call(self, *args: Any, **kwargs: Any) -> Any:
        assert not in_unit_of_work(), "sent within a unit of work"
        return super().api_call(*args, **kwargs)


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """A running stand-in on a free port."""
    server = _Server(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.slack
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.slack = StandIn(f"http://127.0.0.1:{self.server_port}")


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/upload":
            call = Call("upload", {"content": body}, body=b"OK")
            self.server.slack.calls.append(("upload", {"content": body}))
        else:
            call = self.server.slack.answer(self.path.removeprefix("/api/"), self._args(body))
        if call.body is None:
            self.close_connection = True
            return
        self.send_response(call.status)
        for name, value in call.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(call.body)))
        self.end_headers()
        self.wfile.write(call.body)

    def _args(self, body: bytes) -> dict[str, Any]:
        if self.headers["Content-Type"].startswith("application/json"):
            return dict(json.loads(body))
        return dict(parse_qsl(body.decode()))

    def log_message(self, *_args: Any) -> None:
        pass
