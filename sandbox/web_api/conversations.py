"""conversations.*: channels, their members and their history."""

import math
from typing import Any

from sandbox import payloads
from sandbox.errors import SlackError
from sandbox.interactions import channels, members, notices
from sandbox.slack import Slack
from sandbox.web_api import permissions, places
from sandbox.web_api.arguments import Arguments
from sandbox.web_api.permissions import kind, need, need_for
from sandbox.workspace import Channel

Payload = dict[str, Any]
MOST_IN_A_GROUP_MESSAGE = 8
ALREADY_IN = {
    "warning": "already_in_channel",
    "response_metadata": {"warnings": ["already_in_channel"]},
}


def list_(slack: Slack, args: Arguments) -> Payload:
    kinds = wanted_kinds(slack, args)
    found = [
        c for c in slack.workspace.channels.values() if kind(c) in kinds and _is_visible(slack, c)
    ]
    if args.flag("exclude_archived"):
        found = [channel for channel in found if not channel.is_archived]
    page, more = args.page(found)
    return {"channels": [payloads.channel(slack, channel) for channel in page], **more}


def wanted_kinds(slack: Slack, args: Arguments) -> list[str]:
    """The kinds of conversations that a list is asked for; each needs a scope of its own."""
    kinds = args.names("types") or ["public_channel"]
    for wanted in kinds:
        if wanted not in permissions.KINDS:
            raise SlackError("invalid_types")
        need(slack, permissions.READ[wanted])
    return kinds


def info(slack: Slack, args: Arguments) -> Payload:
    """The members are counted only for whoever asks."""
    shown = payloads.channel(slack, _readable(slack, args))
    hidden = set() if args.flag("include_num_members") else {"num_members"}
    return {"channel": {name: value for name, value in shown.items() if name not in hidden}}


def members_(slack: Slack, args: Arguments) -> Payload:
    page, more = args.page(_readable(slack, args).members)
    return {"members": page, **more}


def open_(slack: Slack, args: Arguments) -> Payload:
    """A direct message with one person, or a group message with several;
    only the id unless more is asked.
    """
    channel = (
        _conversation(slack, args) if "channel" in args else _opened(slack, args.names("users"))
    )
    whole = channel.kind == "mpim" or args.flag("return_im")
    return {"channel": payloads.channel(slack, channel) if whole else {"id": channel.id}}


def close(slack: Slack, args: Arguments) -> Payload:
    """Takes the conversation off the app's list; it is there again with the next message."""
    _conversation(slack, args)
    return {}


def join(slack: Slack, args: Arguments) -> Payload:
    channel = places.known(slack, args.needed("channel"))
    if channel.kind != "channel" or channel.is_private:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    was_there = slack.bot.user_id in channel.members
    members.add(slack, channel, slack.bot.user_id)
    return {"channel": payloads.channel(slack, channel), **(ALREADY_IN if was_there else {})}


def create(slack: Slack, args: Arguments) -> Payload:
    bot, name, is_private = slack.bot.user_id, args.text("name") or "", args.flag("is_private")
    need(slack, permissions.MANAGE["private_channel" if is_private else "public_channel"])
    channel = channels.create(slack, name, bot, is_private=is_private)
    return {"channel": payloads.channel(slack, channel)}


def invite(slack: Slack, args: Arguments) -> Payload:
    channel = _no_message(places.own(slack, args.needed("channel")))
    need_for(slack, permissions.INVITE, channel)
    if channel.is_archived:
        raise SlackError("is_archived")
    people = list(dict.fromkeys(args.names("users")))
    if not people:
        raise SlackError("no_user")
    if len(people) > 100:
        raise SlackError("too_many_users")
    _invite_all(slack, channel, people, force=args.flag("force"))
    return {"channel": payloads.channel(slack, channel)}


def kick(slack: Slack, args: Arguments) -> Payload:
    channel = _managed(slack, places.changeable(slack, args.needed("channel")))
    person = args.needed("user")
    if person == slack.bot.user_id:
        raise SlackError("cant_kick_self")
    if person not in slack.workspace.people:
        raise SlackError("user_not_found")
    if person not in channel.members:
        raise SlackError(
            "not_in_channel", messages=["[ERROR] is not a member [json-pointer:/user]"]
        )
    members.remove(slack, channel, person)
    return {}


def set_topic(slack: Slack, args: Arguments) -> Payload:
    channel = places.changeable(slack, args.needed("channel"))
    need_for(slack, permissions.TOPIC, channel)
    channel.topic = _short(args.text("topic") or "")
    slack.workspace.note("world")
    notices.tell(slack, channel, slack.bot.user_id, "channel_topic", topic=channel.topic)
    return {"channel": payloads.channel(slack, channel)}


def set_purpose(slack: Slack, args: Arguments) -> Payload:
    channel = places.changeable(slack, args.needed("channel"))
    need_for(slack, permissions.TOPIC, channel)
    channel.purpose = _short(args.text("purpose") or "")
    channel.purpose_by = slack.bot.user_id
    slack.workspace.note("world")
    notices.tell(slack, channel, slack.bot.user_id, "channel_purpose", purpose=channel.purpose)
    return {"purpose": channel.purpose}


def history(slack: Slack, args: Arguments) -> Payload:
    """Newest first, within the window; ephemerals and replies in threads are not in it."""
    channel = places.known(slack, args.needed("channel"))
    need_for(slack, permissions.HISTORY, channel)
    if slack.bot.user_id not in channel.members:
        raise SlackError("not_in_channel")
    shown = [
        m
        for m in slack.workspace.messages.get(channel.id, [])
        if not m.only_for and not m.thread_ts
    ]
    page, more = args.page([m for m in reversed(shown) if _is_within(m.ts, args)])
    has_more = bool(more["response_metadata"]["next_cursor"])
    hidden = set() if args.flag("include_all_metadata") else {"metadata"}
    found = [payloads.in_history(slack, m) for m in page]
    messages = [{name: value for name, value in m.items() if name not in hidden} for m in found]
    return {"messages": messages, "has_more": has_more, **more}


def replies(slack: Slack, args: Arguments) -> Payload:
    """A thread with its root first; any of its messages names it."""
    channel = places.own(slack, args.needed("channel"))
    need_for(slack, permissions.HISTORY, channel)
    named = slack.workspace.message(channel.id, args.needed("ts"))
    if named is None or named.only_for:
        raise SlackError("thread_not_found")
    root = named.thread_ts or named.ts
    shown = slack.workspace.messages[channel.id]
    page, more = args.page([m for m in shown if root in (m.ts, m.thread_ts) and not m.only_for])
    has_more = bool(more["response_metadata"]["next_cursor"])
    return {"messages": [payloads.in_history(slack, m) for m in page], "has_more": has_more, **more}


def archive(slack: Slack, args: Arguments) -> Payload:
    channel = _managed(slack, places.own(slack, args.needed("channel")))
    channels.archive(slack, channel, slack.bot.user_id)
    return {}


def unarchive(slack: Slack, args: Arguments) -> Payload:
    channel = _managed(slack, places.own(slack, args.needed("channel")))
    channels.unarchive(slack, channel, slack.bot.user_id)
    return {}


def rename(slack: Slack, args: Arguments) -> Payload:
    channel = _managed(slack, places.changeable(slack, args.needed("channel")))
    channels.rename(slack, channel, args.text("name") or "", slack.bot.user_id)
    return {"channel": payloads.channel(slack, channel)}


def leave(slack: Slack, args: Arguments) -> Payload:
    """Leaving a channel one is not in is no error, and says so."""
    channel = _managed(slack, places.known(slack, args.needed("channel")))
    if slack.bot.user_id not in channel.members:
        return {"not_in_channel": True}
    members.remove(slack, channel, slack.bot.user_id)
    return {}


def _readable(slack: Slack, args: Arguments) -> Channel:
    channel = places.known(slack, args.needed("channel"))
    need_for(slack, permissions.READ, channel)
    return channel


def _managed(slack: Slack, channel: Channel) -> Channel:
    need_for(slack, permissions.MANAGE, _no_message(channel))
    return channel


def _no_message(channel: Channel) -> Channel:
    """Direct and group messages have no name, and nobody comes to them or leaves."""
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    return channel


def _conversation(slack: Slack, args: Arguments) -> Channel:
    """A direct or group message that there is already."""
    channel = places.known(slack, args.needed("channel"))
    if channel.kind == "channel":
        raise SlackError("method_not_supported_for_channel_type")
    need_for(slack, permissions.MANAGE, channel)
    return channel


def _opened(slack: Slack, named: list[str]) -> Channel:
    """The app itself is always in it, whether it is named or not."""
    if not named:
        raise SlackError("users_list_not_supplied")
    others = [person for person in dict.fromkeys(named) if person != slack.bot.user_id]
    people = others or [slack.bot.user_id]
    need(slack, permissions.MANAGE["im" if len(people) == 1 else "mpim"])
    return places.direct_message(slack, people[0]) if len(people) == 1 else _group(slack, people)


def _is_within(ts: str, args: Arguments) -> bool:
    """Whether a message lies between `oldest` and `latest`,
    which count only where `inclusive` says so.
    """
    at, oldest, latest = float(ts), args.moment("oldest", 0), args.moment("latest", math.inf)
    return oldest <= at <= latest if args.flag("inclusive") else oldest < at < latest


def _is_visible(slack: Slack, channel: Channel) -> bool:
    return channel.is_open_to_all or slack.bot.user_id in channel.members


def _short(text: str) -> str:
    if len(text) > 250:
        raise SlackError("too_long")
    return text


def _keep(slack: Slack, channel: Channel) -> None:
    with slack.lock:
        slack.workspace.channels[channel.id] = channel
        slack.workspace.note("world")


def _group(slack: Slack, people: list[str]) -> Channel:
    if len(people) > MOST_IN_A_GROUP_MESSAGE:
        raise SlackError("too_many_users")
    for person in map(slack.person, people):
        if person is None:
            raise SlackError("user_not_found")
        if person.deleted:
            raise SlackError("user_disabled")
    everyone = sorted({*people, slack.bot.user_id})
    for channel in slack.workspace.channels.values():
        if channel.kind == "mpim" and sorted(channel.members) == everyone:
            return channel
    name = "mpdm-" + "--".join(slack.workspace.people[member].name for member in everyone)
    channel = Channel(
        slack.workspace.new_id("C"), name, kind="mpim", is_private=True, members=everyone
    )
    _keep(slack, channel)
    return channel


def _invite_all(slack: Slack, channel: Channel, people: list[str], *, force: bool) -> None:
    """All or nobody, unless forced: then those who can come."""
    if slack.bot.user_id in people:
        raise SlackError("cant_invite_self")
    welcome, errors = [], []
    for person in people:
        try:
            members.may_be_invited(slack, channel, person)
            welcome.append(person)
        except SlackError as error:
            errors.append({"user": person, "ok": False, "error": error.code})
    if errors and not force:
        raise SlackError(str(errors[0]["error"]), errors=errors)
    for person in welcome:
        members.add(slack, channel, person, slack.bot.user_id)
