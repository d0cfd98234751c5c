"""Two schedulers and few messages. ``make loadtest`` sends five thousand, by two and by four."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_two_schedulers_share_the_work_and_one_takes_over_from_the_other(database: Engine) -> None:
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.campaigns.load", "--url", url, "--schedulers", "2"]
    ended = subprocess.run(
        [*command, "--rows", "24", "--channels", "12"], cwd=ROOT, capture_output=True, text=True
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("2 schedulers, 24 messages to 12 channels: ")
    assert ended.stdout.endswith("; 0 lost, twice or out of order\n")
