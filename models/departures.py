"""What somebody who left Slack has left behind: value objects."""

from dataclasses import dataclass

from models.groups import Group
from models.people import Person
from models.tasks import Task


@dataclass(frozen=True)
class LeftInGroup:
    """What is left in one group that goes on."""

    group: Group
    tasks: tuple[Task, ...]
    """Open ones, soonest first, those without a date last."""
    was_chair: bool
    """Whether she was its chair or a co-chair."""
    has_chair: bool
    """Whether somebody who is there chairs it."""
    seats: int = 0
    meetings: int = 0
    """How many meetings and series she ran."""


@dataclass(frozen=True)
class Departure:
    """What one recipient hears: only of groups that this recipient may change."""

    person: Person
    recipient: Person
    groups: tuple[LeftInGroup, ...]
    """By name."""
