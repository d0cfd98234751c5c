"""What a reminder speaks of: the value objects that pass from the question to the words.

Each noun of which people are reminded has one of its own; what all have in common is ``Reminder``.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from models.groups import Group
from models.meetings import Meeting, RsvpAnswer
from models.people import Person
from models.subjects import Subject
from models.tasks import Task


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

    @property
    def subject(self) -> Subject:
        return Subject.of(self.meeting)


@dataclass(frozen=True)
class TaskReminder:
    """An open task, what day it is where ``person`` lives, and whose it is where it is not hers."""

    task: Task
    group: Group | None
    person: Person
    today: date
    owner: Person | None = None
    late_from: datetime | None = None

    @property
    def subject(self) -> Subject:
        return Subject.of(self.task)
