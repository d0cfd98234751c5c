"""The one gate for events: the manifest says which of them the app wants."""

from typing import Any

from sandbox.events import callbacks
from sandbox.slack import Slack


def emit(slack: Slack, subscription: str, event: dict[str, Any]) -> None:
    """An app that is shut out hears of that, and of nothing later."""
    is_wanted = subscription in slack.manifest.events and slack.subscriptions.are_on
    if is_wanted and not slack.shut_out:
        callbacks.send(slack, event)
