"""Whether everything is there that this process needs, and in words what is missing."""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Event, Thread
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock, system_clock
from bot.clock_watch import in_words
from bot.problems import CannotStart
from handlers.channels import UNREACHABLE
from models.database import reading
from models.elapsed import Elapsed, elapsed
from models.messages import Medium
from services import deliveries

log = logging.getLogger(__name__)

STALE = timedelta(minutes=3)
"""How long ago a job of the scheduler may have succeeded last; each runs every half minute."""
AWAY_AFTER = timedelta(minutes=2)
"""How long Slack may be silent until it counts as away."""
ASK_SECONDS = 45.0
RETRY_SECONDS = 10.0
CLOCK_TOLERANCE = timedelta(seconds=60)
"""How far the clock may differ from Slack's."""
REFUSALS = {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"}
APP_REFUSALS = REFUSALS | {"missing_scope", "not_allowed_token_type", "not_enabled"}
"""What Slack says of a token for Socket Mode that no time mends."""
LastTick = Callable[[], datetime | None]
SinceSuccess = Callable[[], Mapping[str, timedelta | None]]
Need = Callable[[], str | None]


class Greeting:
    """The ``auth.test`` by which a process knows that Slack is there and takes its token."""

    def __init__(
        self,
        client: WebClient,
        *,
        learned: Callable[[Mapping[str, Any]], None] | None = None,
        clock: Clock = system_clock,
        passed: Elapsed = elapsed,
    ) -> None:
        """``learned`` takes what Slack says of Convene's own account."""
        self._learned = learned
        self._client = client
        self._clock, self._passed = clock, passed
        self._trouble: str | None = "Slack has not been asked yet."
        self._is_refused = False
        self._reached_at: timedelta | None = None
        self._ahead = timedelta()
        """How far the clock of this machine is ahead of Slack's."""
        self._tries = 0
        """How often Slack was asked in vain since it last answered."""
        self._stopped = Event()

    def start(self) -> None:
        """Greet Slack, and go on behind the scenes: to know when it goes away, and comes back.

        Raises ``CannotStart`` where Slack answers that the token is no good.
        """
        self._try()
        if self._is_refused:
            raise CannotStart(str(self._trouble))
        self._log()
        Thread(target=self._go_on, name="greeting", daemon=True).start()

    def stop(self) -> None:
        """Ask no more."""
        self._stopped.set()

    def missing(self) -> str | None:
        """Why Slack does not count as reached, or None; one question that fails is no outage."""
        if self._trouble is None:
            return self._clock_differs()
        if self._reached_at is None or self._is_refused:
            return self._trouble
        away = self._passed() - self._reached_at
        if away < AWAY_AFTER:
            return None
        return f"Slack has been away for {in_words(away)}. {self._trouble}"

    def is_away(self) -> bool:
        """Whether it did not answer the last question."""
        return self._trouble is not None and not self._is_refused

    def ask(self) -> None:
        """Ask Slack once; what goes wrong is logged when it begins, and when it ends."""
        self._try()
        self._log()

    def _try(self) -> None:
        self._is_refused = False
        try:
            answer = self._client.auth_test()
        except SlackApiError as error:
            code = str(error.response.get("error"))
            self._is_refused = code in REFUSALS
            self._trouble = (
                refused_token(code) if self._is_refused else f"Slack answers {code} to auth.test."
            )
        except (SlackClientError, *UNREACHABLE) as error:
            self._trouble = f"Slack cannot be reached: {error}."
        else:
            self._trouble, self._reached_at = None, self._passed()
            there = slack_time(answer)
            self._ahead = self._clock() - there if there else timedelta()
            if self._learned and isinstance(answer.data, dict):
                self._learned(answer.data)

    def _log(self) -> None:
        if self._trouble is None:
            if self._tries:
                log.warning("slack is reached again, after %s questions in vain", self._tries)
            self._tries = 0
            return
        self._tries += 1
        if self._tries == 1:
            log.warning("not ready: %s", self._trouble)

    def _clock_differs(self) -> str | None:
        if abs(self._ahead) <= CLOCK_TOLERANCE:
            return None
        side = "ahead of" if self._ahead > timedelta() else "behind"
        return (
            f"The clock of this machine is {in_words(self._ahead)} {side} Slack's. Switch time"
            " synchronisation on, for example with: timedatectl set-ntp true."
        )

    def _go_on(self) -> None:
        while not self._stopped.wait(ASK_SECONDS if self._trouble is None else RETRY_SECONDS):
            self.ask()


def slack_time(answer: SlackResponse) -> datetime | None:
    """What Slack's clock said when it answered; None where it does not say."""
    headers = {name.lower(): value for name, value in dict(answer.headers).items()}
    stated = headers.get("date", "")
    try:
        there = parsedate_to_datetime(stated[0] if isinstance(stated, list) else stated)
    except (ValueError, TypeError):
        return None
    return there if there.tzinfo else there.replace(tzinfo=UTC)


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


class Health:
    """What this process needs, each by a question that answers what is missing of it."""

    def __init__(self, *needs: Need, notes: Callable[[], list[str]] = list) -> None:
        self._needs = [*needs]
        self.notes = notes
        """What is worth a look, though the process is ready."""

    def add(self, need: Need) -> None:
        """Ask this, too, from now on."""
        self._needs.append(need)

    def reasons(self) -> list[str]:
        """Why the process is not ready; nothing when it is."""
        answers = [need() for need in self._needs]
        return [answer for answer in answers if answer]


def refused_by_slack() -> str | None:
    """What Slack last said when it took nothing from the app at all, or None."""
    try:
        with reading() as session:
            trouble = deliveries.refusals(session).get(Medium.SLACK)
    except SQLAlchemyError:
        # That the database does not answer is said by itself.
        return None
    return (
        f"Slack takes nothing from the app ({trouble}), so all messages wait." if trouble else None
    )


def refused_by_mail() -> list[str]:
    """What the mail server last said when it took nothing at all: a note, since all else works."""
    try:
        with reading() as session:
            trouble = deliveries.refusals(session).get(Medium.MAIL)
    except SQLAlchemyError:
        return []
    return [f"Mail waits: the mail server takes nothing from Convene ({trouble})."] * bool(trouble)


def stalled(since_success: SinceSuccess) -> str | None:
    """Which jobs of the scheduler do not succeed, or None."""
    passed = since_success()
    never = [job for job, length in passed.items() if length is None]
    if never:
        return f"The scheduler has not done yet: {', '.join(never)}."
    late = {job: length for job, length in passed.items() if length and length >= STALE}
    if not late:
        return None
    words = ", ".join(f"{job} for {in_words(length)}" for job, length in late.items())
    return f"The scheduler has not done: {words}."
