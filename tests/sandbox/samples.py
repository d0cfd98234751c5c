"""One full, acceptable example of every kind in the rules' tables."""

from typing import Any

Payload = dict[str, Any]


def plain(text: str = "Text") -> Payload:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str = "Text") -> Payload:
    return {"type": "mrkdwn", "text": text, "verbatim": False}


OPTION = {"text": plain("One"), "value": "one", "description": plain("The first")}
OTHER = {"text": plain("Two"), "value": "two"}
CONFIRM = {
    "title": plain("Sure?"),
    "text": mrkdwn("Really?"),
    "confirm": plain("Yes"),
    "deny": plain("No"),
    "style": "danger",
}
FILTER = {
    "include": ["public"],
    "exclude_bot_users": True,
    "exclude_external_shared_channels": True,
}
GROUP = {"label": plain("Group"), "options": [OPTION, OTHER]}
DISPATCH = {"trigger_actions_on": ["on_enter_pressed"]}
FILE_BY_ID = {"id": "F1"}
FEEDBACK = {"text": plain("Good"), "value": "good", "accessibility_label": "Good answer"}

MENU = {"action_id": "a", "confirm": CONFIRM, "focus_on_load": True, "placeholder": plain("Choose")}
TYPED = {
    "action_id": "a",
    "focus_on_load": True,
    "placeholder": plain("Type"),
    "dispatch_action_config": DISPATCH,
}
CHOICES = {"action_id": "a", "confirm": CONFIRM, "focus_on_load": True, "options": [OPTION, OTHER]}

OBJECTS: dict[str, Payload] = {
    "option": OPTION,
    "choice": {**OPTION, "text": mrkdwn("*One*"), "description": mrkdwn("First")},
    "overflow_option": {**OPTION, "url": "https://example.org"},
    "confirm": CONFIRM,
    "filter": FILTER,
    "dispatch_action_config": DISPATCH,
    "slack_file": {"url": "https://example.org/f"},
    "feedback_button": FEEDBACK,
    "url_source": {"url": "https://example.org", "text": "There"},
    "metadata": {"event_type": "loan_asked", "event_payload": {"id": "12"}},
    "workflow": {"trigger": {"url": "https://example.org"}},
    "option_group": GROUP,
    "suggestions": {"options": [OPTION]},
}
INLINE = {"elements": [{"type": "text", "text": "words"}]}
SECTION_PART = {"type": "rich_text_section", **INLINE}
RICH = {"type": "rich_text", "elements": [SECTION_PART]}

ELEMENTS: dict[str, Payload] = {
    "button": {
        "action_id": "a",
        "confirm": CONFIRM,
        "text": plain("Go"),
        "value": "v",
        "url": "https://example.org",
        "style": "primary",
        "accessibility_label": "Go there",
        "visible_to_user_ids": ["U1"],
        "agent_prompt": "Reserve it",
        "agent_prompt_display": "Reserve",
    },
    "checkboxes": {**CHOICES, "initial_options": [OPTION]},
    "radio_buttons": {**CHOICES, "initial_option": OTHER},
    "overflow": {"action_id": "a", "confirm": CONFIRM, "options": [OPTION, OTHER]},
    "static_select": {**MENU, "options": [OPTION, OTHER], "initial_option": OTHER},
    "multi_static_select": {
        **MENU,
        "max_selected_items": 2,
        "options": [OPTION, OTHER],
        "initial_options": [OPTION],
    },
    "external_select": {**MENU, "min_query_length": 0, "initial_option": OPTION},
    "multi_external_select": {
        **MENU,
        "min_query_length": 3,
        "max_selected_items": 2,
        "initial_options": [OPTION],
    },
    "users_select": {**MENU, "initial_user": "U1"},
    "multi_users_select": {**MENU, "max_selected_items": 1, "initial_users": ["U1"]},
    "channels_select": {**MENU, "initial_channel": "C1", "response_url_enabled": False},
    "multi_channels_select": {**MENU, "max_selected_items": 1, "initial_channels": ["C1"]},
    "conversations_select": {
        **MENU,
        "default_to_current_conversation": True,
        "filter": FILTER,
        "initial_conversation": "C1",
        "response_url_enabled": True,
    },
    "multi_conversations_select": {
        **MENU,
        "default_to_current_conversation": True,
        "filter": FILTER,
        "max_selected_items": 1,
        "initial_conversations": ["C1"],
    },
    "datepicker": {**MENU, "initial_date": "2026-11-24"},
    "timepicker": {**MENU, "initial_time": "23:59", "timezone": "America/New_York"},
    "datetimepicker": {
        "action_id": "a",
        "confirm": CONFIRM,
        "focus_on_load": True,
        "initial_date_time": 1764000000,
    },
    "plain_text_input": {
        **TYPED,
        "initial_value": "v",
        "multiline": True,
        "min_length": 2,
        "max_length": 2,
    },
    "number_input": {
        **TYPED,
        "is_decimal_allowed": False,
        "initial_value": "3",
        "min_value": "-1",
        "max_value": "10.5",
    },
    "email_text_input": {**TYPED, "initial_value": "ann@example.org"},
    "url_text_input": {**TYPED, "initial_value": "https://example.org"},
    "file_input": {"action_id": "a", "filetypes": ["pdf"], "max_files": 2},
    "rich_text_input": {**TYPED, "initial_value": RICH},
    "image": {"image_url": "https://example.org/i.png", "alt_text": "A chart"},
    "workflow_button": {
        "action_id": "a",
        "text": plain("Run"),
        "workflow": {"trigger": {}},
        "style": "danger",
        "accessibility_label": "Run it",
    },
    "feedback_buttons": {
        "action_id": "a",
        "positive_button": FEEDBACK,
        "negative_button": FEEDBACK,
    },
    "icon_button": {
        "action_id": "a",
        "confirm": CONFIRM,
        "icon": "trash",
        "text": plain("Delete"),
        "value": "v",
        "accessibility_label": "Delete it",
        "visible_to_user_ids": ["U1"],
    },
}


def element(kind: str) -> Payload:
    return {"type": kind, **ELEMENTS[kind]}


PIECES: dict[str, Payload] = {
    "text": {"text": "words", "style": {"bold": True}},
    "link": {"url": "https://example.org", "text": "there", "unsafe": False},
    "user": {"user_id": "U1"},
    "channel": {"channel_id": "C1"},
    "usergroup": {"usergroup_id": "S1"},
    "emoji": {"name": "books", "unicode": "1f4da"},
    "date": {
        "timestamp": 1764000000,
        "format": "{date}",
        "url": "https://example.org",
        "fallback": "Monday",
    },
    "broadcast": {"range": "here"},
    "color": {"value": "#aabbcc"},
}
PARTS: dict[str, Payload] = {
    "rich_text_section": INLINE,
    "rich_text_preformatted": {**INLINE, "border": 1, "language": "python"},
    "rich_text_quote": {**INLINE, "border": 0},
    "rich_text_list": {
        "style": "bullet",
        "elements": [SECTION_PART],
        "indent": 0,
        "offset": 0,
        "border": 1,
    },
}

CELLS: dict[str, Payload] = {
    "raw_text": {"text": "cell"},
    "raw_number": {"value": 3, "text": "three"},
    "rich_text": {"elements": [SECTION_PART], "block_id": "cell"},
}
CELL = {"type": "raw_text", "text": "cell"}
POINT = {"label": "Mon", "value": 3}
SERIES = {"name": "Visits", "data": [POINT]}
AXES = {"categories": ["Mon"], "x_label": "Day", "y_label": "Visits"}
XY = {"series": [SERIES], "axis_config": AXES}
CHARTS: dict[str, Payload] = {
    "line": XY,
    "bar": XY,
    "area": XY,
    "pie": {"segments": [POINT]},
}
CHART_OBJECTS: dict[str, Payload] = {
    "point": POINT,
    "segment": POINT,
    "series": SERIES,
    "axis_config": AXES,
    "table_column": {"align": "right", "is_wrapped": True},
}

TASK = {
    "block_id": "b",
    "task_id": "pack",
    "title": "Pack",
    "status": "in_progress",
    "details": RICH,
    "output": RICH,
    "sources": [{"type": "url", **OBJECTS["url_source"]}],
}

BLOCKS: dict[str, Payload] = {
    "section": {
        "block_id": "b",
        "text": mrkdwn("*Words*"),
        "fields": [mrkdwn("Field")],
        "accessory": element("button"),
        "expand": True,
    },
    "header": {"block_id": "b", "text": plain("Title"), "level": 2},
    "context": {"block_id": "b", "elements": [mrkdwn("Note"), element("image")]},
    "actions": {"block_id": "b", "elements": [element("button")]},
    "divider": {"block_id": "b"},
    "rich_text": {"block_id": "b", "elements": [SECTION_PART]},
    "image": {
        "block_id": "b",
        "image_url": "https://example.org/i.png",
        "alt_text": "A chart",
        "title": plain("Chart"),
    },
    "input": {
        "block_id": "b",
        "label": plain("Name"),
        "element": element("plain_text_input"),
        "hint": plain("Short"),
        "optional": True,
        "dispatch_action": False,
    },
    "video": {
        "block_id": "b",
        "alt_text": "A talk",
        "title": plain("Talk"),
        "thumbnail_url": "https://example.org/t.png",
        "video_url": "https://example.org/v",
        "title_url": "https://example.org/t",
        "description": plain("About"),
        "author_name": "Ann",
        "provider_name": "Videos",
        "provider_icon_url": "https://example.org/p.png",
    },
    "alert": {"block_id": "b", "text": mrkdwn("Careful"), "level": "warning"},
    "card": {
        "block_id": "b",
        "hero_image": element("image"),
        "icon": element("image"),
        "title": mrkdwn("Card"),
        "subtitle": mrkdwn("Small"),
        "body": mrkdwn("Body"),
        "actions": [element("button")],
    },
    "table": {"block_id": "b", "rows": [[CELL, CELL]], "column_settings": [{"align": "right"}]},
    "data_table": {
        "block_id": "b",
        "caption": "Visits",
        "rows": [[CELL, CELL], [CELL, {"type": "raw_number", "value": 3}]],
        "page_size": 10,
        "row_header_column_index": 0,
    },
    "data_visualization": {"block_id": "b", "title": "Visits", "chart": {"type": "line", **XY}},
    "context_actions": {"block_id": "b", "elements": [element("icon_button")]},
    "markdown": {"block_id": "b", "text": "# Title"},
    "container": {
        "block_id": "b",
        "title": plain("Group"),
        "rich_text_title": {"type": "rich_text", "elements": [SECTION_PART]},
        "subtitle": mrkdwn("Small"),
        "icon": element("image"),
        "width": "wide",
        "is_collapsible": True,
        "default_collapsed": True,
        "has_header_divider": True,
        "child_blocks": [{"type": "divider"}],
    },
    "task_card": TASK,
    "plan": {
        "block_id": "b",
        "title": "Moving",
        "tasks": [{"type": "task_card", **TASK, "block_id": "t"}],
    },
    "carousel": {"block_id": "b", "elements": [{"type": "card", "title": mrkdwn("Card")}]},
}


def block(kind: str) -> Payload:
    return {"type": kind, **BLOCKS[kind]}


COMMON_VIEW = {
    "blocks": [{"type": "divider"}],
    "private_metadata": "{}",
    "callback_id": "c",
    "external_id": "e",
}
VIEWS: dict[str, Payload] = {
    "modal": {
        **COMMON_VIEW,
        "title": plain("Title"),
        "submit": plain("Send"),
        "close": plain("Cancel"),
        "clear_on_close": True,
        "notify_on_close": True,
        "submit_disabled": False,
    },
    "home": COMMON_VIEW,
}


COMMAND = {
    "command": "/loan",
    "description": "Loans",
    "usage_hint": "new",
    "should_escape": True,
    "url": "https://example.org",
}
SHORTCUT = {
    "name": "New loan",
    "type": "global",
    "callback_id": "loan.new",
    "description": "Start a loan",
}
SCOPES = {
    "bot": ["commands"],
    "bot_optional": ["team:read"],
    "user": ["search:read"],
    "user_optional": ["reminders:read"],
}
SUBSCRIPTIONS = {
    "request_url": "https://example.org",
    "bot_events": ["app_home_opened"],
    "user_events": ["team_join"],
}
PROMPT = {"title": "Loans", "message": "Which loans are due?"}
AGENT = {"agent_description": "Lends books", "suggested_prompts": [PROMPT]}
ASSISTANT = {"assistant_description": "Lends books", "suggested_prompts": [PROMPT]}
MANIFEST_FEATURES = {
    "agent_view": AGENT,
    "assistant_view": ASSISTANT,
    "app_home": {"home_tab_enabled": True},
    "bot_user": {"display_name": "Loans", "always_online": True},
    "slash_commands": [COMMAND],
    "shortcuts": [SHORTCUT],
    "unfurl_domains": ["example.org"],
}
OAUTH = {"scopes": SCOPES, "redirect_urls": ["https://example.org"]}
SETTINGS = {
    "event_subscriptions": SUBSCRIPTIONS,
    "interactivity": {"is_enabled": True},
    "socket_mode_enabled": True,
}
NAMED = {
    "name": "Loans",
    "description": "Lends",
    "long_description": "Lends books. " * 15,
    "background_color": "#1f4e5f",
}
MANIFEST: dict[str, Payload] = {
    "display_information": NAMED,
    "suggested_prompt": PROMPT,
    "agent_view": AGENT,
    "assistant_view": ASSISTANT,
    "app_home": MANIFEST_FEATURES["app_home"],  # type: ignore[dict-item]
    "bot_user": MANIFEST_FEATURES["bot_user"],  # type: ignore[dict-item]
    "slash_command": COMMAND,
    "shortcut": SHORTCUT,
    "scopes": SCOPES,
    "event_subscriptions": SUBSCRIPTIONS,
    "interactivity": {
        "is_enabled": True,
        "request_url": "https://example.org",
        "message_menu_options_url": "https://example.org",
    },
    "features": MANIFEST_FEATURES,
    "oauth_config": OAUTH,
    "settings": SETTINGS,
    "manifest": {
        "display_information": NAMED,
        "features": MANIFEST_FEATURES,
        "oauth_config": OAUTH,
        "settings": SETTINGS,
    },
}
