"""Reading a form: each field as what it is meant to be, and a refusal beside it for anything else.

Slack checks little of what a form sends, and a form may be older than the program that reads it. No
field is trusted to be there, to be of its type, or to be one of the choices that were offered.
"""

from collections.abc import Callable, Collection
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, TypeVar

from handlers.routes import Ask, ValueT
from models import Person
from services.errors import Invalid
from views.values import YEARS, OddValue, is_slack_id, small_number, whole_number

LONGEST_FIELD = 3000
"""Characters: the most that Slack lets anybody type into a field."""
MOST_CHOSEN = 500
"""Of how many people, rows or choices a list may be."""
OLD_FORM = (
    "This form is from an older version, and I cannot read what it carries along. Close it, open it"
    " again, and send that one."
)

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


class Form:
    """The fields of one form that was sent, and what it carried along unseen.

    Each method raises ``Invalid`` with the name of the field that is at fault.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._values = ask.values
        self._private = ask.private

    def has(self, name: str) -> bool:
        """Whether anything was chosen or typed in a field."""
        return bool(self._values.get(name))

    def shows(self, name: str) -> bool:
        """Whether the form has such a field at all, filled in or not."""
        return name in self._values

    def text(self, name: str, *, limit: int = LONGEST_FIELD) -> str:
        """What was typed; nothing where the field was left empty."""
        typed = self._values.get(name) or ""
        if not isinstance(typed, str):
            raise Invalid("I cannot read that. Type it in words.", field=name)
        if len(typed) > limit:
            raise Invalid(f"That is too long: {limit:,} characters at most.", field=name)
        return typed

    def lines(self, name: str, *, limit: int = LONGEST_FIELD) -> list[str]:
        """The lines that say something."""
        return [line for line in self.text(name, limit=limit).splitlines() if line.strip()]

    def number(self, name: str) -> int:
        """A whole number, which may not be left out."""
        return self._read(name, whole_number, "Write a whole number, such as 24.")

    def day(self, name: str) -> date | None:
        """A day of a calendar; None where none was chosen."""
        if not self._values.get(name):
            return None
        return self._read(name, _day, "Choose a day from the calendar.")

    def time(self, name: str) -> time:
        """A time of the day, which may not be left out."""
        return self._read(name, _time, "Choose an hour, such as 09:00.")

    def choice(self, name: str, kind: type[E]) -> E:
        """One of a closed set, which may not be left out."""
        return self._read(name, kind, "Choose one of those that are offered.")

    def one_of(self, name: str, offered: Collection[str]) -> str:
        """One of the texts that were offered, which may not be left out."""
        return self._read(name, _among(offered), "Choose one of those that are offered.")

    def choices(self, name: str, kind: Callable[[str], T]) -> list[T]:
        """Any of a closed set."""
        return self._read_all(name, kind, "Choose among those that are offered.")

    def some_of(self, name: str, offered: Collection[str]) -> list[str]:
        """Any of the texts that were offered."""
        return self.choices(name, _among(offered))

    def value(self, name: str, kind: type[ValueT]) -> ValueT:
        """One of ``views.values``, which may not be left out."""
        return self._read(name, kind.parse, "Choose one of those that are offered.")

    def checked(self, name: str, box: str) -> bool:
        """Whether the one box of a field is ticked."""
        return bool(self.some_of(name, (box,)))

    def id(self, name: str) -> int | None:
        """The row that was chosen; None where none was."""
        if not self._values.get(name):
            return None
        return self._read(name, whole_number, "Choose one of those that are offered.")

    def ids(self, name: str) -> list[int]:
        """The rows that were chosen."""
        return self._read_all(name, whole_number, "Choose among those that are offered.")

    def ids_of_all(self, prefix: str) -> set[int]:
        """The rows that were chosen in several menus, whose names begin alike."""
        names = [name for name in self._values if name.startswith(prefix)]
        return {number for name in names for number in self.ids(name)}

    def slack_id(self, name: str) -> str | None:
        """The Slack id of a channel or a person; None where none was chosen."""
        if not self._values.get(name):
            return None
        return self._read(name, _slack_id, "Choose one from Slack's own list.")

    def person(self, name: str) -> Person | None:
        """Whom a field names; it may ask Slack, so it comes before a unit of work."""
        slack_id = self.slack_id(name)
        return self._ask.people([slack_id])[0] if slack_id else None

    def people(self, name: str) -> list[Person]:
        """Whom a field names; it may ask Slack, so it comes before a unit of work."""
        slack_ids = self._read_all(name, _slack_id, "Choose people from Slack's own list.")
        return self._ask.people(slack_ids) if slack_ids else []

    def carried(self, name: str) -> int:
        """A number that the form carried along, such as the id of what it is about."""
        try:
            return small_number(self._private.get(name))
        except OddValue:
            raise Invalid(OLD_FORM) from None

    def carries(self, name: str) -> bool:
        """Whether anything of that name was carried along."""
        return self._private.get(name) is not None

    def carried_text(self, name: str) -> str:
        """A text that the form carried along; empty where there is none."""
        found = self._private.get(name)
        if found is None:
            return ""
        if not isinstance(found, str) or len(found) > LONGEST_FIELD:
            raise Invalid(OLD_FORM)
        return found

    def carried_texts(self, name: str) -> dict[str, str]:
        """Several texts by name that the form carried along together."""
        found = self._private.get(name)
        if found is None:
            return {}
        if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
            raise Invalid(OLD_FORM)
        return found

    def carried_day(self, name: str) -> date | None:
        """A day that the form carried along; None where there is none."""
        return self._carried_as(name, _day)

    def carried_moment(self, name: str) -> datetime | None:
        """A moment that the form carried along; None where there is none."""
        return self._carried_as(name, _moment)

    def _carried_as(self, name: str, read: Callable[[str], T]) -> T | None:
        text = self.carried_text(name)
        try:
            return read(text) if text else None
        except ValueError:
            raise Invalid(OLD_FORM) from None

    def _read(self, name: str, read: Callable[[str], T], otherwise: str) -> T:
        try:
            return read(_text(self._values.get(name)))
        except ValueError:
            raise Invalid(otherwise, field=name) from None

    def _read_all(self, name: str, read: Callable[[str], T], otherwise: str) -> list[T]:
        try:
            return [read(_text(value)) for value in self._texts(name)]
        except ValueError:
            raise Invalid(otherwise, field=name) from None

    def _texts(self, name: str) -> list[Any]:
        found = self._values.get(name) or []
        if not isinstance(found, list) or len(found) > MOST_CHOSEN:
            raise Invalid("Choose among those that are offered.", field=name)
        return found


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise OddValue("no text")
    return value


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if day.year not in YEARS:
        raise OddValue("a day at an end of the calendar")
    return day


def _time(text: str) -> time:
    found = time.fromisoformat(text)
    if found.tzinfo is not None:
        raise OddValue("a time with a zone")
    return found.replace(second=0, microsecond=0)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None or found.year not in YEARS:
        raise OddValue("a moment without a zone, or at an end of the calendar")
    return found


def _among(offered: Collection[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in offered:
            raise OddValue("not offered")
        return text

    return read


def _slack_id(text: str) -> str:
    if not is_slack_id(text):
        raise OddValue("no id of Slack's")
    return text
