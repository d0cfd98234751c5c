"""What happens to the app itself: somebody opens it, its tokens are revoked, it is removed."""

from typing import Any

from sandbox.events.subscribed import emit
from sandbox.slack import Slack


def home_opened(
    slack: Slack, person: str, channel: str, tab: str, view: dict[str, Any] | None
) -> None:
    event = {"type": "app_home_opened", "user": person, "channel": channel, "tab": tab}
    emit(slack, "app_home_opened", event | ({"view": view} if view else {}))


def tokens_revoked(slack: Slack) -> None:
    emit(
        slack,
        "tokens_revoked",
        {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [slack.bot.user_id]}},
    )


def app_uninstalled(slack: Slack) -> None:
    emit(slack, "app_uninstalled", {"type": "app_uninstalled"})
