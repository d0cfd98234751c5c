"""The one gate for events: the manifest says which of them the app wants."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.slack import Slack


def emit(slack: "Slack", subscription: str, event: dict[str, Any]) -> None:
    if subscription in slack.manifest.events and slack.subscriptions.are_on:
        slack.queue.put(slack, event)
