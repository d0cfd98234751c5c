"""The sandbox as a child process:
a stand-in for Slack for whoever has no Slack to try Convene in.
"""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path

from bot.config import EVENTS_PATH, Settings
from bot.mail_settings import MailSettings
from bot.preflight import folder_problem
from bot.problems import CannotStart
from models.mail_servers import MailServer, Security

HOME = Path("var/sandbox")
"""Everything that a sandbox keeps between starts; delete the folder to begin anew."""
LOOPBACK = "127.0.0.1"
SENDER = "convene@sandbox.example"
START = 30.0
"""Seconds that the child gets to answer."""


def settings_for(settings: Settings, *, home: Path = HOME) -> Settings:
    """The settings with which the bot finds the sandbox. Its people must not end up in a real
    consortium's database, so the default database is one of its own, and no letter to them may
    reach a real mail server, so the sandbox is that, too.

    Raises ``CannotStart`` where nothing can be kept there.
    """
    if problem := folder_problem(home):
        raise CannotStart(f"The sandbox cannot be kept in {home}: {problem}")
    kept = _secrets(home / "secrets.json")
    address = page(settings)
    is_default = settings.database_url == Settings.database_url
    return replace(
        settings,
        slack_bot_token=kept["bot_token"],
        slack_signing_secret=kept["signing_secret"],
        slack_app_token="",
        slack_api_url=f"{address}api/",
        slack_mode="http",
        clock_url=f"{address}clock",
        https_proxy="",
        database_url=f"sqlite:///{home / 'convene.db'}" if is_default else settings.database_url,
        host=LOOPBACK,
        public_url=f"http://{LOOPBACK}:{settings.port}",
        trusted_proxy="",
        mail=MailSettings(_mail_server()),
    )


def _mail_server() -> MailServer:
    """The sandbox's, at a port that is free now."""
    with socket.create_server((LOOPBACK, 0)) as free:
        port: int = free.getsockname()[1]
    return MailServer(LOOPBACK, port, Security.NONE, sender=SENDER, sender_name="Convene")


def has_own_database(settings: Settings) -> bool:
    """Whether the database is the sandbox's own, which a reset may empty."""
    return settings.database_url.startswith(f"sqlite:///{HOME}/")


def without_slack(settings: Settings) -> Settings:
    """The settings for whoever wants the sandbox although there are tokens.

    The database of those tokens is left out with them: what waits in it for a real Slack would be
    sent to the sandbox, and count as sent.
    """
    if not settings.has_slack:
        return settings
    return replace(
        settings,
        slack_bot_token="",
        slack_app_token="",
        slack_signing_secret="",
        database_url=Settings.database_url,
    )


def page(settings: Settings) -> str:
    """The address that a person opens in a browser."""
    return f"http://{LOOPBACK}:{settings.sandbox_port}/"


class SandboxProcess:
    """The child.

    It lives in a session of its own, so that Ctrl-C reaches it only after the bot is done.
    """

    def __init__(self, settings: Settings, *, manifest: str, seed: str, home: Path = HOME) -> None:
        self._settings = settings
        self._home = home
        self._log = home / "sandbox.log"
        self._child: subprocess.Popen[bytes] | None = None
        (home / "manifest.json").write_text(manifest, encoding="utf-8")
        (home / "seed.json").write_text(seed, encoding="utf-8")

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises ``CannotStart`` with its own last words otherwise.
        """
        with self._log.open("wb") as log:
            self._child = subprocess.Popen(  # noqa: S603 - our own program, with settings of our own
                self._command(),
                # Held open and never written to: it closes with this process, however that ends.
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + START
        while not _answers(self._settings.clock_url):
            if failure := self.failure():
                raise CannotStart(failure)
            if time.monotonic() > deadline:
                self.stop()
                raise CannotStart(
                    f"The sandbox did not answer within {START:.0f} seconds: see {self._log}."
                )
            time.sleep(0.05)

    def failure(self) -> str | None:
        """Why it ended by itself, if it did."""
        if self._child is None or self._child.poll() is None:
            return None
        lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return f"The sandbox ended: {lines[-1] if lines else f'exit code {self._child.returncode}'}"

    def stop(self) -> None:
        """Let it save and end."""
        if self._child is None:
            return
        self._child.terminate()
        try:
            self._child.wait(10)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        assert self._child.stdin is not None
        self._child.stdin.close()

    def _command(self) -> list[str]:
        settings, home = self._settings, self._home
        assert settings.mail.server is not None
        events = f"http://{LOOPBACK}:{settings.port}{EVENTS_PATH}"
        return [
            sys.executable,
            "-m",
            "sandbox",
            "--port",
            str(settings.sandbox_port),
            "--smtp-port",
            str(settings.mail.server.port),
            "--manifest",
            str(home / "manifest.json"),
            "--seed",
            str(home / "seed.json"),
            "--data",
            str(home / "workspace.json"),
            "--events-url",
            events,
            "--secrets",
            str(home / "secrets.json"),
            "--with-stdin",
        ]


def _secrets(file: Path) -> dict[str, str]:
    """Secrets of this installation, made once, which only its owner can read."""
    if not file.exists():
        made = {
            "bot_token": f"xoxb-{secrets.token_hex(16)}",
            "signing_secret": secrets.token_hex(16),
        }
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as target:
            json.dump(made, target)
    try:
        kept: dict[str, str] = json.loads(file.read_text())
        return {name: kept[name] for name in ("bot_token", "signing_secret")}
    except (OSError, ValueError, TypeError, KeyError):
        raise CannotStart(
            f"{file} cannot be read. Delete it, and the sandbox makes a new one."
        ) from None


def resets(address: str) -> int:
    """How often somebody has put the sandbox back to its seed since it started;
    0 while it is away.
    """
    try:
        with urllib.request.urlopen(address, timeout=2) as reply:  # noqa: S310 - our own child
            return int(json.load(reply)["resets"])
    except (urllib.error.URLError, OSError, ValueError, KeyError):
        return 0


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as reply:  # noqa: S310 - our own child
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False
