"""What buttons, lists and forms of meetings carry."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar, Final, Literal, Self

from views.values.parsing import (
    EVERY,
    SEPARATOR,
    OddValue,
    as_json,
    joined,
    json_object,
    meeting_moment,
    number_in,
    page_number,
    parts_of,
    text_in,
    whole_number,
)

ON_OWN_PAGE: Final = "show"
LISTED = "next"


@dataclass(frozen=True)
class MeetingListAt:
    """A page of the meetings ahead, of one group or of all: ``12|1``, ``every|0``."""

    group_id: int | None = None
    page: int = 0
    instead: ClassVar[str] = "/meet next"

    @property
    def text(self) -> str:
        return joined(EVERY if self.group_id is None else self.group_id, self.page)

    @classmethod
    def parse(cls, text: str) -> Self:
        whose, page = parts_of(text, 2)
        return cls(None if whose == EVERY else whole_number(whose), page_number(page))


MeetingPlace = MeetingListAt | Literal["show"] | None


@dataclass(frozen=True)
class MeetingButton:
    """A meeting, and where the button stands: in a list, on its own page, or elsewhere.

    ``12|next|every|0``, ``12|show``, ``12``.
    """

    meeting_id: int
    place: MeetingPlace = None
    instead: ClassVar[str] = "/meet next"

    @property
    def text(self) -> str:
        match self.place:
            case None:
                return str(self.meeting_id)
            case MeetingListAt():
                return joined(self.meeting_id, LISTED, self.place.text)
        return joined(self.meeting_id, self.place)

    @classmethod
    def parse(cls, text: str) -> Self:
        meeting_id, _, where = text.partition(SEPARATOR)
        name, _, page = where.partition(SEPARATOR)
        if where == ON_OWN_PAGE:
            return cls(whole_number(meeting_id), ON_OWN_PAGE)
        if name == LISTED:
            return cls(whole_number(meeting_id), MeetingListAt.parse(page))
        if SEPARATOR in text:
            raise OddValue("no place of a meeting")
        return cls(whole_number(meeting_id))


@dataclass(frozen=True)
class MeetingTime:
    """When and where a meeting is to be, as it was read."""

    at: datetime
    zone: str
    minutes: int
    place: str

    def facts(self) -> dict[str, Any]:
        return asdict(self) | {"at": self.at.isoformat()}

    @classmethod
    def of(cls, facts: dict[str, Any]) -> Self:
        at = meeting_moment(text_in(facts, "at"))
        return cls(at, text_in(facts, "zone"), number_in(facts, "minutes"), text_in(facts, "place"))


@dataclass(frozen=True)
class NewMeeting:
    """A meeting or a series that was said back and is not saved yet, as JSON."""

    group_id: int
    title: str
    pattern: str
    """The rhythm of a series as it is stored; empty for a single meeting."""
    time: MeetingTime
    instead: ClassVar[str] = "/meet new"

    @property
    def text(self) -> str:
        facts = {"group": self.group_id, "title": self.title, "pattern": self.pattern}
        return as_json(facts | self.time.facts())

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls.of(json_object(text))

    @classmethod
    def of(cls, facts: dict[str, Any]) -> Self:
        """What a form carried along, read as JSON already."""
        title, pattern = text_in(facts, "title"), text_in(facts, "pattern")
        return cls(number_in(facts, "group"), title, pattern, MeetingTime.of(facts))


@dataclass(frozen=True)
class MeetingMove:
    """A new time for a meeting as it was when somebody saw it, as JSON."""

    meeting_id: int
    sequence: int
    time: MeetingTime
    instead: ClassVar[str] = "/meet move"

    @property
    def text(self) -> str:
        facts = {"meeting": self.meeting_id, "sequence": self.sequence}
        return as_json(facts | self.time.facts())

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls.of(json_object(text))

    @classmethod
    def of(cls, facts: dict[str, Any]) -> Self:
        """What a form carried along, read as JSON already."""
        return cls(number_in(facts, "meeting"), number_in(facts, "sequence"), MeetingTime.of(facts))
