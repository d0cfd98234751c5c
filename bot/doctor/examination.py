"""All checks, one after the other."""

import platform
from collections.abc import Callable, Iterator

import sqlalchemy as sa

from bot import migrate, sandbox_process
from bot.config import Settings, take_over_proxies
from bot.doctor import database_checks, delivery_checks, file_checks, mail_checks, slack_checks
from bot.doctor.installation import Check, CheckFailed, Finding, Installation
from bot.logs import redacted
from bot.problems import CannotStart
from models import reach
from models.database import disconnect
from models.release import release


def examine(
    load: Callable[[], Settings], *, online: bool = False, sends_mail: bool = False
) -> list[Finding]:
    """Run every check that the ones before it make possible."""
    try:
        settings = load()
    except CannotStart as trouble:
        return [Finding("settings", problem, "Correct it in .env.") for problem in trouble.problems]
    take_over_proxies()
    in_sandbox = not settings.has_slack
    installation = Installation(
        sandbox_process.settings_for(settings) if in_sandbox else settings,
        online or sends_mail,
        in_sandbox,
        sends_mail,
    )
    reach.set_up(installation.settings.reach)
    try:
        return [*_findings(installation)]
    finally:
        disconnect()


def _findings(installation: Installation) -> Iterator[Finding]:
    for name, check in CHECKS:
        finding = _finding(name, check, installation)
        yield finding
        if check is database_checks.check_database and not finding.is_ok:
            return
        # Of tables that are not there yet, nothing can be said.
        if check is database_checks.check_migrations and not _is_up_to_date():
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


def _is_up_to_date() -> bool:
    return database_checks.standing_revision() == migrate.newest()


def _release(_installation: Installation) -> str:
    python = platform.python_version()
    return f"This is Convene {release()}, database revision {migrate.newest()}, Python {python}."


def _settings(installation: Installation) -> str:
    if installation.in_sandbox:
        return "They can be read. There is no SLACK_BOT_TOKEN, so the bot runs with the sandbox."
    mode = "HTTP" if installation.settings.slack_mode == "http" else "Socket Mode"
    return f"They can be read. The bot runs in {mode}."


CHECKS: tuple[tuple[str, Check], ...] = (
    ("release", _release),
    ("settings", _settings),
    ("private files", file_checks.check_private_files),
    ("bot token", slack_checks.check_token),
    ("app token", slack_checks.check_app_token),
    ("scopes", slack_checks.check_scopes),
    ("clock", slack_checks.check_clock),
    ("mail server", mail_checks.check_mail_server),
    ("mailbox", mail_checks.check_mailbox),
    ("pages", mail_checks.check_pages),
    ("database", database_checks.check_database),
    ("backups", database_checks.check_backups),
    ("migrations", database_checks.check_migrations),
    ("foreign keys", database_checks.check_foreign_keys),
    ("program manager", database_checks.check_program_manager),
    ("outbox", delivery_checks.check_outbox),
    ("digests", delivery_checks.check_digests),
    ("ledger", database_checks.check_ledger),
    ("retention", delivery_checks.check_retention),
)
"""In the order in which they are printed.

What follows the database is skipped where there is none, and what follows the migrations where they
are pending.
"""
