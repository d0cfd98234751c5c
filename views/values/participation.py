"""What the buttons of a report carry."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from views.values.parsing import OddValue, id_or_none, loaded, period_day, small_number

_LONGEST_CATEGORY = 60


@dataclass(frozen=True)
class ReportQuery:
    """A question about participation, as JSON: a period, a breakdown, and ids or null; and behind
    them, where it is no plain one, a kind of library, a role, its own kind and a number.
    """

    first: date
    last: date
    label: str
    by: str
    library_id: int | None
    group_id: int | None
    direction_id: int | None
    person_id: int | None
    category: str | None = None
    role: str | None = None
    kind: str = ""
    """Empty for the figures themselves."""
    count: int = 0
    instead: ClassVar[str] = "/participation"

    @property
    def text(self) -> str:
        return json.dumps(self.parts, ensure_ascii=False)

    @property
    def parts(self) -> list[Any]:
        ids = (self.library_id, self.group_id, self.direction_id, self.person_id)
        period = (self.first.isoformat(), self.last.isoformat(), self.label)
        further = (self.category, self.role, self.kind, self.count)
        return [*period, self.by, *ids, *(further if any(further) else ())]

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls.of_parts(loaded(text))

    @classmethod
    def of_parts(cls, parts: Any) -> Self:
        """What ``parts`` gave."""
        match parts:
            case [str(first), str(last), str(label), str(by), *rest] if len(rest) in (4, 8):
                library, group, direction, person = (id_or_none(number) for number in rest[:4])
                days = period_day(first), period_day(last)
                return cls(
                    *(*days, label, by), library, group, direction, person, *_further(rest[4:])
                )
        raise OddValue("no question about participation")


def _further(rest: list[Any]) -> tuple[Any, ...]:
    match rest:
        case []:
            return ()
        case [category, role, str(kind), count]:
            return _word(category), _word(role), kind, small_number(count)
    raise OddValue("no further parts of a question")


def _word(found: Any) -> str | None:
    if found is None or (isinstance(found, str) and 0 < len(found) <= _LONGEST_CATEGORY):
        return found
    raise OddValue("no word")


@dataclass(frozen=True)
class RowsQuery:
    """What rows are wanted: those behind a question, as JSON, or behind a row of it, by the text of
    its key; empty for all.
    """

    question: ReportQuery
    row: str = ""
    instead: ClassVar[str] = "/participation"

    @property
    def text(self) -> str:
        return json.dumps([self.question.parts, self.row], ensure_ascii=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        match loaded(text):
            case [list(question), str(row)]:
                return cls(ReportQuery.of_parts(question), row)
        raise OddValue("no rows of a question")
