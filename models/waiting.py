"""What waits for one person: the value objects that pass from the questions to the words."""

from dataclasses import dataclass, field

from models.meetings import Meeting, RsvpAnswer
from models.tasks import Task


@dataclass(frozen=True)
class WaitingTask:
    """An open task of hers, and the name of its group."""

    task: Task
    group_name: str | None


@dataclass(frozen=True)
class WaitingMeeting:
    """A meeting of one of her groups, and what she has answered."""

    meeting: Meeting
    group_name: str
    answer: RsvpAnswer | None


@dataclass(frozen=True)
class Waiting:
    """Soonest first in every list."""

    tasks: list[WaitingTask]
    ahead: list[WaitingMeeting]
    to_confirm: list[WaitingMeeting]
    to_record: list[WaitingMeeting] = field(default_factory=list)
    """Meetings of hers as a chair that have ended and have no list of who came."""

    @property
    def to_answer(self) -> list[WaitingMeeting]:
        return [line for line in self.ahead if line.answer is None]

    def __bool__(self) -> bool:
        return bool(self.tasks or self.to_answer or self.to_confirm or self.to_record)
