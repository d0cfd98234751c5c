"""What buttons of calls carry."""

from dataclasses import dataclass
from typing import ClassVar, Self

from views.values.pages import PageAlone
from views.values.parsing import SEPARATOR, OddValue, joined, page_number, parts_of, whole_number

_LETTERS = frozenset("0123456789abcdef")
_DIGEST_LENGTH = 16


class CallListAt(PageAlone):
    """A page of the list of calls: ``1``."""

    instead: ClassVar[str] = "/call list"


@dataclass(frozen=True)
class CallAt:
    """A page of the units of a call, or of its log: ``12|1``."""

    call_id: int
    page: int = 0
    instead: ClassVar[str] = "/call list"

    @property
    def text(self) -> str:
        return joined(self.call_id, self.page)

    @classmethod
    def parse(cls, text: str) -> Self:
        call_id, page = parts_of(text, 2)
        return cls(whole_number(call_id), page_number(page))


@dataclass(frozen=True)
class CallUnitButton:
    """A unit of a call: ``34``."""

    unit_id: int
    instead: ClassVar[str] = "/call"

    @property
    def text(self) -> str:
        return str(self.unit_id)

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(whole_number(text))


@dataclass(frozen=True)
class CallDraftButton:
    """A draft as it was shown, by the digest of what it says: ``12|0123456789abcdef``."""

    call_id: int
    seen: str
    instead: ClassVar[str] = "/call list"

    @property
    def text(self) -> str:
        return joined(self.call_id, self.seen)

    @classmethod
    def parse(cls, text: str) -> Self:
        call_id, seen = parts_of(text, 2)
        if len(seen) != _DIGEST_LENGTH or not _LETTERS.issuperset(seen):
            raise OddValue("no digest")
        return cls(whole_number(call_id), seen)


@dataclass(frozen=True)
class CallChoice:
    """What a button chooses in a call, by its place among the choices, and for which unit where
    that is known: ``12|0``, ``12|0|34``.
    """

    call_id: int
    choice: int
    unit_id: int | None = None
    instead: ClassVar[str] = "/call"

    @property
    def text(self) -> str:
        more = () if self.unit_id is None else (self.unit_id,)
        return joined(self.call_id, self.choice, *more)

    @classmethod
    def parse(cls, text: str) -> Self:
        call_id, choice, *unit = parts_of(text, 3 if text.count(SEPARATOR) == 2 else 2)
        number = page_number(choice)
        return cls(whole_number(call_id), number, whole_number(unit[0]) if unit else None)


@dataclass(frozen=True)
class SheetAt:
    """A page of a sheet, one of its parts, or a page of its log: ``34|1``."""

    unit_id: int
    place: int = 0
    instead: ClassVar[str] = "/call"

    @property
    def text(self) -> str:
        return joined(self.unit_id, self.place)

    @classmethod
    def parse(cls, text: str) -> Self:
        unit_id, place = parts_of(text, 2)
        return cls(whole_number(unit_id), page_number(place))
