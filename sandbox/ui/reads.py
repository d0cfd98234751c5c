"""What the page shows one person:
the world, conversations, modals, the Home tab, and news of changes.
"""

import time
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox import payloads, unfurling
from sandbox.inputs import state_of
from sandbox.interactions.requests import actor, place
from sandbox.slack import Slack
from sandbox.ui import mail_reads
from sandbox.ui.faces import person, reader
from sandbox.workspace import Change, Channel, Message, User

Payload = dict[str, Any]
LONGEST_POLL = 20.0
BETWEEN_LOOKS = 0.8
"""Seconds between two polls whether the app is there."""


def world(slack: Slack, query: Payload) -> Payload:
    """Without `as` this is the world of the first person,
    so that a page can open before anyone is chosen.
    """
    me = reader(slack, query.get("as") or _first_person(slack))
    bot = slack.bot
    now, online, installed = slack.now(), slack.transport.is_online(), slack.shut_out is None
    with slack.lock:
        return {
            "team": {"name": slack.team.name, "domain": slack.team.domain, "zone": slack.team.zone},
            "now": now,
            "now_text": _now_text(now, slack.team.zone),
            "zone_of_me": me.tz,
            "me": person(me),
            "bot": {**asdict(bot), "id": bot.user_id, "online": online},
            "people": [person(other) for other in slack.workspace.people.values()],
            "channels": [_channel(slack, channel, me) for channel in _channels(slack, me)],
            "ims": [_im(slack, channel, me) for channel in _ims(slack, me)],
            "mailboxes": mail_reads.every_mailbox(slack),
            "commands": [asdict(row) for row in slack.manifest.commands.values() if installed],
            "shortcuts": [asdict(row) for row in slack.manifest.shortcuts.values() if installed],
            "installed": installed,
            "home_enabled": slack.manifest.home_enabled,
            "messages_enabled": slack.manifest.messages_enabled
            and not slack.manifest.messages_read_only,
            "version": slack.workspace.version,
        }


def conversation(slack: Slack, query: Payload) -> Payload:
    """Reading a conversation marks it as read."""
    me = actor(slack, query["as"])
    channel = place(slack, me, query["channel"])
    with slack.lock:
        shown = slack.workspace.visible(channel.id, me.id)
        _mark_read(slack, channel, me, shown)
        roots = [m for m in shown if m.thread_ts in (None, m.ts)]
        messages = [message(slack, m, me.id, _replies(shown, m)) for m in roots]
        return {"channel": _channel(slack, channel, me), "messages": messages}


def thread(slack: Slack, query: Payload) -> Payload:
    me = actor(slack, query["as"])
    channel = place(slack, me, query["channel"])
    with slack.lock:
        shown = slack.workspace.visible(channel.id, me.id)
        found = [m for m in shown if query["ts"] in (m.ts, m.thread_ts)]
        messages = [message(slack, m, me.id, _replies(shown, m)) for m in found]
        return {"channel": _channel(slack, channel, me), "messages": messages}


def views(slack: Slack, query: Payload) -> Payload:
    me = reader(slack, query["as"])
    with slack.lock:
        return {
            "stack": [
                {**payloads.view(slack, v), "errors": v.errors}
                for v in slack.workspace.stack(me.id)
            ]
        }


def home(slack: Slack, query: Payload) -> Payload:
    me = reader(slack, query["as"])
    with slack.lock:
        found = slack.workspace.homes.get(me.id)
        return {"view": payloads.view(slack, found) if found else None}


def traffic(slack: Slack, query: Payload) -> list[Payload]:
    return [asdict(entry) for entry in slack.traffic.since(_number(query.get("since")))]


def changes(slack: Slack, query: Payload) -> Payload:
    """Waits up to twenty seconds for news that concern this person.

    A page that says whether it believes the app to be there (`online`: true or false) hears within
    seconds of the opposite. That takes two polls, so that an app which only renews its socket is
    not called away.
    """
    me = reader(slack, query["as"])
    since = _number(query.get("since"))
    believed = {"true": True, "false": False}.get(query.get("online", ""))
    deadline = time.monotonic() + LONGEST_POLL
    polls = 0
    while True:
        report = _awaited(
            slack, me, since, deadline if believed is None else time.monotonic() + BETWEEN_LOOKS
        )
        if report or slack.workspace.closing or time.monotonic() >= deadline:
            return report or _report(slack, since, [])
        online = slack.transport.is_online()
        polls = polls + 1 if online is not believed else 0
        if polls == 2:
            return {**_report(slack, since, []), "online": online, "world": True}


def _awaited(slack: Slack, me: User, since: int, until: float) -> Payload | None:
    workspace = slack.workspace
    with workspace.changed:
        while not workspace.closing:
            news = _news(slack, me, since)
            if news or since > workspace.version:
                return _report(slack, since, news)
            left = until - time.monotonic()
            if left <= 0:
                return None
            workspace.changed.wait(left)
    return None


def message(slack: Slack, source: Message, reader: str, reply_count: int = 0) -> Payload:
    """One message as this reader sees it, with the state of its inputs as this reader left them."""
    files = [slack.workspace.files[file_id] for file_id in source.files]
    return {
        "ts": source.ts,
        "channel": source.channel,
        "user": source.user,
        "text": source.text,
        "blocks": source.blocks,
        "ephemeral": source.only_for is not None,
        "subtype": source.subtype,
        "edited": source.edited,
        "thread_ts": source.thread_ts,
        "reply_count": reply_count,
        "files": [
            {
                "name": file.title or file.name,
                "url": f"/files/{file.id}/{file.name}",
                "alt_txt": file.alt_txt,
            }
            for file in files
        ],
        "reactions": payloads.reactions(source),
        "unfurls": list(unfurling.attachments(slack, source)),
        "app_error": source.app_error,
        "state": state_of(source.blocks, source.entries.get(reader, {})),
    }


def _first_person(slack: Slack) -> str:
    found = (p.id for p in slack.workspace.people.values() if not p.is_bot and not p.deleted)
    return next(found, "")


def _now_text(now: float, zone: str) -> str:
    here = datetime.fromtimestamp(now, ZoneInfo(zone))
    return f"{here:%A}, {here:%B} {here.day}, {here.year}, {here.hour % 12 or 12}:{here:%M %p %Z}"


def _channels(slack: Slack, me: User) -> list[Channel]:
    found = [
        c
        for c in slack.workspace.channels.values()
        if c.kind == "channel" and slack.workspace.may_see(me.id, c)
    ]
    return sorted(found, key=lambda channel: channel.name)


def _ims(slack: Slack, me: User) -> list[Channel]:
    return [
        c for c in slack.workspace.channels.values() if c.kind != "channel" and me.id in c.members
    ]


def _channel(slack: Slack, channel: Channel, me: User) -> Payload:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_im": channel.kind == "im",
        "topic": channel.topic,
        "purpose": channel.purpose,
        "is_member": me.id in channel.members,
        "members": len(channel.members),
        "unread": _unread(slack, channel, me),
    }


def _im(slack: Slack, channel: Channel, me: User) -> Payload:
    others = [member for member in channel.members if member != me.id]
    return {
        "id": channel.id,
        "user": others[0],
        "users": others,
        "unread": _unread(slack, channel, me),
    }


def _unread(slack: Slack, channel: Channel, me: User) -> int:
    if me.id not in channel.members:
        return 0
    seen = float(channel.last_read.get(me.id, "0"))
    shown = slack.workspace.visible(channel.id, me.id)
    return sum(
        1 for m in shown if float(m.ts) > seen and m.user != me.id and m.thread_ts in (None, m.ts)
    )


def _mark_read(slack: Slack, channel: Channel, me: User, shown: list[Message]) -> None:
    if shown and channel.last_read.get(me.id) != shown[-1].ts:
        channel.last_read[me.id] = shown[-1].ts
        slack.workspace.note("world", person=me.id)


def _replies(shown: list[Message], root: Message) -> int:
    return sum(1 for m in shown if m.thread_ts == root.ts and m is not root)


def _news(slack: Slack, me: User, since: int) -> list[Change]:
    return [c for c in slack.workspace.changes if c.version > since and _concerns(slack, me, c)]


def _concerns(slack: Slack, me: User, change: Change) -> bool:
    if change.kind == "input" or change.person not in (None, me.id):
        return False
    channel = slack.workspace.channels.get(change.channel or "")
    return channel is None or slack.workspace.may_see(me.id, channel)


def _report(slack: Slack, since: int, news: list[Change]) -> Payload:
    # A page from before a restart, or from longer ago than the list of changes reaches, starts
    # afresh.
    known = slack.workspace.changes
    lost = since > slack.workspace.version or (bool(known) and since + 1 < known[0].version)
    kinds = {change.kind for change in news}
    return {
        "version": slack.workspace.version,
        "now": slack.now(),
        "channels": sorted({change.channel for change in news if change.channel}),
        "world": bool(kinds & {"world", "channel", "mail"}),
        "mail": "mail" in kinds,
        "home": "home" in kinds,
        "views": "views" in kinds,
        "reset": "reset" in kinds or lost,
    }


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() else 0
