"""The table of block elements: fields, limits, and where an element may stand."""

from datetime import date
from typing import Any

from sandbox.rules.objects import (
    CHOICE,
    CONFIRM,
    DISPATCH,
    FEEDBACK,
    FILTER,
    OPTION,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    SLACK_FILE,
    WORKFLOW,
    all_options,
    plain,
)
from sandbox.rules.rich_text import RICH_TEXT
from sandbox.rules.schemas import Also, Field, Schema, TypedObject
from sandbox.rules.shapes import Flag, Many, OneOf, String, Whole

MODAL = ("modal",)
MODAL_AND_HOME = ("modal", "home")
MESSAGE_AND_MODAL = ("message", "modal")

ACTION_ID = {"action_id": Field(String(255, 1))}
CONFIRMED = {"confirm": Field(CONFIRM)}
FOCUSED = {"focus_on_load": Field(Flag())}
PLACEHOLDER = {"placeholder": Field(plain(150))}
DISPATCHED = {"dispatch_action_config": Field(DISPATCH)}
MENU = {**ACTION_ID, **CONFIRMED, **FOCUSED, **PLACEHOLDER}
TYPED_TEXT = {**ACTION_ID, **FOCUSED, **PLACEHOLDER, **DISPATCHED}
SEVERAL = {"max_selected_items": Field(Whole(1))}
STATIC = {"options": Field(Many(OPTION, 100)), "option_groups": Field(Many(OPTION_GROUP, 100))}
SUGGESTED = {"min_query_length": Field(Whole(0))}
CONVERSATIONS = {"default_to_current_conversation": Field(Flag()), "filter": Field(FILTER)}
CHOICES = {**ACTION_ID, **CONFIRMED, **FOCUSED, "options": Field(Many(CHOICE, 10), required=True)}
# Slack fetches pictures itself, so their address is one on the web.
ON_THE_WEB = String(3000, 1, r"https?://\S+")
IMAGE_SOURCE = {"image_url": Field(ON_THE_WEB), "slack_file": Field(SLACK_FILE)}

RICH_VALUE = TypedObject({"rich_text": Schema({"elements": Field(Many(RICH_TEXT), required=True)})})


def _initial_is_an_option(element: dict[str, Any]) -> bool:
    chosen = element.get("initial_options") or []
    if element.get("initial_option"):
        chosen = [*chosen, element["initial_option"]]
    return all(option in all_options(element) for option in chosen)


def _initial(kind: str) -> Also:
    return Also(
        f"{kind}.initial.equals_option",
        "initial option must exactly match a provided option",
        _initial_is_an_option,
    )


def _unique_values(kind: str) -> Also:
    return Also(f"{kind}.options.unique", "option values must be unique", _values_are_unique)


def _values_are_unique(element: dict[str, Any]) -> bool:
    values = [option["value"] for option in all_options(element)]
    return len(values) == len(set(values))


def _one_list(kind: str) -> Also:
    return Also(
        f"{kind}.options_or_groups",
        "must have either options or option_groups",
        lambda element: ("options" in element) != ("option_groups" in element),
    )


def _one_source(kind: str) -> Also:
    return Also(
        f"{kind}.source",
        "must have either image_url or slack_file",
        lambda image: ("image_url" in image) != ("slack_file" in image),
    )


def _in_order(kind: str, low: str, high: str) -> Also:
    return Also(
        f"{kind}.range",
        f"{low} must not be more than {high}",
        lambda e: e.get(low) is None or e.get(high) is None or float(e[low]) <= float(e[high]),
    )


def _is_a_day(element: dict[str, Any]) -> bool:
    try:
        date.fromisoformat(element.get("initial_date") or "2026-01-01")
    except ValueError:
        return False
    return True


ELEMENTS: dict[str, Schema] = {
    "button": Schema(
        {
            **ACTION_ID,
            **CONFIRMED,
            "text": Field(plain(75), required=True),
            "value": Field(String(2000, 1)),
            "url": Field(String(3000)),
            "style": Field(OneOf(("primary", "danger"))),
            "accessibility_label": Field(String(75)),
            "visible_to_user_ids": Field(Many(String(min=1))),
            "agent_prompt": Field(String(4000)),
            "agent_prompt_display": Field(String()),
        }
    ),
    "checkboxes": Schema(
        {**CHOICES, "initial_options": Field(Many(CHOICE, 10))},
        (_initial("checkboxes"), _unique_values("checkboxes")),
    ),
    "radio_buttons": Schema(
        {**CHOICES, "initial_option": Field(CHOICE)},
        (_initial("radio_buttons"), _unique_values("radio_buttons")),
    ),
    "overflow": Schema(
        {**ACTION_ID, **CONFIRMED, "options": Field(Many(OVERFLOW_OPTION, 5), required=True)}
    ),
    "static_select": Schema(
        {**MENU, **STATIC, "initial_option": Field(OPTION)},
        (_one_list("static_select"), _initial("static_select"), _unique_values("static_select")),
    ),
    "multi_static_select": Schema(
        {**MENU, **SEVERAL, **STATIC, "initial_options": Field(Many(OPTION, 100))},
        (
            _one_list("multi_static_select"),
            _initial("multi_static_select"),
            _unique_values("multi_static_select"),
        ),
    ),
    "external_select": Schema({**MENU, **SUGGESTED, "initial_option": Field(OPTION)}),
    "multi_external_select": Schema(
        {**MENU, **SUGGESTED, **SEVERAL, "initial_options": Field(Many(OPTION, 100))}
    ),
    "users_select": Schema({**MENU, "initial_user": Field(String(min=1))}),
    "multi_users_select": Schema({**MENU, **SEVERAL, "initial_users": Field(Many(String(min=1)))}),
    "channels_select": Schema(
        {**MENU, "initial_channel": Field(String(min=1)), "response_url_enabled": Field(Flag())}
    ),
    "multi_channels_select": Schema(
        {**MENU, **SEVERAL, "initial_channels": Field(Many(String(min=1)))}
    ),
    "conversations_select": Schema(
        {
            **MENU,
            **CONVERSATIONS,
            "initial_conversation": Field(String(min=1)),
            "response_url_enabled": Field(Flag()),
        }
    ),
    "multi_conversations_select": Schema(
        {**MENU, **CONVERSATIONS, **SEVERAL, "initial_conversations": Field(Many(String(min=1)))}
    ),
    "datepicker": Schema(
        {**MENU, "initial_date": Field(String(form=r"\d{4}-\d{2}-\d{2}"))},
        (Also("datepicker.initial_date.real", "must be a real date", _is_a_day),),
    ),
    "timepicker": Schema(
        {
            **MENU,
            "initial_time": Field(String(form=r"([01]\d|2[0-3]):[0-5]\d")),
            "timezone": Field(String()),
        }
    ),
    "datetimepicker": Schema(
        {
            **ACTION_ID,
            **CONFIRMED,
            **FOCUSED,
            "initial_date_time": Field(Whole(1_000_000_000, 9_999_999_999)),
        },
        surfaces=MESSAGE_AND_MODAL,
    ),
    "plain_text_input": Schema(
        {
            **TYPED_TEXT,
            "initial_value": Field(String(3000)),
            "multiline": Field(Flag()),
            "min_length": Field(Whole(0, 3000)),
            "max_length": Field(Whole(1, 3000)),
        },
        (
            _in_order("plain_text_input", "min_length", "max_length"),
            Also(
                "plain_text_input.initial_value.fits",
                "initial_value must not be longer than max_length",
                lambda e: len(e.get("initial_value", "")) <= e.get("max_length", 3000),
            ),
        ),
    ),
    "number_input": Schema(
        {
            **TYPED_TEXT,
            "is_decimal_allowed": Field(Flag(), required=True),
            "initial_value": Field(String(form=r"-?\d+(\.\d+)?")),
            "min_value": Field(String(form=r"-?\d+(\.\d+)?")),
            "max_value": Field(String(form=r"-?\d+(\.\d+)?")),
        },
        (_in_order("number_input", "min_value", "max_value"),),
        surfaces=MODAL,
    ),
    "email_text_input": Schema({**TYPED_TEXT, "initial_value": Field(String())}, surfaces=MODAL),
    "url_text_input": Schema({**TYPED_TEXT, "initial_value": Field(String())}, surfaces=MODAL),
    "file_input": Schema(
        {**ACTION_ID, "filetypes": Field(Many(String(min=1))), "max_files": Field(Whole(1, 10))},
        surfaces=MODAL,
    ),
    "rich_text_input": Schema(
        {**TYPED_TEXT, "initial_value": Field(RICH_VALUE)}, surfaces=MODAL_AND_HOME
    ),
    "image": Schema(
        {**IMAGE_SOURCE, "alt_text": Field(String(2000, 1), required=True)}, (_one_source("image"),)
    ),
    "workflow_button": Schema(
        {
            **ACTION_ID,
            "text": Field(plain(75), required=True),
            "workflow": Field(WORKFLOW, required=True),
            "style": Field(OneOf(("primary", "danger"))),
            "accessibility_label": Field(String(75)),
        },
        surfaces=("message",),
    ),
    "feedback_buttons": Schema(
        {
            **ACTION_ID,
            "positive_button": Field(FEEDBACK, required=True),
            "negative_button": Field(FEEDBACK, required=True),
        },
        surfaces=("message",),
    ),
    "icon_button": Schema(
        {
            **ACTION_ID,
            **CONFIRMED,
            "icon": Field(OneOf(("trash",)), required=True),
            "text": Field(plain(75), required=True),
            "value": Field(String(2000, 1)),
            "accessibility_label": Field(String(75)),
            "visible_to_user_ids": Field(Many(String(min=1))),
        },
        surfaces=("message",),
    ),
}

MULTI_MENUS = (
    "multi_static_select",
    "multi_external_select",
    "multi_users_select",
    "multi_channels_select",
    "multi_conversations_select",
)
MENUS = (
    "static_select",
    "external_select",
    "users_select",
    "channels_select",
    "conversations_select",
)
PICKERS = ("datepicker", "timepicker", "datetimepicker")
CHOOSERS = ("checkboxes", "radio_buttons")
TEXT_INPUTS = (
    "plain_text_input",
    "number_input",
    "email_text_input",
    "url_text_input",
    "rich_text_input",
    "file_input",
)

IN_ACTIONS = TypedObject(
    ELEMENTS, ("button", "overflow", "workflow_button", *MENUS, *PICKERS, *CHOOSERS)
)
AS_ACCESSORY = TypedObject(
    ELEMENTS,
    (
        "button",
        "image",
        "overflow",
        "workflow_button",
        "datepicker",
        "timepicker",
        *MENUS,
        *MULTI_MENUS,
        *CHOOSERS,
    ),
)
IN_INPUT = TypedObject(ELEMENTS, (*TEXT_INPUTS, *MENUS, *MULTI_MENUS, *PICKERS, *CHOOSERS))
IN_CONTEXT_ACTIONS = TypedObject(ELEMENTS, ("feedback_buttons", "icon_button"))
BUTTON_ONLY = TypedObject(ELEMENTS, ("button",))
IMAGE_ONLY = TypedObject(ELEMENTS, ("image",))
