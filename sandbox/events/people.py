"""What happens to people: they join the workspace, and their profiles change."""

from sandbox import profiles
from sandbox.events.subscribed import emit
from sandbox.slack import Slack
from sandbox.workspace import User


def joined(slack: Slack, person: User) -> None:
    _tell(slack, "team_join", person)


def changed(slack: Slack, person: User) -> None:
    """Also somebody who was deactivated: the profile then says `deleted`."""
    _tell(slack, "user_change", person)


def _tell(slack: Slack, kind: str, person: User) -> None:
    shown, now = profiles.user(slack, person), slack.now()
    emit(
        slack, kind, {"type": kind, "user": shown, "cache_ts": int(now), "event_ts": slack.new_ts()}
    )
