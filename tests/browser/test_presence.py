"""The page learns within seconds, and says in words, that the app has gone and has come back."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from copy import deepcopy

import pytest
from playwright.sync_api import expect
from slack_bolt import App

from sandbox.driver import Sandbox
from tests.browser.conftest import Contexts, Windows
from tests.browser.gallery import register
from tests.browser.test_accessibility import faults
from tests.sandbox.apps import over_http, over_sockets
from tests.sandbox.conftest import MANIFEST, NOW, SEED

pytestmark = pytest.mark.browser

Way = Callable[[Sandbox, Callable[[App], None]], AbstractContextManager[None]]
AWAY = re.compile("^Tally is not running: it hears nothing of what is done here.")
SOON = 6_000
"""Milliseconds: two looks, and the time of a busy machine."""


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(manifest=deepcopy(MANIFEST), seed=deepcopy(SEED), clock=NOW) as running:
        yield running


@pytest.mark.parametrize("way", [over_http, over_sockets])
def test_an_app_that_stops_and_starts_again_is_told_of(
    browser: Contexts, sandbox: Sandbox, way: Way
) -> None:
    windows = Windows(browser, sandbox.address)
    with way(sandbox, register):
        page = windows.of("Ann Alvarez", "metadata").page
        presence = page.get_by_test_id("presence")
        expect(page.get_by_test_id("home")).to_contain_text("running")
        expect(presence).to_be_hidden()
    expect(presence).to_have_text(AWAY, timeout=SOON)
    expect(page.get_by_test_id("home")).to_contain_text("not running")
    with way(sandbox, register):
        expect(presence).to_have_text("Tally is running again.", timeout=SOON)
        expect(page.get_by_test_id("home")).not_to_contain_text("not running")
        expect(presence).to_be_hidden()
    windows.close()


def test_a_page_that_opens_without_an_app_says_so(browser: Contexts, sandbox: Sandbox) -> None:
    windows = Windows(browser, sandbox.address)
    seen = windows.of("Ann Alvarez", "metadata")
    presence = seen.page.get_by_test_id("presence")
    expect(presence).to_have_text(AWAY)
    assert faults(seen) == []
    windows.close()


def test_an_app_that_was_removed_is_offered_no_more(browser: Contexts, sandbox: Sandbox) -> None:
    windows = Windows(browser, sandbox.address)
    page = windows.of("Ann Alvarez", "metadata").page
    suggestions = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    sandbox.workspace.uninstall()
    expect(page.get_by_test_id("home")).to_contain_text("removed")
    page.get_by_test_id("composer").press_sequentially("/")
    expect(suggestions).to_contain_text(["/invite", "/join", "/leave"])
    expect(suggestions).to_have_count(3)
    windows.close()
