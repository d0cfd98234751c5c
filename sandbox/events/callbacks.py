"""Event callbacks: wrapped as Slack wraps them, sent in their order by the worker for events,
and sent again where that failed.
"""

import secrets
from functools import partial
from typing import Any

from sandbox.slack import Slack
from sandbox.transport.ack import Ack, Retry

Payload = dict[str, Any]

RETRIES = (0.0, 60.0, 300.0)
"""Seconds of the sandbox's clock before each of the three further attempts."""


def send(slack: Slack, event: Payload) -> None:
    """One event, unless there were too many this hour: of that the app hears once a minute."""
    now = slack.now()
    if slack.subscriptions.admit(now):
        slack.event_worker.submit(_deliver, slack, envelope(slack, event), None)
    elif (minute := slack.subscriptions.newly_limited_minute(now)) is not None:
        slack.event_worker.submit(_tell_limit, slack, minute)


def _tell_limit(slack: Slack, minute: int) -> None:
    body = {
        "token": slack.verification_token,
        "type": "app_rate_limited",
        "team_id": slack.team.id,
        "minute_rate_limited": minute,
        "api_app_id": slack.bot.app_id,
    }
    _note(slack, "app_rate_limited", body, slack.transport.event(body))


def _deliver(slack: Slack, envelope: Payload, retry: Retry | None) -> None:
    if not slack.subscriptions.are_on:
        return
    ack = slack.transport.event(envelope, retry)
    _record(slack, envelope, ack, retry)
    if slack.subscriptions.note(slack.now(), succeeded=ack.problem is None):
        _note(slack, "event subscriptions switched off", {"success": "under 5 % in an hour"}, ack)
    number = retry.number if retry else 0
    if ack.problem is None or ack.final or number >= len(RETRIES):
        return
    following = Retry(number + 1, ack.reason)
    if RETRIES[number] == 0:
        _deliver(slack, envelope, following)
    else:
        due = slack.now() + RETRIES[number]
        again = partial(slack.event_worker.submit, _deliver, slack, envelope, following)
        slack.agenda.at(due, again)


def envelope(slack: Slack, event: Payload) -> Payload:
    # Random, because an app remembers the ids it has seen, also over a reset of the sandbox.
    event_id = f"Ev{secrets.token_hex(6).upper()}"
    installed = {
        "enterprise_id": None,
        "team_id": slack.team.id,
        "user_id": slack.bot.user_id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": slack.verification_token,
        "team_id": slack.team.id,
        "context_team_id": slack.team.id,
        "context_enterprise_id": None,
        "api_app_id": slack.bot.app_id,
        "event": {**event, "event_ts": event.get("event_ts") or slack.new_ts()},
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(slack.now()),
        "authorizations": [installed],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }


def verify_url(slack: Slack) -> bool:
    """Slack's check that an address answers for the app: it must repeat the challenge."""
    challenge = slack.workspace.new_id("challenge")
    body = {"token": slack.verification_token, "challenge": challenge, "type": "url_verification"}
    ack = slack.transport.http.challenge(body)
    _note(slack, "url_verification", body, ack)
    answer = ack.json
    return ack.problem is None and challenge in (
        ack.body,
        answer.get("challenge") if answer else None,
    )


def _record(slack: Slack, envelope: Payload, ack: Ack, retry: Retry | None) -> None:
    what = f"event {envelope['event']['type']}" + (f" (retry {retry.number})" if retry else "")
    _note(slack, what, envelope, ack)


def _note(slack: Slack, what: str, request: Payload, ack: Ack) -> None:
    slack.traffic.record(
        at=slack.now(),
        direction="to_bot",
        what=what,
        status=ack.status,
        request=request,
        response=ack.problem or ack.body,
    )
