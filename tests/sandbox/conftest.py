"""A small workspace, and a small app made with slack_bolt, unmodified,
to play against the sandbox.
"""

import copy
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask, Response, request
from slack_bolt import App
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_sdk import WebClient

from sandbox.driver import Sandbox, Waits
from sandbox.server import WsgiServer
from tests.sandbox.page import Page

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Tally"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "Tally"},
        "slash_commands": [
            {
                "command": "/wg",
                "description": "Groups",
                "usage_hint": "new | list",
                "should_escape": True,
            },
            {"command": "/plain", "description": "Unescaped"},
        ],
        "shortcuts": [
            {
                "name": "New tally",
                "type": "global",
                "callback_id": "tally.new",
                "description": "Start",
            },
            {
                "name": "Make a task",
                "type": "message",
                "callback_id": "task.new",
                "description": "From here",
            },
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "commands",
                "chat:write",
                "im:write",
                "mpim:write",
                "channels:read",
                "groups:read",
                "channels:join",
                "users:read",
                "users:read.email",
                "files:write",
                "files:read",
                "app_mentions:read",
                "im:history",
                "channels:history",
                "reactions:read",
                "reactions:write",
            ],
            "bot_optional": ["channels:manage", "groups:write", "team:read"],
        }
    },
    "settings": {
        "socket_mode_enabled": True,
        "interactivity": {"is_enabled": True},
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened",
                "app_mention",
                "message.im",
                "member_joined_channel",
                "team_join",
            ]
        },
    },
}

SEED: dict[str, Any] = {
    "team": {
        "id": "T0LIB",
        "name": "Library Consortium",
        "domain": "libraries",
        "zone": "America/New_York",
    },
    "bot": {"user_id": "U0TALLY", "bot_id": "B0TALLY", "app_id": "A0TALLY", "name": "Tally"},
    "users": [
        {
            "id": "U0ANN",
            "name": "ann",
            "real_name": "Ann Alvarez",
            "title": "Chair",
            "email": "ann@central.example",
        },
        {"id": "U0BEN", "name": "ben", "real_name": "Ben Lee", "email": "ben@eastern.example"},
        {"id": "U0CLEO", "name": "cleo", "real_name": "Cleo Park", "tz": "America/Chicago"},
        {"id": "U0GUEST", "name": "gus", "real_name": "Gus Guest", "is_restricted": True},
        {"id": "U0GONE", "name": "gone", "real_name": "Gone Away", "deleted": True},
    ],
    "channels": [
        {
            "id": "C0META",
            "name": "metadata",
            "members": ["U0ANN", "U0BEN", "U0GUEST"],
            "bot_in_channel": True,
        },
        {"id": "C0GEN", "name": "general", "members": ["U0ANN", "U0BEN", "U0CLEO"]},
        {"id": "C0PRIV", "name": "council", "members": ["U0ANN"], "is_private": True},
        {
            "id": "C0OLD",
            "name": "old",
            "members": ["U0ANN"],
            "is_archived": True,
            "bot_in_channel": True,
        },
    ],
    "messages": [
        {"channel": "C0META", "user": "U0ANN", "text": "Good morning.", "at": "2026-11-23T09:00"},
        {"channel": "C0META", "user": "U0BEN", "text": "Hello Ann.", "at": "2026-11-23T09:05"},
    ],
}


@dataclass
class Tally:
    """The app under the sandbox: what it heard, and how it shall misbehave next."""

    bolt: App
    heard: list[dict[str, Any]] = field(default_factory=list)
    delay: float = 0
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    failures_left: int = 0
    raw: list[tuple[dict[str, str], str]] = field(default_factory=list)
    woken: threading.Event = field(default_factory=threading.Event)

    def misbehaves(self) -> bool:
        if self.failures_left:
            self.failures_left -= 1
            return True
        return self.status is not None


@pytest.fixture
def manifest() -> dict[str, Any]:
    return copy.deepcopy(MANIFEST)


@pytest.fixture
def waits() -> Waits:
    """Slack's own patience; a test that waits for its end takes a shorter one as a parameter."""
    return Waits()


@pytest.fixture
def sandbox(manifest: dict[str, Any], waits: Waits) -> Iterator[Sandbox]:
    with Sandbox(manifest=manifest, seed=copy.deepcopy(SEED), clock=NOW, waits=waits) as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> WebClient:
    return WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)


@pytest.fixture
def page(sandbox: Sandbox) -> Page:
    return Page(sandbox.address)


@pytest.fixture
def tally(sandbox: Sandbox) -> Iterator[Tally]:
    """The app, served over HTTP and connected; its listeners are added by each test."""
    pool = ThreadPoolExecutor(5)
    client = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    bolt = App(
        name="tally",
        client=client,
        signing_secret=sandbox.signing_secret,
        process_before_response=True,
        listener_executor=pool,
    )
    app = Tally(bolt)
    with WsgiServer(_flask(app), threads=8) as server:
        sandbox.connect(f"{server.address}/slack/events")
        yield app
    app.woken.set()
    pool.shutdown()


def _flask(app: Tally) -> Flask:
    flask = Flask("tally")
    handler = SlackRequestHandler(app.bolt)

    @flask.post("/slack/events")
    def receive() -> Response:
        app.raw.append((dict(request.headers), request.get_data(as_text=True)))
        if app.delay:
            app.woken.wait(app.delay)
        if app.misbehaves():
            return Response("broken", app.status or 500, app.headers)
        return handler.handle(request)

    return flask


def wait_until(true: Any, seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.01)
