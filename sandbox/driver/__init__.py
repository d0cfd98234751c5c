"""Driving a sandbox from tests: the same state as the page's, told as a story.

with Sandbox(manifest=manifest, seed=seed, clock=datetime(2026, 11, 24, 14, 30, tzinfo=UTC)) as
sandbox: sandbox.connect(events_url)                    # the app, already serving with
sandbox.api_url; # without this, the sandbox waits for its web sockets workspace = sandbox.workspace
workspace.command("/wg new", as_="Ann", in_="metadata") workspace.fill({"Name": "Metadata",
"Starts": date(2026, 12, 1)}, as_="Ann") assert workspace.submit(as_="Ann") == {}
workspace.click("Yes", as_="Ben", in_="metadata") assert "1 yes" in
workspace.text_of(workspace.channel("metadata").messages[-1]) workspace.move_clock("next Monday
09:00") assert workspace.refusals == []

People are named by id, user name, real name or first name, channels by id or name. Every act waits
until the events it caused were delivered. What Slack declines raises `Declined`.
"""

from datetime import datetime
from pathlib import Path

from sandbox.driver.naming import Upload
from sandbox.driver.workspace_driver import WorkspaceDriver
from sandbox.errors import Declined
from sandbox.launch import RunningSandbox, Source
from sandbox.slack import Secrets
from sandbox.text import text_of
from sandbox.waits import Waits


class Sandbox(RunningSandbox):
    """A sandbox on a free port, without rate limits unless asked for; `clock` freezes its time."""

    def __init__(
        self,
        manifest: Source,
        seed: Source,
        *,
        rate_limits: bool = False,
        clock: datetime | None = None,
        data: Path | None = None,
        secrets: Secrets | None = None,
        waits: Waits | None = None,
    ) -> None:
        super().__init__(
            manifest,
            seed,
            rate_limits=rate_limits,
            clock=clock,
            data=data,
            secrets=secrets,
            waits=waits,
        )
        self.workspace = WorkspaceDriver(self.slack)

    @property
    def bot_token(self) -> str:
        return self.slack.secrets.bot_token

    @property
    def app_token(self) -> str:
        return self.slack.secrets.app_token

    @property
    def signing_secret(self) -> str:
        return self.slack.secrets.signing_secret
