"""What lists and forms of representatives carry."""

from dataclasses import dataclass
from typing import ClassVar, Self

from views.values.pages import PageAlone
from views.values.parsing import (
    EVERY,
    SEPARATOR,
    OddValue,
    joined,
    page_number,
    parts_of,
    whole_number,
)

GROUP, TOPIC = "group", "topic"
_INSTEAD = "/library representatives"


@dataclass(frozen=True)
class SubjectChoice:
    """A group or a topic: ``group|12`` or ``topic|3``."""

    group_id: int | None = None
    topic_id: int | None = None
    instead: ClassVar[str] = _INSTEAD

    @property
    def text(self) -> str:
        if self.group_id is not None:
            return joined(GROUP, self.group_id)
        return joined(TOPIC, self.topic_id)

    @classmethod
    def parse(cls, text: str) -> Self:
        noun, number = parts_of(text, 2)
        if noun not in (GROUP, TOPIC):
            raise OddValue("no subject")
        row_id = whole_number(number)
        return cls(group_id=row_id) if noun == GROUP else cls(topic_id=row_id)


@dataclass(frozen=True)
class SubjectAt:
    """A page of who speaks for each library in a group or on a topic: ``topic|3|1``."""

    subject: SubjectChoice
    page: int = 0
    instead: ClassVar[str] = _INSTEAD

    @property
    def text(self) -> str:
        return joined(self.subject.text, self.page)

    @classmethod
    def parse(cls, text: str) -> Self:
        noun, number, page = parts_of(text, 3)
        return cls(SubjectChoice.parse(joined(noun, number)), page_number(page))


class SubjectListAt(PageAlone):
    """A page of the groups and topics in which libraries have somebody: ``1``."""

    instead: ClassVar[str] = _INSTEAD


@dataclass(frozen=True)
class LibrarySubjectsAt:
    """A page of in what one library has somebody: ``12|1``."""

    organization_id: int
    page: int = 0
    instead: ClassVar[str] = "/library"

    @property
    def text(self) -> str:
        return joined(self.organization_id, self.page)

    @classmethod
    def parse(cls, text: str) -> Self:
        organization_id, page = parts_of(text, 2)
        return cls(whole_number(organization_id), page_number(page))


@dataclass(frozen=True)
class AppointFor:
    """For which library somebody is to be appointed, and for what: ``12|topic|3`` or ``12|every``
    where that is still to be chosen.
    """

    organization_id: int
    subject: SubjectChoice | None = None
    instead: ClassVar[str] = "/library appoint"

    @property
    def text(self) -> str:
        return joined(self.organization_id, self.subject.text if self.subject else EVERY)

    @classmethod
    def parse(cls, text: str) -> Self:
        number, _, subject = text.partition(SEPARATOR)
        return cls(whole_number(number), None if subject == EVERY else SubjectChoice.parse(subject))
