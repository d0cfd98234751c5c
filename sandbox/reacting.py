"""Reactions to messages, put there and taken away by people and by the app."""

import re

from sandbox import events
from sandbox.errors import SlackError
from sandbox.slack import Slack
from sandbox.workspace import Message

# Slack knows its emoji by name; here every name of their form is one.
NAME = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")
MOST_EMOJI = 50
MOST_OF_ONE_PERSON = 23


def add(slack: Slack, message: Message, name: str, person: str) -> None:
    with slack.lock:
        _refuse(message, name, person)
        message.reactions.setdefault(name, []).append(person)
        slack.workspace.note("channel", channel=message.channel)
    events.reacted(slack, "reaction_added", message, name, person)


def remove(slack: Slack, message: Message, name: str, person: str) -> None:
    with slack.lock:
        if person not in message.reactions.get(name, []):
            raise SlackError("no_reaction")
        message.reactions[name].remove(person)
        if not message.reactions[name]:
            del message.reactions[name]
        slack.workspace.note("channel", channel=message.channel)
    events.reacted(slack, "reaction_removed", message, name, person)


def _refuse(message: Message, name: str, person: str) -> None:
    if not NAME.fullmatch(name):
        raise SlackError("invalid_name")
    if person in message.reactions.get(name, []):
        raise SlackError("already_reacted")
    if name not in message.reactions and len(message.reactions) >= MOST_EMOJI:
        raise SlackError("too_many_emoji")
    if sum(person in people for people in message.reactions.values()) >= MOST_OF_ONE_PERSON:
        raise SlackError("too_many_reactions")
