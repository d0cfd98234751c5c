"""What the buttons of a report carry."""

import json
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from views.values.parsing import OddValue, id_or_none, loaded, period_day


@dataclass(frozen=True)
class ReportQuery:
    """A question about participation, as JSON: a period, a breakdown, and ids or null."""

    first: date
    last: date
    label: str
    by: str
    library_id: int | None
    group_id: int | None
    direction_id: int | None
    person_id: int | None
    instead: ClassVar[str] = "/participation"

    @property
    def text(self) -> str:
        ids = (self.library_id, self.group_id, self.direction_id, self.person_id)
        period = (self.first.isoformat(), self.last.isoformat(), self.label)
        return json.dumps([*period, self.by, *ids])

    @classmethod
    def parse(cls, text: str) -> Self:
        match loaded(text):
            case [str(first), str(last), str(label), str(by), *ids] if len(ids) == 4:
                found = [id_or_none(number) for number in ids]
                return cls(period_day(first), period_day(last), label, by, *found)
        raise OddValue("no question about participation")
