"""What people do to channels as a whole: make, rename, archive and delete them."""

import re

from sandbox import events
from sandbox.errors import SlackError
from sandbox.interactions import notices
from sandbox.slack import Slack
from sandbox.workspace import Channel

LONGEST_CHANNEL_NAME = 80


def create(slack: Slack, name: str, by: str, *, is_private: bool = False) -> Channel:
    with slack.lock:
        channel = Channel(
            slack.workspace.new_id("C"),
            free_name(slack, name),
            is_private=is_private,
            members=[by],
            creator=by,
            created=int(slack.now()),
        )
        slack.workspace.channels[channel.id] = channel
        slack.workspace.note("world")
    events.created(slack, channel)
    return channel


def rename(slack: Slack, channel: Channel, name: str, by: str) -> None:
    with slack.lock:
        old, channel.name = channel.name, free_name(slack, name)
        slack.workspace.note("world")
    notices.tell(slack, channel, by, "channel_name", old_name=old, name=channel.name)
    events.renamed(slack, channel)


def archive(slack: Slack, channel: Channel, by: str) -> None:
    if channel.is_archived:
        raise SlackError("already_archived")
    notices.tell(slack, channel, by, "channel_archive")
    channel.is_archived = True
    slack.workspace.note("world")
    events.archived(slack, channel, by)


def unarchive(slack: Slack, channel: Channel, by: str) -> None:
    if not channel.is_archived:
        raise SlackError("not_archived")
    channel.is_archived = False
    slack.workspace.note("world")
    notices.tell(slack, channel, by, "channel_unarchive")
    events.unarchived(slack, channel, by)


def delete(slack: Slack, channel: Channel, by: str) -> None:
    with slack.lock:
        del slack.workspace.channels[channel.id]
        slack.workspace.messages.pop(channel.id, None)
        slack.workspace.note("world")
    events.deleted(slack, channel, by)


def free_name(slack: Slack, name: str) -> str:
    """The name, if Slack takes it for a channel."""
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > LONGEST_CHANNEL_NAME:
        raise SlackError("invalid_name_maxlength")
    if not re.fullmatch(r"[\w-]+", name) or name != name.lower():
        raise SlackError("invalid_name_specials")
    if not re.search(r"\w", name.replace("_", "")):
        raise SlackError("invalid_name_punctuation")
    if slack.workspace.channel_named(name):
        raise SlackError("name_taken")
    return name
