"""What buttons and forms of availability polls carry."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar, Self

from models.polls import MOST_SLOTS, PollKind, PollPlan, SlotTime
from views.values.pages import PageAlone
from views.values.parsing import (
    YEARS,
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

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE_STEP = timedelta(minutes=1)
_WEEKLY = "@"
_MOST_NUMBERS = 100


class PollListAt(PageAlone):
    """A page of the list of polls: ``1``."""

    instead: ClassVar[str] = "/meet polls"


@dataclass(frozen=True)
class PollAt:
    """A page of what was answered to a poll: ``12|1``."""

    poll_id: int
    page: int = 0
    instead: ClassVar[str] = "/meet polls"

    @property
    def text(self) -> str:
        return joined(self.poll_id, self.page)

    @classmethod
    def parse(cls, text: str) -> Self:
        poll_id, page = parts_of(text, 2)
        return cls(whole_number(poll_id), page_number(page))


@dataclass(frozen=True)
class PollSlotButton:
    """A slot of a poll, by its position: ``12|3``."""

    poll_id: int
    position: int
    instead: ClassVar[str] = "/meet polls"

    @property
    def text(self) -> str:
        return joined(self.poll_id, self.position)

    @classmethod
    def parse(cls, text: str) -> Self:
        poll_id, position = parts_of(text, 2)
        return cls(whole_number(poll_id), whole_number(position, most=MOST_SLOTS))


@dataclass(frozen=True)
class NewPoll:
    """A poll that was said back and is not open yet, as JSON."""

    group_id: int
    plan: PollPlan
    required: tuple[int, ...] = ()
    """The ids of those without whom the group cannot meet."""
    instead: ClassVar[str] = "/meet poll"

    @property
    def text(self) -> str:
        plan = self.plan
        facts = {
            "group": self.group_id,
            "title": plan.title,
            "minutes": plan.minutes,
            "zone": plan.zone,
            "kind": plan.kind.value,
            "slots": " ".join(_slot_text(slot) for slot in plan.slots),
            "closes": plan.closes_at.isoformat(),
            "nudges": _numbers_text(plan.nudge_days),
            "required": _numbers_text(self.required),
        }
        if plan.first_on and plan.last_on:
            facts |= {"first": plan.first_on.isoformat(), "last": plan.last_on.isoformat()}
        return as_json(facts)

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls.of(json_object(text))

    @classmethod
    def of(cls, facts: dict[str, Any]) -> Self:
        """What a form carried along, read as JSON already."""
        try:
            kind = PollKind(text_in(facts, "kind"))
        except ValueError:
            raise OddValue("no kind of poll") from None
        slots = tuple(_slot(text) for text in text_in(facts, "slots").split()[: MOST_SLOTS + 1])
        is_weekly = kind is PollKind.WEEKDAYS
        if any((slot.weekday is not None) != is_weekly for slot in slots):
            raise OddValue("slots of another kind")
        plan = PollPlan(
            title=text_in(facts, "title"),
            minutes=number_in(facts, "minutes"),
            zone=text_in(facts, "zone"),
            slots=slots,
            closes_at=meeting_moment(text_in(facts, "closes")),
            kind=kind,
            first_on=_day(text_in(facts, "first")) if is_weekly else None,
            last_on=_day(text_in(facts, "last")) if is_weekly else None,
            nudge_days=_numbers(text_in(facts, "nudges")),
        )
        return cls(number_in(facts, "group"), plan, _numbers(text_in(facts, "required")))


def _slot_text(slot: SlotTime) -> str:
    """Minutes since 1970, or a weekday and the minutes of its day: ``29745600``, ``1@840``."""
    if slot.starts_at is not None:
        return str((slot.starts_at - _EPOCH) // _MINUTE_STEP)
    at = slot.at or time()
    return f"{slot.weekday}{_WEEKLY}{at.hour * 60 + at.minute}"


def _slot(text: str) -> SlotTime:
    weekday, found, minute = text.partition(_WEEKLY)
    if found:
        hour, rest = divmod(whole_number(minute, most=24 * 60 - 1), 60)
        return SlotTime(weekday=whole_number(weekday, most=6), at=time(hour, rest))
    moment = _EPOCH + whole_number(text) * _MINUTE_STEP
    if moment.year not in YEARS:
        raise OddValue("no moment of a meeting")
    return SlotTime(starts_at=moment)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise OddValue("no day") from None
    if day.year not in YEARS:
        raise OddValue("a day at an end of the calendar")
    return day


def _numbers_text(numbers: tuple[int, ...]) -> str:
    return " ".join(str(number) for number in numbers)


def _numbers(text: str) -> tuple[int, ...]:
    numbers = text.split()
    if len(numbers) > _MOST_NUMBERS:
        raise OddValue("too many numbers")
    return tuple(whole_number(number) for number in numbers)
