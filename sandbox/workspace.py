"""What exists in the sandbox:
people, channels, messages, views, files and letters, in memory under one lock.
"""

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Any

Payload = dict[str, Any]


@dataclass
class Team:
    id: str = "T0SANDBOX"
    name: str = "Sandbox"
    domain: str = "sandbox"
    zone: str = "America/New_York"


@dataclass
class Bot:
    user_id: str = "U0BOT"
    bot_id: str = "B0BOT"
    app_id: str = "A0BOT"
    name: str = "App"


@dataclass
class User:
    id: str
    name: str
    real_name: str
    title: str = ""
    email: str = ""
    tz: str = "America/New_York"
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    deleted: bool = False
    is_bot: bool = False

    @property
    def is_guest(self) -> bool:
        return self.is_restricted or self.is_ultra_restricted


@dataclass
class Bookmark:
    """A link above a channel, and who wrote it last."""

    id: str
    title: str
    link: str
    updated_by: str
    created: int
    updated: int = 0


@dataclass
class Channel:
    """A public or private channel, a direct message (`im`) or a group direct message (`mpim`)."""

    id: str
    name: str
    kind: str = "channel"
    topic: str = ""
    purpose: str = ""
    purpose_by: str = ""
    """Who wrote the purpose; empty for whoever made the channel."""
    is_private: bool = False
    is_archived: bool = False
    members: list[str] = field(default_factory=list)
    creator: str = ""
    created: int = 0
    last_read: dict[str, str] = field(default_factory=dict)
    bookmarks: list[Bookmark] = field(default_factory=list)

    @property
    def is_open_to_all(self) -> bool:
        return self.kind == "channel" and not self.is_private


@dataclass
class Message:
    """`only_for` names the one reader of an ephemeral; `entries` is what each person put into its
    inputs.

    `unfurls` holds what the app shows of a link, by its address.
    """

    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: list[Payload] = field(default_factory=list)
    bot_id: str | None = None
    thread_ts: str | None = None
    only_for: str | None = None
    edited: bool = False
    files: list[str] = field(default_factory=list)
    metadata: Payload | None = None
    entries: dict[str, dict[str, dict[str, Payload]]] = field(default_factory=dict)
    app_error: str | None = None
    subtype: str | None = None
    subtype_fields: dict[str, Any] = field(default_factory=dict)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    unfurls: dict[str, Payload] = field(default_factory=dict)


@dataclass
class View:
    """A modal or a Home tab of one person;
    `content` is the view as the app sent it, with ids filled in.
    """

    id: str
    user: str
    content: Payload
    hash: str
    root_id: str
    previous_id: str | None = None
    entries: dict[str, dict[str, Payload]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Payload]:
        return list(self.content["blocks"])


@dataclass
class File:
    id: str
    name: str
    user: str
    title: str = ""
    alt_txt: str = ""
    content: str = ""
    size: int = 0
    created: int = 0
    shared_in: list[str] = field(default_factory=list)

    @property
    def filetype(self) -> str:
        _, dot, ending = self.name.rpartition(".")
        return ending.lower() if dot else "binary"


@dataclass
class Scheduled:
    """A message that the app has handed in for later;
    `post_at` and `created` are seconds since 1970.
    """

    id: str
    channel: str
    post_at: int
    created: int
    text: str
    blocks: list[Payload] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Payload | None = None


@dataclass
class SandboxMailbox:
    """Where somebody's letters go; the name is as the seed or the first letter calls the person."""

    address: str
    name: str = ""
    title: str = ""
    tz: str = "America/New_York"


@dataclass
class ReceivedLetter:
    """A letter in a mailbox; `content` is all of it in base64, `received` the sandbox's time."""

    id: str
    mailbox: str
    sender: str
    received: float
    content: str
    is_read: bool = False


@dataclass(frozen=True)
class Change:
    version: int
    kind: str
    channel: str | None = None
    person: str | None = None


class Workspace:
    """All state. Readers and writers hold `lock`; nobody holds it while waiting for the app."""

    def __init__(self, team: Team, bot: Bot) -> None:
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.changes: deque[Change] = deque(maxlen=2000)
        self.version = 0
        self.closing = False
        self.team = team
        self.bot = bot
        self.people: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, list[Message]] = {}
        self.views: dict[str, View] = {}
        self.stacks: dict[str, list[str]] = {}
        self.homes: dict[str, View] = {}
        self.files: dict[str, File] = {}
        self.scheduled: dict[str, Scheduled] = {}
        self.mailboxes: dict[str, SandboxMailbox] = {}
        self.letters: dict[str, ReceivedLetter] = {}
        self.counter = 0
        self.last_ts = 0.0

    def note(self, kind: str, *, channel: str | None = None, person: str | None = None) -> None:
        """Tells waiting pages that something changed; `person` limits the news to one reader."""
        with self.lock:
            self.version += 1
            self.changes.append(Change(self.version, kind, channel, person))
            self.changed.notify_all()

    def new_id(self, prefix: str) -> str:
        with self.lock:
            self.counter += 1
            return f"{prefix}0SB{self.counter:06d}"

    def new_ts(self, now: float) -> str:
        """A message timestamp that is unique and ascending even while the clock stands still."""
        with self.lock:
            self.last_ts = max(round(now, 6), round(self.last_ts + 0.000001, 6))
            return f"{self.last_ts:.6f}"

    def message(self, channel_id: str, ts: str) -> Message | None:
        return next((m for m in self.messages.get(channel_id, []) if m.ts == ts), None)

    def visible(self, channel_id: str, person_id: str) -> list[Message]:
        """Oldest first, with the ephemerals of this person only."""
        return [m for m in self.messages.get(channel_id, []) if m.only_for in (None, person_id)]

    def add_message(self, message: Message) -> Message:
        with self.lock:
            self.messages.setdefault(message.channel, []).append(message)
            self.note("channel", channel=message.channel, person=message.only_for)
            return message

    def remove_message(self, message: Message) -> None:
        with self.lock:
            self.messages[message.channel].remove(message)
            self.note("channel", channel=message.channel, person=message.only_for)

    def channel_named(self, name: str) -> Channel | None:
        channels = list(self.channels.values())
        return next((c for c in channels if c.kind == "channel" and c.name == name), None)

    def may_see(self, person_id: str, channel: Channel) -> bool:
        if person_id in channel.members:
            return True
        person = self.people.get(person_id)
        return channel.is_open_to_all and person is not None and not person.is_guest

    def direct_message(self, person_id: str, other_id: str, *, now: float = 0) -> Channel:
        """The direct message channel of two people, opened at its first use."""
        with self.lock:
            pair = sorted((person_id, other_id))
            found = next(
                (c for c in self.channels.values() if c.kind == "im" and sorted(c.members) == pair),
                None,
            )
            return found or self._open_direct_message(pair, now)

    def _open_direct_message(self, pair: list[str], now: float) -> Channel:
        channel = Channel(
            self.new_id("D"), "", kind="im", is_private=True, members=pair, created=int(now)
        )
        self.channels[channel.id] = channel
        self.note("world")
        return channel

    def stack(self, person_id: str) -> list[View]:
        with self.lock:
            return [self.views[view_id] for view_id in self.stacks.get(person_id, [])]

    def take_over(self, other: "Workspace", version: int) -> None:
        """Becomes a copy of another workspace, while pages go on waiting on the same lock.

        An app may remember what was there before: no id and no ts stands for two things.
        """
        with self.lock:
            counter, last_ts = max(self.counter, other.counter), max(self.last_ts, other.last_ts)
            kept = {"lock", "changed", "changes", "version", "closing"}
            self.__dict__.update(
                {key: value for key, value in other.__dict__.items() if key not in kept}
            )
            self.version, self.counter, self.last_ts = version, counter, last_ts
