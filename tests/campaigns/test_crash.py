"""A small crash test, and the proof that it would notice. ``make crashtest`` runs the large one."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.campaigns.crash import SHOWN_BY

ROOT = Path(__file__).parents[2]


def crash(database: Engine, *options: str) -> subprocess.CompletedProcess[str]:
    """In a program of its own: only a process without threads and connections may be forked."""
    url = database.url.render_as_string(hide_password=False)
    name = "sqlite" if url.startswith("sqlite") else "postgresql"
    command = [
        sys.executable,
        "-m",
        "tests.campaigns.crash",
        "--engine",
        name,
        "--url",
        url,
        *options,
    ]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_nothing_is_lost_or_said_twice_however_often_the_process_is_killed(
    database: Engine,
) -> None:
    ended = crash(database, "--kills", "10", "--blind-kills", "0", "--short")
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_planted_fault_is_noticed_and_does_no_harm_when_taken_out(database: Engine) -> None:
    ended = crash(database, "--show-plants")
    harm = [line for line in ended.stdout.splitlines() if not line.endswith(": no harm")]
    assert (ended.returncode, ended.stderr) == (0, "")
    assert [line.split(": ")[1] for line in harm] == [*SHOWN_BY]
