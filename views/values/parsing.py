"""How values read what came back: numbers, days and moments in range, parts and JSON."""

import json
import re
from datetime import date, datetime
from typing import Any

LARGEST_ID = 999_999_999
"""Below what a column of integers holds, on every database."""
LARGEST_PAGE = 99_999
EVERY = "every"
SEPARATOR = "|"
YEARS = range(2000, 2200)
PERIOD_YEARS = range(1900, 2200)
"""Far from the ends of the calendar, where arithmetic fails."""
_SLACK_ID = re.compile("[A-Z][A-Z0-9]{1,31}")


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
        return whole_number(text.partition(SEPARATOR)[0])
    except OddValue:
        return None


def joined(*parts: object) -> str:
    return SEPARATOR.join(str(part) for part in parts)


def parts_of(text: str, count: int) -> list[str]:
    parts = text.split(SEPARATOR)
    if len(parts) != count:
        raise OddValue(f"not {count} parts")
    return parts


def page_number(text: str) -> int:
    return whole_number(text, most=LARGEST_PAGE)


def as_json(facts: dict[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


def loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise OddValue("no JSON") from None


def json_object(text: str) -> dict[str, Any]:
    found = loaded(text)
    if not isinstance(found, dict):
        raise OddValue("no object")
    return found


def text_in(facts: dict[str, Any], name: str) -> str:
    found = facts.get(name, "")
    if not isinstance(found, str):
        raise OddValue(f"no text: {name}")
    return found


def number_in(facts: dict[str, Any], name: str) -> int:
    return small_number(facts.get(name))


def id_or_every(text: str) -> int | None:
    return None if text == EVERY else whole_number(text)


def id_or_none(found: Any) -> int | None:
    return None if found is None else small_number(found)


def period_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise OddValue("no day") from None
    if day.year not in PERIOD_YEARS:
        raise OddValue("no day of a period")
    return day


def meeting_moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise OddValue("no moment") from None
    if moment.tzinfo is None or moment.year not in YEARS:
        raise OddValue("no moment of a meeting")
    return moment
