"""What buttons and lists of tasks carry."""

from dataclasses import dataclass
from typing import ClassVar, Final, Literal, Self

from models.tasks import TaskScope
from views.values.parsing import SEPARATOR, OddValue, joined, page_number, parts_of, whole_number

ON_CARD: Final = "card"
REMINDED: Final = "reminded"


@dataclass(frozen=True)
class TaskListAt:
    """A page of a list of tasks: ``group|12|0``, or ``mine|0|1`` where it is of no group."""

    scope: TaskScope
    group_id: int = 0
    page: int = 0
    instead: ClassVar[str] = "/task mine"

    @property
    def text(self) -> str:
        return joined(self.scope, self.group_id, self.page)

    @classmethod
    def parse(cls, text: str) -> Self:
        scope, group_id, page = parts_of(text, 3)
        if scope not in tuple(TaskScope):
            raise OddValue("no list of tasks")
        value = cls(TaskScope(scope), whole_number(group_id), page_number(page))
        if value.scope is TaskScope.GROUP and not value.group_id:
            raise OddValue("a list of no group")
        return value


@dataclass(frozen=True)
class TaskButton:
    """A task, and where the button stands: in a list, on a card of this task alone, in the list of
    a reminder, or elsewhere.

    ``12|mine|0|1``, ``12|card``, ``12|reminded``, ``12``.
    """

    task_id: int
    place: TaskListAt | Literal["card", "reminded"] | None = None
    instead: ClassVar[str] = "/task mine"

    @property
    def text(self) -> str:
        place = self.place.text if isinstance(self.place, TaskListAt) else self.place
        return joined(self.task_id, place) if place else str(self.task_id)

    @classmethod
    def parse(cls, text: str) -> Self:
        task_id, _, place = text.partition(SEPARATOR)
        if place == ON_CARD:
            return cls(whole_number(task_id), ON_CARD)
        if place == REMINDED:
            return cls(whole_number(task_id), REMINDED)
        return cls(whole_number(task_id), TaskListAt.parse(place) if SEPARATOR in text else None)
