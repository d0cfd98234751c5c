"""Socket Mode: the connection that Convene opens to Slack, so that Slack need not reach it."""

import logging
import time
from collections.abc import Callable
from threading import Condition, Event, Thread

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.builtin.client import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.config import Settings
from bot.problems import CannotStart
from bot.readiness import APP_REFUSALS, refused_app_token
from bot.slack import web_client

log = logging.getLogger(__name__)

SHUTDOWN_SECONDS = 10.0
"""Seconds that requests in flight get to finish."""
FIRST_TRY = 10.0
"""Seconds that a start waits for the first try; where Slack asks for time, the library tries on."""
CONNECT_PAUSE = 10.0
"""Seconds between two tries to connect while Slack is unwell at the start."""
LONGEST_LOSS = 180.0
"""Seconds without a connection after which the process ends,
so that its supervisor starts it anew.
"""
TOLERATED_LOSS = 30.0
"""Seconds without a connection that are no outage: Slack moves it every few hours."""


class SocketDoor:
    """Slack's requests over a web socket.

    The library reconnects; this notices when that does not help.
    """

    def __init__(
        self,
        app: App,
        settings: Settings,
        *,
        is_slack_away: Callable[[], bool] = lambda: False,
        passed: Callable[[], float] = time.monotonic,
    ) -> None:
        # The given client carries SLACK_API_URL; with its own one the library would ask the real
        # Slack.
        self._handler = _Counting(app, settings.slack_app_token, web_client=web_client(settings))
        self._is_slack_away, self._passed = is_slack_away, passed
        self._connected_at = passed()
        self._stopped = Event()
        self._tried, self._is_up = Event(), False
        self._refusal: CannotStart | None = None
        """Why Slack does not take the token, if so."""

    def start(self) -> None:
        """Connect, and go on trying behind the scenes while Slack is unwell.

        Raises ``CannotStart`` where Slack refuses the token at the first try.
        """
        Thread(target=self._keep_connecting, name="connecting", daemon=True).start()
        self._tried.wait(FIRST_TRY)
        if self._refusal is not None:
            self._stopped.set()
            raise self._refusal
        self._is_up = True

    def _connect(self) -> bool:
        """Whether that worked."""
        try:
            self._handler.connect()  # type: ignore[no-untyped-call]
        except SlackApiError as error:
            code = str(error.response.get("error"))
            if code in APP_REFUSALS:
                raise CannotStart(refused_app_token(code)) from None
            log.warning("Slack answers %s to apps.connections.open", code)
            return False
        except Exception as error:
            log.warning("Slack cannot be reached: %s. Check the network and SLACK_API_URL.", error)
            return False
        return True

    def _keep_connecting(self) -> None:
        is_connected = False
        while not is_connected and not self._stopped.is_set():
            try:
                is_connected = self._connect()
            except CannotStart as refusal:
                self._refusal = refusal
                if self._is_up:
                    log.error("%s", refusal)
            self._tried.set()
            if not is_connected:
                self._stopped.wait(CONNECT_PAUSE)

    def stop(self) -> None:
        """Finish what was accepted while the connection that carries the answers stands,
        then close it.
        """
        self._stopped.set()
        self._handler.wait_until_idle(SHUTDOWN_SECONDS)
        self._handler.close()  # type: ignore[no-untyped-call]

    def missing(self) -> str | None:
        """That there has been no connection for a while, if so."""
        lost = self._lost_for()
        return None if lost < TOLERATED_LOSS else f"No connection to Slack for {lost:.0f} seconds."

    def failure(self) -> str | None:
        """Why there is no hope any more, if so.

        While Slack itself is away, a process that was started anew would not reach it either.
        """
        if self._lost_for() < LONGEST_LOSS or self._is_slack_away():
            return None
        return f"No connection to Slack for {LONGEST_LOSS:.0f} seconds. Ending, to be started anew."

    def _lost_for(self) -> float:
        if self._handler.client.is_connected():
            self._connected_at = self._passed()
        return self._passed() - self._connected_at


class _Counting(SocketModeHandler):
    _in_flight = 0
    _changed = Condition()

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        self._count(1)
        try:
            super().handle(client, req)
        finally:
            self._count(-1)

    def wait_until_idle(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._in_flight == 0, seconds)

    def _count(self, step: int) -> None:
        with self._changed:
            self._in_flight += step
            self._changed.notify_all()
