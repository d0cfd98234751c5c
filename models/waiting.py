"""What waits for one person: the value objects that pass from the questions to the words."""

from dataclasses import dataclass, field

from models.calls import Call, CallUnit
from models.meetings import Meeting, RsvpAnswer
from models.polls import Poll
from models.tasks import Task


@dataclass(frozen=True)
class SeenOnHome:
    """What the Home tab showed when it was last opened, by ids in their order.

    It keeps its place until the next visit, so that nothing slides under the pointer.
    """

    tasks: tuple[int, ...] = ()
    meetings: tuple[int, ...] = ()


@dataclass(frozen=True)
class WaitingTask:
    """A task of hers, open or kept in its place after it was done, and the name of its group."""

    task: Task
    group_name: str | None


@dataclass(frozen=True)
class WaitingMeeting:
    """A meeting of one of her groups, and what she has answered."""

    meeting: Meeting
    group_name: str
    answer: RsvpAnswer | None
    came: bool = False
    """Whether she is known to have been there."""


@dataclass(frozen=True)
class WaitingMinutes:
    """Minutes of a group that she chairs: a draft, or circulated and not approved yet."""

    meeting: Meeting
    group_name: str
    is_draft: bool


@dataclass(frozen=True)
class WaitingCall:
    """An open call, and a unit for which she may answer and that has not answered."""

    unit: CallUnit
    call: Call


@dataclass(frozen=True)
class WaitingPoll:
    """An open poll that she has not answered, and the name of its group."""

    poll: Poll
    group_name: str


@dataclass(frozen=True)
class Waiting:
    """Soonest first in every list."""

    tasks: list[WaitingTask]
    ahead: list[WaitingMeeting]
    to_confirm: list[WaitingMeeting]
    to_record: list[WaitingMeeting] = field(default_factory=list)
    """Meetings of hers as a chair that have ended and have no list of who came."""
    done: list[WaitingTask] = field(default_factory=list)
    """Tasks that are done since they were seen."""
    seen: SeenOnHome = SeenOnHome()
    calls: list[WaitingCall] = field(default_factory=list)
    minutes: list[WaitingMinutes] = field(default_factory=list)
    polls: list[WaitingPoll] = field(default_factory=list)

    @property
    def to_answer(self) -> list[WaitingMeeting]:
        return [
            line
            for line in self.ahead
            if line.answer is None or line.meeting.id in self.seen.meetings
        ]

    @property
    def to_show(self) -> list[WaitingTask]:
        """Her tasks, those that were seen first and in the order in which they stood."""
        places = {task_id: place for place, task_id in enumerate(self.seen.tasks)}
        last = len(places)
        return sorted((*self.done, *self.tasks), key=lambda line: places.get(line.task.id, last))

    def __bool__(self) -> bool:
        meetings = self.to_answer or self.to_confirm or self.to_record or self.minutes
        return bool(self.tasks or meetings or self.calls or self.polls)
