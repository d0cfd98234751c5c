"""Settings from the environment and ``.env``: the only place that reads either."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.problems import CannotStart

SLACK = "https://slack.com/api/"
EVENTS_PATH = "/slack/events"
"""Where Slack's requests arrive over HTTP."""


_WEB = ("https://", "http://")


class BadSettings(CannotStart):
    """Every problem with the settings at once, each with how to mend it."""


@dataclass(frozen=True)
class Settings:
    """What this deployment is told from outside. Names in capitals are the variables."""

    slack_bot_token: str = ""
    slack_app_token: str = ""
    slack_signing_secret: str = ""
    slack_api_url: str = SLACK
    slack_mode: str = "socket"
    database_url: str = "sqlite:///var/convene.db"
    host: str = "127.0.0.1"
    port: int = 3000
    metrics_port: int = 0
    """Where health and figures are served beside everything else; 0 for nowhere."""
    sandbox_port: int = 8100
    backup_folder: str = ""
    """Where a backup is written each day; empty for a folder beside an SQLite file."""
    backups_kept: int = 7
    """How many of those stay; with 0 none is made."""
    history_years: int = 7
    """For how long the history of changes is kept; 0 for ever."""
    clock_url: str = ""
    log_level: str = "INFO"

    @property
    def has_slack(self) -> bool:
        """Whether there is a Slack to connect to; without one ``run`` starts the sandbox."""
        return bool(self.slack_bot_token)


def load(environment: Mapping[str, str] | None = None, dotenv: Path = Path(".env")) -> Settings:
    """Read and check everything. Raises ``BadSettings`` with all problems, not the first alone."""
    given = os.environ if environment is None else environment
    merged = {name: value for name, value in dotenv_values(dotenv).items() if value is not None}
    merged |= dict(given)
    values = {name: merged.get(name.upper(), "").strip() for name in Settings.__dataclass_fields__}
    problems: list[str] = []
    settings = Settings(
        slack_bot_token=values["slack_bot_token"],
        slack_app_token=values["slack_app_token"],
        slack_signing_secret=values["slack_signing_secret"],
        slack_api_url=_address(values["slack_api_url"] or SLACK, "SLACK_API_URL", problems),
        slack_mode=_one_of(
            values["slack_mode"] or "socket", ("socket", "http"), "SLACK_MODE", problems
        ),
        database_url=check_database(values["database_url"] or Settings.database_url, problems),
        host=values["host"] or Settings.host,
        port=_port(values["port"], Settings.port, "PORT", problems),
        metrics_port=_port(values["metrics_port"], Settings.metrics_port, "METRICS_PORT", problems),
        sandbox_port=_port(values["sandbox_port"], Settings.sandbox_port, "SANDBOX_PORT", problems),
        backup_folder=values["backup_folder"],
        backups_kept=_count(
            values["backups_kept"], Settings.backups_kept, "BACKUPS_KEPT", problems
        ),
        history_years=_count(
            values["history_years"], Settings.history_years, "HISTORY_YEARS", problems
        ),
        clock_url=_clock(values["clock_url"], problems),
        log_level=_one_of(
            values["log_level"].upper() or "INFO",
            ("DEBUG", "INFO", "WARNING", "ERROR"),
            "LOG_LEVEL",
            problems,
        ),
    )
    problems += _slack_problems(settings)
    if problems:
        raise BadSettings(*problems)
    return settings


def environment_with(**more: str) -> dict[str, str]:
    """The environment for another program, with some variables of its own."""
    return {**os.environ, **more}


def _slack_problems(settings: Settings) -> list[str]:
    if not settings.has_slack:
        orphans = [
            name.upper()
            for name in ("slack_app_token", "slack_signing_secret")
            if getattr(settings, name)
        ]
        return [
            f"{name} is set but SLACK_BOT_TOKEN is not: set both, or neither." for name in orphans
        ]
    problems = []
    if not settings.slack_bot_token.startswith("xoxb-"):
        problems.append(
            "SLACK_BOT_TOKEN must start with xoxb-: copy it from “OAuth & Permissions”."
        )
    if settings.slack_mode == "socket" and not settings.slack_app_token.startswith("xapp-"):
        problems.append(
            "SLACK_APP_TOKEN must start with xapp- in Socket Mode: make one under “Basic"
            " Information”, “App-Level Tokens”, with connections:write; or set SLACK_MODE=http."
        )
    if settings.slack_mode == "http" and not settings.slack_signing_secret:
        problems.append(
            "SLACK_SIGNING_SECRET is needed with SLACK_MODE=http: see “Basic Information”."
        )
    return problems


def _clock(value: str, problems: list[str]) -> str:
    if value and not value.startswith(_WEB):
        problems.append(f"CLOCK_URL must be a web address, or empty, not {value!r}.")
    return value


def _address(value: str, name: str, problems: list[str]) -> str:
    if not value.startswith(_WEB):
        problems.append(f"{name} must be a web address such as {SLACK}, not {value!r}.")
    return value.rstrip("/") + "/"


def _one_of(value: str, allowed: tuple[str, ...], name: str, problems: list[str]) -> str:
    if value not in allowed:
        problems.append(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def _port(value: str, default: int, name: str, problems: list[str]) -> int:
    if not value:
        return default
    if value.isascii() and value.isdecimal() and 0 < int(value) < 65536:
        return int(value)
    problems.append(f"{name} must be a number from 1 to 65535, not {value!r}.")
    return default


def _count(value: str, default: int, name: str, problems: list[str]) -> int:
    if not value:
        return default
    if value.isascii() and value.isdecimal() and len(value) < 4:
        return int(value)
    problems.append(f"{name} must be a number from 0 to 999, not {value!r}.")
    return default


def check_database(value: str, problems: list[str]) -> str:
    """The address of a database; adds what is wrong with it to ``problems``."""
    try:
        backend = make_url(value.replace("postgres://", "postgresql://", 1)).get_backend_name()
    except ArgumentError:
        backend = ""
    if backend not in ("sqlite", "postgresql"):
        problems.append(
            "DATABASE_URL must look like sqlite:///var/convene.db or postgresql://user@host/name."
        )
    return value
