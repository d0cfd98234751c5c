"""The composition root: from settings to a running process, and to its orderly end."""

import logging
import os
import platform
import socket
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

import click
from slack_bolt import App

from bot import (
    claiming,
    database_lock,
    database_setup,
    logs,
    preflight,
    sandbox_process,
    stopping,
)
from bot.clock import Clock, clock_for
from bot.clock_watch import ClockWatch
from bot.config import Settings, take_over_proxies
from bot.identity import Identity
from bot.problems import CannotStart
from bot.readiness import Greeting, Health, refused_by_mail, refused_by_slack, stalled
from bot.slack import bolt_app, web_client
from bot.stopping import Stop, StoppedAtStart
from bot.storage import Storage
from models import reach
from models.database import disconnect, unit_of_work
from models.release import release
from services import slack_scan

if TYPE_CHECKING:
    from flask import Flask

    from scheduler.beats import BeatScheduler

log = logging.getLogger(__name__)

LONGEST_STOP = 9.0
"""Seconds after which it ends though something is not finished: supervisors give it ten."""
HEALTH_POLL_SECONDS = 1.0
"""Seconds between two looks at whether every part still lives."""


class Part(Protocol):
    """Something that runs beside the main thread until the process ends."""

    def start(self) -> None:
        """Work from now on."""

    def stop(self) -> None:
        """Finish what was accepted, then end."""

    def failure(self) -> str | None:
        """Why it ended by itself, if it did."""


@dataclass(frozen=True)
class Addresses:
    """Where this process listens, taken before anything starts."""

    has_doors: bool
    """Whether it takes Slack's requests at all."""
    public: socket.socket | None = None
    """For those over HTTP, and for people's pages."""
    figures: socket.socket | None = None


def run(settings: Settings, *, doors: bool = True, ticks: bool = True) -> int:
    """Connect to Slack, or to a sandbox where there are no tokens, and work until told to stop.

    ``doors`` takes Slack's requests and ``ticks`` runs the scheduler: several processes can share
    the work. Returns the exit code: 0 after SIGTERM or Ctrl-C, 1 where a part of it ended by
    itself.
    """
    take_over_proxies()
    in_sandbox = not settings.has_slack
    if in_sandbox:
        settings = sandbox_process.settings_for(settings)
    reach.set_up(settings.reach)
    preflight.check(settings)
    with ExitStack() as parts:
        addresses = _take_addresses(settings, parts, in_sandbox=in_sandbox, doors=doors)
        logs.configure(settings.log_level)
        stop, failure = stopping.on_signals(), None
        with suppress(StoppedAtStart):
            started = _started(settings, parts, addresses, stop, in_sandbox=in_sandbox, ticks=ticks)
            failure = _wait(stop, started)
        log.info("stopping: what was accepted is finished first")
        _end_within(LONGEST_STOP, 1 if failure else 0)
    if failure:
        click.echo(failure, err=True)
    return 1 if failure else 0


def _started(
    settings: Settings,
    parts: ExitStack,
    addresses: Addresses,
    stop: Stop,
    *,
    in_sandbox: bool,
    ticks: bool,
) -> list[Part]:
    """Everything, in the order in which each needs the one before; ``parts`` ends it in reverse."""
    doors = addresses.has_doors
    sandbox_parts = [_start_sandbox(settings, parts)] if in_sandbox else []
    now = clock_for(settings.clock_url)
    _open_database(settings, parts, now, in_sandbox=in_sandbox)
    identity = Identity(settings.slack_bot_token, now=now)
    greeting = Greeting(web_client(settings), learned=identity.learn)
    parts.callback(greeting.stop)
    with stop.cutting_in():
        greeting.start()
    if ticks and not in_sandbox:
        _start_backups(settings, parts, now, identity)
    if ticks:
        with unit_of_work() as session:
            slack_scan.begin(session, now())
    health = _health(settings, parts, greeting, now if ticks else None)
    beats = (
        _start_scheduler(settings, parts, now, health, every=1.0 if in_sandbox else 30.0)
        if ticks
        else None
    )
    app = bolt_app(settings, now=now, identity=identity) if doors else None
    with stop.cutting_in():
        opened = _open_doors(settings, parts, now, app, greeting, health, addresses.public)
    figures = (
        [_show_figures(addresses.figures, parts, now, health, beats)] if addresses.figures else []
    )
    if beats:
        # First of all, so that no message is begun while the others finish theirs.
        parts.callback(beats.finish)
    if not in_sandbox:
        claiming.tell(now())
    log.info("this is Convene %s, with Python %s", release(), platform.python_version())
    click.echo(_ready(settings, in_sandbox=in_sandbox, doors=doors))
    return [*sandbox_parts, *opened, *figures]


def _open_database(settings: Settings, parts: ExitStack, now: Clock, *, in_sandbox: bool) -> None:
    """The database at the newest revision; the sandbox's with the demo in it."""
    parts.enter_context(database_lock.shared(settings.database_url))
    parts.callback(disconnect)
    database_setup.prepared(settings.database_url, now=now)
    if in_sandbox and database_setup.is_empty():
        _load_demo(now())
    if in_sandbox and sandbox_process.has_own_database(settings):
        _follow_resets(settings, parts)


def _health(settings: Settings, parts: ExitStack, greeting: Greeting, now: Clock | None) -> Health:
    """What every process needs. With ``now`` it goes on at once where the clock was set back."""
    watch = ClockWatch()
    parts.callback(watch.stop)
    watch.start(partial(_recover, now) if now else None)
    storage = Storage(settings.database_url)
    return Health(
        storage.missing,
        refused_by_slack,
        greeting.missing,
        watch.missing,
        notes=lambda: [*watch.notes(), *refused_by_mail()],
    )


def _recover(now: Clock) -> None:
    from scheduler import clock_recovery

    clock_recovery.recover(now())


def fill_with_demo(settings: Settings) -> None:
    """Put the demo into the database that ``run`` would use.

    Raises ``CannotStart`` unless that is empty.
    """
    settings = settings if settings.has_slack else sandbox_process.settings_for(settings)
    reach.set_up(settings.reach)
    now = clock_for(settings.clock_url)
    with database_lock.shared(settings.database_url):
        database_setup.prepared(settings.database_url, now=now)
        try:
            if not database_setup.is_empty():
                raise CannotStart(
                    "This database holds a consortium already, so the demo was not added to it."
                )
            _load_demo(now())
        finally:
            disconnect()


def _load_demo(now: datetime) -> None:
    from demo import loader

    click.echo("Making the demo consortium and its year. This takes some seconds, once.", err=True)
    loader.load(now=now)


def _take_addresses(
    settings: Settings, parts: ExitStack, *, in_sandbox: bool, doors: bool
) -> Addresses:
    """Raises ``CannotStart`` for a port that is in use, also for that of the sandbox."""
    from bot.serving import take_address

    def take(port: int, name: str) -> socket.socket:
        address = take_address(settings.host, port, setting=name)
        parts.callback(address.close)
        return address

    is_served = settings.slack_mode == "http" or bool(settings.public_url)
    public = take(settings.port, "PORT") if doors and is_served else None
    figures = take(settings.metrics_port, "METRICS_PORT") if settings.metrics_port else None
    if in_sandbox:
        here, port = sandbox_process.LOOPBACK, settings.sandbox_port
        take_address(here, port, setting="SANDBOX_PORT").close()
    return Addresses(doors, public, figures)


def _start_sandbox(settings: Settings, parts: ExitStack) -> Part:
    import json

    import handlers
    from bot import manifest
    from demo import libraries, workspace

    today = datetime.now(ZoneInfo(libraries.CONSORTIUM.zone)).date()
    child = sandbox_process.SandboxProcess(
        settings,
        manifest=manifest.text(handlers.route_table()),
        seed=json.dumps(workspace.seed(today)),
    )
    parts.callback(child.stop)
    child.start()
    return child


def _follow_resets(settings: Settings, parts: ExitStack) -> None:
    """With a clock of its own, which holds no offset from before the reset."""
    from bot.resets import ResetFollower
    from demo import loader

    follower = ResetFollower(
        lambda: sandbox_process.resets(settings.clock_url),
        lambda: loader.load(now=clock_for(settings.clock_url)(), afresh=True),
    )
    parts.callback(follower.stop)
    follower.start()


def _start_backups(settings: Settings, parts: ExitStack, now: Clock, identity: Identity) -> None:
    from bot.backups import DailyBackups

    daily = DailyBackups(settings, now=now, owner=identity.text)
    parts.callback(daily.stop)
    daily.start()


def _start_scheduler(
    settings: Settings, parts: ExitStack, now: Clock, health: Health, *, every: float
) -> "BeatScheduler":
    import scheduler
    from scheduler import clock_recovery

    clock_recovery.recover_if_set_back(now())
    beats = scheduler.build(
        now=now,
        client=web_client(settings, retries=False),
        interval_seconds=every,
        history_years=settings.history_years,
        mail=settings.mail.server,
        mailbox=settings.mail.mailbox,
    )
    beats.start()
    # Waiting lets the delivery under way settle its message: one cut off here would be in doubt.
    parts.callback(beats.shutdown, wait=True)
    health.add(partial(stalled, scheduler.since_success))
    return beats


def _open_doors(
    settings: Settings,
    parts: ExitStack,
    now: Clock,
    app: App | None,
    greeting: Greeting,
    health: Health,
    address: socket.socket | None,
) -> list[Part]:
    """The way to Slack, and with Socket Mode the server of people's pages beside it."""
    if app is None:
        return []
    if settings.slack_mode == "http":
        assert address is not None, "it was taken before"
        pages = _public_pages(settings, now, health, app)
        return [_serve(settings, parts, pages, address)]
    from bot.socket_mode import SocketDoor

    door = SocketDoor(app, settings, is_slack_away=greeting.is_away)
    health.add(door.missing)
    parts.callback(door.stop)
    door.start()
    if address is None:
        return [door]
    pages = _public_pages(settings, now, health, None)
    return [door, _serve(settings, parts, pages, address)]


def _public_pages(settings: Settings, now: Clock, health: Health, app: App | None) -> "Flask":
    """What is served at the address that is reached from outside: people's pages where there are
    such, and Slack's endpoint where it comes over HTTP.
    """
    import web

    pages = web.build(reasons=health.reasons, notes=health.notes)
    if settings.public_url:
        web.add_pages(pages, now=now)
    if app is not None:
        from bot.endpoint import Endpoint

        Endpoint(app, settings.slack_signing_secret).listen(pages)
    return pages


def _serve(settings: Settings, parts: ExitStack, pages: "Flask", address: socket.socket) -> Part:
    from bot.serving import HttpServer

    server = HttpServer(pages, address, trusted_proxy=settings.trusted_proxy)
    parts.callback(server.stop)
    server.start()
    return server


def _show_figures(
    address: socket.socket,
    parts: ExitStack,
    now: Clock,
    health: Health,
    beats: "BeatScheduler | None",
) -> Part:
    """Health and figures, on a port of their own:
    they are nothing for the address that Slack knows.
    """
    import scheduler
    import web
    from bot import figures
    from bot.serving import HttpServer

    pages = web.build(reasons=health.reasons, notes=health.notes)
    figures.show(pages, now=now, last_tick=scheduler.last_tick if beats else None)
    server = HttpServer(pages, address)
    parts.callback(server.stop)
    server.start()
    return server


def _ready(settings: Settings, *, in_sandbox: bool, doors: bool) -> str:
    if in_sandbox:
        page = sandbox_process.page(settings)
        return f"Convene is ready to try: open {page} in a browser. Ctrl-C stops it."
    if not doors:
        return "Convene's scheduler is at work. Ctrl-C stops it."
    here = f"http://{settings.host}:{settings.port}"
    if settings.slack_mode == "http":
        return f"Convene takes Slack's requests at {here}. Ctrl-C stops it."
    if settings.public_url:
        return f"Convene is connected to Slack, and serves pages at {here}. Ctrl-C stops it."
    return "Convene is connected to Slack. Ctrl-C stops it."


def _end_within(seconds: float, code: int) -> None:
    """End the process after so long, whatever still waits for Slack.

    What was on its way is in doubt then, as after a crash, and is searched for at the next start.
    """

    def end() -> None:
        time.sleep(seconds)
        log.warning("not everything was finished within %.0f seconds: ending all the same", seconds)
        logging.shutdown()
        os._exit(code)

    Thread(target=end, name="end", daemon=True).start()


def _wait(stop: Stop, watched: list[Part]) -> str | None:
    while not stop.wait(HEALTH_POLL_SECONDS):
        for part in watched:
            if failure := part.failure():
                return failure
    return None
