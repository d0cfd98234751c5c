"""The sandbox as a program of its own, and what a campaign asks of it over HTTP."""

import json
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from slack_sdk import WebClient

import handlers
from bot.config import Settings
from bot.manifest import manifest
from bot.slack import web_client

HISTORY = ("channels:history", "groups:history")
TOKEN = "xoxb-sandbox"
"""The one that a sandbox expects if nothing else is said."""
BOT = "UCONVENE"
PATIENCE = 1
"""Seconds after which the bot gives up waiting for an answer; Slack itself gets ten."""


@dataclass(frozen=True)
class Said:
    """One message as it stands in a channel."""

    ts: str
    text: str
    files: tuple[str, ...] = ()


@dataclass
class Stand:
    """A running sandbox."""

    address: str
    _seen: int = 0
    """The last request that was seen in its traffic."""

    def client(self, *, retries: bool = False) -> WebClient:
        """The bot's own client, less patient."""
        settings = Settings(slack_bot_token=TOKEN, slack_api_url=f"{self.address}/api/")
        client = web_client(settings, retries=retries)
        client.timeout = PATIENCE
        return client

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.get("/clock")["now"], UTC)

    def move_to(self, moment: datetime) -> None:
        """Forward; where it is later already, the clock stays."""
        try:
            self.post("/ui/clock", {"to": moment.isoformat()})
        except urllib.error.HTTPError:
            assert self.now() >= moment

    def begin(self, moment: datetime) -> None:
        """As if new: no message, no fault, and time for a trial."""
        self.post("/ui/reset", {})
        urllib.request.urlopen(
            urllib.request.Request(f"{self.address}/control/faults", method="DELETE")
        ).close()
        self.move_to(moment)

    def will_break(self, faults: Sequence[dict[str, Any]]) -> None:
        for fault in faults:
            self.post("/control/faults", fault)

    def calm(self) -> None:
        """Wait until nothing arrives any more of what a killed process had put on the wire."""
        while rows := self.get(f"/ui/traffic?since={self._seen}"):
            self._seen = rows[-1]["n"]
            time.sleep(0.002)

    def calls(self) -> list[dict[str, Any]]:
        """The requests since the trial began, as far as the sandbox remembers."""
        rows: list[dict[str, Any]] = self.get("/ui/traffic")
        return rows

    def said_in(self, channel: str, reader: str) -> list[Said]:
        """What stands in a channel now, oldest first."""
        shown = self.get(f"/ui/conversation?as={reader}&channel={channel}")["messages"]
        return [
            Said(message["ts"], message["text"], tuple(file["name"] for file in message["files"]))
            for message in shown
        ]

    def direct_message(self, person: str) -> str:
        """The channel in which the bot writes to somebody."""
        found = self.get(f"/ui/world?as={person}")["ims"]
        return str(
            next(conversation["id"] for conversation in found if conversation["user"] == BOT)
        )

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(self.address + path, timeout=30) as reply:
            return json.load(reply)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        request = urllib.request.Request(
            self.address + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.load(reply)


def app_manifest(*, may_look: bool) -> dict[str, Any]:
    """The app as it is installed, with or without the scopes that an admin may refuse."""
    whole = manifest(handlers.route_table())
    if not may_look:
        scopes = whole["oauth_config"]["scopes"]
        scopes["bot_optional"] = [name for name in scopes["bot_optional"] if name not in HISTORY]
    return whole


@contextmanager
def standing(seed: dict[str, Any], *, may_look: bool = True) -> Iterator[Stand]:
    """A sandbox without rate limits, which ends with this block, or with this process."""
    with tempfile.TemporaryDirectory(prefix="convene-campaign-") as folder:
        home = Path(folder)
        (home / "manifest.json").write_text(json.dumps(app_manifest(may_look=may_look)))
        (home / "seed.json").write_text(json.dumps(seed))
        command = [
            sys.executable,
            "-m",
            "sandbox",
            "--port",
            "0",
            "--no-rate-limits",
            "--with-stdin",
            "--manifest",
            str(home / "manifest.json"),
            "--seed",
            str(home / "seed.json"),
        ]
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        try:
            yield Stand(child.stdout.readline().split()[-1].rstrip("/"))
        finally:
            child.terminate()
            child.communicate()
