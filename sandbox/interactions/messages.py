"""What people write, and the shortcuts they start from a message or from anywhere."""

import re

from sandbox import events, payloads, reacting
from sandbox.errors import Declined, SlackError
from sandbox.interactions.requests import FAILURES, actor, interaction, place
from sandbox.mrkdwn import MENTION_OR_LINK, escaped, escaped_around
from sandbox.slack import Slack
from sandbox.workspace import Channel, Message, User

UNLIKED = {
    "invalid_name": "There is no such emoji.",
    "too_many_emoji": "There are too many reactions to this message.",
    "too_many_reactions": "You have too many reactions to this message.",
}


def write(
    slack: Slack, person_id: str, channel_id: str, typed: str, thread_ts: str | None = None
) -> Message:
    person = actor(slack, person_id)
    channel = place(slack, person, channel_id)
    _refuse_if_closed(slack, person, channel)
    if not typed.strip():
        raise Declined("no_text", "Write something first.")
    if thread_ts and slack.workspace.message(channel.id, thread_ts) is None:
        raise Declined("thread_not_found", "This thread is no longer there.")
    message = Message(
        slack.new_ts(), channel.id, person.id, stored_text(typed), thread_ts=thread_ts
    )
    with slack.lock:
        slack.workspace.add_message(message)
        channel.last_read[person.id] = message.ts
    events.message_posted(slack, message)
    events.link_shared(slack, message)
    return message


def stored_text(typed: str) -> str:
    """Escaped as Slack stores it; mentions stay as they are, and links stand in angle brackets."""
    return escaped_around(typed, MENTION_OR_LINK, _kept)


def _kept(match: re.Match[str]) -> str:
    return match[0] if match[0].startswith("<") else f"<{escaped(match[0])}>"


def react(slack: Slack, person_id: str, channel_id: str, ts: str, name: str) -> None:
    """Puts a reaction there; where this person has it already, takes it away."""
    person = actor(slack, person_id)
    channel = place(slack, person, channel_id)
    _refuse_if_closed(slack, person, channel)
    message = slack.workspace.message(channel.id, ts)
    if message is None or message.only_for:
        raise Declined("message_not_found", "This message is no longer there.")
    act = reacting.remove if person.id in message.reactions.get(name, []) else reacting.add
    try:
        act(slack, message, name, person.id)
    except SlackError as error:
        raise Declined(error.code, UNLIKED.get(error.code, error.code)) from error


def start_shortcut(
    slack: Slack, person_id: str, callback_id: str, channel_id: str | None, ts: str | None
) -> None:
    person = actor(slack, person_id)
    shortcut = slack.manifest.shortcuts.get(callback_id)
    if shortcut is None:
        raise Declined("unknown_shortcut", "The app has no such shortcut.")
    payload = {
        **payloads.shortcut_envelope(slack, person),
        "callback_id": callback_id,
        "action_ts": slack.new_ts(),
        "trigger_id": slack.openings.new_trigger(person.id, channel_id),
    }
    if shortcut.type == "message":
        channel = place(slack, person, channel_id or "")
        payload.update(_message_part(slack, person, channel, ts or ""))
    ack = interaction(slack, payload)
    if ack.problem:
        raise Declined(ack.problem, FAILURES[ack.problem])


def _message_part(slack: Slack, person: User, channel: Channel, ts: str) -> dict[str, object]:
    message = slack.workspace.message(channel.id, ts)
    if message is None or message.only_for:
        raise Declined("message_not_found", "This message is no longer there.")
    return {
        "type": "message_action",
        "user": payloads.envelope(slack, "message_action", person)["user"],
        "channel": payloads.channel_brief(channel),
        "message_ts": message.ts,
        "message": payloads.message(slack, message),
        "response_url": payloads.response_url(slack, channel, person),
    }


def _refuse_if_closed(slack: Slack, person: User, channel: Channel) -> None:
    if person.id not in channel.members:
        raise Declined("not_in_channel", "Join this channel to write in it.")
    if channel.is_archived:
        raise Declined("is_archived", "This channel is archived.")
    if channel.kind == "im" and slack.bot.user_id in channel.members:
        _refuse_if_no_messages_tab(slack)


def _refuse_if_no_messages_tab(slack: Slack) -> None:
    if not slack.manifest.messages_enabled or slack.manifest.messages_read_only:
        raise Declined("messages_tab_disabled", "Sending messages to this app has been turned off.")
