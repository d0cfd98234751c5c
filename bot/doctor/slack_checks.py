"""Checks of tokens, scopes and clock, which ask Slack."""

from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

import handlers
from bot import manifest
from bot.clock import system_clock
from bot.doctor.installation import CheckFailed, Installation
from bot.readiness import APP_REFUSALS, CLOCK_TOLERANCE, refused_app_token, slack_time
from bot.slack import web_client

OFFLINE = "Not asked: add --online."


def check_token(installation: Installation) -> str:
    if not installation.online:
        known = "The sandbox has its own." if installation.in_sandbox else "It has the right shape."
        return f"{known} {OFFLINE}"
    return (
        f"Slack knows it as {installation.slack.get('user')} in {installation.slack.get('team')}."
    )


def check_app_token(installation: Installation) -> str:
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


def check_scopes(installation: Installation) -> str:
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
    refused = [row for row in manifest.SCOPES if row.is_optional and row.name not in granted]
    if refused:
        words = "; ".join(f"without {row.name} {row.without}" for row in refused)
        return f"All {len(wanted)} that Convene needs are granted; {words}."
    return f"All {len(wanted)} that Convene needs are granted, and those that it can do without."


def check_clock(installation: Installation) -> str:
    here = system_clock()
    if not installation.online:
        return (
            f"This machine says {here:%Y-%m-%d %H:%M:%S} UTC. To compare it with Slack's, add"
            " --online."
        )
    there = slack_time(installation.slack)
    if there is None:
        return "Slack does not say what time it is."
    ahead = here - there
    if abs(ahead) > CLOCK_TOLERANCE:
        raise CheckFailed(
            f"This machine differs from Slack by {ahead.total_seconds():.0f} seconds.",
            "Switch time synchronisation on, for example with: timedatectl set-ntp true.",
        )
    return "This machine agrees with Slack to within a minute."


def _header(answer: SlackResponse, name: str) -> str:
    headers: dict[str, Any] = {key.lower(): value for key, value in dict(answer.headers).items()}
    value = headers.get(name, "")
    return ", ".join(value) if isinstance(value, list) else str(value)
