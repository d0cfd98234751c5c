"""The page's clock goes on and never back, until everything is put back where it began."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Windows
from tests.browser.sandbox_page import BEGINS_ANEW, CARD

pytestmark = pytest.mark.browser


def test_the_clock_moves_by_its_buttons_and_never_back(windows: Windows) -> None:
    seen = windows.of("Ann Whitaker", "metadata")
    seen.move_clock("tomorrow")
    expect(seen.page.get_by_test_id("clock-now")).to_contain_text(re.compile("9:0[0-9] AM"))
    seen.move_clock("next-hour")
    expect(seen.page.get_by_test_id("clock-now")).to_contain_text(re.compile("10:0[0-9] AM"))
    for _ in range(2):  # the second comes while messages settle after the first, and counts as well
        seen.page.get_by_test_id("clock-next-hour").click()
    expect(seen.page.get_by_test_id("clock-now")).to_contain_text(re.compile("12:0[0-9] PM"))
    seen.page.get_by_text("Another date").click()
    seen.page.get_by_label("Move the clock to").fill("2020-01-01T09:00")
    seen.page.get_by_role("button", name="Move", exact=True).click()
    expect(seen.page.get_by_test_id("notice")).to_be_visible()
    expect(seen.page.get_by_test_id("clock-now")).to_contain_text("12:")


def test_reset_is_asked_first_and_reaches_every_window_and_the_app(windows: Windows) -> None:
    ann, ben = windows.of("Ann Whitaker", "reading-nook"), windows.of("Ben Adeyemi", "reading-nook")
    ann.type_line("This will not last.")
    ben.answer("This will not last.")
    ann.page.get_by_text("Another date").click()
    for answer in ("Keep everything", "Reset"):
        ann.page.get_by_test_id("reset").click()
        ann.page.get_by_test_id("confirm").get_by_role("button", name=answer).click()
        expect(ann.page.get_by_test_id("confirm")).to_have_count(0)
        for window in (ann, ben):
            kept = int(answer == "Keep everything")
            expect(window.messages().filter(has_text="This will not last.")).to_have_count(kept)
    ann.go_to("metadata")
    expect(ann.messages().filter(has_text=CARD)).to_be_visible(timeout=BEGINS_ANEW)
