"""The few builders that every view uses, and the one place where typed text is made safe to show.

Limits are Slack's: a section holds 3,000 characters, a header 150, a message 50 blocks and about
13,000 characters of text in all.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import datetime
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

Block = dict[str, Any]
Message = dict[str, Any]
View = dict[str, Any]

SECTION_LIMIT = 3000
HEADER_LIMIT = 150
LABEL_LIMIT = 75
TITLE_LIMIT = 24
TEXT_LIMIT = 3900
PAGE = 10
"""How many things a list shows before it asks whether to go on."""

_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_MARKS = re.compile(r"[*_~`]")
_BROKEN = re.compile(r"(&\w{0,4}|<[^>]*)$")


def esc(text: str) -> str:
    """Typed text for mrkdwn: it cannot mention, link or ping,
    and right-to-left names keep to themselves.
    """
    return isolate(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def isolate(text: str) -> str:
    """Typed text for plain text: right-to-left words do not turn around what stands beside them.

    The mark before them keeps a line that begins with them from being laid out from the right as a
    whole.
    """
    return f"\u200e\u2068{text}\u2069" if _RIGHT_TO_LEFT.search(text) else text


def bold(text: str) -> str:
    """Typed text in bold; left plain where its own marks would break the bold open."""
    return esc(text) if _MARKS.search(text) or not text.strip() else f"*{esc(text)}*"


def short(text: str, limit: int) -> str:
    """At most ``limit`` characters, with an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def cut(text: str, limit: int) -> str:
    """mrkdwn of at most ``limit`` characters,
    cut neither within an escaped character nor within a link.
    """
    if len(text) <= limit:
        return text
    return _BROKEN.sub("", text[: limit - 1]).rstrip() + "…"


def mention(slack_id: str | None, name: str) -> str:
    """A Slack mention, or the name of a person without an account.

    Use it only where a ping is meant.
    """
    return f"<@{slack_id}>" if slack_id else esc(name)


def channel(channel_id: str | None) -> str:
    """A link to a channel, or words for none."""
    return f"<#{channel_id}>" if channel_id else "no channel"


def moment(at: datetime, zone: str) -> str:
    """A moment as mrkdwn that each reader sees in her own zone; the fallback states the zone."""
    return (
        f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{plain_moment(at, zone)}>"
    )


def plain_moment(at: datetime, zone: str) -> str:
    """A moment in plain text, such as ``Thu 3 Dec 2026, 2:00 PM EST``."""
    local = at.astimezone(ZoneInfo(zone))
    clock = local.strftime("%I:%M %p").lstrip("0")
    return f"{local:%a} {local.day} {local:%b %Y}, {clock} {local:%Z}"


def dated(title: str, at: datetime, zone: str) -> str:
    """For the label of a button: which meeting of a series, all of one title, it is about."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b}, {title}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """``1 task``, ``2 tasks``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def message(text: str, blocks: Sequence[Block] | None = None) -> Message:
    """A message; ``text`` says it all over again for screen readers and notifications."""
    return {
        "text": cut(text, TEXT_LIMIT),
        "blocks": told_apart(blocks) if blocks else [section(text)],
    }


def told_apart(blocks: Iterable[Block]) -> list[Block]:
    """The blocks with a number in the labels of buttons that a
    screen reader would read out alike.
    """
    copies = deepcopy(list(blocks))
    elements = [
        one for block in copies for one in (*block.get("elements", ()), block.get("accessory", {}))
    ]
    buttons = [one for one in elements if one.get("type") == "button"]
    total, seen = Counter(map(_read_out, buttons)), Counter[str]()
    for one in buttons:
        label = _read_out(one)
        seen[label] += 1
        if total[label] > 1:
            number = f" ({seen[label]})"
            one["accessibility_label"] = short(label, LABEL_LIMIT - len(number)) + number
    return copies


def _read_out(element: dict[str, Any]) -> str:
    return str(element.get("accessibility_label") or element["text"]["text"])


def fitting(lines: Sequence[str], room: int) -> list[str]:
    """As many whole lines as fit into ``room`` characters, and how many more there are."""
    if sum(len(line) + 1 for line in lines) <= room:
        return list(lines)
    ends = accumulate(len(line) + 1 for line in lines)
    shown = lines[: sum(end <= room - len("and 10,000 more") for end in ends)]
    return [*shown, f"and {len(lines) - len(shown):,} more"]


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str | None = None,
    close: str = "Close",
    private: str = "",
) -> View:
    """A form, or with no ``submit`` a page to read.

    ``private`` comes back with the answer, unseen.
    """
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(short(title, TITLE_LIMIT)),
        "close": plain(short(close, TITLE_LIMIT)),
        "blocks": list(blocks),
        "private_metadata": private,
    }
    return view | {"submit": plain(short(submit, TITLE_LIMIT))} if submit else view


def plain(text: str) -> dict[str, Any]:
    """A plain-text object; emoji codes in it stay as typed."""
    return {"type": "plain_text", "text": text, "emoji": False}


def mrkdwn(text: str) -> dict[str, Any]:
    """A mrkdwn object. Whatever people typed must have gone through ``esc``."""
    return {"type": "mrkdwn", "text": text, "verbatim": False}


def section(text: str, accessory: dict[str, Any] | None = None) -> Block:
    """A paragraph of mrkdwn, with an element at its side."""
    block: Block = {"type": "section", "text": mrkdwn(cut(text, SECTION_LIMIT))}
    return block | {"accessory": accessory} if accessory else block


def fields(pairs: Iterable[tuple[str, str]]) -> Block:
    """Up to ten short facts in two columns: label and mrkdwn."""
    shown = [mrkdwn(cut(f"*{label}*\n{value}", 2000)) for label, value in pairs]
    return {"type": "section", "fields": shown[:10]}


def header(text: str) -> Block:
    """A heading in plain text."""
    return {"type": "header", "text": plain(short(text, HEADER_LIMIT))}


def context(*texts: str) -> Block:
    """Small print in mrkdwn."""
    return {"type": "context", "elements": [mrkdwn(cut(text, 2000)) for text in texts[:10]]}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def actions(*elements: dict[str, Any], block_id: str = "") -> Block:
    """Up to 25 elements in a row."""
    block: Block = {"type": "actions", "elements": list(elements[:25])}
    return block | {"block_id": block_id} if block_id else block


def button(
    label: str,
    action_id: str,
    value: str | int = "",
    *,
    style: str = "",
    about: str = "",
    confirm: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A button. ``about`` says to a screen reader which of several equal labels this one is."""
    element: dict[str, Any] = {
        "type": "button",
        "text": plain(short(label, LABEL_LIMIT)),
        "action_id": action_id,
    }
    if value != "":
        element["value"] = str(value)
    if style:
        element["style"] = style
    if about:
        element["accessibility_label"] = short(f"{label}: {about}", LABEL_LIMIT)
    return element | {"confirm": confirm} if confirm else element


def confirm(title: str, text: str, yes: str, no: str = "Go back") -> dict[str, Any]:
    """The question asked before something that cannot be taken back."""
    return {
        "title": plain(short(title, 100)),
        "text": plain(short(text, 300)),
        "confirm": plain(short(yes, 30)),
        "deny": plain(short(no, 30)),
    }


def option(label: str, value: str | int, description: str = "") -> dict[str, Any]:
    """One choice of a select, radio or checklist."""
    choice: dict[str, Any] = {"text": plain(short(label or "–", LABEL_LIMIT)), "value": str(value)}
    return (
        choice | {"description": plain(short(description, LABEL_LIMIT))} if description else choice
    )


def select(
    action_id: str,
    options: Sequence[dict[str, Any]],
    *,
    placeholder: str = "Choose",
    initial: str | None = None,
    type_: str = "static_select",
) -> dict[str, Any]:
    """A select, radio group (``radio_buttons``) or overflow menu of at least one option."""
    element: dict[str, Any] = {
        "type": type_,
        "action_id": action_id,
        "options": list(options[:100]),
    }
    if type_ == "static_select":
        element["placeholder"] = plain(placeholder)
    chosen = [choice for choice in element["options"] if choice["value"] == initial]
    return element | {"initial_option": chosen[0]} if chosen else element


def multi_select(
    action_id: str,
    options: Sequence[dict[str, Any]],
    *,
    placeholder: str = "Choose",
    initial: Iterable[str] = (),
    type_: str = "multi_static_select",
) -> dict[str, Any]:
    """A select of several, or ``checkboxes`` (at most ten options)."""
    element: dict[str, Any] = {
        "type": type_,
        "action_id": action_id,
        "options": list(options[:100]),
    }
    if type_ == "multi_static_select":
        element["placeholder"] = plain(placeholder)
    wanted = set(initial)
    chosen = [choice for choice in element["options"] if choice["value"] in wanted]
    return element | {"initial_options": chosen} if chosen else element


def text_input(
    action_id: str,
    *,
    initial: str = "",
    placeholder: str = "",
    multiline: bool = False,
    limit: int = 200,
) -> dict[str, Any]:
    """A field to type in, of at most ``limit`` characters."""
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": action_id,
        "multiline": multiline,
        "max_length": limit,
    }
    if initial:
        element["initial_value"] = initial[:limit]
    return element | {"placeholder": plain(short(placeholder, 150))} if placeholder else element


def field(
    name: str, label: str, element: dict[str, Any], *, hint: str = "", optional: bool = False
) -> Block:
    """A labelled field of a form; its block id is the field's name, by which refusals find it."""
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(short(label, 2000)),
        "element": element,
        "optional": optional,
    }
    return block | {"hint": plain(short(hint, 2000))} if hint else block


def more_button(action_id: str, value: str, *, left: int) -> Block:
    """The button under a list that was cut: it asks for the next page."""
    return actions(button(f"Show {min(left, PAGE)} more of {left}", action_id, value))


def joined(parts: Iterable[str], between: str = " · ") -> str:
    """The parts that say something, on one line."""
    return between.join(part for part in parts if part)
