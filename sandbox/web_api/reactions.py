"""reactions.*: what the app thinks of a message, and what others think."""

from typing import Any

from sandbox import payloads, reacting
from sandbox.errors import SlackError
from sandbox.slack import Slack
from sandbox.web_api import places
from sandbox.web_api.arguments import Arguments
from sandbox.workspace import Message

Payload = dict[str, Any]


def add(slack: Slack, args: Arguments) -> Payload:
    reacting.add(slack, _message(slack, args), args.text("name") or "", slack.bot.user_id)
    return {}


def remove(slack: Slack, args: Arguments) -> Payload:
    reacting.remove(slack, _message(slack, args), args.text("name") or "", slack.bot.user_id)
    return {}


def get(slack: Slack, args: Arguments) -> Payload:
    message = _message(slack, args, changes=False)
    link = payloads.permalink(slack, message)
    shown = {**payloads.with_profile(slack, message), "permalink": link}
    return {"type": "message", "channel": message.channel, "message": shown}


def _message(slack: Slack, args: Arguments, *, changes: bool = True) -> Message:
    """A message that methods reach; the app sees it from within the channel alone."""
    if "channel" not in args or "timestamp" not in args:
        raise SlackError("no_item_specified")
    channel = places.own(slack, args.needed("channel"))
    if changes and channel.is_archived:
        raise SlackError("is_archived")
    message = slack.workspace.message(channel.id, args.needed("timestamp"))
    if message is None or message.only_for:
        raise SlackError("message_not_found")
    return message
