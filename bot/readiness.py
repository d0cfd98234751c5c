"""Whether everything is there that this process needs, and in words what is missing."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy.exc import SQLAlchemyError

from bot import migrate
from bot.problems import CannotStart
from handlers.channels import UNREACHABLE
from models.database import reading
from models.messages import Medium
from services import deliveries

log = logging.getLogger(__name__)

STALE = timedelta(minutes=3)
"""How old the scheduler's last tick may be; it ticks every half minute."""
REFUSALS = {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"}
APP_REFUSALS = REFUSALS | {"missing_scope", "not_allowed_token_type", "not_enabled"}
"""What Slack says of a token for Socket Mode that no time mends."""
LastTick = Callable[[], datetime | None]


class Greeting:
    """The one ``auth.test`` by which a process knows that Slack is there and takes its token."""

    def __init__(
        self, client: WebClient, *, learned: Callable[[Mapping[str, Any]], None] | None = None
    ) -> None:
        """``learned`` takes what Slack says of Convene's own account."""
        self._client = client
        self._learned = learned
        self._missing: str | None = "Slack has not been asked yet."
        self._stopped = Event()

    def start(self) -> None:
        """Greet Slack, and go on trying behind the scenes while it is away.

        Raises ``CannotStart`` where Slack answers that the token is no good.
        """
        self._try()
        if self._missing:
            Thread(target=self._keep_trying, name="greeting", daemon=True).start()

    def stop(self) -> None:
        """Try no more."""
        self._stopped.set()

    def missing(self) -> str | None:
        """Why Slack does not count as reached, or None."""
        return self._missing

    def _try(self) -> None:
        try:
            told = self._client.auth_test()
        except SlackApiError as error:
            code = str(error.response.get("error"))
            if code in REFUSALS:
                raise CannotStart(refused_token(code)) from None
            self._missing = f"Slack answers {code} to auth.test."
        except (SlackClientError, *UNREACHABLE) as error:
            self._missing = f"Slack cannot be reached: {error}."
        else:
            self._missing = None
            if self._learned and isinstance(told.data, dict):
                self._learned(told.data)

    def _keep_trying(self) -> None:
        while self._missing and not self._stopped.wait(10):
            try:
                self._try()
            except CannotStart as refusal:
                self._missing = str(refusal)
        log.info("slack is reached")


def refused_token(code: str) -> str:
    """What to say and do where Slack takes the bot's token no more."""
    return (
        f"Slack refused SLACK_BOT_TOKEN ({code}). Copy the “Bot User OAuth Token” from "
        "“OAuth & Permissions” anew; after a removal, install the app again first."
    )


def refused_app_token(code: str) -> str:
    """What to say and do where Slack opens no connection for Socket Mode."""
    return (
        f"Slack refused SLACK_APP_TOKEN ({code}). Make a new one under “Basic Information”, "
        "“App-Level Tokens”, with connections:write."
    )


def reasons(
    *, greeting: Greeting, last_tick: LastTick | None, now: Callable[[], datetime]
) -> Callable[[], list[str]]:
    """The question that ``/readyz`` asks.

    ``last_tick`` is None where this process has no scheduler.
    """

    def missing() -> list[str]:
        answers = (
            database() or _welcome(),
            greeting.missing(),
            last_tick and _tick(last_tick(), now()),
        )
        return [answer for answer in answers if answer]

    return missing


def database() -> str | None:
    """What is wrong with the database, or None."""
    try:
        with reading() as session:
            standing = migrate.current(session.connection())
    except SQLAlchemyError as error:
        return f"The database does not answer: {type(error).__name__}."
    if standing == migrate.newest():
        return None
    stands = f"The database stands at revision {standing or 'none'}, not {migrate.newest()}"
    return f"{stands}: run python -m bot migrate."


def _welcome() -> str | None:
    """What Slack last said when it took nothing from the app at all, or None."""
    with reading() as session:
        trouble = deliveries.refusals(session).get(Medium.SLACK)
    return (
        f"Slack takes nothing from the app ({trouble}), so all messages wait." if trouble else None
    )


def _tick(last: datetime | None, now: datetime) -> str | None:
    if last and now - last < STALE:
        return None
    return "The scheduler has not ticked in the last minutes."
