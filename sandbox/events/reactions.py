"""Reactions as events, told to an app that is in the channel."""

from sandbox.events.subscribed import emit
from sandbox.slack import Slack
from sandbox.workspace import Message


def reacted(slack: Slack, kind: str, message: Message, name: str, person: str) -> None:
    """`reaction_added` or `reaction_removed`."""
    if slack.bot.user_id not in slack.workspace.channels[message.channel].members:
        return
    event = {
        "type": kind,
        "user": person,
        "reaction": name,
        "item": {"type": "message", "channel": message.channel, "ts": message.ts},
        "item_user": message.user,
        "event_ts": slack.new_ts(),
    }
    emit(slack, kind, event)
