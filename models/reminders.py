"""What a reminder speaks of: the value objects that pass from the question to the words.

Each noun of which people are reminded has one of its own; what all have in common is ``Reminder``.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from models.calls import Call, CallUnit
from models.decisions import Decision
from models.groups import Group
from models.meetings import Meeting, RsvpAnswer
from models.messages import Key, Recipient
from models.offers import CommitmentLine
from models.people import Person
from models.polls import Poll
from models.subjects import Subject
from models.tasks import Task, TaskLine


class Reminder(Protocol):
    """What is told to one person about one thing; a frozen dataclass."""

    @property
    def subject(self) -> Subject: ...
    @property
    def person(self) -> Person: ...
    @property
    def late_from(self) -> datetime | None:
        """When it was to come, where it comes late."""


@dataclass(frozen=True)
class MeetingReminder:
    """A meeting ahead, and what ``person`` has answered to it so far."""

    meeting: Meeting
    group: Group
    person: Person
    answer: RsvpAnswer | None
    late_from: datetime | None = None
    may_begin: bool = False
    """Whether she leads through it, and it may begin by now."""

    @property
    def subject(self) -> Subject:
        return Subject.of(self.meeting)


@dataclass(frozen=True)
class PartnersReminder:
    """A meeting of today, and its members without Slack, whom ``person`` is to tell of it."""

    meeting: Meeting
    group: Group
    person: Person
    partners: tuple[tuple[Person, RsvpAnswer | None], ...]
    """With what each has answered so far."""
    late_from: datetime | None = None

    @property
    def subject(self) -> Subject:
        return Subject.of(self.meeting)


@dataclass(frozen=True)
class TaskReminder:
    """An open task, what day it is where ``person`` lives, and whose it is."""

    task: Task
    group: Group | None
    person: Person
    today: date
    owner: Person | None = None
    late_from: datetime | None = None
    co_owners: tuple[Person, ...] = ()
    holder: str = ""
    """What the library or the seat is called that holds it."""

    @property
    def subject(self) -> Subject:
        return Subject.of(self.task)

    @property
    def line(self) -> TaskLine:
        return TaskLine(self.task, self.owner, self.group, self.co_owners, self.holder)

    @classmethod
    def of(cls, line: TaskLine, person: Person, today: date) -> "TaskReminder":
        """That of a task whose owners are known."""
        facts = {"owner": line.owner, "co_owners": line.co_owners, "holder": line.holder}
        return cls(line.task, line.group, person, today, **facts)  # type: ignore[arg-type]


@dataclass(frozen=True)
class CallReminder:
    """An open call that units have not answered, to somebody who may answer for them."""

    call: Call
    group: Group
    units: tuple[CallUnit, ...]
    """At least one."""
    person: Person
    late_from: datetime | None = None

    @property
    def subject(self) -> Subject:
        return Subject.of(self.call)


@dataclass(frozen=True)
class PollReminder:
    """An open poll, to somebody on its list who has not answered it."""

    poll: Poll
    group: Group
    person: Person
    late_from: datetime | None = None

    @property
    def subject(self) -> Subject:
        return Subject.of(self.poll)


@dataclass(frozen=True)
class Deadline:
    """A day by which it must be decided whether commitments of an offer go on, or their last."""

    offer_id: int
    day: date
    is_notice: bool


@dataclass(frozen=True)
class CommitmentReminder:
    """Commitments of one offer that end, or of which notice must be given, on the same day."""

    lines: tuple[CommitmentLine, ...]
    """At least one, by the names of their units."""
    deadline: Deadline
    person: Person
    late_from: datetime | None = None

    @property
    def subject(self) -> Subject:
        return Subject.of(self.lines[0].offer)


@dataclass(frozen=True)
class DecisionReminder:
    """A decision whose review date has come, and whoever is to say whether it worked."""

    decision: Decision
    group: Group
    person: Person
    late_from: datetime | None = None

    @property
    def subject(self) -> Subject:
        return Subject.of(self.decision)


@dataclass(frozen=True)
class Due:
    """One reminder to one person: it goes out once under its key."""

    key: Key
    to: Recipient
    person: Person
    at: datetime
    """When it is said: not after now where it is due now."""
    expires_at: datetime
    """From then on it is of no use."""
    facts: Reminder
    in_digest: bool = False
    """Whether the person has chosen a personal digest."""

    @property
    def is_gathered(self) -> bool:
        """Whether it is told together with others to the same person."""
        return self.in_digest or self.key.kind.is_gathered

    def is_passed(self, now: datetime) -> bool:
        return self.expires_at <= now

    def is_due(self, now: datetime) -> bool:
        return self.at <= now < self.expires_at


@dataclass(frozen=True)
class RemindedTask:
    """A task of which somebody was reminded, and how it stands for her now."""

    key: Key
    """That of the reminder."""
    facts: TaskReminder
    put_off_to: date | None = None
    """The day on which she hears of it again, where she put it off."""
