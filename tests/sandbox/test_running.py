"""The sandbox as a program, and its state over a restart."""

import json
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Sandbox
from sandbox.launch import BadFile, loaded
from sandbox.movable_clock import Backwards, BadMoment, MovableClock, moment_named
from sandbox.seed import BadSeed, workspace_from
from tests.sandbox.conftest import MANIFEST, NOW, SEED

FORM: dict[str, Any] = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Form"},
    "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "Words"}}],
}


@pytest.mark.proves("ephemeral.vanishes")
def test_state_survives_a_restart_but_ephemerals_do_not(tmp_path: Path) -> None:
    data = tmp_path / "sandbox.json"
    with Sandbox(MANIFEST, SEED, clock=NOW, data=data) as first:
        client = WebClient(token=first.bot_token, base_url=first.api_url)
        client.chat_postMessage(channel="C0META", text="Kept")
        client.chat_postEphemeral(channel="C0META", user="U0ANN", text="Gone")
        client.views_open(trigger_id=first.slack.openings.new_trigger("U0ANN"), view=FORM)
        first.workspace.move_clock("tomorrow 09:00")
        moved = first.workspace.now
        before = first.workspace.modals(as_="Ann")
    with Sandbox(MANIFEST, SEED, clock=NOW, data=data) as second:
        texts = [m["text"] for m in second.workspace.channel("metadata").messages]
        assert texts == ["Good morning.", "Hello Ann.", "Kept"]
        assert second.workspace.private_answers(as_="Ann") == []
        assert second.workspace.modals(as_="Ann") == before
        assert second.workspace.now == moved
    assert [path.name for path in tmp_path.iterdir()] == ["sandbox.json"]


def test_timestamps_ascend_while_the_clock_stands_still(sandbox: Sandbox) -> None:
    stamps = [sandbox.workspace.say("Hi", as_="Ann", in_="metadata") for _ in range(3)]
    assert stamps == ["1795530600.000000", "1795530600.000001", "1795530600.000002"]


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("next hour", "2026-11-24T15:00"),
        ("tomorrow 09:00", "2026-11-25T14:00"),
        ("next Monday 09:00", "2026-11-30T14:00"),
        ("next tuesday 8:05", "2026-12-01T13:05"),
    ],
)
def test_moves_of_the_clock_are_read_in_the_zone_of_the_team(words: str, moment: str) -> None:
    read = moment_named(words, now=NOW.timestamp(), zone="America/New_York")
    assert read.astimezone(UTC) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "words", ["", "yesterday", "tomorrow 25:00", "next Fooday 09:00", "tomorrow 9:99"]
)
def test_other_words_are_refused(words: str) -> None:
    with pytest.raises(BadMoment):
        moment_named(words, now=NOW.timestamp(), zone="UTC")


def test_time_never_runs_backwards() -> None:
    clock = MovableClock(NOW)
    clock.move_to(NOW)
    with pytest.raises(Backwards):
        clock.advance(-0.1)


@pytest.mark.parametrize(
    "seed",
    [
        {"team": {"motto": "Read"}},
        {"team": {"zone": "Mars/Olympus"}},
        {"users": [{"id": "U1", "name": "a", "real_name": "A", "tz": "Mars/Olympus"}]},
        {"users": [{"name": "ann"}]},
        {"users": [{"id": "U1", "name": "a", "real_name": "A", "shoe_size": 40}]},
        {"channels": [{"id": "C1", "name": "c", "members": ["U0NONE"]}]},
        {"messages": [{"channel": "C1", "user": "U1", "text": "t", "at": "2026-11-24"}]},
        {"messages": [{"channel": "C1", "user": "U1", "text": "t", "at": "soon"}]},
    ],
)
def test_a_bad_seed_is_refused(seed: dict[str, Any]) -> None:
    with pytest.raises(BadSeed):
        workspace_from(seed)


@pytest.mark.parametrize(
    ("content", "says"), [("[", "cannot be read as JSON"), ("[]", "does not hold a JSON object")]
)
def test_a_file_without_a_json_object_is_refused_by_its_name(
    content: str, says: str, tmp_path: Path
) -> None:
    odd = tmp_path / "seed.json"
    odd.write_text(content)
    with pytest.raises(BadFile, match=f"{odd} {says}"):
        loaded(odd)


def test_the_secrets_come_from_a_file_and_nothing_else_does(tmp_path: Path) -> None:
    files = {
        "manifest": MANIFEST,
        "seed": SEED,
        "secrets": {"bot_token": "xoxb-own"},
        "odd": {"password": "x"},
    }
    for name, content in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    command = [
        sys.executable,
        "-m",
        "sandbox",
        "--port",
        "0",
        "--manifest",
        str(tmp_path / "manifest.json"),
    ]
    command += ["--seed", str(tmp_path / "seed.json"), "--secrets"]
    refused = subprocess.run([*command, str(tmp_path / "odd.json")], capture_output=True, text=True)
    assert (refused.returncode, "odd.json holds more than" in refused.stderr) == (1, True)
    with subprocess.Popen(
        [*command, str(tmp_path / "secrets.json")], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        address = child.stdout.readline().split()[-1]
        answers = [
            WebClient(token, base_url=f"{address}api/") for token in ("xoxb-own", "xoxb-sandbox")
        ]
        assert answers[0].auth_test()["ok"]
        with pytest.raises(SlackApiError, match="invalid_auth"):
            answers[1].auth_test()
        child.terminate()


def test_the_program_prints_its_address_and_ends_cleanly(tmp_path: Path) -> None:
    for name, content in (("manifest", MANIFEST), ("seed", SEED)):
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    command = [
        sys.executable,
        "-m",
        "sandbox",
        "--port",
        "0",
        "--data",
        str(tmp_path / "kept.json"),
    ]
    command += [
        "--manifest",
        str(tmp_path / "manifest.json"),
        "--seed",
        str(tmp_path / "seed.json"),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        line = program.stdout.readline()
        address = line.split()[-1]
        with urllib.request.urlopen(f"{address}clock") as response:
            assert abs(json.load(response)["offset_seconds"]) == 0
        program.terminate()
        assert program.wait(20) == 0
    assert line == f"The sandbox is at {address}\n"
    assert json.loads((tmp_path / "kept.json").read_text())["team"]["id"] == "T0LIB"
