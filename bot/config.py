"""Settings from the environment and ``.env``: the only place that reads either."""

import os
import re
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot import dotenv_file, mail_settings
from bot.mail_settings import MailSettings
from bot.problems import CannotStart
from models.reach import Reach

SLACK = "https://slack.com/api/"
EVENTS_PATH = "/slack/events"
"""Where Slack's requests arrive over HTTP."""


DOTENV = Path(".env")
PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
"""By which names a proxy is known; the first that is set counts."""

_WEB = ("https", "http")
_TOKEN = re.compile(r"[A-Za-z0-9-]+")
_POSIX_ZONE = re.compile(r":?(<[\w+-]+>|[A-Za-z]{3,})[+-]?\d.*")
_DRIVERS = ("sqlite", "sqlite+pysqlite", "postgres", "postgresql", "postgresql+psycopg")


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
    public_url: str = ""
    """Where the pages are reached from outside, without a slash at the end; empty where there are
    none.
    """
    trusted_proxy: str = ""
    """The address of the proxy in front, whose word on who calls counts; empty where none is."""
    metrics_port: int = 0
    """Where health and figures are served beside everything else; 0 for nowhere."""
    https_proxy: str = ""
    """Through what Slack is reached; empty for directly."""
    ssl_cert_file: str = ""
    """A file of the certificates that count, instead of the system's."""
    sandbox_port: int = 8100
    backup_folder: str = ""
    """Where a backup is written each day; empty for a folder beside an SQLite file."""
    backups_kept: int = 7
    """How many of those stay; with 0 none is made."""
    copy_to: str = ""
    """The empty database that ``copy`` fills, where it is not told in the command."""
    history_years: int = 7
    """For how long the history of changes is kept; 0 for ever."""
    clock_url: str = ""
    log_level: str = "INFO"
    mail: MailSettings = field(default_factory=MailSettings)
    """How mail is sent and read."""

    @property
    def reach(self) -> Reach:
        """By what people are reached beside Slack."""
        return self.mail.reach(self.public_url)

    @property
    def has_slack(self) -> bool:
        """Whether there is a Slack to connect to; without one ``run`` starts the sandbox."""
        return bool(self.slack_bot_token)


def load(environment: Mapping[str, str] | None = None, dotenv: Path = DOTENV) -> Settings:
    """Read and check everything. Raises ``BadSettings`` with all problems, not the first alone."""
    given = os.environ if environment is None else environment
    problems: list[str] = []
    names = [name.upper() for name in names_of_settings()]
    merged = dotenv_file.read(dotenv, [*names, *PROXIES], problems) | dict(given)
    values = {name.lower(): merged.get(name, "").strip() for name in names}
    proxy = next((merged[name].strip() for name in PROXIES if merged.get(name)), "")
    settings = _checked(values, proxy, problems)
    problems += [*_slack_problems(settings), *_port_problems(settings), *_zone_problems(given)]
    if problems:
        raise BadSettings(*problems)
    return settings


def _checked(values: Mapping[str, str], proxy: str, problems: list[str]) -> Settings:
    """The settings of these texts, with what is usual for those left empty; adds what is wrong with
    them to ``problems``.
    """
    return Settings(
        slack_bot_token=values["slack_bot_token"],
        slack_app_token=values["slack_app_token"],
        slack_signing_secret=values["slack_signing_secret"],
        slack_api_url=_address(values["slack_api_url"] or SLACK, "SLACK_API_URL", problems),
        slack_mode=_one_of(
            values["slack_mode"] or "socket", ("socket", "http"), "SLACK_MODE", problems
        ),
        database_url=check_database(values["database_url"] or Settings.database_url, problems),
        host=_host(values["host"] or Settings.host, problems),
        port=_port(values["port"], Settings.port, "PORT", problems),
        public_url=_public_url(values["public_url"], problems),
        trusted_proxy=_trusted_proxy(values["trusted_proxy"], problems),
        metrics_port=_port(
            values["metrics_port"], Settings.metrics_port, "METRICS_PORT", problems, least=0
        ),
        https_proxy=_web_address(proxy, "HTTPS_PROXY", problems),
        ssl_cert_file=values["ssl_cert_file"],
        sandbox_port=_port(values["sandbox_port"], Settings.sandbox_port, "SANDBOX_PORT", problems),
        backup_folder=values["backup_folder"],
        backups_kept=_count(
            values["backups_kept"], Settings.backups_kept, "BACKUPS_KEPT", problems
        ),
        copy_to=values["copy_to"],
        history_years=_count(
            values["history_years"], Settings.history_years, "HISTORY_YEARS", problems
        ),
        clock_url=_web_address(values["clock_url"], "CLOCK_URL", problems),
        log_level=_one_of(
            values["log_level"].upper() or "INFO",
            ("DEBUG", "INFO", "WARNING", "ERROR"),
            "LOG_LEVEL",
            problems,
        ),
        mail=MailSettings.read(values, values["ssl_cert_file"], problems),
    )


def names_of_settings() -> list[str]:
    """By which names settings are read, in small letters."""
    plain = [name for name in Settings.__dataclass_fields__ if name != "mail"]
    return [*plain, *mail_settings.SETTING_NAMES]


def environment_with(**more: str) -> dict[str, str]:
    """The environment for another program, with some variables of its own."""
    return {**os.environ, **more}


def take_over_proxies(environment: MutableMapping[str, str] | None = None) -> None:
    """Let the settings alone decide about proxies.

    The libraries would look into the environment themselves, and ask a proxy for what lies on this
    machine.
    """
    given = os.environ if environment is None else environment
    for name in PROXIES:
        given.pop(name, None)


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
    problems = _mixed_up(settings)
    if problems:
        return problems
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


def _mixed_up(settings: Settings) -> list[str]:
    """A token that stands in the place of another, or that was not copied as it is."""
    bot, app, secret = (
        settings.slack_bot_token,
        settings.slack_app_token,
        settings.slack_signing_secret,
    )
    if bot.startswith("xapp-") and app.startswith("xoxb-"):
        return [
            "SLACK_BOT_TOKEN and SLACK_APP_TOKEN are swapped: xoxb- is the bot's, xapp- the app's."
        ]
    problems = [
        f"{name} is not as Slack shows it: it holds a character that no token has, such as a space,"
        " a quote or an ellipsis. Copy it anew with the button “Copy”."
        for name, value in (("SLACK_BOT_TOKEN", bot), ("SLACK_APP_TOKEN", app))
        if value and not _TOKEN.fullmatch(value)
    ]
    if secret.startswith(("xoxb-", "xoxp-", "xapp-")):
        problems.append(
            "SLACK_SIGNING_SECRET holds a token. The signing secret stands under “Basic"
            " Information” and begins with no xox."
        )
    elif not (secret.isascii() and secret.isprintable()):
        problems.append(
            "SLACK_SIGNING_SECRET is not as Slack shows it. Copy it anew from “Basic Information”."
        )
    return problems


def _port_problems(settings: Settings) -> list[str]:
    """Two doors that are to be at one port."""
    used = {"METRICS_PORT": settings.metrics_port, "PORT": settings.port}
    if settings.has_slack and settings.slack_mode != "http" and not settings.public_url:
        return []
    if not settings.has_slack:
        used["SANDBOX_PORT"] = settings.sandbox_port
    names = list(used)
    return [
        f"{name} and {other} are both {used[name]}. Give each a port of its own."
        for place, name in enumerate(names)
        for other in names[place + 1 :]
        if used[name] and used[name] == used[other]
    ]


def _zone_problems(environment: Mapping[str, str]) -> list[str]:
    """The zone of the process, in which the log tells the time; that of the consortium is set in
    Slack.
    """
    name = environment.get("TZ", "")
    if not name or name.startswith(("/", ":/")) or _POSIX_ZONE.fullmatch(name):
        return []
    try:
        ZoneInfo(name.removeprefix(":"))
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return [f"TZ names no time zone: {name!r}. Use one such as America/New_York, or unset it."]
    return []


def _web_address(value: str, name: str, problems: list[str]) -> str:
    if value and not _is_web(value):
        problems.append(
            f"{name} must be a web address such as http://proxy.example.edu:3128, or empty, not"
            f" {_without_password(value)!r}."
        )
    return value


def _is_web(value: str) -> bool:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - it raises where the port is no number.
    except ValueError:
        return False
    return parts.scheme in _WEB and bool(parts.hostname) and not re.search(r"\s", value)


def _without_password(value: str) -> str:
    return re.sub(r"[^/\s]*@", "…@", value)


def _host(value: str, problems: list[str]) -> str:
    """An address or a name, without port and without ``http://``."""
    try:
        ip_address(value)
    except ValueError:
        if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?", value):
            problems.append(
                f"HOST must be an address of this machine such as 127.0.0.1 or 0.0.0.0, without a"
                f" port, not {value!r}."
            )
    return value


def _address(value: str, name: str, problems: list[str]) -> str:
    if not _is_web(value):
        problems.append(f"{name} must be a web address such as {SLACK}, not {value!r}.")
    return value.rstrip("/") + "/"


def _one_of(value: str, allowed: tuple[str, ...], name: str, problems: list[str]) -> str:
    if value not in allowed:
        problems.append(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def _public_url(value: str, problems: list[str]) -> str:
    """An https address, or one of this machine, without a slash at the end."""
    url = value.rstrip("/")
    if not url:
        return ""
    parts = urlsplit(url) if _is_web(url) else None
    is_safe = parts is not None and (parts.scheme == "https" or _is_loopback(parts.hostname or ""))
    if (
        not is_safe
        or parts is None
        or not url.isascii()
        or parts.query
        or parts.fragment
        or parts.username
    ):
        problems.append(
            "PUBLIC_URL must be the https address of the pages, such as"
            f" https://convene.example.edu, not {_without_password(value)!r}."
        )
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _trusted_proxy(value: str, problems: list[str]) -> str:
    try:
        return str(ip_address(value)) if value else ""
    except ValueError:
        problems.append(
            "TRUSTED_PROXY must be the address of the proxy in front, such as 127.0.0.1, not"
            f" {value!r}."
        )
        return ""


def _port(value: str, default: int, name: str, problems: list[str], *, least: int = 1) -> int:
    if not value:
        return default
    if value.isascii() and value.isdecimal() and least <= int(value) < 65536:
        return int(value)
    problems.append(f"{name} must be a number from {least} to 65535, not {value!r}.")
    return default


def _count(value: str, default: int, name: str, problems: list[str]) -> int:
    if not value:
        return default
    if value.isascii() and value.isdecimal() and len(value) < 4:
        return int(value)
    problems.append(f"{name} must be a number from 0 to 999, not {value!r}.")
    return default


def check_database(value: str, problems: list[str]) -> str:
    """The address of a database that keeps what is written to it."""
    if problem := _database_problem(value):
        problems.append(problem)
    return value


def _database_problem(value: str) -> str:
    shape = "DATABASE_URL must look like sqlite:///var/convene.db or postgresql://user@host/name"
    try:
        parsed = make_url(value)
    except (ArgumentError, ValueError):
        return f"{shape}."
    if parsed.drivername not in _DRIVERS:
        return f"{shape}: Convene knows no {parsed.drivername}."
    if not parsed.drivername.startswith("sqlite"):
        return "" if parsed.database else f"{shape}: the name of the database is missing."
    if parsed.host:
        return (
            f"{shape}: an SQLite address has three slashes before a path in this folder, and four"
            " before one from the root."
        )
    if not parsed.database or ":memory:" in parsed.database or "mode=memory" in value:
        return (
            "DATABASE_URL names a database in memory, which would forget everything at each stop."
            " Name a file, as in sqlite:///var/convene.db."
        )
    return ""
