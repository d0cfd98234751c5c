"""Inputs: what a person put into them, and what Slack's client checks before it sends them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sandbox.errors import Declined
from sandbox.rules.elements import RICH_VALUE
from sandbox.rules.objects import all_options as all_options
from sandbox.rules.surfaces import interactive, nested

Payload = dict[str, Any]
Entries = dict[str, dict[str, Payload]]


@dataclass(frozen=True)
class Stateful:
    """The key of an element's value in `state`,
    and the field of the block that fills it at first.
    """

    key: str
    initial: str
    several: bool = False


STATE: dict[str, Stateful] = {
    "plain_text_input": Stateful("value", "initial_value"),
    "number_input": Stateful("value", "initial_value"),
    "email_text_input": Stateful("value", "initial_value"),
    "url_text_input": Stateful("value", "initial_value"),
    "rich_text_input": Stateful("rich_text_value", "initial_value"),
    "file_input": Stateful("files", "", several=True),
    "static_select": Stateful("selected_option", "initial_option"),
    "external_select": Stateful("selected_option", "initial_option"),
    "users_select": Stateful("selected_user", "initial_user"),
    "channels_select": Stateful("selected_channel", "initial_channel"),
    "conversations_select": Stateful("selected_conversation", "initial_conversation"),
    "multi_static_select": Stateful("selected_options", "initial_options", several=True),
    "multi_external_select": Stateful("selected_options", "initial_options", several=True),
    "multi_users_select": Stateful("selected_users", "initial_users", several=True),
    "multi_channels_select": Stateful("selected_channels", "initial_channels", several=True),
    "multi_conversations_select": Stateful(
        "selected_conversations", "initial_conversations", several=True
    ),
    "datepicker": Stateful("selected_date", "initial_date"),
    "timepicker": Stateful("selected_time", "initial_time"),
    "datetimepicker": Stateful("selected_date_time", "initial_date_time"),
    "checkboxes": Stateful("selected_options", "initial_options", several=True),
    "radio_buttons": Stateful("selected_option", "initial_option"),
}
MOST_FILES = {"file_input": 10}
OPTION_KEYS = ("selected_option", "selected_options")
FORMS = {
    "selected_date": r"\d{4}-\d{2}-\d{2}",
    "selected_time": r"([01]\d|2[0-3]):[0-5]\d",
}


def elements(blocks: list[Payload]) -> Iterator[tuple[Payload, Payload]]:
    """Every interactive element with the block it stands in, also inside containers."""
    for block in blocks:
        for _, element in interactive(block):
            if "action_id" in element:
                yield block, element
        yield from elements([child for _, child in nested(block)])


def find(blocks: list[Payload], block_id: str, action_id: str) -> tuple[Payload, Payload]:
    for block, element in elements(blocks):
        if block["block_id"] == block_id and element["action_id"] == action_id:
            return block, element
    raise Declined("element_not_found", "This button or field is no longer there.")


def state_of(blocks: list[Payload], entries: Entries) -> Payload:
    values: Entries = {}
    for block, element in elements(blocks):
        if element["type"] in STATE:
            entered = entries.get(block["block_id"], {}).get(element["action_id"])
            values.setdefault(block["block_id"], {})[element["action_id"]] = entered or _untouched(
                element
            )
    return {"values": values}


def kept(entries: Entries, blocks: list[Payload]) -> Entries:
    """What was entered, as far as the new blocks have the same inputs under the same ids."""
    result: Entries = {}
    for block, element in elements(blocks):
        entered = entries.get(block["block_id"], {}).get(element["action_id"])
        if entered and entered["type"] == element["type"]:
            result.setdefault(block["block_id"], {})[element["action_id"]] = entered
    return result


def at_current_conversation(blocks: list[Payload], channel: str | None) -> Entries:
    """What menus begin with that default to where the person was,
    unless they have an initial choice.
    """
    result: Entries = {}
    for block, element in elements(blocks):
        row = STATE.get(element["type"])
        if (
            channel
            and row
            and element.get("default_to_current_conversation")
            and row.initial not in element
        ):
            value: Any = [channel] if row.several else channel
            entry = {"type": element["type"], row.key: value}
            result.setdefault(block["block_id"], {})[element["action_id"]] = entry
    return result


def entered(element: Payload, given: Any, offered: list[Payload]) -> Payload:
    """The state value that stands for `given`:
    text, an option's value, an id, a date, or a list of these.
    """
    row = STATE[element["type"]]
    if row.several:
        values = given if isinstance(given, list) else [] if given in (None, "") else [given]
    else:
        values = [] if given in (None, "") else [given]
    read = [_read(element, row, value, offered) for value in values]
    result: Any = read if row.several else (read[0] if read else None)
    return {"type": element["type"], row.key: result, **_zone(element)}


def pressed(element: Payload, given: Any, offered: list[Payload]) -> Payload:
    """The part of an action payload that says what was pressed or chosen."""
    if element["type"] in STATE:
        return entered(element, given, offered)
    result: Payload = {"type": element["type"]}
    if element["type"] == "overflow":
        result["selected_option"] = _option(element, str(given), offered)
    for key in ("text", "value", "style", "icon"):
        if key in element:
            result[key] = element[key]
    return result


def is_empty(value: Payload) -> bool:
    return not value[STATE[value["type"]].key]


def problems_with(blocks: list[Payload], entries: Entries) -> dict[str, str]:
    """What Slack's client refuses to send, by block: such a form never reaches the app."""
    values = state_of(blocks, entries)["values"]
    found: dict[str, str] = {}
    for block in blocks:
        if block["type"] == "input":
            element = block["element"]
            value = values[block["block_id"]][element["action_id"]]
            problem = _problem(element, value, optional=bool(block.get("optional")))
            if problem:
                found[block["block_id"]] = problem
    return found


def _problem(element: Payload, value: Payload, *, optional: bool) -> str | None:
    if is_empty(value):
        return None if optional else "Please complete this required field."
    check = CHECKS.get(element["type"])
    content = value[STATE[element["type"]].key]
    return check(element, content) if check else _count(element, content)


def _length(element: Payload, text: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(text) < least:
        return f"Please enter at least {least} characters."
    return f"Please enter no more than {most} characters." if len(text) > most else None


def _number(element: Payload, text: str) -> str | None:
    if not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)", text, re.ASCII):
        return "Please enter a number."
    number = Decimal(text)
    if not element["is_decimal_allowed"] and number != number.to_integral_value():
        return "Please enter a whole number."
    if "min_value" in element and number < Decimal(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and number > Decimal(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None


def _email(_: Payload, text: str) -> str | None:
    return (
        None
        if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text)
        else "Please enter an email address."
    )


def _url(_: Payload, text: str) -> str | None:
    return None if re.fullmatch(r"https?://\S+", text) else "Please enter a web address."


def _count(element: Payload, content: Any) -> str | None:
    most = (
        element.get("max_selected_items")
        or element.get("max_files")
        or MOST_FILES.get(element["type"])
    )
    return f"Please choose no more than {most}." if most and len(content) > most else None


CHECKS = {
    "plain_text_input": _length,
    "number_input": _number,
    "email_text_input": _email,
    "url_text_input": _url,
}


def _untouched(element: Payload) -> Payload:
    row = STATE[element["type"]]
    empty: Any = [] if row.several else None
    return {"type": element["type"], row.key: element.get(row.initial) or empty, **_zone(element)}


def _zone(element: Payload) -> Payload:
    """A picker of times that has a zone repeats it beside the time."""
    return {"timezone": element["timezone"]} if "timezone" in element else {}


def _read(element: Payload, row: Stateful, given: Any, offered: list[Payload]) -> Any:
    if row.key in OPTION_KEYS:
        return _option(element, str(given), offered)
    if row.key == "selected_date_time":
        return _moment(given)
    if row.key == "rich_text_value":
        return _rich_text(given)
    text = str(given)
    if row.key in FORMS and not re.fullmatch(FORMS[row.key], text):
        raise Declined(
            "invalid_value", f"“{text}” is not a {element['type'].removesuffix('picker')}."
        )
    if row.key == "selected_date":
        _real_day(text)
    return text


def _rich_text(given: Any) -> Payload:
    if list(RICH_VALUE.problems(given, "", "")):
        raise Declined("invalid_value", "This is not a text with formatting.")
    written: Payload = given
    return written


def _real_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise Declined("invalid_value", f"“{text}” is not a date.") from None


def _moment(given: Any) -> int:
    try:
        return int(given)
    except (TypeError, ValueError, OverflowError):
        raise Declined("invalid_value", f"“{given}” is not a date and time.") from None


def _option(element: Payload, value: str, offered: list[Payload]) -> Payload:
    known = [*all_options(element), *offered, *(element.get("initial_options") or [])]
    if element.get("initial_option"):
        known.append(element["initial_option"])
    for option in known:
        if option.get("value") == value:
            return dict(option)
    raise Declined("option_not_found", f"“{value}” is not one of the choices.")
