"""The app's manifest: which commands, shortcuts, events and scopes the workspace has agreed to."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.rules.manifest import manifest_problems
from sandbox.wire import without_nulls


class BadManifest(Exception):
    """Slack would not take this manifest; all that is wrong with it, each with its place."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(["The manifest breaks Slack's rules:", *problems]))
        self.problems = problems


@dataclass(frozen=True)
class SlashCommand:
    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True)
class Shortcut:
    name: str
    callback_id: str
    type: str
    description: str = ""


@dataclass(frozen=True)
class Manifest:
    name: str
    commands: dict[str, SlashCommand] = field(default_factory=dict)
    shortcuts: dict[str, Shortcut] = field(default_factory=dict)
    events: frozenset[str] = frozenset()
    scopes: tuple[str, ...] = ()
    home_enabled: bool = False
    messages_enabled: bool = False
    messages_read_only: bool = False
    socket_mode_enabled: bool = False
    is_interactive: bool = False
    unfurl_domains: tuple[str, ...] = ()


def manifest_from(source: dict[str, Any]) -> Manifest:
    """Reads a Slack app manifest; optional scopes count as granted. Raises `BadManifest`."""
    problems = [str(problem) for problem in manifest_problems(source)]
    if problems:
        raise BadManifest(problems)
    source = without_nulls(source)
    features = source.get("features", {})
    home = features.get("app_home", {})
    scopes = source.get("oauth_config", {}).get("scopes", {})
    settings = source.get("settings", {})
    events = settings.get("event_subscriptions", {}).get("bot_events", [])
    return Manifest(
        name=source["display_information"]["name"],
        commands={row["command"]: _command(row) for row in features.get("slash_commands", [])},
        shortcuts={row["callback_id"]: _shortcut(row) for row in features.get("shortcuts", [])},
        events=frozenset(events),
        scopes=(*scopes.get("bot", []), *scopes.get("bot_optional", [])),
        home_enabled=home.get("home_tab_enabled", False),
        messages_enabled=home.get("messages_tab_enabled", False),
        messages_read_only=home.get("messages_tab_read_only_enabled", False),
        is_interactive=settings.get("interactivity", {}).get("is_enabled", False),
        socket_mode_enabled=settings.get("socket_mode_enabled", False),
        unfurl_domains=tuple(features.get("unfurl_domains", [])),
    )


def _command(row: dict[str, Any]) -> SlashCommand:
    return SlashCommand(
        row["command"],
        row.get("description", ""),
        row.get("usage_hint", ""),
        row.get("should_escape", False),
    )


def _shortcut(row: dict[str, Any]) -> Shortcut:
    return Shortcut(row["name"], row["callback_id"], row["type"], row.get("description", ""))
