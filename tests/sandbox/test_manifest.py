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


def changed(path: str, value: Any) -> Payload:
    """The sample with one place changed; a last step of `+` adds to a list."""
    manifest: Any = copy.deepcopy(MANIFEST)
    *steps, last = path.split("/")
    place = manifest
    for step in steps:
        place = place[step]
    if last == "+":
        place.append(value)
    else:
        place[last] = value
    whole: Payload = manifest
    return whole


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
}


@pytest.mark.parametrize("rule", rules.MANIFEST_RULES)
def test_each_rule_about_the_whole_manifest_names_the_place(rule: str) -> None:
    manifest, says = BROKEN[rule]
    with pytest.raises(BadManifest) as refusal:
        manifest_from(manifest)
    assert refusal.value.problems == [says]


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
