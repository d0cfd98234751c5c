"""Started while Slack is unwell, in each way, at each call that a start or a request may make:
whatever is acknowledged has its effect, or its words.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from bot import socket_mode
from bot.config import Settings
from bot.identity import Identity
from bot.readiness import Greeting
from bot.slack import bolt_app, web_client
from models import OutboxMessage, Person, Task
from models.database import reading, unit_of_work
from sandbox.transport.sockets import Sockets
from services import bot_account
from tests.factories import NOW, cast
from tests.running import Convene, running

WAYS_TO_BE_UNWELL = (
    *("http_503", "http_500", "ratelimited", "reset", "malformed_json"),
    *("error:internal_error", "error:fatal_error", "error:token_revoked"),
)
ROOT = Path(__file__).parents[2]
SLOW = "timeout"
FOR_LONG = 10_000
SORRY = "Something went wrong on my side, and nothing was saved."

pytestmark = [
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
    pytest.mark.parametrize("way", ["http", "socket"]),
]
"""It is not the database that is unwell."""


@pytest.fixture
def started(database: Engine, way: str) -> Iterator[Convene]:
    with unit_of_work() as session:
        people = cast(session)
    with running(people, way=way, knows_itself=False) as convene:
        yield convene


@contextmanager
def unwell(started: Convene, method: str, kind: str) -> Iterator[None]:
    more = {"seconds": 0.3} if kind == SLOW else {}
    started.workspace.break_next(method, kind, times=FOR_LONG, **more)
    yield
    started.workspace._slack.faults.remove()


def tasks() -> list[str]:
    with reading() as session:
        return list(session.exec(select(Task.title).order_by(col(Task.id))))


def hellos() -> int:
    with reading() as session:
        keys = session.exec(select(OutboxMessage.key).where(col(OutboxMessage.key) != "")).all()
    return sum(key.startswith("hello|") for key in keys)


def calls(started: Convene, method: str) -> int:
    return sum(entry.what == method for entry in started.workspace.traffic)


def settings_of(started: Convene, way: str) -> Settings:
    sandbox = started.workspace._slack
    return Settings(
        slack_bot_token=sandbox.secrets.bot_token,
        slack_app_token=sandbox.secrets.app_token,
        slack_signing_secret=sandbox.secrets.signing_secret,
        slack_api_url=f"{sandbox.address}/api/",
        slack_mode=way,
    )


def eventually(is_so: Callable[[], bool]) -> bool:
    """Within ten seconds, which only a machine with too much to do takes."""
    deadline = time.monotonic() + 10
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.01)
    return is_so()


def test_a_request_needs_no_word_of_slack_on_who_convene_is(started: Convene) -> None:
    """Commands, forms, buttons and events, each once for each way to be unwell, counted."""
    workspace, wanted = started.workspace, list[str]()
    for number, kind in enumerate((*WAYS_TO_BE_UNWELL, SLOW)):
        with unwell(started, "auth.test", kind):
            workspace.command(f"/task add Typed {number}", as_="Ann", in_="metadata")
            assert started.answer_to("Ann").startswith("Added."), kind
            workspace.command("/task add", as_="Ann", in_="metadata")
            workspace.fill({"What is to be done?": f"Sent {number}"}, as_="Ann")
            assert workspace.submit(as_="Ann") == {}, kind
            workspace.close(as_="Ann")
            workspace.say("Good morning", as_="Ben", in_="app")
        wanted += [f"Typed {number}", f"Sent {number}"]
        assert (tasks(), hellos()) == (wanted, number + 1), kind
    assert calls(started, "auth.test") == 0


def test_somebody_new_is_told_that_slack_does_not_say_who_she_is(
    started: Convene, way: str
) -> None:
    """And is let in as soon as it does; an event of hers is not acknowledged, so it comes again."""
    workspace = started.workspace
    for kind in WAYS_TO_BE_UNWELL:
        with unwell(started, "users.info", kind):
            workspace.command("/task add A task of mine", as_="Noor", in_="general")
            assert SORRY in started.answer_to("Noor"), kind
            if way == "http":
                # Over a socket, Slack waits for minutes for what nobody acknowledges.
                workspace.say("Good morning", as_="Noor", in_="app")
    assert (tasks(), hellos()) == ([], 0)
    with reading() as session:
        assert session.exec(select(Person.id).where(Person.slack_id == "UNEW")).all() == []
    # Until Slack has told which workspace is ours she is a guest, and from then on what she is.
    workspace.command("/task add A task of mine", as_="Noor", in_="general")
    assert "Nothing was changed." in started.answer_to("Noor")
    with unit_of_work() as session:
        bot_account.learn(session, {"team_id": "TTEST"}, token="xoxb-1", now=NOW)
    workspace.command("/task add A task of mine", as_="Noor", in_="general")
    assert tasks() == ["A task of mine"]


def test_a_start_and_an_hour_with_slack_unwell_lose_nothing(database: Engine, way: str) -> None:
    """``make unwell`` does so for every way, every call, both transports and both databases."""
    if way != "http":
        pytest.skip("one line is enough here")
    command = [sys.executable, "-m", "tests.campaigns.unwell", "--engine", "sqlite"]
    command += ["--transport", way, "--call", "auth.test", "--way", "503"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout


def test_who_convene_is_is_learned_when_slack_is_well_again(started: Convene) -> None:
    settings = settings_of(started, "http")
    now = lambda: started.workspace.now  # noqa: E731
    identity = Identity(settings.slack_bot_token, now=now)
    greeting = Greeting(web_client(settings, retries=False), learned=identity.learn)
    for kind in WAYS_TO_BE_UNWELL[:-1]:
        with unwell(started, "auth.test", kind):
            greeting._try()
        assert greeting.missing()
        assert identity.account() is None
    greeting._try()
    assert greeting.missing() is None
    found = identity.account()
    assert found is not None
    assert (found.team_id, found.app_id, found.bot_user_id) == ("TTEST", "ACONVENE", "UCONVENE")
    # Another process, and the next start, need no word of Slack.
    again = Identity(settings.slack_bot_token, now=now).account()
    assert again is not None
    assert again.team_id == "TTEST"
    assert Identity("xoxb-of-another-workspace", now=now).account() is None


def test_a_socket_opens_as_soon_as_slack_is_well(
    started: Convene, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing ends, and nothing is told to be wrong with a token that is good."""
    if way != "socket":
        pytest.skip("over HTTP Slack opens the connections")
    monkeypatch.setattr(socket_mode, "CONNECT_PAUSE", 0.05)
    # Where Slack asks for time, the library waits by itself, and a start does not wait for that.
    monkeypatch.setattr(socket_mode, "FIRST_TRY", 0.5)
    workspace, settings = started.workspace, settings_of(started, way)
    sockets, doors = workspace._slack.transport.sockets, []
    for kind in ("http_503", "error:internal_error", "reset", "ratelimited"):
        before = len(sockets.ids())
        door = socket_mode.SocketDoor(bolt_app(settings, now=lambda: workspace.now), settings)
        with unwell(started, "apps.connections.open", kind):
            door.start()
            assert door.failure() is None
            assert len(sockets.ids()) == before, kind
        opened = before + 1
        assert eventually(partial(_are_open, sockets, opened)), kind
        workspace.command(f"/task add After {kind}", as_="Ann", in_="metadata")
        assert started.answer_to("Ann").startswith("Added."), kind
        doors.append(door)
    # Only now, for what is closing gets no more requests and answers none.
    for door in doors:
        Thread(target=_stop, args=(door,), daemon=True).start()


def _are_open(sockets: Sockets, count: int) -> bool:
    return len(sockets.ids()) == count


def _stop(door: socket_mode.SocketDoor) -> None:
    with suppress(AttributeError):
        door.stop()
