"""The rules about a whole message or view:
how many blocks, which surfaces, unique ids, how much text.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sandbox.rules.blocks import BLOCKS, ELEMENTS
from sandbox.rules.date_tokens import SAYS
from sandbox.rules.objects import plain
from sandbox.rules.schemas import Also, Field, Schema, TypedObject
from sandbox.rules.shapes import Flag, Many, RuleProblem, String
from sandbox.rules.tables import characters

Payload = dict[str, Any]

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_TEXT = 4000
MESSAGE_CHARACTERS = 13_200
MARKDOWN_CHARACTERS = 12_000
VIEW_BYTES = 250_000
ANY_BLOCK = TypedObject(BLOCKS)

VIEW_FIELDS = {
    "blocks": Field(Many(ANY_BLOCK, VIEW_BLOCKS, 0), required=True),
    "private_metadata": Field(String(3000)),
    "callback_id": Field(String(255)),
    "external_id": Field(String(255)),
}


def _has_inputs(view: Payload) -> bool:
    return any(block["type"] == "input" for block in view["blocks"])


VIEWS: dict[str, Schema] = {
    "modal": Schema(
        {
            **VIEW_FIELDS,
            "title": Field(plain(24), required=True),
            "submit": Field(plain(24)),
            "close": Field(plain(24)),
            "clear_on_close": Field(Flag()),
            "notify_on_close": Field(Flag()),
            "submit_disabled": Field(Flag()),
        },
        (
            Also(
                "modal.submit.with_inputs",
                "missing required field: submit",
                lambda v: not _has_inputs(v) or "submit" in v,
            ),
        ),
    ),
    "home": Schema(VIEW_FIELDS),
}

SURFACE_RULES = {
    "message.blocks.max": f"at most {MESSAGE_BLOCKS} blocks",
    "message.charts.max": "at most two data_visualization blocks",
    "message.one_table": "one table or data_table in a message",
    "message.one_plan": "one plan in a message",
    "message.markdown.max": f"at most {MARKDOWN_CHARACTERS} characters in all markdown blocks",
    "block.surface": "a block stands only on the surfaces that take it",
    "element.surface": "an element stands only on the surfaces that take it",
    "block_id.unique": "block ids are unique on a surface",
    "action_id.unique": "action ids are unique in their block",
    "focus.one": "only one element is focused on load",
    "message.no_text": "a message has a text, also beside blocks",
    "message.text.max": f"text has at most {MESSAGE_TEXT} characters",
    "message.characters.max": f"all text of the blocks has at most {MESSAGE_CHARACTERS} characters",
    "view.bytes.max": f"a view has at most {VIEW_BYTES} bytes",
    "unknown_type": "types are known",
    "unknown_field": "fields are known",
    "wrong_type": "values have the type of their field",
    "text.date": SAYS,
    "element.response_url": "response_url_enabled is for a menu in an input block of a modal",
    "text.type": "a text object is of a type that its place takes",
}


def block_problems(blocks: Any, surface: str) -> Iterator[RuleProblem]:
    """Everything wrong with the blocks of a message, each with its place."""
    most = MESSAGE_BLOCKS if surface == "message" else None
    found = list(Many(ANY_BLOCK, most, 0).problems(blocks, "message.blocks", "/blocks"))
    yield from found
    if not found:
        yield from joint_problems(blocks, surface, "/blocks")


def view_problems(view: Any) -> Iterator[RuleProblem]:
    found = list(TypedObject(VIEWS).problems(view, "view", "/view"))
    yield from found
    if not found:
        yield from joint_problems(view["blocks"], view["type"], "/view/blocks")


def joint_problems(blocks: list[Payload], surface: str, at: str) -> Iterator[RuleProblem]:
    """The rules that look at all blocks together; each block by itself is known to be sound."""
    placed = list(_placed(blocks, at))
    yield from _surface_problems(placed, surface)
    yield from _id_problems(placed)
    if surface == "message":
        yield from _message_problems(placed, at)


def view_is_too_large(view: Payload) -> bool:
    return len(json.dumps(view).encode()) > VIEW_BYTES


def text_is_too_long(blocks: list[Payload]) -> bool:
    return characters(blocks) > MESSAGE_CHARACTERS


def interactive(block: Payload) -> Iterator[tuple[str, Payload]]:
    """The elements of one block with their place in it, also of cards and other nested blocks."""
    for key in ("accessory", "element"):
        if block.get(key):
            yield key, block[key]
    for key in ("elements", "actions"):
        if block["type"] in ("actions", "context_actions", "card"):
            for index, element in enumerate(block.get(key) or []):
                yield f"{key}/{index}", element


def nested(block: Payload) -> list[tuple[str, Payload]]:
    """The blocks inside a container, carousel or plan."""
    key = {"container": "child_blocks", "carousel": "elements", "plan": "tasks"}.get(
        block["type"], ""
    )
    return [(f"{key}/{index}", child) for index, child in enumerate(block.get(key) or [])]


def _placed(blocks: list[Payload], at: str) -> Iterator[tuple[str, Payload]]:
    for index, block in enumerate(blocks):
        yield f"{at}/{index}", block
        for place, child in nested(block):
            yield f"{at}/{index}/{place}", child


def _surface_problems(placed: list[tuple[str, Payload]], surface: str) -> Iterator[RuleProblem]:
    for at, block in placed:
        if surface not in BLOCKS[block["type"]].surfaces:
            yield RuleProblem(
                "block.surface", f"unsupported type in a {surface}: {block['type']}", f"{at}/type"
            )
        for place, element in interactive(block):
            if surface not in ELEMENTS[element["type"]].surfaces:
                says = f"unsupported type in a {surface}: {element['type']}"
                yield RuleProblem("element.surface", says, f"{at}/{place}/type")
            is_in_form = surface == "modal" and block["type"] == "input"
            if element.get("response_url_enabled") and not is_in_form:
                says = SURFACE_RULES["element.response_url"]
                yield RuleProblem(
                    "element.response_url", says, f"{at}/{place}/response_url_enabled"
                )


def _id_problems(placed: list[tuple[str, Payload]]) -> Iterator[RuleProblem]:
    block_ids = Counter(block["block_id"] for _, block in placed if block.get("block_id"))
    focused = [
        f"{at}/{place}"
        for at, block in placed
        for place, e in interactive(block)
        if e.get("focus_on_load")
    ]
    for at, block in placed:
        if block_ids[block.get("block_id")] > 1:
            yield RuleProblem(
                "block_id.unique", f"block_id {block['block_id']} is not unique", f"{at}/block_id"
            )
        yield from _action_id_problems(block, at)
    if len(focused) > 1:
        yield RuleProblem("focus.one", "only one element may have focus_on_load", focused[1])


def _action_id_problems(block: Payload, at: str) -> Iterator[RuleProblem]:
    seen: set[str] = set()
    for place, element in interactive(block):
        action_id = element.get("action_id")
        if action_id and action_id in seen:
            yield RuleProblem(
                "action_id.unique",
                f"action_id {action_id} is not unique",
                f"{at}/{place}/action_id",
            )
        seen.add(action_id or "")


def _message_problems(placed: list[tuple[str, Payload]], at: str) -> Iterator[RuleProblem]:
    kinds = Counter(block["type"] for _, block in placed)
    if kinds["table"] + kinds["data_table"] > 1:
        yield RuleProblem("message.one_table", "only_one_table_allowed", at)
    if kinds["plan"] > 1:
        yield RuleProblem("message.one_plan", "no more than 1 plan block allowed", at)
    if kinds["data_visualization"] > 2:
        yield RuleProblem(
            "message.charts.max", "no more than 2 data_visualization blocks allowed", at
        )
    if (
        sum(len(block["text"]) for _, block in placed if block["type"] == "markdown")
        > MARKDOWN_CHARACTERS
    ):
        says = f"must be less than {MARKDOWN_CHARACTERS + 1} characters in all markdown blocks"
        yield RuleProblem("message.markdown.max", says, at)
