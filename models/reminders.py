"""What a reminder speaks of: the value objects that pass from the question to the words."""

from dataclasses import dataclass
from datetime import date, datetime

from models.groups import Group
from models.meetings import Meeting, RsvpAnswer
from models.people import Person
from models.tasks import Task


@dataclass(frozen=True)
class MeetingReminder:
    """A meeting ahead, and what ``person`` has answered to it so far."""

    meeting: Meeting
    group: Group
    person: Person
    answer: RsvpAnswer | None
    late_from: datetime | None = None
    """When it was to come, where it comes late."""


@dataclass(frozen=True)
class TaskReminder:
    """An open task, what day it is where ``person`` lives, and whose it is where it is not hers."""

    task: Task
    group: Group | None
    person: Person
    today: date
    owner: Person | None = None
    late_from: datetime | None = None
