"""The processes under test: started as an operator starts them, measured by the kernel's books."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.serving import SERVER_THREADS
from tests.campaigns.bench import driver
from tests.campaigns.bench.signed import ANYBODY, SECRET, Sender

ROOT = Path(__file__).parents[3]
LONGEST_START = 60.0
"""Seconds."""


@dataclass(frozen=True)
class Server:
    """One process that answers Slack's requests."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    started: float
    """When it was executed, by the monotonic clock."""

    def processor_seconds(self) -> float:
        """What all its threads have used so far, by the clock that the kernel keeps of it."""
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def megabytes(self) -> float:
        """What it holds of the memory now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def wait_until_it_answers(self, sender: Sender = ANYBODY) -> float:
        """Ask for help until it comes; the seconds from its start."""
        while time.monotonic() < self.started + LONGEST_START:
            try:
                return driver.first_answer(self.port, sender.ping()) - self.started
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError(
                        f"{self.name} ended with {self.process.returncode}"
                    ) from None
                time.sleep(0.002)
        raise TimeoutError(f"{self.name} did not answer within {LONGEST_START:.0f} s")


@dataclass
class Checkout:
    """A version of the product: a folder with its ``.venv``."""

    name: str
    folder: Path = ROOT
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def python(self) -> str:
        own = self.folder / ".venv/bin/python"
        return str(own) if own.exists() else sys.executable

    def fill(self, url: str) -> None:
        """Put the demo's year into the empty database at ``url``."""
        settings = _settings(url, port=1, api="http://127.0.0.1:1/api/")
        subprocess.run(
            [self.python, "-m", "bot", "demo"],
            cwd=self.folder,
            env=os.environ | settings,
            check=True,
            capture_output=True,
            # It asks whether the database of these tokens is to be filled.
            input=b"y\n",
        )

    def command(self) -> list[str]:
        return [self.python, "-m", "bot", "run"]


@contextmanager
def product(checkout: Checkout, url: str, api: str) -> Iterator[Server]:
    """The whole bot in one process, requests and scheduler, over HTTP."""
    port = free_port()
    settings = _settings(url, port=port, api=api)
    with _running(checkout.name, port, checkout.command(), checkout.folder, settings) as server:
        yield server


@contextmanager
def bare(api: str) -> Iterator[Server]:
    """The smallest Bolt app, with as many threads as the product has."""
    port = free_port()
    arguments = [str(port), str(SERVER_THREADS), SECRET, api]
    command = [sys.executable, "-m", "tests.campaigns.bench.bare", *arguments]
    with _running("bare Bolt", port, command, ROOT, {}) as server:
        yield server


@contextmanager
def slack() -> Iterator[str]:
    """The address of a Slack that takes everything."""
    port = free_port()
    command = [sys.executable, "-m", "tests.campaigns.bench.slack", str(port)]
    with _running("Slack", port, command, ROOT, {}) as server:
        server.wait_until_it_answers()
        yield f"http://127.0.0.1:{port}/api/"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _settings(url: str, *, port: int, api: str) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_MODE": "http",
        "SLACK_API_URL": api,
        "DATABASE_URL": url,
        "PORT": str(port),
        "LOG_LEVEL": "WARNING",
    }


@contextmanager
def _running(
    name: str, port: int, command: list[str], folder: Path, settings: dict[str, str]
) -> Iterator[Server]:
    started = time.monotonic()
    process = subprocess.Popen(
        command, cwd=folder, env=os.environ | settings, stdout=subprocess.DEVNULL
    )
    try:
        yield Server(name, port, process, started)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
