"""The real bot before the strict sandbox, over real HTTP or real sockets,
for stories that tests tell.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Thread
from typing import Any

from flask import Flask
from slack_bolt import App
from slack_sdk import WebClient

import handlers
import scheduler
from bot.config import Settings
from bot.endpoint import Endpoint
from bot.identity import Identity
from bot.manifest import manifest
from bot.serving import HttpServer, take_address
from bot.slack import bolt_app, web_client
from bot.socket_mode import SocketDoor
from models import Person
from models.database import in_unit_of_work, unit_of_work
from sandbox.driver import Sandbox, Waits, WorkspaceDriver
from sandbox.web_api import workspaces
from sandbox.web_api.arguments import Arguments
from services import bot_account
from tests.factories import NOW, Cast

UNHURRIED = Waits(acknowledge=15, trigger=15)
"""A busy machine must not fail a story;
the three seconds themselves are proved in the sandbox's tests.
"""


@dataclass(frozen=True)
class Convene:
    """A bot that runs, the workspace it runs in, and the people of the test."""

    workspace: WorkspaceDriver
    cast: Cast
    client: WebClient

    def tick(self) -> None:
        """Let the scheduler look once at what is due by the sandbox's clock."""
        scheduler.tick(now=lambda: self.workspace.now, client=self.client)

    def deliver(self) -> None:
        """Let out what waits; a channel takes one message a second."""
        self.workspace.move_clock(timedelta(seconds=2))
        self.tick()
        for _ in range(2):
            self.workspace.move_clock(timedelta(seconds=2))
            scheduler.tick(
                now=lambda: self.workspace.now,
                client=self.client,
                beats=(scheduler.Beat.DELIVERY,),
            )

    def said_to(self, who: str) -> list[str]:
        """All that the bot has said to somebody in direct messages, oldest first."""
        messages = self.workspace.direct_messages(as_=who)
        return [self.workspace.text_of(message) for message in messages]

    def answer_to(self, who: str) -> str:
        """The newest private answer."""
        return self.workspace.text_of(self.workspace.private_answers(as_=who)[-1])

    def page_of(self, who: str) -> str:
        """What the open modal shows."""
        return self.workspace.text_of(self.workspace.modal(as_=who))


@contextmanager
def running(
    cast: Cast, *, way: str = "http", now: datetime = NOW, knows_itself: bool = True
) -> Iterator[Convene]:
    """Start both, connect them by signed HTTP or by sockets,
    and check at the end that no rule was broken.

    A bot that ``knows_itself`` has been told before by Slack who it is.
    """
    app_manifest = manifest(handlers.route_table())
    with Sandbox(manifest=app_manifest, seed=seed(cast), clock=now, waits=UNHURRIED) as sandbox:
        settings = Settings(
            slack_bot_token=sandbox.bot_token,
            slack_app_token=sandbox.app_token,
            slack_signing_secret=sandbox.signing_secret,
            slack_api_url=sandbox.api_url,
            slack_mode=way,
        )
        if knows_itself:
            answer = workspaces.auth_test(sandbox.slack, Arguments({}))
            with unit_of_work() as session:
                bot_account.learn(session, answer, token=sandbox.bot_token, now=now)
        with WAYS[way](sandbox, settings):
            client = OutsideTransactions(web_client(settings, retries=False))
            yield Convene(sandbox.workspace, cast, client)  # type: ignore[arg-type]
            assert sandbox.workspace.refusals == []


@contextmanager
def over_http(sandbox: Sandbox, settings: Settings) -> Iterator[None]:
    """The bot as a server, with an address that the sandbox sends its requests to."""
    web = Flask("convene-test")
    Endpoint(_app(sandbox, settings), sandbox.signing_secret).listen(web)
    address = take_address("127.0.0.1", 0, setting="PORT")
    port = address.getsockname()[1]
    server = HttpServer(web, address)
    server.start()
    try:
        sandbox.connect(f"http://127.0.0.1:{port}/slack/events")
        yield
    finally:
        server.stop()


@contextmanager
def over_sockets(sandbox: Sandbox, settings: Settings) -> Iterator[None]:
    """The bot as it connects itself to Slack."""
    door = SocketDoor(_app(sandbox, settings), settings)
    door.start()
    try:
        sandbox.wait_for_socket()
        yield
    finally:
        Thread(target=_stop, args=(door,), name="closing", daemon=True).start()


def _stop(door: SocketDoor) -> None:
    """Takes up to three seconds, until the library's threads look whether they shall end.

    They may do so in the moment in which the sandbox closes the socket, which slack_sdk is not
    prepared for.
    """
    with suppress(AttributeError):
        door.stop()


WAYS = {"http": over_http, "socket": over_sockets}


def _app(sandbox: Sandbox, settings: Settings) -> App:
    def now() -> datetime:
        return sandbox.workspace.now

    identity = Identity(settings.slack_bot_token, now=now)
    # A process that greets Slack at its start knows from then on who it is.
    identity.account()
    return bolt_app(settings, now=now, identity=identity)


class OutsideTransactions:
    """A Web API client that fails any call made while a unit of work is open."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def __getattr__(self, method: str) -> Any:
        assert not in_unit_of_work(), f"{method} was called inside a unit of work"
        return getattr(self._client, method)


def seed(cast: Cast) -> dict[str, Any]:
    """A workspace with the cast, the group's channel, and one channel for all."""
    people = [cast.ann, cast.ben, cast.cleo, cast.dag, cast.gil]
    everybody = [person.slack_id for person in people]
    return {
        "team": {
            "id": "TTEST",
            "name": "Test Consortium",
            "domain": "test",
            "zone": "America/New_York",
        },
        "bot": {
            "user_id": "UCONVENE",
            "bot_id": "BCONVENE",
            "app_id": "ACONVENE",
            "name": "Convene",
        },
        "users": [_user(person) for person in people] + [_stranger()],
        "channels": [
            _channel("CMETA", "metadata", everybody),
            _channel("CGEN", "general", [*everybody, "UNEW"]),
            _channel("CRES", "reserves", ["UANN", "UDAG", "UCLEO"]),
        ],
        "messages": [],
    }


def _user(person: Person) -> dict[str, Any]:
    return {
        "id": person.slack_id,
        "name": person.name.split()[0].casefold(),
        "real_name": person.name,
        "title": "Librarian",
        "email": person.email,
        "tz": person.zone,
        "is_restricted": person.is_guest,
    }


def _stranger() -> dict[str, Any]:
    """Somebody in Slack whom the bot has not met, with an address of no library."""
    return {
        "id": "UNEW",
        "name": "noor",
        "real_name": "Noor Nour",
        "title": "",
        "email": "noor@elsewhere.example",
        "tz": "Europe/London",
    }


def _channel(channel_id: str, name: str, members: list[str | None]) -> dict[str, Any]:
    return {
        "id": channel_id,
        "name": name,
        "topic": "",
        "purpose": "",
        "is_private": False,
        "members": members,
        "bot_in_channel": True,
    }
