"""The Slack app's manifest, made from the route table,
so that what Slack offers is what the bot answers.
"""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bot.config import EVENTS_PATH
from handlers.routes import Command
from handlers.table import RouteTable

SCHEMA = "https://raw.githubusercontent.com/slackapi/manifest-schema/main/manifest.schema.json"
NEW_APP = "https://api.slack.com/apps?new_app=1&manifest_json="
DESCRIPTION = (
    "Runs the working groups of a library consortium: meetings, tasks, digests, participation."
)
LONG_DESCRIPTION = (
    "Convene helps a library consortium run its working groups in Slack. Groups have a charge,"
    " members from many libraries, meetings with answers and attendance, and tasks with owners and"
    " due dates. Each week a digest tells the group what was done and what is due, and the program"
    " manager can see who took part."
)
COLOUR = "#1f4e5f"


@dataclass(frozen=True)
class Scope:
    """A permission that Slack asks the installer for, and why Convene wants it."""

    name: str
    reason: str
    events: tuple[str, ...] = ()
    """Events that need it.

    With any named here, it is asked for only where one of them has a route.
    """
    is_optional: bool = False
    """Whether whoever installs the app may leave it out;
    what Convene then cannot do, it does not try.
    """
    without: str = ""
    """What Convene then does not do, where it is optional."""


SCOPES = (
    Scope("commands", "Take slash commands, shortcuts and the buttons in messages."),
    Scope("chat:write", "Post digests and meeting cards, and redraw them when something changes."),
    Scope("im:write", "Open the direct message in which a person gets reminders."),
    Scope("channels:read", "Know which public channel belongs to a group."),
    Scope(
        "groups:read", "Know which private channel belongs to a group, where Convene was invited."
    ),
    Scope(
        "channels:join",
        "Join the public channel of a group, so that its digest can be posted there.",
    ),
    Scope("users:read", "Know a person's name, time zone, and whether she is a guest."),
    Scope(
        "users:read.email",
        "Match a person to the imported list, and her mail domain to her library.",
    ),
    Scope("files:write", "Give the participation table as a CSV file."),
    Scope("app_mentions:read", "Answer when Convene is mentioned.", events=("app_mention",)),
    Scope(
        "im:history",
        "Optional. Answer what a person writes to Convene directly, and look whether its own"
        " message arrived there, where the answer was lost.",
        is_optional=True,
        without="what people write to Convene directly gets no answer, and a direct message whose"
        " answer was lost is not looked for",
    ),
    Scope(
        "channels:history",
        "Optional. Look whether its own message arrived in a public channel, where the answer was"
        " lost.",
        is_optional=True,
        without="a message whose answer was lost in a public channel is not looked for",
    ),
    Scope(
        "groups:history",
        "Optional. The same in a private channel to which Convene was invited.",
        is_optional=True,
        without="a message whose answer was lost in a private channel is not looked for",
    ),
    Scope(
        "channels:write.invites",
        "Optional. Bring people whom a chair has added into the public channel of the group.",
        is_optional=True,
        without="nobody is brought into the public channel of a group",
    ),
    Scope(
        "groups:write.invites",
        "Optional. Bring people whom a chair has added into the private channel of the group.",
        is_optional=True,
        without="nobody is brought into the private channel of a group",
    ),
    Scope(
        "channels:manage",
        "Optional. Make a public channel for a group, when a chair or the program manager asks for"
        " it.",
        is_optional=True,
        without="no public channel is made for a group",
    ),
    Scope(
        "groups:write",
        "Optional. Make a private channel for a private group, when a chair or the program manager"
        " asks for it.",
        is_optional=True,
        without="no private channel is made for a group",
    ),
    Scope(
        "bookmarks:write",
        "Optional. Put a bookmark that leads to a group's charge above its channel, and take it"
        " along when the group moves.",
        is_optional=True,
        without="no channel has a bookmark to the charge",
    ),
    Scope(
        "bookmarks:read",
        "Optional. Look whether that bookmark is there already, so that it is never there twice.",
        is_optional=True,
        without="no bookmark can be told from others, and so none is put anywhere",
    ),
    Scope(
        "channels:write.topic",
        "Optional. Write what a group is for into the description of its public channel.",
        is_optional=True,
        without="no channel says in its description what the group is for",
    ),
)


def scopes(table: RouteTable) -> list[str]:
    """The scopes that the present routes need, and no more."""
    needed = [row for row in SCOPES if not row.is_optional]
    return [row.name for row in needed if not row.events or set(row.events) & set(table.events)]


def optional_scopes() -> list[str]:
    """The scopes that whoever installs the app may leave out."""
    return [row.name for row in SCOPES if row.is_optional]


def manifest(table: RouteTable, *, address: str = "") -> dict[str, Any]:
    """The manifest for Socket Mode,
    or for HTTP where the public ``address`` of the bot is given.
    """
    url = address.rstrip("/") + EVENTS_PATH if address else ""
    return {
        "$schema": SCHEMA,
        "display_information": {
            "name": "Convene",
            "description": DESCRIPTION,
            "long_description": LONG_DESCRIPTION,
            "background_color": COLOUR,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Convene", "always_online": True},
            "shortcuts": _shortcuts(table),
            "slash_commands": [_slash_command(table, name, url) for name in table.names()],
        },
        "oauth_config": {"scopes": {"bot": scopes(table), "bot_optional": optional_scopes()}},
        "settings": _settings(table, url),
    }


def text(table: RouteTable, *, address: str = "") -> str:
    """The manifest as the file holds it."""
    return json.dumps(manifest(table, address=address), indent=2, ensure_ascii=False) + "\n"


def link(table: RouteTable, *, address: str = "") -> str:
    """The address at which one click makes the app, with everything filled in."""
    return NEW_APP + quote(
        json.dumps(manifest(table, address=address), separators=(",", ":")), safe=""
    )


def _slash_command(table: RouteTable, name: str, url: str) -> dict[str, Any]:
    rows = table.named(name)
    bare = next((row for row in rows if not row.verb), rows[0])
    command = {
        "command": f"/{name}",
        "description": bare.help,
        "usage_hint": _usage_hint(rows),
        "should_escape": True,
    }
    return command | ({"url": url} if url else {})


def _usage_hint(rows: list[Command]) -> str:
    return " | ".join(row.verb for row in rows if row.verb and row.is_listed)[:1000]


def _shortcuts(table: RouteTable) -> list[dict[str, str]]:
    return [
        {"name": row.name, "type": row.on, "callback_id": row.id, "description": row.description}
        for row in table.shortcuts.values()
    ]


def _settings(table: RouteTable, url: str) -> dict[str, Any]:
    request_url = {"request_url": url} if url else {}
    return {
        "event_subscriptions": {**request_url, "bot_events": sorted(table.events)},
        "interactivity": {
            "is_enabled": True,
            **request_url,
            **({"message_menu_options_url": url} if url else {}),
        },
        "org_deploy_enabled": False,
        "socket_mode_enabled": not url,
        "token_rotation_enabled": False,
    }
