"""Where lists of other things go on."""

from dataclasses import dataclass
from typing import ClassVar, Self

from views.values.parsing import (
    EVERY,
    SEPARATOR,
    OddValue,
    id_or_every,
    joined,
    page_number,
    parts_of,
    whole_number,
)

LONGEST_SEARCH = 300
"""Characters of a typed search that goes on by a button."""


@dataclass(frozen=True)
class PageAlone:
    """A page of a list of which there is one."""

    page: int

    @property
    def text(self) -> str:
        return str(self.page)

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(page_number(text))


@dataclass(frozen=True)
class PageOfGroup:
    """A page of a list that each group has; of that of all where the group is 0."""

    group_id: int
    page: int = 0

    @property
    def text(self) -> str:
        return joined(self.group_id, self.page)

    @classmethod
    def parse(cls, text: str) -> Self:
        group_id, page = parts_of(text, 2)
        return cls(whole_number(group_id), page_number(page))


@dataclass(frozen=True)
class SearchedPage:
    """A page of a list, and the words that were searched for."""

    page: int
    words: str = ""

    @property
    def text(self) -> str:
        return joined(self.page, self.words)

    @classmethod
    def parse(cls, text: str) -> Self:
        page, between, words = text.partition(SEPARATOR)
        if not between:
            raise OddValue("no page of a list that was searched")
        return cls(page_number(page), words)


class GroupListAt(SearchedPage):
    """A page of the list of groups, and the words that were searched for: ``1|courier``."""

    instead: ClassVar[str] = "/wg list"


class LibraryListAt(PageAlone):
    """A page of the list of libraries: ``1``."""

    instead: ClassVar[str] = "/library list"


class BalanceAt(PageAlone):
    """A page of what libraries carry, or of the groups in which some have nobody: ``1``."""

    instead: ClassVar[str] = "/library balance"


class ProposalListAt(PageAlone):
    """A page of the list of proposals: ``1``."""

    instead: ClassVar[str] = "/wg proposals"


class SeatListAt(PageOfGroup):
    """A page of the seats of a group, or of the vacancies of all where it is 0: ``12|1``."""

    instead: ClassVar[str] = "/wg seats"


class CandidateListAt(PageOfGroup):
    """A page of the candidates of a group, or of those of all where it is 0: ``12|1``."""

    instead: ClassVar[str] = "/wg volunteers"


@dataclass(frozen=True)
class CandidateButton:
    """Somebody who is interested in a group, and the seat to which she may be appointed, 0 where
    she may become a member without one: ``12|7|3``.
    """

    group_id: int
    person_id: int
    seat_id: int = 0
    instead: ClassVar[str] = "/wg volunteers"

    @property
    def text(self) -> str:
        return joined(self.group_id, self.person_id, self.seat_id)

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(*(whole_number(part) for part in parts_of(text, 3)))


@dataclass(frozen=True)
class DecisionListAt:
    """Where to go on in what a group decided: ``12|10``."""

    group_id: int
    offset: int
    instead: ClassVar[str] = "/wg decisions"

    @property
    def text(self) -> str:
        return joined(self.group_id, self.offset)

    @classmethod
    def parse(cls, text: str) -> Self:
        group_id, offset = parts_of(text, 2)
        return cls(whole_number(group_id), whole_number(offset))


@dataclass(frozen=True)
class RegisterAt:
    """Where to go on in a search of the register: ``10|0|courier since july``, with the group that
    the line had named, 0 for none, and the line as it was typed.
    """

    text_typed: str
    group_id: int = 0
    offset: int = 0
    instead: ClassVar[str] = "/wg decisions"

    @property
    def text(self) -> str:
        return joined(self.offset, self.group_id, self.text_typed)

    @classmethod
    def parse(cls, text: str) -> Self:
        offset, group_id, typed = [*text.split(SEPARATOR, 2), "", ""][:3]
        if text.count(SEPARATOR) < 2 or len(typed) > LONGEST_SEARCH:
            raise OddValue("no search")
        return cls(typed, whole_number(group_id), whole_number(offset))


@dataclass(frozen=True)
class FindingAt:
    """A page of what one finding found, by its key: ``met|0``."""

    key: str
    page: int = 0
    instead: ClassVar[str] = "/convene"

    @property
    def text(self) -> str:
        return joined(self.key, self.page)

    @classmethod
    def parse(cls, text: str) -> Self:
        key, page = parts_of(text, 2)
        if not (key.isascii() and key.isalpha() and key.islower()):
            raise OddValue("no finding")
        return cls(key, page_number(page))


@dataclass(frozen=True)
class HistoryAt:
    """Where to go on in the history, of one group and one person or of all: ``12|every|345``."""

    group_id: int | None
    person_id: int | None
    below: int
    instead: ClassVar[str] = "/convene history"

    @property
    def text(self) -> str:
        whose = (EVERY if found is None else found for found in (self.group_id, self.person_id))
        return joined(*whose, self.below)

    @classmethod
    def parse(cls, text: str) -> Self:
        group_id, person_id, below = parts_of(text, 3)
        return cls(id_or_every(group_id), id_or_every(person_id), whole_number(below))
