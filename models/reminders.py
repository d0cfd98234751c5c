"""What a reminder speaks of: the value objects that pass from the question to the words."""

from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True)
class TaskReminder:
    """An open task of ``person``, and what day it is where she lives."""

    task: Task
    group: Group | None
    person: Person
    today: date
