"""What buttons about libraries carry."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from views.values.parsing import OddValue, joined, parts_of, whole_number


@dataclass(frozen=True)
class LibraryConfirm:
    """A library to confirm, and the day on which its people were shown: ``12|2026-08-25``."""

    organization_id: int
    shown_on: date
    instead: ClassVar[str] = "/library confirm"

    @property
    def text(self) -> str:
        return joined(self.organization_id, self.shown_on.isoformat())

    @classmethod
    def parse(cls, text: str) -> Self:
        number, day = parts_of(text, 2)
        try:
            shown_on = date.fromisoformat(day)
        except ValueError:
            raise OddValue("no day") from None
        if shown_on.isoformat() != day:
            raise OddValue("no day")
        return cls(whole_number(number), shown_on)
