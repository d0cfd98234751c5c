"""The blocks and buttons of which every view is made, and the message that holds them.

Limits are Slack's: a section holds 3,000 characters, a header 150, a message 50 blocks and about
13,000 characters of text in all.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from models.payloads import Block, Element, Message
from views.texts import cut, short

SECTION_LIMIT = 3000
HEADER_LIMIT = 150
LABEL_LIMIT = 75
TEXT_LIMIT = 3900
PAGE = 10
"""How many things a list shows before it asks whether to go on."""


def message(text: str, blocks: Sequence[Block] | None = None) -> Message:
    """A message; ``text`` says it all over again for screen readers and notifications."""
    return {
        "text": cut(text, TEXT_LIMIT),
        "blocks": with_distinct_labels(blocks) if blocks else [section(text)],
    }


def with_distinct_labels(blocks: Iterable[Block]) -> list[Block]:
    """The blocks with a number in the labels of buttons that a
    screen reader would read out alike.
    """
    drawn = list(blocks)
    total = Counter(_read_out(element) for block in drawn for element in _buttons(block))
    if all(count == 1 for count in total.values()):
        return drawn
    seen = Counter[str]()

    def numbered(element: Element) -> Element:
        if element.get("type") != "button" or total[label := _read_out(element)] == 1:
            return element
        seen[label] += 1
        number = f" ({seen[label]})"
        return element | {"accessibility_label": short(label, LABEL_LIMIT - len(number)) + number}

    return [_with_elements(block, numbered) for block in drawn]


def _elements(block: Block) -> list[Element]:
    accessory = [block["accessory"]] if block.get("accessory") else []
    return [*block.get("elements", ()), *accessory]


def _buttons(block: Block) -> list[Element]:
    return [element for element in _elements(block) if element.get("type") == "button"]


def _with_elements(block: Block, redrawn: Callable[[Element], Element]) -> Block:
    """A block with other elements in the place of its own."""
    if "elements" in block:
        block = block | {"elements": [redrawn(element) for element in block["elements"]]}
    if block.get("accessory"):
        block = block | {"accessory": redrawn(block["accessory"])}
    return block


def _read_out(element: Element) -> str:
    return str(element.get("accessibility_label") or element["text"]["text"])


def plain(text: str) -> Element:
    """A plain-text object; emoji codes in it stay as typed."""
    return {"type": "plain_text", "text": text, "emoji": False}


def mrkdwn(text: str) -> Element:
    """A mrkdwn object. Whatever people typed must have gone through ``esc``."""
    return {"type": "mrkdwn", "text": text, "verbatim": False}


def section(text: str, accessory: Element | None = None) -> Block:
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


def actions(*elements: Element, block_id: str = "") -> Block:
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
    confirm: Element | None = None,
) -> Element:
    """A button. ``about`` says to a screen reader which of several equal labels this one is."""
    element: Element = {
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


def confirm(title: str, text: str, yes: str, no: str = "Go back") -> Element:
    """The question asked before something that cannot be taken back."""
    return {
        "title": plain(short(title, 100)),
        "text": plain(short(text, 300)),
        "confirm": plain(short(yes, 30)),
        "deny": plain(short(no, 30)),
    }


def more_label(left: int, *, step: int = PAGE) -> str:
    """What the button says that shows the next ``step`` of what is left of a list."""
    return f"Show {left} more" if left <= step else f"Show {step} more of {left}"


def more_button(action_id: str, value: str, *, left: int, step: int = PAGE) -> Block:
    """The button under a list that was cut: it asks for the next ``step``."""
    return actions(button(more_label(left, step=step), action_id, value))
