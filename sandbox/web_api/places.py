"""Finding the channel an app means, with the reasons for which Slack refuses it."""

from sandbox.errors import SlackError
from sandbox.slack import Slack
from sandbox.workspace import Channel


def known(slack: Slack, channel_id: str) -> Channel:
    """A channel the bot may know of: private ones do not exist for it unless it is a member."""
    channel = slack.workspace.channels.get(channel_id)
    if channel is None or (not channel.is_open_to_all and slack.bot.user_id not in channel.members):
        raise SlackError("channel_not_found")
    return channel


def writable(slack: Slack, channel_id: str) -> Channel:
    """A channel the bot may post to now."""
    channel = known(slack, channel_id)
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.kind == "im" and not slack.manifest.messages_enabled:
        raise SlackError("messages_tab_disabled")
    if (
        slack.bot.user_id not in channel.members
        and "chat:write.public" not in slack.manifest.scopes
    ):
        raise SlackError("not_in_channel")
    return channel


def own(slack: Slack, channel_id: str) -> Channel:
    """A channel the bot is in, also an archived one."""
    channel = known(slack, channel_id)
    if slack.bot.user_id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def changeable(slack: Slack, channel_id: str) -> Channel:
    """A channel the bot may rename, describe and take people out of:
    `chat:write.public` opens none.
    """
    channel = own(slack, channel_id)
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel


def postable(slack: Slack, target: str) -> Channel:
    """Like `writable`; a user id means the direct message with that person, `#name` its channel."""
    if target in slack.workspace.people:
        return direct_message(slack, target)
    return writable(slack, named(slack, target))


def named(slack: Slack, target: str) -> str:
    """The id of the channel with this `#name`; anything else is taken for an id."""
    found = slack.workspace.channel_named(target.removeprefix("#"))
    return found.id if found else target


def direct_message(slack: Slack, person_id: str) -> Channel:
    person = slack.person(person_id)
    if person is None:
        raise SlackError("user_not_found")
    if person.is_bot:
        raise SlackError("cannot_dm_bot")
    if person.deleted:
        raise SlackError("user_disabled")
    if not slack.manifest.messages_enabled:
        raise SlackError("messages_tab_disabled")
    return slack.workspace.direct_message(person_id, slack.bot.user_id, now=slack.now())
