"""What buttons and forms about people and libraries carry."""

from dataclasses import dataclass
from typing import ClassVar, Self

from views.values.parsing import joined, parts_of, whole_number

EVERYBODY = "everybody"


@dataclass(frozen=True)
class MergePair:
    """Two records of one person: the one that stays, and the one that is merged: ``12|15``."""

    kept_id: int
    merged_id: int
    instead: ClassVar[str] = "/convene merge"

    @property
    def text(self) -> str:
        return joined(self.kept_id, self.merged_id)

    @classmethod
    def parse(cls, text: str) -> Self:
        kept_id, merged_id = parts_of(text, 2)
        return cls(whole_number(kept_id), whole_number(merged_id))


@dataclass(frozen=True)
class HolidaysOf:
    """Whose holidays a form shows: of one organization, or of ``everybody``."""

    organization_id: int | None = None
    instead: ClassVar[str] = "/convene holidays"

    @property
    def text(self) -> str:
        return EVERYBODY if self.organization_id is None else str(self.organization_id)

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(None if text == EVERYBODY else whole_number(text))


@dataclass(frozen=True)
class InviteButton:
    """Whom to bring into the channel of a group: ``12|3,4``."""

    group_id: int
    person_ids: tuple[int, ...]
    instead: ClassVar[str] = "/wg add"

    @property
    def text(self) -> str:
        return joined(self.group_id, ",".join(map(str, self.person_ids)))

    @classmethod
    def parse(cls, text: str) -> Self:
        group_id, people = parts_of(text, 2)
        person_ids = tuple(whole_number(person_id) for person_id in people.split(","))
        return cls(whole_number(group_id), person_ids)
