"""What buttons and forms about people and libraries carry."""

from dataclasses import dataclass
from typing import ClassVar, Self

from models.handovers import MOVE_DIGEST_LENGTH
from models.subjects import Subject
from views.values.parsing import (
    SEPARATOR,
    OddValue,
    joined,
    page_number,
    parts_of,
    whole_number,
)

EVERYBODY = "everybody"
_DIGITS = frozenset("0123456789abcdef")


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
class MoveButton:
    """Where somebody works now, with the digest of what she was shown that the move ends:
    ``12|0123456789``; without one, nothing was shown: ``12``.
    """

    organization_id: int
    seen: str = ""
    instead: ClassVar[str] = "/convene library"

    @property
    def text(self) -> str:
        return joined(self.organization_id, self.seen) if self.seen else str(self.organization_id)

    @classmethod
    def parse(cls, text: str) -> Self:
        if SEPARATOR not in text:
            return cls(whole_number(text))
        organization_id, seen = parts_of(text, 2)
        if len(seen) != MOVE_DIGEST_LENGTH or not _DIGITS.issuperset(seen):
            raise OddValue("no digest")
        return cls(whole_number(organization_id), seen)


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


@dataclass(frozen=True)
class PersonInGroup:
    """Somebody in a group: ``12|3``."""

    group_id: int
    person_id: int
    instead: ClassVar[str] = "/wg"

    @property
    def text(self) -> str:
        return joined(self.group_id, self.person_id)

    @classmethod
    def parse(cls, text: str) -> Self:
        group_id, person_id = parts_of(text, 2)
        return cls(whole_number(group_id), whole_number(person_id))


@dataclass(frozen=True)
class PartnerButton(PersonInGroup):
    """A member of a group who has no Slack account."""

    instead: ClassVar[str] = "/wg partners"


@dataclass(frozen=True)
class DeputyButton(PersonInGroup):
    """A deputy in a group."""

    instead: ClassVar[str] = "/wg deputy"


@dataclass(frozen=True)
class HandoverOf:
    """Whose things a form passes on, in which group or in all where it is 0, and how many of them
    come before: ``12|3|0``.
    """

    person_id: int
    group_id: int = 0
    start: int = 0
    instead: ClassVar[str] = "/wg handover"

    @property
    def text(self) -> str:
        return joined(self.person_id, self.group_id, self.start)

    @classmethod
    def parse(cls, text: str) -> Self:
        person_id, group_id, start = parts_of(text, 3)
        return cls(whole_number(person_id), whole_number(group_id), page_number(start))


def subject_text(subject: Subject) -> str:
    """A thing that a form carries along: ``task|12``."""
    return joined(subject.noun, subject.id)


def read_subject(text: str) -> Subject:
    """What ``subject_text`` wrote. Raises ``ValueError`` for anything else."""
    noun, number = parts_of(text, 2)
    return Subject(noun, whole_number(number))
