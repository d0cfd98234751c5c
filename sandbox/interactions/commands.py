"""Slash commands: the app's, by its manifest, and the few of the workspace itself."""

import re
from collections.abc import Callable

from sandbox import payloads, posting
from sandbox.errors import Declined, SlackError
from sandbox.interactions import members, requests
from sandbox.interactions.requests import Payload, actor, place, refused
from sandbox.mrkdwn import MENTION, MENTION_OR_LINK, escaped, escaped_around
from sandbox.slack import Slack
from sandbox.transport import Ack
from sandbox.workspace import Channel, User

BUILT_IN: dict[str, Callable[[Slack, User, Channel, str], None]] = {
    "/invite": members.invite_named,
    "/join": members.join_named,
    "/leave": members.leave_here,
}


def run(
    slack: Slack, person_id: str, channel_id: str, typed: str, thread_ts: str | None = None
) -> None:
    """Runs `/name text` as typed, with people and channels as `<@U…>` and `<#C…>`."""
    name, _, text = typed.strip().partition(" ")
    person = actor(slack, person_id)
    channel = place(slack, person, channel_id)
    if name in BUILT_IN:
        BUILT_IN[name](slack, person, channel, text.strip())
        return
    if name not in slack.manifest.commands or slack.shut_out:
        raise Declined("unknown_command", f"{name} is not a valid command.")
    if person.id not in channel.members or channel.is_archived:
        raise Declined("not_in_channel", "Join this channel to use commands in it.")
    if thread_ts:
        raise Declined("not_in_threads", f"{name} is not supported in threads. Sorry!")
    _run_app_command(slack, person, channel, name, text.strip())


def _run_app_command(slack: Slack, person: User, channel: Channel, name: str, text: str) -> None:
    form = {
        "token": slack.verification_token,
        "team_id": slack.team.id,
        "team_domain": slack.team.domain,
        "channel_id": channel.id,
        "channel_name": payloads.channel_label(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": _text_for_app(
            slack, text, should_escape=slack.manifest.commands[name].should_escape
        ),
        "api_app_id": slack.bot.app_id,
        "is_enterprise_install": "false",
        "response_url": payloads.response_url(slack, channel, person),
        "trigger_id": slack.openings.new_trigger(person.id, channel.id),
    }
    ack = requests.command(slack, form)
    if ack.problem:
        raise Declined(ack.problem, f'{name} failed with the error "{ack.problem}"')
    _say_answer(slack, person, channel, name, ack)


def _say_answer(slack: Slack, person: User, channel: Channel, name: str, ack: Ack) -> None:
    """The body of the acknowledgement is a message:
    to the asker alone unless it says in_channel.
    """
    body: Payload = ack.json if isinstance(ack.json, dict) else {"text": ack.body}
    if not ack.body.strip() or body == {}:
        return
    try:
        text, blocks = posting.checked(body)
    except SlackError as error:
        refused(slack, f"answer to {name}", body, error.body())
        raise Declined(
            "invalid_command_response", f'{name} failed with the error "invalid_command_response"'
        ) from error
    only_for = None if body.get("response_type") == "in_channel" else person.id
    posting.post(slack, channel, text=text, blocks=blocks, only_for=only_for)


def _text_for_app(slack: Slack, text: str, *, should_escape: bool) -> str:
    if not should_escape:
        return MENTION.sub(lambda match: _plain_name(slack, match), text)
    return escaped_around(text, MENTION_OR_LINK, lambda match: _token(slack, match))


def _token(slack: Slack, match: re.Match[str]) -> str:
    if match[1] is None:
        return f"<{escaped(match[0])}>"
    return f"<{match[1]}{match[2]}|{_name(slack, match[1], match[2])}>"


def _plain_name(slack: Slack, match: re.Match[str]) -> str:
    return f"{match[1]}{_name(slack, match[1], match[2])}"


def _name(slack: Slack, sign: str, identifier: str) -> str:
    if sign == "@":
        person = slack.person(identifier)
        return person.name if person else identifier
    channel = slack.workspace.channels.get(identifier)
    return channel.name if channel else identifier
