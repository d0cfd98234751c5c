"""All the text a message or view shows, as plain lines:
for assertions, and for whoever cannot see blocks.
"""

from collections.abc import Callable, Iterator
from typing import Any

Payload = dict[str, Any]


def text_of(shown: Payload | None) -> str:
    """The visible text, one line per piece; mentions and dates stay in Slack's notation."""
    if not shown:
        return ""
    lines = [
        *_titles(shown),
        *(_blocks(shown["blocks"]) if shown.get("blocks") else [shown.get("text", "")]),
    ]
    return "\n".join(line for line in lines if line)


def _titles(shown: Payload) -> Iterator[str]:
    for key in ("title", "submit", "close") if shown.get("type") != "home" else ():
        if isinstance(shown.get(key), dict):
            yield shown[key]["text"]


def _blocks(blocks: list[Payload]) -> Iterator[str]:
    for block in blocks:
        yield from BLOCKS.get(block["type"], _texts)(block)


def _texts(block: Payload) -> Iterator[str]:
    """Section, header, context, actions, image, input, alert, card:
    their texts in the order shown.
    """
    for key in ("title", "subtitle", "label", "text", "body"):
        yield from _one(block.get(key))
    for key in ("fields", "elements", "actions", "tasks"):
        for item in block.get(key) or []:
            yield from _element(item)
    for key in ("accessory", "element", "hero_image"):
        yield from _element(block.get(key) or {})
    yield from _one(block.get("hint"))
    yield block.get("alt_text", "")


def _element(element: Payload) -> Iterator[str]:
    if element.get("type") in ("plain_text", "mrkdwn"):
        yield element["text"]
        return
    if element.get("type") in ("card", "task_card"):
        yield from _texts(element)
        return
    yield from _one(element.get("text"))
    yield from _one(element.get("placeholder"))
    yield element.get("alt_text", "")
    for option in [*(element.get("options") or []), *_grouped(element)]:
        yield from _one(option["text"])
        yield from _one(option.get("description"))


def _grouped(element: Payload) -> list[Payload]:
    return [option for group in element.get("option_groups") or [] for option in group["options"]]


def _one(text: Any) -> Iterator[str]:
    if isinstance(text, dict):
        yield text["text"]
    elif isinstance(text, str):
        yield text


def _rich(block: Payload) -> Iterator[str]:
    for part in block["elements"]:
        if part["type"] == "rich_text_list":
            yield from _rich(part)
        else:
            yield "".join(_piece(piece) for piece in part["elements"])


def _piece(piece: Payload) -> str:
    if piece["type"] == "user":
        return f"<@{piece['user_id']}>"
    if piece["type"] == "channel":
        return f"<#{piece['channel_id']}>"
    return str(
        piece.get("text") or piece.get("url") or piece.get("fallback") or piece.get("name") or ""
    )


def _table(block: Payload) -> Iterator[str]:
    yield block.get("caption", "")
    for row in block["rows"]:
        yield " | ".join(_cell(cell) for cell in row)


def _cell(cell: Payload) -> str:
    if cell["type"] == "rich_text":
        return " ".join(_rich(cell))
    return str(cell.get("text") or cell.get("value", ""))


def _chart(block: Payload) -> Iterator[str]:
    yield block["title"]
    chart = block["chart"]
    for series in chart.get("series") or [{"name": "", "data": chart.get("segments") or []}]:
        points = ", ".join(f"{point['label']} {point['value']:g}" for point in series["data"])
        yield f"{series['name']}: {points}" if series["name"] else points


def _container(block: Payload) -> Iterator[str]:
    yield from _texts({key: block[key] for key in ("title", "subtitle") if key in block})
    if "rich_text_title" in block:
        yield from _rich(block["rich_text_title"])
    yield from _blocks(block["child_blocks"])


BLOCKS: dict[str, Callable[[Payload], Iterator[str]]] = {
    "rich_text": _rich,
    "table": _table,
    "data_table": _table,
    "data_visualization": _chart,
    "container": _container,
}
