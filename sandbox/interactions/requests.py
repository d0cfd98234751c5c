"""One way to the app for all interactions:
sent signed, answered within three seconds, written down.
"""

from typing import Any

from sandbox.errors import Declined
from sandbox.slack import Slack
from sandbox.transport import Ack
from sandbox.workspace import Channel, User

Payload = dict[str, Any]
FAILURES = {
    "operation_timeout": "The app took longer than three seconds to answer.",
    "dispatch_failed": "The app did not answer. It may be stopped, or it met an error.",
}


def interaction(slack: Slack, payload: Payload) -> Ack:
    if slack.shut_out:
        raise Declined("not_installed", "This app is no longer installed in this workspace.")
    if not slack.manifest.is_interactive:
        raise Declined(
            "not_interactive", "This app is not configured to handle interactive responses."
        )
    return _noted(slack, payload["type"], payload, slack.transport.interaction(payload))


def command(slack: Slack, fields: dict[str, str]) -> Ack:
    return _noted(
        slack, f"command {fields['command']}", dict(fields), slack.transport.command(fields)
    )


def _noted(slack: Slack, what: str, shown: Payload, ack: Ack) -> Ack:
    slack.traffic.record(
        at=slack.now(),
        direction="to_bot",
        what=what,
        status=ack.status,
        request=shown,
        response=ack.problem or (ack.json if ack.json is not None else ack.body),
    )
    return ack


def refused(slack: Slack, what: str, request: Any, error: Payload) -> None:
    """Writes down that an answer of the app broke a rule."""
    slack.traffic.record(
        at=slack.now(),
        direction="from_bot",
        what=what,
        status=200,
        request=request,
        response=error,
        refused=True,
    )


def actor(slack: Slack, person_id: str) -> User:
    person = slack.person(person_id)
    if person is None or person.deleted:
        raise Declined("user_not_found", "There is no such person in this workspace.")
    return person


def place(slack: Slack, person: User, channel_id: str) -> Channel:
    channel = slack.workspace.channels.get(channel_id)
    if channel is None or not slack.workspace.may_see(person.id, channel):
        raise Declined("channel_not_found", "There is no such channel here.")
    return channel
