"""The manifest: what Slack offers is what the bot answers, within Slack's limits."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import handlers
from bot import manifest
from handlers.routes import Answer, Ask, Command, Event, Shortcut
from handlers.table import RouteTable, build
from services.access import Needs

COMMITTED = Path(__file__).parents[2] / "manifest.json"
ADDRESS = "https://convene.example.edu/"
ENDPOINT = "https://convene.example.edu/slack/events"


def nothing(ask: Ask) -> Answer:
    return None


def small_table(*more: Event) -> RouteTable:
    rows = (
        Command("wg", nothing, "Your working groups.", Needs.ANYONE),
        Command("wg new", nothing, "Start a group.", Needs.PROGRAM_MANAGER, aliases=("create",)),
        Command("wg list", nothing, "See the groups.", Needs.ANYONE),
        Shortcut("task.new", nothing, Needs.ANYONE, "Add a task", "Adds a task.", "global"),
        Event("app_home_opened", nothing, Needs.ANYONE),
    )
    return build((*rows, *more))


def made(table: RouteTable, address: str = "") -> dict[str, Any]:
    return manifest.manifest(table, address=address)


def test_the_committed_file_is_the_generated_one() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == manifest.text(handlers.route_table())


def test_a_command_is_described_by_its_bare_row_and_hints_at_its_verbs() -> None:
    assert made(small_table())["features"]["slash_commands"] == [
        {
            "command": "/wg",
            "description": "Your working groups.",
            "usage_hint": "new | list",
            "should_escape": True,
        }
    ]


def test_shortcuts_come_from_their_rows() -> None:
    assert made(small_table())["features"]["shortcuts"] == [
        {
            "name": "Add a task",
            "type": "global",
            "callback_id": "task.new",
            "description": "Adds a task.",
        }
    ]


def test_socket_mode_needs_no_address() -> None:
    assert made(small_table())["settings"] == {
        "event_subscriptions": {"bot_events": ["app_home_opened"]},
        "interactivity": {"is_enabled": True},
        "org_deploy_enabled": False,
        "socket_mode_enabled": True,
        "token_rotation_enabled": False,
    }


def test_http_puts_the_address_wherever_slack_calls() -> None:
    table = small_table()
    over_http = made(table, ADDRESS)
    assert over_http["settings"] == {
        "event_subscriptions": {"request_url": ENDPOINT, "bot_events": ["app_home_opened"]},
        "interactivity": {
            "is_enabled": True,
            "request_url": ENDPOINT,
            "message_menu_options_url": ENDPOINT,
        },
        "org_deploy_enabled": False,
        "socket_mode_enabled": False,
        "token_rotation_enabled": False,
    }
    assert [row["url"] for row in over_http["features"]["slash_commands"]] == [ENDPOINT]


def test_a_scope_that_only_an_event_needs_is_asked_for_with_that_event() -> None:
    always = manifest.scopes(small_table())
    assert "app_mentions:read" not in always
    with_events = manifest.scopes(
        small_table(
            Event("message.im", nothing, Needs.ANYONE),
            Event("app_mention", nothing, Needs.ANYONE),
        )
    )
    assert with_events == [*always, "app_mentions:read"]


def test_what_only_a_greeting_and_a_search_need_may_be_refused() -> None:
    granted = made(handlers.route_table())["oauth_config"]["scopes"]
    assert granted["bot_optional"] == [
        *("im:history", "channels:history", "groups:history"),
        *("channels:write.invites", "groups:write.invites"),
        *("channels:manage", "groups:write", "bookmarks:write", "bookmarks:read"),
        "channels:write.topic",
    ]
    assert not set(granted["bot"]) & set(granted["bot_optional"])


def test_every_scope_has_a_reason_of_its_own() -> None:
    reasons = [row.reason for row in manifest.SCOPES]
    assert all(reason.endswith(".") and len(reason) > 20 for reason in reasons)
    assert len(set(reasons)) == len(reasons)


def test_the_link_carries_the_whole_manifest() -> None:
    table = small_table()
    query = parse_qs(urlsplit(manifest.link(table)).query)
    assert query["new_app"] == ["1"]
    assert json.loads(query["manifest_json"][0]) == made(table)


def test_slacks_limits_are_kept() -> None:
    whole = made(handlers.route_table(), ADDRESS)
    shown, features = whole["display_information"], whole["features"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4000
    assert len(features["slash_commands"]) <= 50
    assert len(features["shortcuts"]) <= 10
    for command in features["slash_commands"]:
        assert len(command["command"]) <= 32
        assert 0 < len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000
    for shortcut in features["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
        assert shortcut["type"] in ("global", "message")
