"""The messages with which Slack itself tells a channel what happened to it."""

from typing import Any

from sandbox import events
from sandbox.slack import Slack
from sandbox.workspace import Channel, Message

# What is said by subtype; Slack puts the name of whoever did it before.
SAYS = {
    "channel_join": "has joined the channel",
    "channel_leave": "has left the channel",
    "channel_name": "has renamed the channel from “{old_name}” to “{name}”",
    "channel_archive": "has archived the channel",
    "channel_unarchive": "has un-archived the channel",
    "channel_topic": "set the channel topic: {topic}",
    "channel_purpose": "set the channel description: {purpose}",
}


def tell(slack: Slack, channel: Channel, person: str, subtype: str, **more: Any) -> None:
    """Direct messages have no such notices;
    in private channels the subtypes are called `group_…`.
    """
    if channel.kind != "channel":
        return
    text = f"<@{person}> {SAYS[subtype].format(**more)}"
    kind = subtype.replace("channel_", "group_") if channel.is_private else subtype
    message = Message(slack.new_ts(), channel.id, person, text, subtype=kind, subtype_fields=more)
    slack.workspace.add_message(message)
    events.message_posted(slack, message)
