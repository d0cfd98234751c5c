"""Messages as events: those of people, of the app,
and those with which Slack tells who came and went.
"""

from typing import Any

from sandbox import payloads
from sandbox.events.subscribed import emit
from sandbox.filing import file
from sandbox.slack import Slack
from sandbox.workspace import Channel, Message

Payload = dict[str, Any]


def message_posted(slack: Slack, message: Message) -> None:
    """`message` events for channels the bot is in, and `app_mention` where a person named it."""
    channel = slack.workspace.channels[message.channel]
    if slack.bot.user_id not in channel.members:
        return
    event = _message_event(slack, message, channel)
    emit(
        slack,
        f"message.{_family(channel)}",
        {"type": "message", **event, "channel_type": _type(channel)},
    )
    mentioned = f"<@{slack.bot.user_id}>" in message.text
    if mentioned and channel.kind != "im" and message.bot_id is None and message.subtype is None:
        emit(slack, "app_mention", {"type": "app_mention", **event})


def message_changed(slack: Slack, message: Message, before: Payload) -> None:
    now = payloads.message(slack, message)
    _tell_hidden(
        slack, message, {"subtype": "message_changed", "message": now, "previous_message": before}
    )


def message_deleted(slack: Slack, message: Message) -> None:
    before = payloads.message(slack, message)
    fields = {"subtype": "message_deleted", "deleted_ts": message.ts, "previous_message": before}
    _tell_hidden(slack, message, fields)


def _tell_hidden(slack: Slack, message: Message, fields: Payload) -> None:
    """What is no message of its own, but happened to one."""
    channel = slack.workspace.channels[message.channel]
    if slack.bot.user_id not in channel.members:
        return
    ts = slack.new_ts()
    event = {
        "type": "message",
        **fields,
        "channel": channel.id,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "channel_type": _type(channel),
    }
    emit(slack, f"message.{_family(channel)}", event)


def _message_event(slack: Slack, message: Message, channel: Channel) -> Payload:
    event: Payload = {
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "channel": channel.id,
        "event_ts": message.ts,
    }
    if message.subtype:
        event.update(subtype=message.subtype, **message.subtype_fields)
    else:
        event["team"] = slack.team.id
    if not message.subtype and not message.bot_id:
        event.update(payloads.typed(message))
    if message.thread_ts:
        event |= {"thread_ts": message.thread_ts, **payloads.in_thread(slack, message)}
    if message.files:
        shown = [file(slack, slack.workspace.files[file_id]) for file_id in message.files]
        event.update(subtype="file_share", files=shown, upload=False, display_as_bot=False)
    if message.bot_id:
        event.update(bot_id=message.bot_id, app_id=slack.bot.app_id)
    if message.blocks:
        event["blocks"] = message.blocks
    return event


def _family(channel: Channel) -> str:
    if channel.kind != "channel":
        return channel.kind
    return "groups" if channel.is_private else "channels"


def _type(channel: Channel) -> str:
    return {"im": "im", "mpim": "mpim", "groups": "group", "channels": "channel"}[_family(channel)]
