"""What somebody holds in groups, and passing it on: value objects."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from models.groups import Group, MemberRole
from models.organizations import Organization
from models.people import Person
from models.subjects import Subject
from models.tasks import Task

MOVE_DIGEST_LENGTH = 10
"""How many characters tell what somebody was shown from what is true by now."""


class HeldKind(Enum):
    """What can be passed on, in the order in which it is listed."""

    SEAT = "seat"
    CHAIR = "chair"
    """Being chair or co-chair without a seat."""
    SERIES = "series"
    MEETING = "meeting"
    TASK = "task"


@dataclass(frozen=True)
class HeldItem:
    """One thing that somebody holds in a group."""

    kind: HeldKind
    subject: Subject
    """The membership, series, meeting or task."""
    group: Group
    title: str
    """Of a seat or chair what it is called: its role, and what tells it from others."""
    may_pass: bool = True
    """Whether who looks may pass it on; else it is shown for whoever may."""
    role: MemberRole | None = None
    seat_id: int | None = None
    due_on: date | None = None
    starts_at: datetime | None = None
    task: Task | None = None
    """The row, where it is one."""


@dataclass(frozen=True)
class HeldPage:
    """What somebody holds, as one form shows it."""

    person: Person
    items: tuple[HeldItem, ...]
    start: int = 0
    """How many come before these."""
    total: int = 0
    group: Group | None = None
    """The only group that was looked at, where it is one."""

    @property
    def left(self) -> int:
        """How many come after these."""
        return max(0, self.total - self.start - len(self.items))


@dataclass(frozen=True)
class Choice:
    """Who is to have one thing, and the field of the form that says so."""

    subject: Subject
    receiver: Person
    field: str


@dataclass(frozen=True)
class Passed:
    """One thing with who has it now."""

    item: HeldItem
    receiver: Person
    fits: bool = True
    """Whether she works where the seat asks for, if it is one."""


@dataclass(frozen=True)
class HandedOver:
    """What came of a form."""

    passed: tuple[Passed, ...]
    skipped: int = 0
    """How many things had changed meanwhile, and stay as they are."""


@dataclass(frozen=True)
class HeldAtFormer:
    """What somebody who moved to another library was for the former one, and still holds."""

    former: Organization
    directed_it: bool
    """Whether she headed it, which has ended."""
    spoke_on: tuple[str, ...]
    """For which groups and topics she spoke for it, which has ended."""
    items: tuple[HeldItem, ...] = ()
    """What she holds in groups, first the seats that ask for somebody of the former library."""
    asking: int = 0
    """How many seats those are."""

    @property
    def ends_something(self) -> bool:
        """Whether a move ends anything by itself."""
        return self.directed_it or bool(self.spoke_on)

    @property
    def digest(self) -> str:
        """Of what she was for the library and which seats ask for it, as a question lists it."""
        seats = sorted(str(item.subject) for item in self.items[: self.asking])
        shown = (self.former.id, self.directed_it, sorted(self.spoke_on), seats)
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:MOVE_DIGEST_LENGTH]

    def __bool__(self) -> bool:
        return self.directed_it or bool(self.spoke_on or self.items)
