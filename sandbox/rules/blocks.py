"""The table of blocks: fields, limits and surfaces, in the order of Slack's reference."""

from collections.abc import Iterator
from typing import Any

from sandbox.rules.elements import (
    AS_ACCESSORY,
    BUTTON_ONLY,
    ELEMENTS,
    IMAGE_ONLY,
    IMAGE_SOURCE,
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    ON_THE_WEB,
)
from sandbox.rules.objects import URL_SOURCE, plain
from sandbox.rules.rich_text import RICH_TEXT
from sandbox.rules.schemas import Also, Field, Schema, Text, TypedObject
from sandbox.rules.shapes import Flag, Many, OneOf, RuleProblem, String, Whole
from sandbox.rules.tables import (
    CHART,
    DATA_CELLS,
    TABLE_CELLS,
    TABLE_COLUMN,
    TABLE_RULES,
    same_widths,
)

BLOCK_ID = {"block_id": Field(String(255, 1))}


class ContextElement:
    """A context block takes images beside bare text objects."""

    text = Text(3000)

    def problems(self, value: Any, rule: str, at: str) -> Iterator[RuleProblem]:
        is_image = isinstance(value, dict) and value.get("type") == "image"
        yield from (IMAGE_ONLY if is_image else self.text).problems(value, rule, at)

    def rules(self, rule: str) -> Iterator[tuple[str, str]]:
        yield from self.text.rules(rule)


IN_CONTAINER = (
    "section",
    "header",
    "context",
    "actions",
    "divider",
    "rich_text",
    "image",
    "input",
    "table",
    "data_table",
    "data_visualization",
)
BLOCKS: dict[str, Schema] = {
    "section": Schema(
        {
            **BLOCK_ID,
            "text": Field(Text(3000)),
            "fields": Field(Many(Text(2000), 10)),
            "accessory": Field(AS_ACCESSORY),
            "expand": Field(Flag()),
        },
        (
            Also(
                "section.content",
                "missing required field: text or fields",
                lambda b: bool({"text", "fields"} & set(b)),
            ),
        ),
    ),
    "header": Schema(
        {**BLOCK_ID, "text": Field(plain(150), required=True), "level": Field(Whole(1, 4))}
    ),
    "context": Schema({**BLOCK_ID, "elements": Field(Many(ContextElement(), 10), required=True)}),
    "actions": Schema({**BLOCK_ID, "elements": Field(Many(IN_ACTIONS, 25), required=True)}),
    "divider": Schema(BLOCK_ID),
    "rich_text": Schema({**BLOCK_ID, "elements": Field(Many(RICH_TEXT), required=True)}),
    "image": Schema(
        {
            **BLOCK_ID,
            **IMAGE_SOURCE,
            "alt_text": Field(String(2000, 1), required=True),
            "title": Field(plain(2000)),
        },
        (
            Also(
                "image.source",
                "must have either image_url or slack_file",
                lambda b: ("image_url" in b) != ("slack_file" in b),
            ),
        ),
    ),
    "input": Schema(
        {
            **BLOCK_ID,
            "label": Field(plain(2000), required=True),
            "element": Field(IN_INPUT, required=True),
            "hint": Field(plain(2000)),
            "optional": Field(Flag()),
            "dispatch_action": Field(Flag()),
        }
    ),
    "video": Schema(
        {
            **BLOCK_ID,
            "alt_text": Field(String(2000, 1), required=True),
            "title": Field(plain(199), required=True),
            "thumbnail_url": Field(ON_THE_WEB, required=True),
            "video_url": Field(ON_THE_WEB, required=True),
            "title_url": Field(String(3000)),
            "description": Field(plain(199)),
            "author_name": Field(String(50)),
            "provider_name": Field(String()),
            "provider_icon_url": Field(String(3000)),
        }
    ),
    "alert": Schema(
        {
            **BLOCK_ID,
            "text": Field(Text(3000), required=True),
            "level": Field(OneOf(("default", "info", "warning", "error", "success"))),
        },
        surfaces=("modal",),
    ),
    # Cards are published as allowed in modals and were reported not to appear there, so modals
    # refuse them.
    "card": Schema(
        {
            **BLOCK_ID,
            "hero_image": Field(IMAGE_ONLY),
            "icon": Field(IMAGE_ONLY),
            "title": Field(Text(150)),
            "subtitle": Field(Text(150)),
            "body": Field(Text(200)),
            "actions": Field(Many(BUTTON_ONLY)),
        },
        (
            Also(
                "card.content",
                "needs one of hero_image, title, body, actions",
                lambda b: bool({"hero_image", "title", "body", "actions"} & set(b)),
            ),
        ),
        surfaces=("message", "home"),
    ),
    # Tables and containers are published for the Home tab too and were reported as blank there.
    "table": Schema(
        {
            **BLOCK_ID,
            "rows": Field(Many(Many(TABLE_CELLS, 20), 100), required=True),
            "column_settings": Field(Many(TABLE_COLUMN, 20)),
        },
        TABLE_RULES,
        surfaces=("message",),
    ),
    "data_table": Schema(
        {
            **BLOCK_ID,
            "caption": Field(String(min=1), required=True),
            "rows": Field(Many(Many(DATA_CELLS, 20), 101, 2), required=True),
            "page_size": Field(Whole(1, 100)),
            "row_header_column_index": Field(Whole(0, 19)),
        },
        (
            same_widths("data_table"),
            Also(
                "data_table.header",
                "header cells must not be rich_text",
                lambda b: all(cell["type"] != "rich_text" for cell in b["rows"][0]),
            ),
        ),
        surfaces=("message",),
    ),
    "data_visualization": Schema(
        {
            **BLOCK_ID,
            "title": Field(String(50, 1), required=True),
            "chart": Field(CHART, required=True),
        },
        surfaces=("message",),
    ),
    "context_actions": Schema(
        {**BLOCK_ID, "elements": Field(Many(IN_CONTEXT_ACTIONS, 5), required=True)},
        surfaces=("message",),
    ),
    "markdown": Schema(
        {**BLOCK_ID, "text": Field(String(12000, 1), required=True)}, surfaces=("message",)
    ),
}

BLOCKS["task_card"] = Schema(
    {
        **BLOCK_ID,
        "task_id": Field(String(255, 1), required=True),
        "title": Field(String(min=1), required=True),
        "status": Field(OneOf(("pending", "in_progress", "complete", "error")), required=True),
        "details": Field(TypedObject(BLOCKS, ("rich_text",))),
        "output": Field(TypedObject(BLOCKS, ("rich_text",))),
        "sources": Field(Many(URL_SOURCE)),
    },
    surfaces=("message",),
)
BLOCKS["plan"] = Schema(
    {
        **BLOCK_ID,
        "title": Field(String(min=1), required=True),
        "tasks": Field(Many(TypedObject(BLOCKS, ("task_card",)), min=0)),
    },
    (
        Also(
            "plan.tasks.unique",
            "task ids must be unique",
            lambda b: (
                len({task["task_id"] for task in b.get("tasks", [])}) == len(b.get("tasks", []))
            ),
        ),
    ),
    surfaces=("message",),
)

# Containers and carousels hold blocks of this same table, so their rows can only be written after
# it.
BLOCKS["container"] = Schema(
    {
        **BLOCK_ID,
        "title": Field(plain(150)),
        "rich_text_title": Field(TypedObject(BLOCKS, ("rich_text",))),
        "subtitle": Field(Text(150)),
        "icon": Field(IMAGE_ONLY),
        "width": Field(OneOf(("narrow", "standard", "wide", "full"))),
        "is_collapsible": Field(Flag()),
        "default_collapsed": Field(Flag()),
        "has_header_divider": Field(Flag()),
        "child_blocks": Field(
            Many(
                TypedObject(
                    BLOCKS,
                    IN_CONTAINER,
                ),
                10,
            ),
            required=True,
        ),
    },
    (
        Also(
            "container.title",
            "needs a title or rich_text_title",
            lambda b: bool({"title", "rich_text_title"} & set(b)),
        ),
        Also(
            "container.collapsed",
            "default_collapsed needs is_collapsible",
            lambda b: not b.get("default_collapsed") or bool(b.get("is_collapsible")),
        ),
    ),
    surfaces=("message",),
)
BLOCKS["carousel"] = Schema(
    {**BLOCK_ID, "elements": Field(Many(TypedObject(BLOCKS, ("card",)), 10), required=True)},
    surfaces=("message", "home"),
)

__all__ = ["BLOCKS", "ELEMENTS"]
