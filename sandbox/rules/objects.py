"""Composition objects: options, groups of options, confirmations and the smaller ones."""

from typing import Any

from sandbox.rules.schemas import Also, Field, Object, Schema, Text
from sandbox.rules.shapes import Anything, Flag, Many, OneOf, String

PLAIN = ("plain_text",)


def plain(most: int) -> Text:
    return Text(most, PLAIN)


OPTION_FIELDS = {
    "text": Field(plain(75), required=True),
    "value": Field(String(150, 1), required=True),
    "description": Field(plain(75)),
}
MARKED_OPTION_FIELDS = {
    **OPTION_FIELDS,
    "text": Field(Text(75), required=True),
    "description": Field(Text(75)),
}

OBJECTS: dict[str, Schema] = {
    "option": Schema(OPTION_FIELDS),
    "choice": Schema(MARKED_OPTION_FIELDS),
    "overflow_option": Schema({**OPTION_FIELDS, "url": Field(String(3000, 1))}),
    "confirm": Schema(
        {
            "title": Field(plain(100), required=True),
            "text": Field(Text(300), required=True),
            "confirm": Field(plain(30), required=True),
            "deny": Field(plain(30), required=True),
            "style": Field(OneOf(("primary", "danger"))),
        }
    ),
    "filter": Schema(
        {
            "include": Field(Many(OneOf(("im", "mpim", "private", "public")))),
            "exclude_external_shared_channels": Field(Flag()),
            "exclude_bot_users": Field(Flag()),
        }
    ),
    "dispatch_action_config": Schema(
        {
            "trigger_actions_on": Field(
                Many(OneOf(("on_enter_pressed", "on_character_entered"))), required=True
            )
        }
    ),
    "slack_file": Schema(
        {"id": Field(String()), "url": Field(String(3000))},
        (
            Also(
                "slack_file.content",
                "needs either an id or a url",
                lambda v: ("id" in v) != ("url" in v),
            ),
        ),
    ),
    "feedback_button": Schema(
        {
            "text": Field(plain(75), required=True),
            "value": Field(String(2000, 1), required=True),
            "accessibility_label": Field(String(75)),
        }
    ),
    "url_source": Schema(
        {"url": Field(String(3000, 1), required=True), "text": Field(String(min=1), required=True)}
    ),
    "metadata": Schema(
        {
            "event_type": Field(String(255, 1), required=True),
            "event_payload": Field(Anything(), required=True),
        },
        (
            Also(
                "metadata.event_payload.object",
                "event_payload must be an object",
                lambda v: isinstance(v["event_payload"], dict),
            ),
        ),
    ),
    "workflow": Schema({"trigger": Field(Anything(), required=True)}),
}

OPTION = Object("option", OBJECTS["option"])
CHOICE = Object("choice", OBJECTS["choice"])
OVERFLOW_OPTION = Object("overflow_option", OBJECTS["overflow_option"])
CONFIRM = Object("confirm", OBJECTS["confirm"])
FILTER = Object("filter", OBJECTS["filter"])
DISPATCH = Object("dispatch_action_config", OBJECTS["dispatch_action_config"])
SLACK_FILE = Object("slack_file", OBJECTS["slack_file"])
FEEDBACK = Object("feedback_button", OBJECTS["feedback_button"])
URL_SOURCE = Object("url_source", OBJECTS["url_source"])
METADATA = Object("metadata", OBJECTS["metadata"])
WORKFLOW = Object("workflow", OBJECTS["workflow"])

OBJECTS["option_group"] = Schema(
    {"label": Field(plain(75), required=True), "options": Field(Many(OPTION, 100), required=True)}
)
OBJECTS["suggestions"] = Schema(
    {
        "options": Field(Many(OPTION, 100, 0)),
        "option_groups": Field(Many(Object("option_group", OBJECTS["option_group"]), 100, 0)),
    },
    (
        Also(
            "suggestions.options_or_groups",
            "must have either options or option_groups",
            lambda answer: ("options" in answer) != ("option_groups" in answer),
        ),
    ),
)
OPTION_GROUP = Object("option_group", OBJECTS["option_group"])


def all_options(element: dict[str, Any]) -> list[dict[str, Any]]:
    """The options of a static menu, also those inside groups."""
    grouped = [
        option for group in element.get("option_groups") or [] for option in group["options"]
    ]
    return [*(element.get("options") or []), *grouped]
