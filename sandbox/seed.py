"""The seed: the people, channels and old messages with which a workspace begins.

A seed is a JSON object. Everything in a row but its ids and names may be left out.

    {"team": {"id", "name", "domain", "zone"},
     "bot": {"user_id", "bot_id", "app_id", "name"},
     "users": [{"id", "name", "real_name", "title", "email", "tz",
                "is_restricted", "is_ultra_restricted", "deleted", "is_bot"}],
     "channels": [{"id", "name", "topic", "purpose", "is_private", "is_archived",
                   "members": [user ids], "bot_in_channel": true}],
     "mailboxes": [{"address", "name", "title", "tz"}],
     "messages": [{"channel", "user", "text", "at": "2026-11-24T09:30:00-05:00",
                   "thread_of": "at of the parent"}]}

A time without a zone is read in the team's zone. Every person has a direct message channel with the
bot. The mailboxes are those of people without an account; everybody with an address has one, too.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.workspace import Bot, Channel, Message, SandboxMailbox, Team, User, Workspace

Seed = dict[str, Any]


class BadSeed(Exception):
    """The seed names something that does not exist, or lacks a needed field."""


def workspace_from(seed: Seed) -> Workspace:
    try:
        workspace = Workspace(Team(**seed.get("team", {})), Bot(**seed.get("bot", {})))
        ZoneInfo(workspace.team.zone)
        _add_people(workspace, seed)
        _add_mailboxes(workspace, seed)
        _add_channels(workspace, seed)
        _add_messages(workspace, seed)
    except (KeyError, TypeError, ValueError, OSError) as problem:
        raise BadSeed(f"The seed cannot be read: {problem!r}") from problem
    return workspace


def _add_people(workspace: Workspace, seed: Seed) -> None:
    bot = workspace.bot
    workspace.people[bot.user_id] = User(
        bot.user_id, bot.name.lower().replace(" ", "_"), bot.name, is_bot=True
    )
    for row in seed.get("users", []):
        person = User(**row)
        ZoneInfo(person.tz)
        workspace.people[person.id] = person
        workspace.direct_message(person.id, bot.user_id)


def _add_mailboxes(workspace: Workspace, seed: Seed) -> None:
    for row in seed.get("mailboxes", []):
        mailbox = SandboxMailbox(**{**row, "address": row["address"].strip().casefold()})
        ZoneInfo(mailbox.tz)
        workspace.mailboxes[mailbox.address] = mailbox


def _add_channels(workspace: Workspace, seed: Seed) -> None:
    for row in seed.get("channels", []):
        fields = {**row, "members": list(row.get("members", []))}
        if fields.pop("bot_in_channel", False):
            fields["members"].append(workspace.bot.user_id)
        channel = Channel(**fields)
        missing = [member for member in channel.members if member not in workspace.people]
        if missing:
            raise BadSeed(
                f"#{channel.name} has members that are not in users: {', '.join(missing)}"
            )
        workspace.channels[channel.id] = channel


def _add_messages(workspace: Workspace, seed: Seed) -> None:
    zone = ZoneInfo(workspace.team.zone)
    stamps: dict[tuple[str, str], str] = {}
    rows = sorted(seed.get("messages", []), key=lambda row: _moment(row["at"], zone))
    for row in rows:
        if row["channel"] not in workspace.channels or row["user"] not in workspace.people:
            raise BadSeed(
                f"A message names an unknown channel or user: {row['channel']}, {row['user']}"
            )
        ts = workspace.new_ts(_moment(row["at"], zone).timestamp())
        stamps[row["channel"], row["at"]] = ts
        parent = stamps[row["channel"], row["thread_of"]] if "thread_of" in row else None
        bot_id = workspace.bot.bot_id if row["user"] == workspace.bot.user_id else None
        message = Message(
            ts, row["channel"], row["user"], row["text"], bot_id=bot_id, thread_ts=parent
        )
        workspace.messages.setdefault(row["channel"], []).append(message)
    _mark_all_read(workspace)


def _mark_all_read(workspace: Workspace) -> None:
    """Old messages are history: nobody starts with unread counts."""
    for channel in workspace.channels.values():
        messages = workspace.messages.get(channel.id)
        if messages:
            channel.last_read = dict.fromkeys(workspace.people, messages[-1].ts)


def _moment(text: str, zone: ZoneInfo) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
