"""chat.*: posting, updating and deleting messages."""

from typing import Any

from sandbox import payloads, posting
from sandbox.errors import RateLimited, SlackError
from sandbox.rates import PER_CHANNEL
from sandbox.slack import Slack
from sandbox.web_api import contents, places
from sandbox.web_api.arguments import Arguments
from sandbox.workspace import Channel, Message

Payload = dict[str, Any]


def post_message(slack: Slack, args: Arguments) -> Payload:
    channel = places.postable(slack, args.needed("channel"))
    text, blocks = contents.content(args)
    _slow_down(slack, channel)
    message = posting.post(
        slack,
        channel,
        text=text,
        blocks=blocks,
        thread_ts=contents.thread(slack, channel, args),
        metadata=contents.metadata(args),
    )
    return {
        "channel": channel.id,
        "ts": message.ts,
        "message": payloads.with_profile(slack, message),
    }


def post_ephemeral(slack: Slack, args: Arguments) -> Payload:
    channel = places.writable(slack, args.needed("channel"))
    person = args.needed("user")
    if person not in channel.members:
        raise SlackError("user_not_in_channel")
    text, blocks = contents.content(args)
    thread_ts = contents.thread(slack, channel, args)
    if thread_ts and not _is_active(slack, channel, thread_ts):
        # Slack takes it and shows it to nobody.
        return {"message_ts": slack.new_ts()}
    message = posting.post(
        slack, channel, text=text, blocks=blocks, thread_ts=thread_ts, only_for=person
    )
    return {"message_ts": message.ts}


def _is_active(slack: Slack, channel: Channel, thread_ts: str) -> bool:
    """Whether somebody has replied already."""
    messages = slack.workspace.messages[channel.id]
    return any(m.thread_ts == thread_ts != m.ts and not m.only_for for m in messages)


def update(slack: Slack, args: Arguments) -> Payload:
    message = _own(slack, args, "cant_update_message")
    if slack.workspace.channels[message.channel].is_archived:
        raise SlackError("is_inactive")
    text, blocks = contents.change(args)
    metadata = contents.metadata(args, may_be_empty=True)
    posting.rewrite(slack, message, text=text, blocks=blocks, metadata=metadata)
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": payloads.with_profile(slack, message),
    }


def delete(slack: Slack, args: Arguments) -> Payload:
    message = _own(slack, args, "cant_delete_message")
    posting.remove(slack, message)
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(slack: Slack, args: Arguments) -> Payload:
    channel = places.known(slack, args.needed("channel"))
    message = slack.workspace.message(channel.id, args.needed("message_ts"))
    if message is None or message.only_for:
        raise SlackError("message_not_found")
    return {"channel": channel.id, "permalink": payloads.permalink(slack, message)}


def _own(slack: Slack, args: Arguments, otherwise: str) -> Message:
    """A message of the bot that the Web API can reach; ephemerals are out of its reach."""
    channel = places.known(slack, args.needed("channel"))
    message = slack.workspace.message(channel.id, args.needed("ts"))
    if message is None or message.only_for:
        raise SlackError("message_not_found")
    if message.user != slack.bot.user_id:
        raise SlackError(otherwise)
    return message


def _slow_down(slack: Slack, channel: Channel) -> None:
    if slack.rate_limits and (seconds := slack.rates.wait(channel.id, PER_CHANNEL, slack.now())):
        raise RateLimited(seconds)
