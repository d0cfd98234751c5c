"""Finding what a person would click: by visible label, label for screen readers, or id."""

from dataclasses import dataclass
from typing import Any

from sandbox.inputs import elements

Payload = dict[str, Any]


@dataclass(frozen=True)
class FoundElement:
    """An element, the block it stands in, and the view or message they belong to."""

    block: Payload
    element: Payload
    where: Payload

    @property
    def ids(self) -> Payload:
        return {
            **self.where,
            "block_id": self.block["block_id"],
            "action_id": self.element["action_id"],
        }


def find_element(
    blocks: list[Payload], label: str, block_id: str | None
) -> tuple[Payload, Payload] | None:
    for block, element in elements(blocks):
        if block_id in (None, block["block_id"]) and label in _names(block, element):
            return block, element
    return None


def find_input(blocks: list[Payload], label: str) -> tuple[Payload, Payload]:
    for block, element in elements(blocks):
        if label in (*_names(block, element), block["block_id"]):
            return block, element
    raise LookupError(f"The form has no {label!r}; it has {_labels(blocks)}.")


def _names(block: Payload, element: Payload) -> set[str]:
    texts = [element.get("text"), element.get("placeholder"), block.get("label")]
    shown = {text["text"] for text in texts if isinstance(text, dict)}
    return shown | {
        element["action_id"],
        element.get("accessibility_label") or element["action_id"],
    }


def _labels(blocks: list[Payload]) -> list[str]:
    return [block["label"]["text"] for block in blocks if block["type"] == "input"]
