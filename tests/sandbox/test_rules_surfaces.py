"""The rules about whole messages and views, each with the words of Slack's refusal."""

from typing import Any

import pytest

from sandbox import rules
from sandbox.errors import SlackError
from sandbox.rules.date_tokens import SAYS, malformed_dates
from tests.sandbox import samples
from tests.sandbox.samples import mrkdwn, plain

Payload = dict[str, Any]
DIVIDER = {"type": "divider"}


def section(text: str, **more: Any) -> Payload:
    return {"type": "section", "text": mrkdwn(text), **more}


def modal(*blocks: Payload, **more: Any) -> Payload:
    return {
        "type": "modal",
        "title": plain("Title"),
        "submit": plain("Send"),
        "blocks": list(blocks),
        **more,
    }


def input_(block_id: str) -> Payload:
    element = {"type": "plain_text_input", "action_id": "a", "focus_on_load": True}
    return {"type": "input", "block_id": block_id, "label": plain("Name"), "element": element}


def button(action_id: str) -> Payload:
    return {"type": "button", "action_id": action_id, "text": plain("Go")}


TWELVE_THOUSAND = {"type": "markdown", "text": "x" * 12_000}
CHART = {
    "type": "data_visualization",
    "title": "V",
    "chart": {"type": "pie", "segments": [samples.POINT]},
}
SAME_ACTIONS = [section("a", accessory=button("a")), section("b", accessory=button("a"))]
TABLE = {"type": "table", "rows": [[samples.CELL]]}

# For each rule: the surface, what is sent, and Slack's error with the first place it names.
MENU = {"type": "channels_select", "action_id": "c", "response_url_enabled": True}
SURFACE_EXAMPLES: dict[str, tuple[Payload, str, str]] = {
    "text.date": (
        {"text": "t", "blocks": [section("See <!date^1764000000^{date_long}>")]},
        "invalid_blocks",
        f"[ERROR] {SAYS} [json-pointer:/blocks/0/text/text]",
    ),
    "element.response_url": (
        {"view": modal({"type": "actions", "elements": [MENU]})},
        "invalid_arguments",
        "[ERROR] response_url_enabled is for a menu in an input block of a modal "
        "[json-pointer:/view/blocks/0/elements/0/response_url_enabled]",
    ),
    "message.blocks.max": (
        {"text": "t", "blocks": [DIVIDER] * 51},
        "invalid_blocks",
        "[ERROR] no more than 50 items allowed [json-pointer:/blocks]",
    ),
    "message.charts.max": (
        {"text": "t", "blocks": [CHART] * 3},
        "invalid_blocks",
        "[ERROR] no more than 2 data_visualization blocks allowed [json-pointer:/blocks]",
    ),
    "message.one_table": (
        {"text": "t", "blocks": [TABLE, TABLE]},
        "invalid_blocks",
        "[ERROR] only_one_table_allowed [json-pointer:/blocks]",
    ),
    "message.one_plan": (
        {"text": "t", "blocks": [{"type": "plan", "title": "Moving"}] * 2},
        "invalid_blocks",
        "[ERROR] no more than 1 plan block allowed [json-pointer:/blocks]",
    ),
    "message.markdown.max": (
        {"text": "t", "blocks": [TWELVE_THOUSAND, {"type": "markdown", "text": "x"}]},
        "invalid_blocks",
        "[ERROR] must be less than 12001 characters in all markdown blocks [json-pointer:/blocks]",
    ),
    "block.surface": (
        {"text": "t", "blocks": [samples.block("alert")]},
        "invalid_blocks",
        "[ERROR] unsupported type in a message: alert [json-pointer:/blocks/0/type]",
    ),
    "element.surface": (
        {
            "text": "t",
            "blocks": [
                {
                    "type": "input",
                    "label": plain("N"),
                    "element": {"type": "number_input", "is_decimal_allowed": True},
                }
            ],
        },
        "invalid_blocks",
        "[ERROR] unsupported type in a message: number_input [json-pointer:/blocks/0/element/type]",
    ),
    "block_id.unique": (
        {"text": "t", "blocks": [{**DIVIDER, "block_id": "b"}] * 2},
        "invalid_blocks",
        "[ERROR] block_id b is not unique [json-pointer:/blocks/0/block_id]",
    ),
    "action_id.unique": (
        {"text": "t", "blocks": [{"type": "actions", "elements": [button("a"), button("a")]}]},
        "invalid_blocks",
        "[ERROR] action_id a is not unique [json-pointer:/blocks/0/elements/1/action_id]",
    ),
    "focus.one": (
        {"view": modal(input_("one"), input_("two"))},
        "invalid_arguments",
        "[ERROR] only one element may have focus_on_load [json-pointer:/view/blocks/1/element]",
    ),
    "message.no_text": (
        {"blocks": [DIVIDER]},
        "no_text",
        "[ERROR] missing required field: text [json-pointer:/text]",
    ),
    "message.text.max": (
        {"text": "x" * 4001},
        "msg_too_long",
        "[ERROR] must be less than 4001 characters [json-pointer:/text]",
    ),
    "message.characters.max": (
        {"text": "t", "blocks": [section("x" * 3000)] * 4 + [section("x" * 1201)]},
        "msg_blocks_too_long",
        "[ERROR] must be less than 13201 characters in all blocks [json-pointer:/blocks]",
    ),
    "view.bytes.max": (
        {"view": modal(*[section("é" * 3000)] * 100)},
        "view_too_large",
        "[ERROR] must be less than 250001 bytes [json-pointer:/view]",
    ),
    "unknown_type": (
        {"text": "t", "blocks": [{"type": "sectoin"}]},
        "invalid_blocks",
        "[ERROR] unsupported type: sectoin [json-pointer:/blocks/0/type]",
    ),
    "unknown_field": (
        {"text": "t", "blocks": [{**DIVIDER, "colour": "red"}]},
        "invalid_blocks",
        "[ERROR] invalid additional property: colour [json-pointer:/blocks/0]",
    ),
    "wrong_type": (
        {"text": "t", "blocks": [{"type": "header", "text": "Title"}]},
        "invalid_blocks",
        "[ERROR] must provide an object [json-pointer:/blocks/0/text]",
    ),
    "text.type": (
        {"text": "t", "blocks": [{"type": "header", "text": mrkdwn("Title")}]},
        "invalid_blocks",
        "[ERROR] must be a plain_text object [json-pointer:/blocks/0/text/type]",
    ),
    "text.text.required": (
        {"text": "t", "blocks": [{"type": "header", "text": {"type": "plain_text"}}]},
        "invalid_blocks",
        "[ERROR] missing required field: text [json-pointer:/blocks/0/text]",
    ),
}


def check(sent: Payload) -> None:
    if "view" in sent:
        rules.check_view(sent["view"])
    else:
        rules.check_message(text=sent.get("text"), blocks=sent.get("blocks"))


@pytest.mark.parametrize("rule", SURFACE_EXAMPLES)
def test_each_rule_about_a_whole_surface_refuses_in_slacks_words(rule: str) -> None:
    sent, code, message = SURFACE_EXAMPLES[rule]
    with pytest.raises(SlackError) as refusal:
        check(sent)
    assert (refusal.value.code, refusal.value.messages[0]) == (code, message)


@pytest.mark.parametrize(
    ("text", "is_sound"),
    [
        ("<!date^1764000000^{date_short_pretty} at {time}|Mon, Nov 24>", True),
        ("<!date^1764000000^{date}^https://example.org/a|Mon> and <!date^0^{time}|then>", True),
        ("<!date^-1^Day {date_num}|long ago>", True),
        ("a <b> &lt;!date^x&gt; <@U1>", True),
        ("<!date^1764000000^{date}>", False),
        ("<!date^1764000000^{date}|>", False),
        ("<!date^1764000000|Mon>", False),
        ("<!date^Monday^{date}|Mon>", False),
        ("<!date^1764000000.5^{date}|Mon>", False),
        ("<!date^1764000000^{day}|Mon>", False),
        ("<!date^1764000000^date|Mon>", False),
        ("<!date^1764000000^{date}^javascript:a|Mon>", False),
        ("<!date^1764000000^{date}|Mon", False),
        ("<!date>", False),
    ],
)
def test_a_moment_in_a_text_has_a_known_format_and_a_fallback(text: str, is_sound: bool) -> None:
    assert (malformed_dates(text) == []) is is_sound
    sent: list[Payload] = [{"text": text}, {"text": "t", "blocks": [section(text)]}]
    for message in sent:
        if is_sound:
            check(message)
        else:
            with pytest.raises(SlackError):
                check(message)
    check({"text": "t", "blocks": [{"type": "header", "text": plain(text)}]})


def test_a_menu_of_a_form_may_bring_an_answer_address() -> None:
    field = {"type": "input", "label": plain("Where"), "element": MENU}
    check({"view": modal(field)})
    with pytest.raises(SlackError):
        check({"text": "t", "blocks": [field]})
    check(
        {"view": modal({"type": "actions", "elements": [MENU | {"response_url_enabled": False}]})}
    )


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"text": "x" * 4000, "blocks": [DIVIDER] * 50}, id="text 4000, 50 blocks"),
        pytest.param(
            {"text": "t", "blocks": [section("x" * 3000)] * 4 + [section("x" * 1200)]}, id="13200"
        ),
        pytest.param({"text": "t", "blocks": [TWELVE_THOUSAND]}, id="markdown 12000"),
        pytest.param({"text": "t", "blocks": [CHART, CHART, TABLE]}, id="two charts, one table"),
        pytest.param({"view": modal(*[DIVIDER] * 100)}, id="100 blocks in a modal"),
        pytest.param({"view": modal(*[section("x" * 2400)] * 100)}, id="a view just below 250 kB"),
        pytest.param({"view": {"type": "home", "blocks": []}}, id="an empty home"),
        pytest.param({"text": "t", "blocks": SAME_ACTIONS}, id="the same action id in two blocks"),
    ],
)
def test_exactly_the_limit_is_accepted(sent: Payload) -> None:
    check(sent)


@pytest.mark.parametrize(
    "nonsense", [None, 3, "text", [], [None], [[]], {"type": 3}, {"type": []}, {}]
)
def test_nonsense_is_refused_and_never_an_exception(nonsense: Any) -> None:
    with pytest.raises(SlackError):
        rules.check_view(nonsense)
    with pytest.raises(SlackError):
        rules.check_message(text="t", blocks=[nonsense])
