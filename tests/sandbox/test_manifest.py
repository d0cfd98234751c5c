"""A manifest that Slack would not take is not taken here either,
and told with each place that is wrong.
"""

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sandbox import rules
from sandbox.app_manifest import BadManifest, manifest_from
from tests.sandbox.conftest import MANIFEST, SEED

Payload = dict[str, Any]
WG = {"command": "/wg", "description": "Groups"}
NEW = {"name": "New", "type": "global", "callback_id": "tally.new", "description": "Start"}


def changed(path: str, value: Any, manifest: Payload = MANIFEST) -> Payload:
    """The sample with one place changed; a last step of `+` adds to a list."""
    manifest = copy.deepcopy(manifest)
    *steps, last = path.split("/")
    place: Any = manifest
    for step in steps:
        place = place[step]
    if last == "+":
        place.append(value)
    else:
        place[last] = value
    return manifest


def without(path: str, item: str) -> Payload:
    """The sample without one item of one list."""
    place: Any = MANIFEST
    for step in path.split("/"):
        place = place[step]
    return changed(path, [held for held in place if held != item])


NO_USERS = without("oauth_config/scopes/bot", "users:read")
ADDRESSES = (
    *("features/slash_commands/0/url", "features/slash_commands/1/url"),
    *("settings/interactivity/request_url", "settings/event_subscriptions/request_url"),
)


def over_http(*left_out: str) -> Payload:
    """The sample without Socket Mode, with every address but some."""
    manifest = changed("settings/socket_mode_enabled", False)
    for path in ADDRESSES:
        place: Any = manifest
        *steps, last = path.split("/")
        for step in steps:
            place = place[int(step) if step.isdecimal() else step]
        if path not in left_out:
            place[last] = "https://convene.example.edu/slack/events"
    return manifest


BROKEN: dict[str, tuple[Payload, str]] = {
    "manifest.commands.unique": (
        changed("features/slash_commands/+", WG),
        "[ERROR] command /wg is not unique [json-pointer:/features/slash_commands]",
    ),
    "manifest.shortcuts.unique": (
        changed("features/shortcuts/+", NEW),
        "[ERROR] callback_id tally.new is not unique [json-pointer:/features/shortcuts]",
    ),
    "manifest.commands.scope": (
        changed(
            "oauth_config/scopes/bot",
            ["app_mentions:read", "im:history", "channels:read", "users:read"],
        ),
        "[ERROR] missing scope: commands [json-pointer:/oauth_config/scopes/bot]",
    ),
    "manifest.events.scope": (
        changed("settings/event_subscriptions/bot_events", ["app_home_opened", "pin_added"]),
        "[ERROR] pin_added needs one of the scopes pins:read "
        "[json-pointer:/settings/event_subscriptions/bot_events/1]",
    ),
    "manifest.scopes.unique": (
        changed("oauth_config/scopes/bot_optional/+", "commands"),
        "[ERROR] scope commands is not unique [json-pointer:/oauth_config/scopes/bot]",
    ),
    "manifest.scopes.email": (
        changed("settings/event_subscriptions/bot_events", [], NO_USERS),
        "[ERROR] users:read.email needs users:read beside it "
        "[json-pointer:/oauth_config/scopes/bot]",
    ),
    "manifest.scopes.bot_user": (
        changed("features/bot_user", None),
        "[ERROR] bot scopes need a bot user [json-pointer:/features/bot_user]",
    ),
    "manifest.shortcuts.interactivity": (
        changed("settings/interactivity/is_enabled", False),
        "[ERROR] shortcuts need interactivity [json-pointer:/settings/interactivity]",
    ),
    "manifest.address": (
        over_http("settings/interactivity/request_url"),
        "[ERROR] without Socket Mode, commands, events and interactivity need an address "
        "[json-pointer:/settings/interactivity/request_url]",
    ),
}


@pytest.mark.parametrize("rule", rules.MANIFEST_RULES)
def test_each_rule_about_the_whole_manifest_names_the_place(rule: str) -> None:
    manifest, says = BROKEN[rule]
    with pytest.raises(BadManifest) as refusal:
        manifest_from(manifest)
    assert refusal.value.problems == [says]


@pytest.mark.parametrize("path", ADDRESSES)
def test_without_sockets_slack_needs_every_address(path: str) -> None:
    manifest_from(over_http())
    with pytest.raises(BadManifest) as refusal:
        manifest_from(over_http(path))
    assert [path in problem for problem in refusal.value.problems] == [True]


@pytest.mark.parametrize("command", ["/WG", "/w.g", "/wg!", "/w/g", "wg", "/"])
def test_a_command_is_of_small_letters_figures_and_dashes(command: str) -> None:
    with pytest.raises(BadManifest) as refusal:
        manifest_from(changed("features/slash_commands/+", WG | {"command": command}))
    assert all(
        "/features/slash_commands/2/command" in problem for problem in refusal.value.problems
    )


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("oauth_config/scopes/bot/+", "chat:shout", "is not a bot scope of Slack's: chat:shout"),
        (
            "settings/event_subscriptions/bot_events/+",
            "it_rained",
            "is not a bot event of Slack's: it_rained",
        ),
        ("display_information/colour", "red", "invalid additional property: colour"),
        ("features/slash_commands/+", {"command": "/x"}, "missing required field: description"),
    ],
)
def test_what_slack_does_not_know_is_refused(path: str, value: Any, says: str) -> None:
    with pytest.raises(BadManifest) as refusal:
        manifest_from(changed(path, value))
    assert len(refusal.value.problems) == 1
    assert says in refusal.value.problems[0]


def test_the_program_says_what_is_wrong_and_does_not_start(tmp_path: Path) -> None:
    for name, content in (
        ("manifest", changed("display_information/name", "x" * 36)),
        ("seed", SEED),
    ):
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    command = [sys.executable, "-m", "sandbox", "--port", "0"]
    command += [
        "--manifest",
        str(tmp_path / "manifest.json"),
        "--seed",
        str(tmp_path / "seed.json"),
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        "Error: The manifest breaks Slack's rules:\n"
        "[ERROR] must be less than 36 characters [json-pointer:/display_information/name]\n"
    )
