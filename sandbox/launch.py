"""Putting a sandbox together and running it: the one place that knows all the parts."""

import json
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sandbox import events, scheduled_messages
from sandbox.agenda import AgendaTicker
from sandbox.app_manifest import manifest_from
from sandbox.mail.smtp_server import SmtpServer
from sandbox.movable_clock import MovableClock
from sandbox.openings import Openings
from sandbox.seed import Seed, workspace_from
from sandbox.server import WsgiServer
from sandbox.slack import Secrets, Slack
from sandbox.storage import Autosave
from sandbox.transport import AppTransport
from sandbox.waits import Waits
from sandbox.wsgi import application

Source = dict[str, Any] | Path


class BadFile(Exception):
    """A file that should hold a JSON object holds something else."""


class RunningSandbox:
    """A sandbox with its server; from `start()` to `stop()`, or as a context."""

    def __init__(
        self,
        manifest: Source,
        seed: Source,
        *,
        events_url: str | None = None,
        secrets: Secrets | None = None,
        port: int = 0,
        smtp_port: int = 0,
        data: Path | None = None,
        clock: datetime | None = None,
        rate_limits: bool = True,
        waits: Waits | None = None,
    ) -> None:
        secrets, waits = secrets or Secrets(), waits or Waits()
        content: Seed = loaded(seed)
        self.slack = Slack(
            workspace=workspace_from(content),
            seed=content,
            manifest=manifest_from(loaded(manifest)),
            clock=MovableClock(clock),
            secrets=secrets,
            transport=AppTransport(secrets.signing_secret, events_url, waits),
            rate_limits=rate_limits,
            openings=Openings(waits.trigger),
        )
        self._autosave = Autosave(self.slack, data) if data else None
        self._ticker = AgendaTicker(self.slack.agenda, self.slack.now)
        self.server = WsgiServer(application(self.slack), port)
        self.slack.address = self.server.address
        self._smtp = SmtpServer(self.slack, smtp_port)
        self.slack.smtp_port = self._smtp.port

    @property
    def address(self) -> str:
        return self.server.address

    @property
    def smtp_port(self) -> int:
        """Where letters are taken, on the loopback, without encryption and without a login."""
        return self._smtp.port

    @property
    def api_url(self) -> str:
        """The base address for slack_sdk's `WebClient(base_url=…)`."""
        return f"{self.address}/api/"

    def start(self) -> None:
        if self._autosave:
            self._autosave.load()
            self._autosave.start()
        scheduled_messages.resume(self.slack)
        self._ticker.start()
        self._smtp.start()
        self.server.start()

    def stop(self) -> None:
        with self.slack.workspace.changed:
            self.slack.workspace.closing = True
            self.slack.workspace.changed.notify_all()
        self.slack.stopping.set()
        self._ticker.stop()
        self.slack.transport.stop()
        self.slack.event_worker.close()
        self._smtp.stop()
        self.server.stop()
        if self._autosave:
            self._autosave.stop()

    def connect(self, events_url: str) -> None:
        """Sends everything to the app at this address, after it has answered Slack's challenge."""
        self.slack.transport.http.events_url = events_url
        if not events.verify_url(self.slack):
            raise ConnectionError(f"The app at {events_url} did not answer the challenge.")

    def wait_for_socket(self, seconds: float = 10) -> None:
        """Waits until the app has opened a web socket and may be sent something."""
        if not self.slack.transport.sockets.wait_until_online(seconds):
            raise ConnectionError("The app has opened no web socket.")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def loaded(source: Source) -> dict[str, Any]:
    if not isinstance(source, Path):
        return source
    try:
        content = json.loads(source.read_text())
    except ValueError as problem:
        raise BadFile(f"{source} cannot be read as JSON: {problem}") from problem
    if not isinstance(content, dict):
        raise BadFile(f"{source} does not hold a JSON object.")
    return content
