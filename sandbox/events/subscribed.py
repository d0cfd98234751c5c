"""The one gate for events: the manifest says which of them the app wants."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.slack import Slack


def emit(slack: "Slack", subscription: str, event: dict[str, Any]) -> None:
    """An app that is shut out hears of that, and of nothing later."""
    is_wanted = subscription in slack.manifest.events and slack.subscriptions.are_on
    if is_wanted and not slack.shut_out:
        slack.queue.put(slack, event)
