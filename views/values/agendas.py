"""What buttons about agendas carry."""

from dataclasses import dataclass
from typing import ClassVar, Self

from views.values.parsing import SEPARATOR, joined, parts_of, whole_number


@dataclass(frozen=True)
class AgendaAt:
    """Where to begin on the agenda of a meeting of a group; where there is no meeting, 0 stands for
    what waits for one: ``34|12|10``, the meeting first.
    """

    group_id: int
    meeting_id: int = 0
    offset: int = 0
    instead: ClassVar[str] = "/meet agenda"

    @property
    def text(self) -> str:
        return joined(self.meeting_id, self.group_id, self.offset)

    @classmethod
    def parse(cls, text: str) -> Self:
        meeting_id, group_id, offset = (whole_number(part) for part in parts_of(text, 3))
        return cls(group_id, meeting_id, offset)


@dataclass(frozen=True)
class AgendaOrder:
    """The items of an agenda in the order in which a form showed them: ``3|1|2``."""

    items: tuple[int, ...]
    instead: ClassVar[str] = "/meet agenda"

    @property
    def text(self) -> str:
        return joined(*self.items)

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(tuple(whole_number(part) for part in text.split(SEPARATOR)))
