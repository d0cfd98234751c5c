"""What buttons and lists of minutes carry."""

from dataclasses import dataclass
from typing import ClassVar, Self

from views.values.parsing import EVERY, SEPARATOR, OddValue, joined, parts_of, whole_number

LONGEST_MINUTES_SEARCH = 200
"""Characters of the words that are searched for."""


@dataclass(frozen=True)
class ItemButton:
    """A meeting, and the item of its agenda that was shown; 0 for none: ``12|34``."""

    meeting_id: int
    item_id: int
    instead: ClassVar[str] = "/meet begin"

    @property
    def text(self) -> str:
        return joined(self.meeting_id, self.item_id)

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(*map(whole_number, parts_of(text, 2)))


@dataclass(frozen=True)
class ApprovalButton:
    """A meeting whose minutes a later meeting approves: ``12|34``."""

    meeting_id: int
    approving_id: int
    instead: ClassVar[str] = "/meet minutes"

    @property
    def text(self) -> str:
        return joined(self.meeting_id, self.approving_id)

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(*map(whole_number, parts_of(text, 2)))


@dataclass(frozen=True)
class MinutesAt:
    """Where to go on in the minutes of a meeting, or in its lines: ``12|40``."""

    meeting_id: int
    offset: int = 0
    instead: ClassVar[str] = "/meet minutes"

    @property
    def text(self) -> str:
        return joined(self.meeting_id, self.offset)

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(*map(whole_number, parts_of(text, 2)))


@dataclass(frozen=True)
class MinutesListAt:
    """Where to go on in a list of minutes, of a group or of all of hers, or in what was found by
    words: ``12|10|``, ``every|10|courier price``.
    """

    group_id: int | None
    offset: int = 0
    words: str = ""
    instead: ClassVar[str] = "/meet minutes"

    @property
    def text(self) -> str:
        whose = EVERY if self.group_id is None else self.group_id
        return joined(whose, self.offset, self.words[:LONGEST_MINUTES_SEARCH])

    @classmethod
    def parse(cls, text: str) -> Self:
        whose, _, rest = text.partition(SEPARATOR)
        offset, separator, words = rest.partition(SEPARATOR)
        if not separator or len(words) > LONGEST_MINUTES_SEARCH:
            raise OddValue("no place in a list of minutes")
        group_id = None if whose == EVERY else whole_number(whose)
        return cls(group_id, whole_number(offset), words)
