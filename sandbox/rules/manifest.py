"""The rules about an app's manifest, in the order of Slack's reference."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sandbox.rules.schemas import Field, Object, Schema
from sandbox.rules.scopes import EVENTS, SCOPES
from sandbox.rules.shapes import Anything, Flag, Known, Many, OneOf, RuleProblem, String

Payload = dict[str, Any]

ADDRESS = String(3000, 1)
ANY = Field(Anything())
FLAG = Field(Flag())
BOT_SCOPES = Many(Known("a bot scope of Slack's", SCOPES), 255, 0)
BOT_EVENTS = Many(Known("a bot event of Slack's", frozenset(EVENTS)), 100, 0)

PROMPT = Schema(
    {"title": Field(String(min=1), required=True), "message": Field(String(min=1), required=True)}
)
PROMPTS = Many(Object("suggested_prompt", PROMPT), 4, 0)

MANIFEST: dict[str, Schema] = {
    "suggested_prompt": PROMPT,
    "display_information": Schema(
        {
            "name": Field(String(35, 1), required=True),
            "description": Field(String(140)),
            "long_description": Field(String(4000, 175)),
            "background_color": Field(String(form=r"#(?:[0-9a-fA-F]{3}){1,2}")),
        }
    ),
    "app_home": Schema(
        {
            "home_tab_enabled": FLAG,
            "messages_tab_enabled": FLAG,
            "messages_tab_read_only_enabled": FLAG,
        }
    ),
    "agent_view": Schema(
        {
            "agent_description": Field(String(300, 1), required=True),
            "suggested_prompts": Field(PROMPTS),
        }
    ),
    "assistant_view": Schema(
        {
            "assistant_description": Field(String(300, 1), required=True),
            "suggested_prompts": Field(PROMPTS),
        }
    ),
    "bot_user": Schema(
        {"display_name": Field(String(80, 1), required=True), "always_online": FLAG}
    ),
    "slash_command": Schema(
        {
            "command": Field(String(32, 2, form=r"/[a-z0-9_-]+"), required=True),
            "description": Field(String(2000, 1), required=True),
            "usage_hint": Field(String(1000)),
            "should_escape": FLAG,
            "url": Field(ADDRESS),
        }
    ),
    "shortcut": Schema(
        {
            "name": Field(String(24, 1), required=True),
            "type": Field(OneOf(("global", "message")), required=True),
            "callback_id": Field(String(255, 1), required=True),
            "description": Field(String(150, 1), required=True),
        }
    ),
    "scopes": Schema(
        {
            "bot": Field(BOT_SCOPES),
            "bot_optional": Field(BOT_SCOPES),
            "user": Field(Many(String(min=1), 255, 0)),
            "user_optional": Field(Many(String(min=1), 255, 0)),
        }
    ),
    "event_subscriptions": Schema(
        {
            "request_url": Field(ADDRESS),
            "bot_events": Field(BOT_EVENTS),
            "user_events": Field(Many(String(min=1), 100, 0)),
            "metadata_subscriptions": ANY,
        }
    ),
    "interactivity": Schema(
        {
            "is_enabled": Field(Flag(), required=True),
            "request_url": Field(ADDRESS),
            "message_menu_options_url": Field(ADDRESS),
        }
    ),
}

MANIFEST |= {
    "features": Schema(
        {
            "app_home": Field(Object("app_home", MANIFEST["app_home"])),
            "bot_user": Field(Object("bot_user", MANIFEST["bot_user"])),
            "slash_commands": Field(
                Many(Object("slash_command", MANIFEST["slash_command"]), 50, 0)
            ),
            "shortcuts": Field(Many(Object("shortcut", MANIFEST["shortcut"]), 10, 0)),
            "unfurl_domains": Field(Many(String(min=1), 5, 0)),
            "agent_view": Field(Object("agent_view", MANIFEST["agent_view"])),
            "assistant_view": Field(Object("assistant_view", MANIFEST["assistant_view"])),
            "rich_previews": ANY,
            "search": ANY,
            "workflow_steps": ANY,
        }
    ),
    "oauth_config": Schema(
        {
            "scopes": Field(Object("scopes", MANIFEST["scopes"])),
            "redirect_urls": Field(Many(ADDRESS, 1000, 0)),
            "token_management_enabled": FLAG,
            "pkce_enabled": FLAG,
        }
    ),
    "settings": Schema(
        {
            "allowed_ip_address_ranges": ANY,
            "event_subscriptions": Field(
                Object("event_subscriptions", MANIFEST["event_subscriptions"])
            ),
            "incoming_webhooks": ANY,
            "interactivity": Field(Object("interactivity", MANIFEST["interactivity"])),
            "is_hosted": FLAG,
            "org_deploy_enabled": FLAG,
            "socket_mode_enabled": FLAG,
            "token_rotation_enabled": FLAG,
            "function_runtime": ANY,
        }
    ),
}
MANIFEST["manifest"] = Schema(
    {
        "$schema": ANY,
        "_metadata": ANY,
        "display_information": Field(
            Object("display_information", MANIFEST["display_information"]), required=True
        ),
        "features": Field(Object("features", MANIFEST["features"])),
        "oauth_config": Field(Object("oauth_config", MANIFEST["oauth_config"])),
        "settings": Field(Object("settings", MANIFEST["settings"])),
        "functions": ANY,
        "workflows": ANY,
        "datastores": ANY,
        "types": ANY,
        "outgoing_domains": ANY,
        "external_auth_providers": ANY,
    }
)

MANIFEST_RULES = {
    "manifest.commands.unique": "each slash command is there once",
    "manifest.shortcuts.unique": "each callback_id of a shortcut is there once",
    "manifest.commands.scope": "slash commands and shortcuts need the scope commands",
    "manifest.events.scope": "each event needs a scope that lets the app hear it",
    "manifest.scopes.unique": "each scope is asked for once, needed or optional",
    "manifest.scopes.email": "users:read.email needs users:read beside it",
    "manifest.scopes.bot_user": "bot scopes need a bot user",
    "manifest.shortcuts.interactivity": "shortcuts need interactivity",
    "manifest.address": "without Socket Mode, commands, events and interactivity need an address",
}

SCOPES_AT = "/oauth_config/scopes/bot"


def manifest_problems(source: Any) -> Iterator[RuleProblem]:
    """Everything wrong with a manifest, each with its place."""
    found = list(Object("manifest", MANIFEST["manifest"]).problems(source, "", ""))
    yield from found
    if not found:
        yield from _joint_problems(source)


def _joint_problems(source: Payload) -> Iterator[RuleProblem]:
    features, settings = source.get("features") or {}, source.get("settings") or {}
    commands, shortcuts = features.get("slash_commands") or [], features.get("shortcuts") or []
    scopes = (source.get("oauth_config") or {}).get("scopes") or {}
    listed = [*(scopes.get("bot") or []), *(scopes.get("bot_optional") or [])]
    yield from _twice(commands, "command", "manifest.commands.unique", "/features/slash_commands")
    yield from _twice(shortcuts, "callback_id", "manifest.shortcuts.unique", "/features/shortcuts")
    if (commands or shortcuts) and "commands" not in listed:
        yield _broken("manifest.commands.scope", SCOPES_AT, "missing scope: commands")
    subscribed = settings.get("event_subscriptions") or {}
    for index, event in enumerate(subscribed.get("bot_events") or []):
        if EVENTS[event] and not {*listed} & set(EVENTS[event]):
            says = f"{event} needs one of the scopes {', '.join(EVENTS[event])}"
            at = f"/settings/event_subscriptions/bot_events/{index}"
            yield _broken("manifest.events.scope", at, says)
    yield from _scope_problems(listed, features)
    if shortcuts and not (settings.get("interactivity") or {}).get("is_enabled"):
        yield _broken("manifest.shortcuts.interactivity", "/settings/interactivity")
    if not settings.get("socket_mode_enabled"):
        yield from _address_problems(commands, settings)


def _scope_problems(listed: list[str], features: Payload) -> Iterator[RuleProblem]:
    for scope, times in Counter(listed).items():
        if times > 1:
            yield _broken("manifest.scopes.unique", SCOPES_AT, f"scope {scope} is not unique")
    if "users:read.email" in listed and "users:read" not in listed:
        yield _broken("manifest.scopes.email", SCOPES_AT)
    if listed and not features.get("bot_user"):
        yield _broken("manifest.scopes.bot_user", "/features/bot_user")


def _address_problems(commands: list[Payload], settings: Payload) -> Iterator[RuleProblem]:
    """Where Slack would have nobody to call."""
    for index, command in enumerate(commands):
        if not command.get("url"):
            yield _broken("manifest.address", f"/features/slash_commands/{index}/url")
    events = settings.get("event_subscriptions") or {}
    if events.get("bot_events") and not events.get("request_url"):
        yield _broken("manifest.address", "/settings/event_subscriptions/request_url")
    interactivity = settings.get("interactivity") or {}
    if interactivity.get("is_enabled") and not interactivity.get("request_url"):
        yield _broken("manifest.address", "/settings/interactivity/request_url")


def _broken(rule: str, at: str, says: str = "") -> RuleProblem:
    return RuleProblem(rule, says or MANIFEST_RULES[rule], at)


def _twice(rows: list[Payload], key: str, rule: str, at: str) -> Iterator[RuleProblem]:
    for value, times in Counter(row[key] for row in rows).items():
        if times > 1:
            yield RuleProblem(rule, f"{key} {value} is not unique", at)
