"""Every row of the tables of limits: kept at exactly its limit, refused one step beyond it.

The limits are written out here once more, so that a wrong number in a table cannot prove itself.
"""

from collections.abc import Callable
from copy import deepcopy
from fnmatch import fnmatch
from typing import Any

import pytest

from sandbox import rules
from sandbox.rules.schemas import Schema, schema_problems, table_rules
from tests.sandbox import samples
from tests.sandbox.test_rules_surfaces import SURFACE_EXAMPLES

Payload = dict[str, Any]

TABLES: list[tuple[dict[str, Schema], dict[str, Payload]]] = [
    (rules.BLOCKS, samples.BLOCKS),
    (rules.ELEMENTS, samples.ELEMENTS),
    (rules.OBJECTS, samples.OBJECTS),
    (rules.PIECES, samples.PIECES),
    (rules.PARTS, samples.PARTS),
    (rules.CELLS, samples.CELLS),
    (rules.CHARTS, samples.CHARTS),
    (rules.CHART_OBJECTS, samples.CHART_OBJECTS),
    (rules.VIEWS, samples.VIEWS),
    (rules.MANIFEST, samples.MANIFEST),
]

# The first pattern that fits gives the limit.
MOST: list[tuple[str, int]] = [
    ("*.block_id", 255),
    ("*.action_id", 255),
    ("*.callback_id", 255),
    ("*.external_id", 255),
    ("modal.private_metadata", 3000),
    ("home.private_metadata", 3000),
    ("modal.title", 24),
    ("modal.submit", 24),
    ("modal.close", 24),
    ("modal.blocks", 100),
    ("home.blocks", 100),
    ("display_information.name", 35),
    ("display_information.description", 140),
    ("display_information.long_description", 4000),
    ("bot_user.display_name", 80),
    ("agent_view.agent_description", 300),
    ("assistant_view.assistant_description", 300),
    ("*.suggested_prompts", 4),
    ("features.slash_commands", 50),
    ("features.shortcuts", 10),
    ("features.unfurl_domains", 5),
    ("slash_command.command", 32),
    ("slash_command.description", 2000),
    ("slash_command.usage_hint", 1000),
    ("shortcut.name", 24),
    ("shortcut.description", 150),
    ("scopes.*", 255),
    ("event_subscriptions.*_events", 100),
    ("oauth_config.redirect_urls.each", 3000),
    ("oauth_config.redirect_urls", 1000),
    ("section.text", 3000),
    ("section.fields.each", 2000),
    ("section.fields", 10),
    ("header.text", 150),
    ("header.level", 4),
    ("context.elements.each", 3000),
    ("context.elements", 10),
    ("actions.elements", 25),
    ("context_actions.elements", 5),
    ("image.title", 2000),
    ("*.alt_text", 2000),
    ("input.label", 2000),
    ("input.hint", 2000),
    ("video.title", 199),
    ("video.description", 199),
    ("video.author_name", 50),
    ("alert.text", 3000),
    ("card.title", 150),
    ("card.subtitle", 150),
    ("card.body", 200),
    ("table.rows.each", 20),
    ("table.rows", 100),
    ("table.column_settings", 20),
    ("data_table.rows.each", 20),
    ("data_table.rows", 101),
    ("data_table.page_size", 100),
    ("data_table.row_header_column_index", 19),
    ("data_visualization.title", 50),
    ("markdown.text", 12000),
    ("container.title", 150),
    ("container.subtitle", 150),
    ("container.child_blocks", 10),
    ("carousel.elements", 10),
    ("button.value", 2000),
    ("button.agent_prompt", 4000),
    ("task_card.task_id", 255),
    ("icon_button.value", 2000),
    ("feedback_button.value", 2000),
    ("*button.text", 75),
    ("*.accessibility_label", 75),
    ("*.placeholder", 150),
    ("checkboxes.*options", 10),
    ("radio_buttons.options", 10),
    ("overflow.options", 5),
    ("option_group.label", 75),
    ("*.options", 100),
    ("*.option_groups", 100),
    ("*.initial_options", 100),
    ("*option.text", 75),
    ("*option.description", 75),
    ("*option.value", 150),
    ("choice.text", 75),
    ("choice.description", 75),
    ("choice.value", 150),
    ("metadata.event_type", 255),
    ("confirm.title", 100),
    ("confirm.text", 300),
    ("confirm.confirm", 30),
    ("confirm.deny", 30),
    ("plain_text_input.*", 3000),
    ("file_input.max_files", 10),
    ("datetimepicker.initial_date_time", 9_999_999_999),
    ("*url", 3000),
    ("*.border", 1),
    ("rich_text_list.indent", 8),
    ("*.series", 6),
    ("pie.segments", 6),
    ("series.data", 20),
    ("series.name", 20),
    ("*.label", 20),
    ("axis_config.categories.each", 20),
    ("axis_config.categories", 20),
    ("axis_config.?_label", 50),
]
LEAST: list[tuple[str, int]] = [
    ("display_information.long_description", 175),
    ("slash_command.command", 2),
    ("data_table.rows", 2),
    ("data_table.row_header_column_index", 0),
    ("plain_text_input.min_length", 0),
    ("*.min_query_length", 0),
    ("*.border", 0),
    ("rich_text_list.indent", 0),
    ("rich_text_list.offset", 0),
    ("date.timestamp", 0),
    ("datetimepicker.initial_date_time", 1_000_000_000),
    ("*", 1),
]

NOT_ALLOWED: dict[str, Payload] = {
    "section.accessory": samples.element("plain_text_input"),
    "actions.elements.each": samples.element("multi_static_select"),
    "input.element": samples.element("button"),
    "context_actions.elements.each": samples.element("button"),
    "card.hero_image": samples.element("button"),
    "card.icon": samples.element("button"),
    "card.actions.each": samples.element("overflow"),
    "container.icon": samples.element("button"),
    "container.rich_text_title": {"type": "divider"},
    "container.child_blocks.each": {"type": "card", "title": samples.mrkdwn()},
    "carousel.elements.each": {"type": "divider"},
    "task_card.details": {"type": "divider"},
    "task_card.output": {"type": "divider"},
    "plan.tasks.each": {"type": "divider"},
    "rich_text_list.elements.each": {"type": "rich_text_quote", **samples.INLINE},
}

STRANGER = {"text": samples.plain("Three"), "value": "three"}
CELL = samples.CELL
TWO_ROWS = [[CELL, CELL], [CELL]]
RICH_CELL = {"type": "rich_text", **samples.CELLS["rich_text"]}


def without(*names: str) -> Callable[[Payload], None]:
    def change(value: Payload) -> None:
        for name in names:
            del value[name]

    return change


def with_(**fields: Any) -> Callable[[Payload], None]:
    return lambda value: value.update(deepcopy(fields))


# How to break each rule about several fields at once.
BREAKS: dict[str, Callable[[Payload], None]] = {
    "section.content": without("text", "fields"),
    "image.source": without("image_url"),
    "card.content": without("hero_image", "title", "body", "actions"),
    "table.rows.same_width": with_(rows=TWO_ROWS),
    "table.characters": with_(rows=[[{"type": "raw_text", "text": "x" * 10_001}]]),
    "data_table.rows.same_width": with_(rows=TWO_ROWS),
    "data_table.header": with_(rows=[[RICH_CELL], [CELL]]),
    "plan.tasks.unique": with_(tasks=[{"type": "task_card", **samples.TASK}] * 2),
    "container.title": without("title", "rich_text_title"),
    "container.collapsed": without("is_collapsible"),
    "slack_file.content": with_(id="F1"),
    "suggestions.options_or_groups": with_(option_groups=[samples.GROUP]),
    "metadata.event_payload.object": with_(event_payload=[]),
    "datepicker.initial_date.real": with_(initial_date="2026-02-30"),
    "plain_text_input.range": with_(min_length=3),
    "plain_text_input.initial_value.fits": with_(initial_value="xxx", max_length=2),
    "number_input.range": with_(min_value="11"),
    "modal.submit.with_inputs": lambda view: view.update(
        blocks=[samples.block("input")], submit=None
    ),
    **{
        f"{kind}.labels": with_(axis_config={"categories": ["Tue"]})
        for kind in ("line", "bar", "area")
    },
    **{
        f"{kind}.series.unique": with_(series=[samples.SERIES] * 2)
        for kind in ("line", "bar", "area")
    },
    **{
        f"{kind}.options_or_groups": with_(option_groups=[samples.GROUP])
        for kind in ("static_select", "multi_static_select")
    },
    **{
        f"{kind}.options.unique": with_(options=[samples.OPTION, samples.OPTION, samples.OTHER])
        for kind in ("checkboxes", "radio_buttons", "static_select", "multi_static_select")
    },
    **{
        f"{kind}.initial.equals_option": with_(initial_option=STRANGER)
        for kind in ("radio_buttons", "static_select")
    },
    **{
        f"{kind}.initial.equals_option": with_(initial_options=[STRANGER])
        for kind in ("checkboxes", "multi_static_select")
    },
}

ROWS = [
    pytest.param(table, full, kind, rule, id=f"{kind}:{rule}")
    for table, full in TABLES
    for kind in table
    for rule, _ in table_rules({kind: table[kind]})
]
KINDS = [pytest.param(table, full, kind, id=kind) for table, full in TABLES for kind in table]


def broken_rules(table: dict[str, Schema], kind: str, value: Payload) -> set[str]:
    return {problem.rule for problem in schema_problems(table[kind], value, kind, "")}


def limit(rows: list[tuple[str, int]], path: str) -> int:
    return next(number for pattern, number in rows if fnmatch(path, pattern))


def sized(value: Any, size: int) -> Any:
    """Something of the same sort as `value`, and of this size."""
    if isinstance(value, str):
        return "x" * size
    if isinstance(value, dict):
        return {**value, "text": "x" * size}
    if isinstance(value, list):
        return [varied(value[0], number) for number in range(size)]
    return size


def varied(item: Any, number: int) -> Any:
    """A copy with ids and values of its own."""
    if isinstance(item, dict):
        names = {
            key: f"{key}{number}"
            for key in ("value", "action_id")
            if isinstance(item.get(key), str)
        }
        return {**item, **names}
    return item


def resized(full: Payload, steps: list[str], size: int) -> Payload:
    value = deepcopy(full)
    field = steps[0]
    if field not in value:
        value[field] = [deepcopy(samples.GROUP)]
        value.pop("options", None)
        value.pop("initial_option", None)
        value.pop("initial_options", None)
    if steps[1:] == ["each"]:
        value[field][0] = sized(value[field][0], size)
    else:
        value[field] = sized(value[field], size)
    return value


def broken(full: Payload, rule: str) -> Payload:
    """The full example, changed so that it breaks this one rule."""
    value = deepcopy(full)
    if rule in BREAKS:
        BREAKS[rule](value)
        return value
    path, _, sort = rule.rpartition(".")
    steps = path.split(".")[1:]
    if sort == "max":
        return resized(full, steps, limit(MOST, path) + 1)
    if sort == "min":
        return resized(full, steps, limit(LEAST, path) - 1)
    if sort == "required":
        del value[steps[0]]
        return value
    wrong = {
        "values": "purple",
        "known": "purple",
        "form": "nonsense",
        "allowed": NOT_ALLOWED.get(path),
    }[sort]
    value[steps[0]] = [wrong] if steps[1:] else wrong
    return value


@pytest.mark.parametrize(("table", "full", "kind"), KINDS)
def test_the_full_example_of_each_kind_is_accepted(
    table: dict[str, Schema], full: dict[str, Payload], kind: str
) -> None:
    assert list(schema_problems(table[kind], full[kind], kind, "")) == []


@pytest.mark.parametrize(("table", "full", "kind", "rule"), ROWS)
def test_each_rule_refuses_what_breaks_it(
    table: dict[str, Schema], full: dict[str, Payload], kind: str, rule: str
) -> None:
    assert rule in broken_rules(table, kind, broken(full[kind], rule))


@pytest.mark.parametrize(
    ("table", "full", "kind", "rule"),
    [row for row in ROWS if str(row.id).endswith((".max", ".min"))],
)
def test_exactly_the_limit_is_accepted(
    table: dict[str, Schema], full: dict[str, Payload], kind: str, rule: str
) -> None:
    path, _, sort = rule.rpartition(".")
    value = resized(full[kind], path.split(".")[1:], limit(MOST if sort == "max" else LEAST, path))
    assert rule not in broken_rules(table, kind, value)


@pytest.mark.parametrize(("table", "full", "kind"), KINDS)
def test_an_unknown_field_is_refused(
    table: dict[str, Schema], full: dict[str, Payload], kind: str
) -> None:
    assert broken_rules(table, kind, {**full[kind], "colour": "red"}) == {"unknown_field"}


@pytest.mark.parametrize(
    ("table", "full", "kind", "field"),
    [
        (rules.BLOCKS, samples.BLOCKS, "header", "level"),
        (rules.BLOCKS, samples.BLOCKS, "data_table", "page_size"),
        (rules.ELEMENTS, samples.ELEMENTS, "multi_users_select", "max_selected_items"),
        (rules.ELEMENTS, samples.ELEMENTS, "datetimepicker", "initial_date_time"),
        (rules.PIECES, samples.PIECES, "date", "timestamp"),
    ],
)
def test_counts_and_moments_have_no_fractions(
    table: dict[str, Schema], full: dict[str, Payload], kind: str, field: str
) -> None:
    for value, broken in (
        (1_764_000_000.5, {"wrong_type"}),
        ("1", {"wrong_type"}),
        (True, {"wrong_type"}),
    ):
        assert broken_rules(table, kind, {**full[kind], field: value}) == broken


def test_every_rule_has_a_refusing_example() -> None:
    in_tables = {rule for row in ROWS for rule in [str(row.values[3])]}
    assert in_tables | set(SURFACE_EXAMPLES) | set(rules.MANIFEST_RULES) == set(rules.RULES)
