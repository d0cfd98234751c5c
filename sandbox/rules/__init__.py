"""Slack's limits as tables, and the checks that refuse what breaks one,
in Slack's own error words.
"""

import json
from collections.abc import Iterator
from typing import Any

from sandbox.errors import SlackError
from sandbox.rules.blocks import BLOCKS
from sandbox.rules.date_tokens import SAYS, malformed_dates
from sandbox.rules.elements import ELEMENTS
from sandbox.rules.manifest import MANIFEST, MANIFEST_RULES, manifest_problems
from sandbox.rules.objects import METADATA, OBJECTS
from sandbox.rules.rich_text import PARTS, PIECES
from sandbox.rules.schemas import schema_problems, table_rules
from sandbox.rules.shapes import RuleProblem
from sandbox.rules.surfaces import (
    MESSAGE_TEXT,
    SURFACE_RULES,
    VIEWS,
    block_problems,
    text_is_too_long,
    view_is_too_large,
    view_problems,
)
from sandbox.rules.tables import CELLS, CHART_OBJECTS, CHARTS

METADATA_BYTES = 8000
TABLES = (BLOCKS, ELEMENTS, OBJECTS, PIECES, PARTS, CELLS, CHARTS, CHART_OBJECTS, VIEWS, MANIFEST)

# Every rule by its short name, with a sentence saying what it demands.
RULES: dict[str, str] = {
    **SURFACE_RULES,
    **MANIFEST_RULES,
    **{name: says for table in TABLES for name, says in table_rules(table)},
}


def check_message(*, text: str | None, blocks: Any) -> None:
    """Raises the error with which Slack would refuse this message."""
    if text is not None and not isinstance(text, str):
        raise SlackError(
            "invalid_arguments", messages=["[ERROR] must provide a string [json-pointer:/text]"]
        )
    if blocks:
        check_blocks(blocks)
    if text and malformed_dates(text):
        raise SlackError("invalid_arguments", messages=[f"[ERROR] {SAYS} [json-pointer:/text]"])
    # A message with blocks but no text is read out as nothing, so the sandbox refuses what Slack
    # lets pass.
    if not text or not text.strip():
        raise SlackError("no_text")
    if len(text) > MESSAGE_TEXT:
        raise SlackError("msg_too_long")


def check_blocks(blocks: Any, surface: str = "message") -> None:
    _refuse("invalid_blocks", list(block_problems(blocks, surface)))
    if surface == "message" and text_is_too_long(blocks):
        raise SlackError("msg_blocks_too_long")


def check_metadata(metadata: Any) -> None:
    """Metadata is seen by every app and member, and small."""
    if metadata is None:
        return
    _refuse("invalid_metadata_schema", list(METADATA.problems(metadata, "", "/metadata")))
    if len(json.dumps(metadata).encode()) > METADATA_BYTES:
        raise SlackError("metadata_too_large")


def check_view(view: Any, *, kinds: tuple[str, ...] = ("modal", "home")) -> None:
    if not isinstance(view, dict):
        raise SlackError(
            "invalid_arguments", messages=["[ERROR] must provide an object [json-pointer:/view]"]
        )
    if view_is_too_large(view):
        raise SlackError("view_too_large")
    _refuse("invalid_arguments", list(view_problems(view)))
    if view["type"] not in kinds:
        says = f"[ERROR] unsupported type: {view['type']} [json-pointer:/view/type]"
        raise SlackError("invalid_arguments", messages=[says])


def suggestion_problems(answer: dict[str, Any]) -> Iterator[RuleProblem]:
    """What is wrong with the options that the app suggests for an external menu."""
    yield from schema_problems(OBJECTS["suggestions"], answer, "suggestions", "")


def _refuse(code: str, problems: list[RuleProblem]) -> None:
    if problems:
        raise SlackError(code, messages=[str(problem) for problem in problems])
