"""What buttons, menus and forms carry along: frozen values, each with its text form both ways.

A value that comes back is a claim, whoever sends it: it is read here, and the row that it names is
looked up and authorized by the handler. A message stays in Slack for years with the buttons that it
was posted with, so every text that was ever written is read; anything else is an ``OddValue``.
"""

import json
import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Final, Literal, Self

from models.messages import Recipient
from models.tasks import TaskScope

LARGEST_ID = 999_999_999
"""Below what a column of integers holds, on every database."""
LARGEST_PAGE = 99_999
CARD: Final = "card"
MENU = "menu"
"""The id of every menu of buttons: what is chosen counts as pressed."""
OLD_MENU = "task.more"
"""That of menus which were posted before."""
REMINDED: Final = "reminded"
EVERY = "every"
SHOWN: Final = "show"
LISTED = "next"
EVERYBODY = "everybody"
_BETWEEN = "|"
YEARS = range(2000, 2200)
PERIOD_YEARS = range(1900, 2200)
"""Far from the ends of the calendar, where arithmetic fails."""
_SLACK_ID = re.compile("[A-Z][A-Z0-9]{1,31}")
_ACTION_ID = re.compile(r"[a-z_]+(\.[a-z_]+)+")


class OddValue(ValueError):
    """A text that is none of this kind."""


def whole_number(text: str, *, most: int = LARGEST_ID) -> int:
    """A number of at most nine plain digits: nobody's other digits, no sign, no space."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_ID))):
        raise OddValue("not a number")
    if (number := int(text)) > most:
        raise OddValue("too large a number")
    return number


def small_number(found: Any) -> int:
    """A number that JSON carried, in the range of an id."""
    if type(found) is not int or not 0 <= found <= LARGEST_ID:
        raise OddValue("no number")
    return found


def is_slack_id(text: str) -> bool:
    """Whether Slack writes ids of people and channels so."""
    return _SLACK_ID.fullmatch(text) is not None


def leading_id(text: str) -> int | None:
    """The id with which the value of a button begins that is about one row."""
    try:
        return whole_number(text.partition(_BETWEEN)[0])
    except OddValue:
        return None


@dataclass(frozen=True)
class TaskListAt:
    """A page of a list of tasks: ``group|12|0``, or ``mine|0|1`` where it is of no group."""

    scope: TaskScope
    group_id: int = 0
    page: int = 0
    instead: ClassVar[str] = "/task mine"

    @property
    def text(self) -> str:
        return _joined(self.scope, self.group_id, self.page)

    @classmethod
    def parse(cls, text: str) -> Self:
        scope, group_id, page = _parts(text, 3)
        if scope not in tuple(TaskScope):
            raise OddValue("no list of tasks")
        value = cls(TaskScope(scope), whole_number(group_id), _page(page))
        if value.scope is TaskScope.GROUP and not value.group_id:
            raise OddValue("a list of no group")
        return value


@dataclass(frozen=True)
class TaskButton:
    """A task, and where the button stands: in a list, on a card of this task alone, in the list of
    a reminder, or elsewhere.

    ``12|mine|0|1``, ``12|card``, ``12|reminded``, ``12``.
    """

    task_id: int
    place: TaskListAt | Literal["card", "reminded"] | None = None
    instead: ClassVar[str] = "/task mine"

    @property
    def text(self) -> str:
        place = self.place.text if isinstance(self.place, TaskListAt) else self.place
        return _joined(self.task_id, place) if place else str(self.task_id)

    @classmethod
    def parse(cls, text: str) -> Self:
        task_id, _, place = text.partition(_BETWEEN)
        if place == CARD:
            return cls(whole_number(task_id), CARD)
        if place == REMINDED:
            return cls(whole_number(task_id), REMINDED)
        return cls(whole_number(task_id), TaskListAt.parse(place) if _BETWEEN in text else None)


@dataclass(frozen=True)
class MenuChoice:
    """What was chosen in a menu of buttons: the id of a button, and what that would carry.

    ``task.due|12|mine|0|1``.
    """

    action: str
    value: str
    instead: ClassVar[str] = "/convene"

    @property
    def text(self) -> str:
        return _joined(self.action, self.value)

    @classmethod
    def parse(cls, text: str) -> Self:
        action, _, value = text.partition(_BETWEEN)
        if not (value and _ACTION_ID.fullmatch(action)):
            raise OddValue("no choice of a menu")
        return cls(action, value)


def pressed(action_id: str, value: str) -> tuple[str, str]:
    """The name of the button and what it carries, also where it was chosen in a menu of buttons.

    The name is empty where that menu offers no such choice.
    """
    name = action_id.partition(":")[0]
    if name not in (MENU, OLD_MENU):
        return name, value
    try:
        choice = MenuChoice.parse(value)
    except OddValue:
        return "", value
    return choice.action, choice.value


@dataclass(frozen=True)
class LaneButton:
    """The channel or person that something did not reach: ``C1``, ``U1``, ``mail:12``."""

    recipient: Recipient
    instead: ClassVar[str] = "/convene deliveries"

    @property
    def text(self) -> str:
        return self.recipient.lane

    @classmethod
    def parse(cls, text: str) -> Self:
        try:
            return cls(Recipient.parse(text))
        except ValueError:
            raise OddValue("no channel and no person") from None


@dataclass(frozen=True)
class MeetingListAt:
    """A page of the meetings ahead, of one group or of all: ``12|1``, ``every|0``."""

    group_id: int | None = None
    page: int = 0
    instead: ClassVar[str] = "/meet next"

    @property
    def text(self) -> str:
        return _joined(EVERY if self.group_id is None else self.group_id, self.page)

    @classmethod
    def parse(cls, text: str) -> Self:
        whose, page = _parts(text, 2)
        return cls(None if whose == EVERY else whole_number(whose), _page(page))


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
                return _joined(self.meeting_id, LISTED, self.place.text)
        return _joined(self.meeting_id, self.place)

    @classmethod
    def parse(cls, text: str) -> Self:
        meeting_id, _, where = text.partition(_BETWEEN)
        name, _, page = where.partition(_BETWEEN)
        if where == SHOWN:
            return cls(whole_number(meeting_id), SHOWN)
        if name == LISTED:
            return cls(whole_number(meeting_id), MeetingListAt.parse(page))
        if _BETWEEN in text:
            raise OddValue("no place of a meeting")
        return cls(whole_number(meeting_id))


@dataclass(frozen=True)
class GroupListAt:
    """A page of the list of groups, and the words that were searched for: ``1|courier``."""

    page: int
    words: str = ""
    instead: ClassVar[str] = "/wg list"

    @property
    def text(self) -> str:
        return _joined(self.page, self.words)

    @classmethod
    def parse(cls, text: str) -> Self:
        page, between, words = text.partition(_BETWEEN)
        if not between:
            raise OddValue("no page of groups")
        return cls(_page(page), words)


@dataclass(frozen=True)
class DecisionListAt:
    """Where to go on in what a group decided: ``12|10``."""

    group_id: int
    offset: int
    instead: ClassVar[str] = "/wg decisions"

    @property
    def text(self) -> str:
        return _joined(self.group_id, self.offset)

    @classmethod
    def parse(cls, text: str) -> Self:
        group_id, offset = _parts(text, 2)
        return cls(whole_number(group_id), whole_number(offset))


@dataclass(frozen=True)
class FindingAt:
    """A page of what one finding found, by its key: ``met|0``."""

    key: str
    page: int = 0
    instead: ClassVar[str] = "/convene"

    @property
    def text(self) -> str:
        return _joined(self.key, self.page)

    @classmethod
    def parse(cls, text: str) -> Self:
        key, page = _parts(text, 2)
        if not (key.isascii() and key.isalpha() and key.islower()):
            raise OddValue("no finding")
        return cls(key, _page(page))


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
        return _joined(*whose, self.below)

    @classmethod
    def parse(cls, text: str) -> Self:
        group_id, person_id, below = _parts(text, 3)
        return cls(_id_or_every(group_id), _id_or_every(person_id), whole_number(below))


@dataclass(frozen=True)
class MergePair:
    """Two records of one person: the one that stays, and the one that is merged: ``12|15``."""

    kept_id: int
    merged_id: int
    instead: ClassVar[str] = "/convene merge"

    @property
    def text(self) -> str:
        return _joined(self.kept_id, self.merged_id)

    @classmethod
    def parse(cls, text: str) -> Self:
        kept_id, merged_id = _parts(text, 2)
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
        at = _moment(_text(facts, "at"))
        return cls(at, _text(facts, "zone"), _number(facts, "minutes"), _text(facts, "place"))


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
        return _json(facts | self.time.facts())

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls.of(_object(text))

    @classmethod
    def of(cls, facts: dict[str, Any]) -> Self:
        """What a form carried along, read as JSON already."""
        title, pattern = _text(facts, "title"), _text(facts, "pattern")
        return cls(_number(facts, "group"), title, pattern, MeetingTime.of(facts))


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
        return _json(facts | self.time.facts())

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls.of(_object(text))

    @classmethod
    def of(cls, facts: dict[str, Any]) -> Self:
        """What a form carried along, read as JSON already."""
        return cls(_number(facts, "meeting"), _number(facts, "sequence"), MeetingTime.of(facts))


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
        match _loaded(text):
            case [str(first), str(last), str(label), str(by), *ids] if len(ids) == 4:
                found = [_id_or_none(number) for number in ids]
                return cls(_day(first), _day(last), label, by, *found)
        raise OddValue("no question about participation")


def private(**facts: str | int | dict[str, str] | None) -> str:
    """What a form carries along unseen, as JSON."""
    return json.dumps(facts, ensure_ascii=False)


def read_private(text: str) -> dict[str, Any]:
    """What ``private`` wrote, or nothing where it is something else."""
    try:
        return _object(text or "{}")
    except OddValue:
        return {}


def _joined(*parts: object) -> str:
    return _BETWEEN.join(str(part) for part in parts)


def _parts(text: str, count: int) -> list[str]:
    parts = text.split(_BETWEEN)
    if len(parts) != count:
        raise OddValue(f"not {count} parts")
    return parts


def _page(text: str) -> int:
    return whole_number(text, most=LARGEST_PAGE)


def _json(facts: dict[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise OddValue("no JSON") from None


def _object(text: str) -> dict[str, Any]:
    found = _loaded(text)
    if not isinstance(found, dict):
        raise OddValue("no object")
    return found


def _text(facts: dict[str, Any], name: str) -> str:
    found = facts.get(name, "")
    if not isinstance(found, str):
        raise OddValue(f"no text: {name}")
    return found


def _number(facts: dict[str, Any], name: str) -> int:
    return small_number(facts.get(name))


def _id_or_every(text: str) -> int | None:
    return None if text == EVERY else whole_number(text)


def _id_or_none(found: Any) -> int | None:
    return None if found is None else small_number(found)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise OddValue("no day") from None
    if day.year not in PERIOD_YEARS:
        raise OddValue("no day of a period")
    return day


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise OddValue("no moment") from None
    if moment.tzinfo is None or moment.year not in YEARS:
        raise OddValue("no moment of a meeting")
    return moment
