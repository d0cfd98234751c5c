"""A stranger's first five minutes:
the guide on the screen, a keyboard, and fewer than twenty actions.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Contexts, Windows, product
from tests.browser.hands import Hands

pytestmark = pytest.mark.browser


@pytest.fixture
def windows(browser: Contexts, demo_of_today: Path, tmp_path: Path) -> Iterator[Windows]:
    """On a product of this test's own: a group keeps its channel."""
    with product(tmp_path, demo_of_today) as address:
        opened = Windows(browser, address)
        yield opened
        opened.close()


def test_a_stranger_follows_the_guide_by_keyboard(windows: Windows) -> None:
    page = windows.of_a_stranger().page
    hands = Hands(page)
    steps = [page.get_by_test_id(f"step-{number}") for number in (1, 2, 3)]
    expect(page.get_by_role("heading", name="Welcome to the practice workspace")).to_be_visible()
    expect(steps[0]).to_have_attribute("aria-current", "step")
    start_a_group(hands, steps[0])
    schedule_a_meeting(hands, steps[1])
    see_a_digest(hands, steps[2])
    expect(page.get_by_text("That was the tour.")).to_be_visible()
    assert hands.actions < 20
    page.reload()
    for step in steps:
        expect(step).to_have_text(re.compile("done$"))


def start_a_group(hands: Hands, step: Locator) -> None:
    hands.press(step.get_by_role("button"))
    hands.send_what_is_written()
    form = hands.page.get_by_role("dialog", name="Start a group")
    expect(form).to_be_visible()
    hands.write(form.get_by_label("Name"), "Makers")
    hands.write(form.get_by_label("Charge"), "One plan for all maker spaces.")
    hands.press(form.get_by_role("button", name="Start the group"))
    expect(hands.page.get_by_role("dialog", name="Convene")).to_contain_text("Makers has started")
    hands.leave_the_form()
    expect(hands.page.get_by_role("dialog")).to_have_count(0)
    expect(step).to_have_text(re.compile("done$"))


def schedule_a_meeting(hands: Hands, step: Locator) -> None:
    hands.press(step.get_by_role("button"))
    hands.send_what_is_written()
    hands.press(hands.page.get_by_role("button", name="Schedule it"))
    expect(step).to_have_text(re.compile("done$"))


def see_a_digest(hands: Hands, step: Locator) -> None:
    hands.press(step.get_by_role("button"))
    digest = hands.page.get_by_role("article").filter(has_text="The week in Makers")
    expect(digest).to_contain_text("Kickoff", timeout=40_000)
    expect(step).to_have_text(re.compile("done$"))
