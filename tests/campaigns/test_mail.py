"""A small campaign of kills while mail goes out. ``make mailtest`` runs the large one."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_no_letter_is_lost_and_each_doubt_costs_one_copy_at_most() -> None:
    """In a program of its own: only a process without threads and connections may be forked."""
    command = [sys.executable, "-m", "tests.campaigns.mail", "--engine", "sqlite", "--kills", "8"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    [counted, *media] = [line.split() for line in ended.stdout.splitlines() if "  " in line][1:]
    assert counted[0] == "sqlite"
    assert len(media) == 5
