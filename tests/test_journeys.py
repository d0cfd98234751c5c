"""Whoever follows a journey through the code has few files of its own to read."""

import json
import subprocess
import sys

import pytest

from tests.journeys import PAGE, ROOT, written

MOST = 6


@pytest.fixture(scope="module")
def own() -> dict[str, list[str]]:
    """From a process of its own: what was kept for later by other tests would not be entered."""
    command = [sys.executable, "-m", "tests.journeys", "--print"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, list[str]] = json.loads(result.stdout.splitlines()[-1])
    return found


def test_a_journey_has_few_files_of_its_own(own: dict[str, list[str]]) -> None:
    assert len(own) == 4
    assert {name: files for name, files in own.items() if not 0 < len(files) <= MOST} == {}


def test_the_page_lists_them(own: dict[str, list[str]]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert written(page, own) == page, "run make docs"
