"""Joining, inviting and leaving:
done by people with `/invite`, `/join`, `/leave`, and by the app.
"""

from sandbox import events
from sandbox.errors import Declined, SlackError
from sandbox.interactions import notices
from sandbox.mrkdwn import MENTION
from sandbox.slack import Slack
from sandbox.workspace import Channel, User

WORDS = {
    "user_not_found": "There is no such person in this workspace.",
    "user_disabled": "This account has been deactivated.",
    "already_in_channel": "They are in this channel already.",
    "ura_max_channels": "A single-channel guest cannot be added to a second channel.",
}


def add(slack: Slack, channel: Channel, person_id: str, inviter: str | None = None) -> None:
    with slack.lock:
        if person_id in channel.members:
            return
        channel.members.append(person_id)
        slack.workspace.note("world")
    notices.tell(
        slack, channel, person_id, "channel_join", **({"inviter": inviter} if inviter else {})
    )
    events.member_moved(slack, "member_joined_channel", channel, person_id, inviter)


def remove(slack: Slack, channel: Channel, person_id: str) -> None:
    with slack.lock:
        if person_id not in channel.members:
            return
        channel.members.remove(person_id)
        slack.workspace.note("world")
    notices.tell(slack, channel, person_id, "channel_leave")
    events.member_moved(slack, "member_left_channel", channel, person_id)


def may_be_invited(slack: Slack, channel: Channel, person_id: str) -> None:
    """Raises the error with which Slack would refuse this invitation."""
    person = slack.person(person_id)
    if person is None:
        raise SlackError("user_not_found")
    if person.deleted:
        raise SlackError("user_disabled")
    if person_id in channel.members:
        raise SlackError("already_in_channel")
    if person.is_ultra_restricted and _channels_of(slack, person_id):
        raise SlackError("ura_max_channels")


def invite_named(slack: Slack, person: User, channel: Channel, text: str) -> None:
    _only_channels(channel, "/invite")
    _refuse_if_archived(channel)
    named = [match[2] for match in MENTION.finditer(text)]
    if not named or person.id not in channel.members:
        raise Declined(
            "cant_invite", "Type /invite and the name of a person or app, in a channel you are in."
        )
    for person_id in named:
        try:
            may_be_invited(slack, channel, person_id)
        except SlackError as error:
            raise Declined(error.code, WORDS[error.code]) from error
        add(slack, channel, person_id, person.id)


def join_named(slack: Slack, person: User, channel: Channel, text: str) -> None:
    wanted = _named_channel(slack, text) if text else channel
    if wanted is None or wanted.kind != "channel" or not slack.workspace.may_see(person.id, wanted):
        raise Declined("channel_not_found", "There is no such channel here.")
    _refuse_if_archived(wanted)
    add(slack, wanted, person.id)


def _named_channel(slack: Slack, text: str) -> Channel | None:
    mention = MENTION.search(text)
    found = slack.workspace.channels.get(mention[2]) if mention else None
    return found or slack.workspace.channel_named(text.lstrip("#"))


def leave_here(slack: Slack, person: User, channel: Channel, _: str) -> None:
    _only_channels(channel, "/leave")
    remove(slack, channel, person.id)


def _only_channels(channel: Channel, command: str) -> None:
    if channel.kind != "channel":
        raise Declined("not_a_channel", f"{command} works in channels only.")


def _refuse_if_archived(channel: Channel) -> None:
    if channel.is_archived:
        raise Declined("is_archived", "This channel is archived.")


def _channels_of(slack: Slack, person_id: str) -> list[Channel]:
    channels = list(slack.workspace.channels.values())
    return [c for c in channels if c.kind == "channel" and person_id in c.members]
