"""What a weekly digest tells: the value objects that pass from the questions to the words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from models.calls import CallLine
from models.decisions import OpenQuestion, Settled
from models.meetings import Meeting
from models.polls import ListedPoll
from models.presence import GroupPause
from models.stories import SharedStory
from models.tasks import Task

DIGEST_LATE_AFTER = timedelta(hours=1)
"""A digest that comes later than this after its hour says so."""


@dataclass(frozen=True)
class TaskFact:
    """A task and the name of whoever owns it, or finished it; None for nobody."""

    task: Task
    who: str | None
    """Its owner: who is credited with it when it is done."""
    has_left: bool = False
    """Whether its owner has left the group or Slack, so that nobody is reminded of it."""
    done_by: str | None = None
    """Who marked it done, where that was somebody else than its owner."""


@dataclass(frozen=True)
class MeetingAhead:
    """A meeting to come, and how many answered what."""

    meeting: Meeting
    yes: int
    maybe: int
    no: int


@dataclass(frozen=True)
class MeetingHeld:
    """A meeting that took place, and who came: how many people, of how many member libraries."""

    meeting: Meeting
    people: int
    libraries: int


@dataclass(frozen=True)
class MeetingChange:
    """A meeting that was set, moved or cancelled."""

    meeting: Meeting
    what: Literal["set", "moved", "cancelled"]


@dataclass(frozen=True)
class NewMember:
    """Somebody who joined, and the short name of where she works."""

    name: str
    organization: str | None


@dataclass(frozen=True)
class DigestFacts:
    """One week of one group. Each list is in the order in which it is told."""

    since: datetime
    at: datetime
    today: date
    """The day of ``at`` in the group's zone."""
    decided: tuple[Settled, ...]
    questions: tuple[OpenQuestion, ...]
    """All that the group still has to settle, the oldest first."""
    done: tuple[TaskFact, ...]
    due: tuple[TaskFact, ...]
    """Open tasks that fall due from today until a week from today."""
    overdue: tuple[TaskFact, ...]
    opened: int
    """How many tasks were newly set."""
    ahead: tuple[MeetingAhead, ...]
    held: tuple[MeetingHeld, ...]
    joined: tuple[NewMember, ...]
    nothing_changed: bool
    """Nothing happened since, and nothing falls in the week ahead;
    what was overdue may still be so.
    """
    changed: tuple[MeetingChange, ...] = ()
    """Meetings that somebody set, moved or cancelled."""
    open_calls: tuple[CallLine, ...] = ()
    """What closes first comes first."""
    ended_calls: tuple[CallLine, ...] = ()
    """Calls that were closed or cancelled since."""
    pause: GroupPause | None = None
    """That the group does not meet now."""
    open_polls: tuple[ListedPoll, ...] = ()
    """What closes first comes first."""
    story: SharedStory | None = None
    """The story of the week, where the group wants one and one fits."""
