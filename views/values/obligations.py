"""What buttons of recurring obligations carry."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from views.values.calls import CallAt
from views.values.pages import PageOfGroup
from views.values.parsing import YEARS, OddValue, joined, parts_of, whole_number


class ObligationListAt(PageOfGroup):
    """A page of the list of one group, or of all groups where that is 0: ``3|1``."""

    instead: ClassVar[str] = "/wg obligations"


@dataclass(frozen=True)
class ObligationDay:
    """An obligation and its next day, as it was shown: ``12|2027-10-15``."""

    obligation_id: int
    due_on: date
    instead: ClassVar[str] = "/wg obligations"

    @property
    def text(self) -> str:
        return joined(self.obligation_id, self.due_on.isoformat())

    @classmethod
    def parse(cls, text: str) -> Self:
        obligation_id, day = parts_of(text, 2)
        try:
            due_on = date.fromisoformat(day)
        except ValueError:
            raise OddValue("no day") from None
        if due_on.year not in YEARS:
            raise OddValue("a day at an end of the calendar")
        return cls(whole_number(obligation_id), due_on)


class ContactsAt(CallAt):
    """A page of the contacts whom a draft would call: ``12|1``."""
