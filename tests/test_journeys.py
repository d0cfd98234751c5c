"""Whoever follows a journey through the code has few files of its own to read."""

import json
import subprocess
import sys

import pytest

from tests.journeys import PAGE, ROOT, written

MOST = 6
LONGER = {"a pressed Yes": 8, "a participation question": 7, "a reminder": 15}
"""Those that have more than six today, and how many: the figures may fall, and none may rise.

A beat of the reminders scans all nouns and kinds at once: what is due, what was promised and is
true no more, and what one person is to hear together.
"""


@pytest.fixture(scope="module")
def own() -> dict[str, list[str]]:
    """From a process of its own: what was kept for later by other tests would not be entered."""
    command = [sys.executable, "-m", "tests.journeys", "--print"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, list[str]] = json.loads(result.stdout.splitlines()[-1])
    return found


def test_a_journey_has_few_files_of_its_own(own: dict[str, list[str]]) -> None:
    assert len(own) == 4
    assert {name: len(files) for name, files in own.items() if len(files) > MOST} == LONGER


def test_the_page_lists_them(own: dict[str, list[str]]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert written(page, own) == page, "run make docs"
