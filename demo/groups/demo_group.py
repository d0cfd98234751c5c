"""What the demo tells about a group: its charge, its people, its channel, and when it meets."""

from dataclasses import dataclass
from datetime import time
from typing import Literal

GroupKind = Literal[
    "standing committee", "working group", "task force", "interest group", "council"
]
QuietWeek = Literal["one line", "nothing"]

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)


@dataclass(frozen=True)
class DemoChannel:
    """A Slack channel."""

    name: str
    slack_id: str
    topic: str = ""
    is_private: bool = False


@dataclass(frozen=True)
class Rhythm:
    """When a group meets, in the consortium's local time."""

    every: Literal["week", "month"]
    weekday: int
    """Monday is 0."""
    at: time
    minutes: int = 60
    interval: int = 1
    """2 for every other week or month."""
    nth: int | None = None
    """Which such weekday of the month, 1 to 4; None for a weekly rhythm."""


@dataclass(frozen=True)
class Digest:
    """When a group's weekly digest comes, and what it does in a week without news."""

    weekday: int = MONDAY
    at: time = time(9, 0)
    quiet_week: QuietWeek = "one line"


@dataclass(frozen=True)
class DemoGroup:
    """One group. Every person is named by key, and the members include chair and co-chair."""

    key: str
    name: str
    kind: GroupKind
    charge: str
    directions: tuple[str, ...]
    channel: DemoChannel
    chair: str
    co_chair: str | None
    members: tuple[str, ...]
    partners: tuple[str, ...]
    rhythm: Rhythm
    place: str
    digest: Digest
    started: int
    """Days from today, so negative."""
    discharged: int | None = None
    """Days from today, for a group that has finished."""
    hours: int | None = None
    """What a month of service in it asks for."""
