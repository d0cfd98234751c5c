"""Looks the installation over: one line a check, and for what is wrong, how to mend it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

import handlers
from bot import database_setup, manifest, migrate, sandbox_process
from bot.clock import clock_for, system_clock
from bot.config import Settings
from bot.logs import redacted
from bot.problems import CannotStart
from bot.readiness import REFUSALS, refused_app_token, refused_token
from bot.slack import web_client
from models.database import disconnect, reading
from models.deliveries import LastDigest, Trouble
from models.messages import Medium
from services import deliveries, ledger

STUCK = timedelta(minutes=10)
TWO_WEEKS = timedelta(days=15)
"""A digest comes weekly, save on holidays."""
SHOWN_TROUBLES = 3
CLOCK_TOLERANCE = timedelta(seconds=60)
OFFLINE = "Not asked: add --online."
APP_REFUSALS = REFUSALS | {"missing_scope", "not_allowed_token_type"}


@dataclass(frozen=True)
class Finding:
    """What one check found. ``mend`` is empty where nothing is wrong."""

    check: str
    words: str
    remedy: str = ""

    @property
    def is_ok(self) -> bool:
        return not self.remedy

    def line(self) -> str:
        """``ok`` or ``WRONG``, the check, what was found, and what to do."""
        if self.is_ok:
            return f"ok     {self.check}: {self.words}"
        return f"WRONG  {self.check}: {self.words} To mend it: {self.remedy}"


class CheckFailed(Exception):
    """A check failed: what was found, and how to mend it."""

    def __init__(self, words: str, remedy: str) -> None:
        super().__init__(words)
        self.words = words
        self.remedy = remedy


@dataclass(frozen=True)
class Installation:
    """The installation that is looked over."""

    settings: Settings
    online: bool
    in_sandbox: bool

    @cached_property
    def slack(self) -> SlackResponse:
        """Slack's answer to ``auth.test``, asked once for all checks. Raises ``CheckFailed``."""
        try:
            return web_client(self.settings).auth_test()
        except SlackApiError as error:
            code = str(error.response.get("error"))
            remedy = refused_token(code) if code in REFUSALS else "Try again in a minute."
            raise CheckFailed(f"Slack answers {code} to auth.test.", remedy) from None
        except (SlackClientError, OSError) as error:
            raise self.unreached(error) from None

    def unreached(self, error: Exception) -> CheckFailed:
        """Slack, or the sandbox, gave no answer at all."""
        remedy = (
            "Start the sandbox with: make run."
            if self.in_sandbox
            else "Check network and SLACK_API_URL."
        )
        return CheckFailed(f"{self.settings.slack_api_url} cannot be reached ({error}).", remedy)


Check = Callable[[Installation], str]
"""Says what is well, or raises ``CheckFailed``."""


def examine(load: Callable[[], Settings], *, online: bool = False) -> list[Finding]:
    """Run every check that the ones before it make possible."""
    try:
        settings = load()
    except CannotStart as trouble:
        return [Finding("settings", problem, "Correct it in .env.") for problem in trouble.problems]
    in_sandbox = not settings.has_slack
    installation = Installation(
        sandbox_process.settings_for(settings) if in_sandbox else settings, online, in_sandbox
    )
    try:
        return [*_findings(installation)]
    finally:
        disconnect()


def _findings(installation: Installation) -> Iterator[Finding]:
    for name, check in CHECKS:
        finding = _finding(name, check, installation)
        yield finding
        if check is _database and not finding.is_ok:
            return


def _finding(name: str, check: Check, installation: Installation) -> Finding:
    try:
        return Finding(name, check(installation))
    except CheckFailed as failed:
        return Finding(name, failed.words, failed.remedy)
    except sa.exc.SQLAlchemyError as error:
        reason = redacted(str(getattr(error, "orig", None) or error)).strip()
        return Finding(
            name, f"The database answered: {reason}", "Run the migrations: python -m bot migrate."
        )


def _settings(installation: Installation) -> str:
    if installation.in_sandbox:
        return "They can be read. There is no SLACK_BOT_TOKEN, so the bot runs with the sandbox."
    mode = "HTTP" if installation.settings.slack_mode == "http" else "Socket Mode"
    return f"They can be read. The bot runs in {mode}."


def _token(installation: Installation) -> str:
    if not installation.online:
        known = "The sandbox has its own." if installation.in_sandbox else "It has the right shape."
        return f"{known} {OFFLINE}"
    return (
        f"Slack knows it as {installation.slack.get('user')} in {installation.slack.get('team')}."
    )


def _app_token(installation: Installation) -> str:
    """A connection that is opened and never used does no harm: its address lapses."""
    if installation.settings.slack_mode == "http":
        return "Over HTTP none is needed."
    if not installation.online:
        return f"It has the right shape. {OFFLINE}"
    try:
        web_client(installation.settings).apps_connections_open(
            app_token=installation.settings.slack_app_token
        )
    except SlackApiError as error:
        code = str(error.response.get("error"))
        remedy = refused_app_token(code) if code in APP_REFUSALS else "Try again in a minute."
        raise CheckFailed(f"Slack answers {code} to apps.connections.open.", remedy) from None
    except (SlackClientError, OSError) as error:
        raise installation.unreached(error) from None
    return "Slack opens connections with it."


def _scopes(installation: Installation) -> str:
    if not installation.online:
        return OFFLINE
    header = _header(installation.slack, "x-oauth-scopes")
    if not header:
        return "Slack does not say which scopes were granted."
    granted = {scope.strip() for scope in header.split(",")}
    wanted = manifest.scopes(handlers.route_table())
    missing = [row for row in manifest.SCOPES if row.name in wanted and row.name not in granted]
    if missing:
        words = "; ".join(f"{row.name} ({row.reason.rstrip('.')})" for row in missing)
        raise CheckFailed(
            f"Slack has not granted {words}.",
            "Put the output of “python -m bot manifest” under “App Manifest”, then install the app"
            " again.",
        )
    refused = [name for name in manifest.optional_scopes() if name not in granted]
    if refused:
        return (
            f"All {len(wanted)} that Convene needs are granted. Without {' and '.join(refused)} a"
            " message whose answer was lost in such a channel is not looked for; you are told of"
            " it instead."
        )
    return f"All {len(wanted)} that Convene needs are granted, and those that it can do without."


def _clock(installation: Installation) -> str:
    here = system_clock()
    if not installation.online:
        return (
            f"This machine says {here:%Y-%m-%d %H:%M:%S} UTC. To compare it with Slack's, add"
            " --online."
        )
    there = _header(installation.slack, "date")
    if not there:
        return "Slack does not say what time it is."
    ahead = here - parsedate_to_datetime(there)
    if abs(ahead) > CLOCK_TOLERANCE:
        raise CheckFailed(
            f"This machine differs from Slack by {ahead.total_seconds():.0f} seconds.",
            "Switch time synchronisation on, for example with: timedatectl set-ntp true.",
        )
    return "This machine agrees with Slack to within a minute."


def _database(installation: Installation) -> str:
    file = migrate.sqlite_file(installation.settings.database_url)
    if file and not file.exists():
        raise CheckFailed(
            f"There is no file {file} yet.", "Start the bot, or run: python -m bot migrate."
        )
    try:
        engine = database_setup.opened(installation.settings.database_url)
    except CannotStart as trouble:
        raise CheckFailed(
            str(trouble), "Start the database, or correct DATABASE_URL in .env."
        ) from None
    return f"{'SQLite' if file else 'PostgreSQL'} answers at {engine.url.render_as_string()}."


def _migrations(_installation: Installation) -> str:
    with reading() as session:
        standing = migrate.current(session.connection())
    if standing != migrate.newest():
        raise CheckFailed(
            f"The database is at revision {standing or 'none'}, and the program needs"
            f" {migrate.newest()}.",
            "Start the bot, or run: python -m bot migrate.",
        )
    return f"The database is at the newest revision, {standing}."


def _foreign_keys(_installation: Installation) -> str:
    with reading() as session:
        connection = session.connection()
        if connection.dialect.name != "sqlite":
            return "PostgreSQL always keeps them."
        if not connection.exec_driver_sql("PRAGMA foreign_keys").scalar():
            raise CheckFailed(
                "SQLite does not keep them.", "Use an SQLite that was built with foreign keys."
            )
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        tables = ", ".join(sorted({str(row[0]) for row in broken}))
        raise CheckFailed(
            f"{len(broken)} rows of {tables} point nowhere.",
            "Restore the newest good copy of the file.",
        )
    return "SQLite keeps them, and every row points at something."


_REMEDIES = {
    Medium.SLACK: "Install the app again, put its token into .env, and start Convene anew; then all"
    " goes out.",
    Medium.MAIL: "See that the mail server takes what Convene sends; then all goes out.",
}


def _outbox(installation: Installation) -> str:
    now = clock_for(installation.settings.clock_url)()
    with reading() as session:
        queue = deliveries.queue(session, now)
    if queue.refusing:
        raise CheckFailed(
            " ".join(
                f"{line.medium.label} takes nothing from the app ({line.trouble}); {line.waiting}"
                " messages wait."
                for line in queue.refusing
            ),
            " ".join(_REMEDIES[line.medium] for line in queue.refusing),
        )
    if queue.oldest_due and now - queue.oldest_due > STUCK:
        raise CheckFailed(
            f"{queue.waiting} messages wait, the longest since {queue.oldest_due:%Y-%m-%d %H:%M}"
            " UTC.",
            "See that the bot, or its scheduler process, is running, and look into its log.",
        )
    if queue.troubles:
        undelivered = sum(len(trouble.undelivered) for trouble in queue.troubles)
        raise CheckFailed(
            f"{undelivered} messages did not arrive, and {queue.held} are held:"
            f" {_places(queue.troubles)}.",
            "The program manager types /convene deliveries in Slack, mends what it names, and"
            " presses Try again or Drop.",
        )
    in_doubt = f", {queue.in_doubt} are being looked for" if queue.in_doubt else ""
    return f"{queue.waiting} messages wait{in_doubt}; none is stuck, and none did not arrive."


def _digests(installation: Installation) -> str:
    now = clock_for(installation.settings.clock_url)()
    with reading() as session:
        last = deliveries.queue(session, now).digests
    if missed := [digest for digest in last if _since(digest) < now - TWO_WEEKS]:
        raise CheckFailed(
            f"No digest for two weeks in {_digest_days(missed)}.",
            "See that the bot, or its scheduler process, is running, and look at the queue above.",
        )
    return f"The last came in {_digest_days(last)}." if last else "No group gets any yet."


def _places(troubles: Sequence[Trouble]) -> str:
    """The first few, with Slack's reason; ids and names of groups, but not of people."""
    named = [
        f"{trouble.lane}{f' ({trouble.group.name})' if trouble.group else ''}: "
        f"{trouble.reason or trouble.undelivered[-1].error or 'no reason given'}"
        for trouble in troubles[:SHOWN_TROUBLES]
    ]
    return "; ".join([*named, *(["and more"] if len(troubles) > SHOWN_TROUBLES else [])])


def _since(digest: LastDigest) -> datetime:
    return digest.at or digest.group.digest_from or digest.group.created_at


def _digest_days(digests: Sequence[LastDigest]) -> str:
    return ", ".join(
        f"{digest.group.name} {f'{digest.at:%Y-%m-%d}' if digest.at else 'never'}"
        for digest in digests
    )


def _ledger(_installation: Installation) -> str:
    with reading() as session:
        differences = ledger.differences(session)
    if differences:
        raise CheckFailed(
            f"{len(differences)} contributions disagree with what they stem from, such as:"
            f" {differences[0]}",
            "Save the attendance or the task named here again, or restore a copy of the database.",
        )
    return "Every contribution agrees with the attendance and the tasks it stems from."


CHECKS: tuple[tuple[str, Check], ...] = (
    ("settings", _settings),
    ("bot token", _token),
    ("app token", _app_token),
    ("scopes", _scopes),
    ("clock", _clock),
    ("database", _database),
    ("migrations", _migrations),
    ("foreign keys", _foreign_keys),
    ("outbox", _outbox),
    ("digests", _digests),
    ("ledger", _ledger),
)
"""In the order in which they are printed.

What follows the database is skipped where there is none.
"""


def _header(answer: SlackResponse, name: str) -> str:
    headers: dict[str, Any] = {key.lower(): value for key, value in dict(answer.headers).items()}
    value = headers.get(name, "")
    return ", ".join(value) if isinstance(value, list) else str(value)
