"""Start Convene, and let it run, while Slack is unwell in each way, and count what was lost.

``make unwell`` prints a line for each way × call × transport × database, and
ends with 1 where something that was acknowledged had neither its effect nor words that it had none.
Each line is the whole program in a process of its own: it starts while Slack is unwell, Slack gets
well, becomes unwell again while it runs, gets well, and is unwell when it is told to stop.
"""

import itertools
import multiprocessing
import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import click
from sqlmodel import select

import handlers
from bot import database_setup
from bot.__main__ import main as bot_main
from bot.manifest import manifest
from models import OutboxMessage, Task
from models.database import disconnect, reading, unit_of_work
from sandbox.driver import Declined, Sandbox, Waits
from sandbox.transport.ack import Ack
from services import bot_account
from tests.campaigns.crash import database
from tests.campaigns.worlds import delete_rows
from tests.factories import cast
from tests.running import seed

WAYS = {
    "503": "http_503",
    "429": "ratelimited",
    "internal_error": "error:internal_error",
    "reset": "reset",
    "slow": "timeout",
    "revoked": "error:token_revoked",
}
"""How Slack is unwell, and what the sandbox calls that."""
CALLS = ("auth.test", "users.info", "apps.connections.open")
TRANSPORTS = ("http", "socket")
ENGINES = ("sqlite", "postgresql")
SLOW = 4.0
"""Seconds that a slow Slack takes: longer than it waits itself, shorter than Convene does."""
FOR_LONG = 100_000
PATIENCE = Waits(acknowledge=15, trigger=15)
"""A busy machine acknowledges late, and loses nothing by that."""
LONGEST_STOP = 10.0
"""Seconds within which a supervisor expects the end."""
LONGEST_START = 180.0
PRELOADED = (
    *("bot.app", "bot.backups", "bot.endpoint", "bot.serving", "bot.socket_mode"),
    *("scheduler", "web", "tests.running"),
)
WITHOUT_EFFECT = ("nothing was saved", "Nothing was changed.")
"""What somebody reads whose request had no effect."""


@dataclass
class Count:
    """What became of the requests of one line."""

    sent: int = 0
    acknowledged: int = 0
    effects: int = 0
    in_words: int = 0
    """Of those acknowledged: how many had no effect, in words."""
    lost: int = 0
    stopped_in: float = 0.0
    """Seconds from SIGTERM to the end of the process."""
    faults: list[str] = field(default_factory=list)

    def is_broken(self) -> bool:
        return bool(self.lost or self.faults)


@dataclass(frozen=True)
class Cell:
    """One line of the table."""

    way: str
    call: str
    transport: str
    engine: str

    def __str__(self) -> str:
        return f"{self.way:14} {self.call:21} {self.transport:6} {self.engine:10}"


BORN_WARM = multiprocessing.get_context("forkserver")
"""Everything is imported once, and each process is a fork of one without threads."""


def run_bot(folder: Path, settings: dict[str, str]) -> None:
    """``python -m bot run`` in this process."""
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(settings)
    bot_main(["run"])


class Bot:
    """Convene against this sandbox."""

    def __init__(self, sandbox: Sandbox, transport: str, url: str, folder: Path) -> None:
        self._sandbox, self._transport, self._url, self._folder = sandbox, transport, url, folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self._process: BaseProcess | None = None
        self._log = folder / "log"
        self._log.touch()

    def start(self) -> None:
        """Until it is up, or has ended by itself."""
        if self._process is None or self._is_ended():
            self._process = self._born()
        if self._transport == "http":
            self._wait(lambda: self._is_ended() or self._is_listening())
            self._wait(lambda: self._is_ended() or self._is_challenged())
        else:
            self._wait(lambda: self._is_ended() or self._is_said_to_run())

    def wait_until_well(self) -> None:
        """Until it gets requests; where it had refused to start, its supervisor starts it anew."""
        if self._is_ended():
            self.start()
        if self._transport == "socket":
            self._sandbox.wait_for_socket(LONGEST_START)
        self._wait(_knows_itself)

    def stop(self) -> float:
        """Tell it to stop; in how many seconds it did, after which it is killed."""
        if self._process is None or self._is_ended():
            return 0.0
        began = time.monotonic()
        self._process.terminate()
        self._process.join(LONGEST_START)
        self.kill()
        return time.monotonic() - began

    def kill(self) -> None:
        if self._process is not None and not self._is_ended():
            self._process.kill()
            self._process.join()

    def log_text(self) -> str:
        """All that it has printed and logged."""
        return self._log.read_text(errors="replace")

    def _born(self) -> BaseProcess:
        settings = {
            "PATH": os.environ["PATH"],
            "SLACK_BOT_TOKEN": self._sandbox.bot_token,
            "SLACK_APP_TOKEN": self._sandbox.app_token,
            "SLACK_SIGNING_SECRET": self._sandbox.signing_secret,
            "SLACK_API_URL": self._sandbox.api_url,
            "SLACK_MODE": self._transport,
            "DATABASE_URL": self._url,
            "PORT": str(self._port),
        }
        process = BORN_WARM.Process(target=run_bot, args=(self._folder, settings))
        process.start()
        return process

    def _is_ended(self) -> bool:
        return self._process is not None and not self._process.is_alive()

    def _is_listening(self) -> bool:
        with socket.socket() as caller:
            return caller.connect_ex(("127.0.0.1", self._port)) == 0

    def _is_challenged(self) -> bool:
        try:
            self._sandbox.connect(f"http://127.0.0.1:{self._port}/slack/events")
        except ConnectionError:
            return False
        return True

    def _is_said_to_run(self) -> bool:
        return "Convene is connected to Slack." in self.log_text()

    def _wait(self, is_so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + LONGEST_START
        while not is_so():
            if time.monotonic() > deadline:
                raise TimeoutError(f"Convene does not get on: {self.log_text()[-2000:]}")
            time.sleep(0.05)


def _knows_itself() -> bool:
    """Whether Slack has told which workspace is ours: until then, whoever is new is a guest."""
    with reading() as session:
        return bot_account.known(session) is not None


class Requests:
    """What people send, and what became of it."""

    def __init__(self, sandbox: Sandbox, count: Count) -> None:
        self._workspace, self._count = sandbox.workspace, count
        self._numbers = itertools.count(1)
        self._events: set[str] = set()
        """Those that were acknowledged."""
        send = sandbox.slack.transport.event

        def event(envelope: dict[str, Any], retry: Any = None) -> Ack:
            ack = send(envelope, retry)
            # Slack tells an app of its own messages, too.
            if envelope["event"]["type"] == "message" and "bot_id" not in envelope["event"]:
                self._count.sent += 1
                if not ack.problem:
                    self._events.add(envelope["event_id"])
            return ack

        sandbox.slack.transport.event = event  # type: ignore[method-assign]

    def send(self) -> None:
        """A command, a form and a message of somebody known, and a command of somebody new."""
        self._try("Ann", lambda title: self._type(title, "Ann"))
        self._try("Ben", self._fill)
        self._try("Noor", lambda title: self._type(title, "Noor"))
        self._workspace.say("Good morning", as_="Ann", in_="app")

    def judge(self) -> None:
        """Compare what was acknowledged as an event with what is in the books."""
        with reading() as session:
            keys = session.exec(select(OutboxMessage.key)).all()
        greetings = sum(key.startswith("hello|") for key in keys)
        self._count.acknowledged += len(self._events)
        self._count.effects += greetings
        self._count.lost += max(0, len(self._events) - greetings)

    def _try(self, who: str, request: Callable[[str], None]) -> None:
        title, before = f"Task {next(self._numbers)}", self._answers(who)
        self._count.sent += 1
        try:
            request(title)
        except Declined:
            return
        self._count.acknowledged += 1
        with reading() as session:
            made = len(session.exec(select(Task.id).where(Task.title == title)).all())
        self._count.effects += made
        if made == 1:
            return
        answers = [self._workspace.text_of(answer) for answer in self._all(who)[before:]]
        if made == 0 and any(words in answer for answer in answers for words in WITHOUT_EFFECT):
            self._count.in_words += 1
        else:
            self._count.lost += 1
            self._count.faults.append(f"{who}'s {title}: {made} made, {answers}")

    def _type(self, title: str, who: str) -> None:
        self._workspace.command(f"/task add {title}", as_=who, in_="general")

    def _fill(self, title: str) -> None:
        self._workspace.command("/task add", as_="Ben", in_="general")
        self._workspace.fill({"What is to be done?": title}, as_="Ben")
        errors = self._workspace.submit(as_="Ben")
        if errors:
            self._count.faults.append(f"the form says {errors}")
        if self._workspace.modal(as_="Ben"):
            self._workspace.close(as_="Ben")

    def _answers(self, who: str) -> int:
        return len(self._all(who))

    def _all(self, who: str) -> list[dict[str, Any]]:
        return self._workspace.private_answers(as_=who)


def run(cell: Cell, url: str) -> Count:
    """One line of the table, on a database of which all rows are deleted."""
    count = Count()
    database_setup.opened(url)
    delete_rows()
    with unit_of_work() as session:
        people = cast(session)
    app = manifest(handlers.route_table())
    with (
        tempfile.TemporaryDirectory(prefix="convene-unwell-") as folder,
        Sandbox(app, seed(people), clock=datetime.now(UTC), waits=PATIENCE) as sandbox,
    ):
        bot = Bot(sandbox, cell.transport, url, Path(folder))
        requests = Requests(sandbox, count)
        try:
            _live(cell, sandbox, bot, requests, count)
        except (TimeoutError, ConnectionError) as error:
            count.faults.append(str(error))
        finally:
            bot.kill()
        sandbox.workspace.settle()
    requests.judge()
    disconnect()
    return count


def _live(cell: Cell, sandbox: Sandbox, bot: Bot, requests: Requests, count: Count) -> None:
    with unwell(sandbox, cell):
        bot.start()
        requests.send()
    bot.wait_until_well()
    requests.send()
    with unwell(sandbox, cell):
        if cell.transport == "socket" and cell.call == "apps.connections.open":
            sandbox.workspace.drop_sockets()
        requests.send()
    bot.wait_until_well()
    requests.send()
    with unwell(sandbox, cell):
        count.stopped_in = bot.stop()
    if count.stopped_in > LONGEST_STOP:
        count.faults.append(f"it took {count.stopped_in:.1f} seconds to stop")
    if "Traceback" in bot.log_text() and cell.call != "users.info":
        count.faults.append("the log holds a traceback")


@contextmanager
def unwell(sandbox: Sandbox, cell: Cell) -> Iterator[None]:
    more = {"seconds": SLOW} if cell.way == "slow" else {}
    sandbox.workspace.break_next(cell.call, WAYS[cell.way], times=FOR_LONG, **more)
    yield
    sandbox.slack.faults.remove()


def cells(engine: str) -> list[Cell]:
    """Over HTTP nobody opens a connection to Slack."""
    every = itertools.product(WAYS, CALLS, TRANSPORTS)
    found = [Cell(way, call, transport, engine) for way, call, transport in every]
    return [cell for cell in found if (cell.call, cell.transport) != (CALLS[-1], "http")]


@click.command()
@click.option("--engine", "engines", type=click.Choice(ENGINES), multiple=True)
@click.option("--url", help="A database to use instead, of which all rows are deleted.")
@click.option("--way", "ways", type=click.Choice([*WAYS]), multiple=True)
@click.option("--call", "calls", type=click.Choice(CALLS), multiple=True)
@click.option("--transport", "transports", type=click.Choice(TRANSPORTS), multiple=True)
def main(
    engines: tuple[str, ...],
    url: str | None,
    ways: tuple[str, ...],
    calls: tuple[str, ...],
    transports: tuple[str, ...],
) -> None:
    """Let Slack be unwell, at each start and while Convene runs, and count what was lost."""
    is_broken = False
    BORN_WARM.set_forkserver_preload([*PRELOADED])
    click.echo(f"{'':56}{'sent':>5}{'ack':>5}{'done':>5}{'told':>5}{'lost':>5}  stopped in")
    with tempfile.TemporaryDirectory(prefix="convene-", ignore_cleanup_errors=True) as name:
        for engine in engines or ENGINES:
            with nullcontext(url) if url else database(engine, Path(name)) as place:
                database_setup.prepared(place, now=lambda: datetime.now(UTC))
                for cell in cells(engine):
                    chosen = ((ways, cell.way), (calls, cell.call), (transports, cell.transport))
                    if any(wanted and value not in wanted for wanted, value in chosen):
                        continue
                    count = run(cell, place)
                    click.echo(_line(cell, count))
                    for fault in count.faults:
                        click.echo(fault, err=True)
                    is_broken = is_broken or count.is_broken()
    sys.exit(is_broken)


def _line(cell: Cell, count: Count) -> str:
    figures = (count.sent, count.acknowledged, count.effects, count.in_words, count.lost)
    return f"{cell} " + "".join(f"{figure:5}" for figure in figures) + f"{count.stopped_in:8.1f} s"


if __name__ == "__main__":
    main()
