"""A partner without Slack in the sandbox: she reads her mail, answers by its link, and the channel
shows it.
"""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import WELCOMED, Windows
from tests.browser.sandbox_page import SandboxPage

pytestmark = pytest.mark.browser

PARTNER = "Pia Lindqvist"
CHAIR = "Nkechi Obiora"
CHANNEL = "student-panel"
MEETING, TASK = "Panel rehearsal", "Book the rehearsal room"


def test_a_partner_answers_and_finishes_by_links_and_the_channel_shows_it(windows: Windows) -> None:
    seen = windows.of(CHAIR, CHANNEL)
    seen.type_line(f"/meet new {MEETING} tomorrow 2pm for 45 min")
    seen.answer(MEETING).get_by_role("button", name="Schedule it").click()
    card = seen.answer(re.compile(f"{MEETING}.*have not answered", re.DOTALL))
    page = page_of(seen, f"Invitation: {MEETING}")
    expect(page.get_by_role("heading", name=MEETING)).to_be_visible()
    press(page, "Yes", "You said that you come. Thank you.")
    address = page.url.partition("?")[0]
    back_to_the_channel(seen)
    expect(card).to_contain_text(f"1 yes: {PARTNER} (by link)")

    seen.type_line(f"/task add {TASK} @Pia due tomorrow")
    owned = seen.answer(TASK)
    page = page_of(seen, f"A task for you: {TASK}")
    expect(page.get_by_role("heading", name=TASK)).to_be_visible()
    press(page, "Done", "Done. Thank you.")
    page.close()
    back_to_the_channel(seen)
    expect(owned).to_contain_text("Done")

    other = windows.of_a_stranger(WELCOMED).page
    other.goto(address)
    press(other, "No", "You said that you do not come. Thank you.")
    expect(card).to_contain_text(f"1 no: {PARTNER} (by link)")


def page_of(seen: SandboxPage, subject: str) -> Page:
    """Her own pages, opened by the link of a letter, in a window of their own."""
    seen.page.get_by_test_id("mail-toggle").click()
    seen.page.get_by_test_id("mail").get_by_role("button", name=re.compile(PARTNER)).click()
    letter = seen.page.get_by_test_id("letter-row").filter(has_text=subject)
    expect(letter).to_have_count(1)
    letter.click()
    body: Locator = seen.page.frame_locator('[data-testid="letter-page"]').locator("body")
    with seen.page.expect_popup() as popup:
        body.get_by_role("link").first.click()
    expect(popup.value.get_by_text(f"The pages of {PARTNER}")).to_be_visible()
    return popup.value


def press(page: Page, label: str, words: str) -> None:
    page.get_by_role("button", name=re.compile(f"^{label}")).first.click()
    expect(page.get_by_role("status")).to_have_text(re.compile(f"^{re.escape(words)}"))


def back_to_the_channel(seen: SandboxPage) -> None:
    seen.page.get_by_test_id("mail-toggle").click()
    seen.act_as(CHAIR)
    seen.go_to(CHANNEL)
