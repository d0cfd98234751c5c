"""What happens to channels and their members, told to an app that is in them or may read them."""

from typing import Any

from sandbox.events.subscribed import emit
from sandbox.slack import Slack
from sandbox.workspace import Channel

Payload = dict[str, Any]


def member_moved(
    slack: Slack, kind: str, channel: Channel, person: str, inviter: str | None = None
) -> None:
    """`member_joined_channel` or `member_left_channel`, told to a bot that is in the channel."""
    scope = "groups:read" if channel.is_private else "channels:read"
    if slack.bot.user_id not in {*channel.members, person} or scope not in slack.manifest.scopes:
        return
    event: Payload = {
        "type": kind,
        "user": person,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": slack.team.id,
        "event_ts": slack.new_ts(),
    }
    emit(slack, kind, {**event, "inviter": inviter} if inviter else event)


def created(slack: Slack, channel: Channel) -> None:
    """Of a private channel nobody outside hears."""
    if channel.is_private:
        return
    shown = {
        "id": channel.id,
        "is_channel": True,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": channel.created,
        "creator": channel.creator,
        "is_shared": False,
        "is_org_shared": False,
    }
    emit(
        slack,
        "channel_created",
        {"type": "channel_created", "channel": shown, "event_ts": slack.new_ts()},
    )


def renamed(slack: Slack, channel: Channel) -> None:
    shown = {
        "id": channel.id,
        "is_channel": not channel.is_private,
        "is_mpim": False,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": channel.created,
    }
    _tell(slack, channel, "rename", {"channel": shown})


def archived(slack: Slack, channel: Channel, by: str) -> None:
    _tell(slack, channel, "archive", {"channel": channel.id, "user": by, "is_moved": 0})


def unarchived(slack: Slack, channel: Channel, by: str) -> None:
    _tell(slack, channel, "unarchive", {"channel": channel.id, "user": by})


def deleted(slack: Slack, channel: Channel, by: str) -> None:
    _tell(slack, channel, "deleted", {"channel": channel.id, "actor_id": by})


def _tell(slack: Slack, channel: Channel, act: str, fields: Payload) -> None:
    """Of a public channel every app may know, of a private one only its members;
    its events are `group_…`.
    """
    if channel.is_private and slack.bot.user_id not in channel.members:
        return
    kind = f"{'group' if channel.is_private else 'channel'}_{act}"
    emit(slack, kind, {"type": kind, **fields, "event_ts": slack.new_ts()})
