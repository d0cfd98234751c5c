"""The sandbox's page as a person uses it: by what she can see and read."""

import re
from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page, expect

SLOW = 15_000
"""Milliseconds that a step may take on a busy machine."""
BEGINS_ANEW = 90_000
"""Milliseconds in which the app makes its demo once more, on a busy machine."""
CARD = re.compile("Metadata: monthly meeting.*Change your answer", re.DOTALL)
"""A card that the demo begins with, in #metadata."""


@dataclass(frozen=True)
class SandboxPage:
    """One window."""

    page: Page

    @classmethod
    def opened(
        cls, browser: Browser, address: str, *, width: int = 1280, height: int = 900
    ) -> "SandboxPage":
        """A window on the page, past the welcome."""
        page = browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(SLOW)
        page.add_init_script("localStorage.setItem('convene-sandbox-welcomed', 'yes')")
        page.goto(address)
        return cls(page)

    def act_as(self, name: str) -> None:
        """Become somebody, by the words that the switcher shows."""
        switcher = self.page.get_by_test_id("person-switcher")
        expect(switcher.locator("option").filter(has_text=name).first).to_be_attached()
        value = switcher.locator("option").filter(has_text=name).first.get_attribute("value")
        switcher.select_option(value)
        expect(self.page).to_have_url(re.compile(f"as={value}"))

    def go_to(self, channel: str) -> None:
        """Open a channel, joining it where the person is not in it yet."""
        self.page.get_by_test_id(f"channel-{channel}").click()
        self.arrive_in(channel)

    def arrive_in(self, channel: str) -> None:
        """Wait until a channel is open, and join it where the person is not in it yet."""
        expect(self.page.get_by_role("heading", name=f"#{channel}")).to_be_visible()
        join = self.page.get_by_role("button", name="Join this channel")
        if join.is_visible():
            join.click()
            expect(join).to_be_hidden()

    def type_line(self, text: str) -> None:
        """Type into the composer and send it."""
        # A modal that is still closing would swallow what is typed.
        expect(self.page.get_by_test_id("modal")).to_have_count(0)
        composer = self.page.get_by_test_id("composer")
        composer.fill(text)
        self.page.get_by_test_id("send").click()
        expect(composer).to_have_value("")

    def messages(self) -> Locator:
        return self.page.get_by_test_id("message")

    def answer(self, words: str | re.Pattern[str]) -> Locator:
        """The newest message with these words, once it is there."""
        found = self.messages().filter(has_text=words).last
        expect(found).to_be_visible()
        return found

    def modal(self) -> Locator:
        modal = self.page.get_by_test_id("modal").last
        expect(modal).to_be_visible()
        return modal

    def submit(self) -> None:
        self.page.get_by_test_id("modal-submit").last.click()

    def close_modal(self) -> None:
        """Close the modal on top, and wait until it is gone."""
        modals = self.page.get_by_test_id("modal")
        left = modals.count() - 1
        self.page.get_by_test_id("modal-close").last.click()
        expect(modals).to_have_count(left)

    def choose_people(self, label: str, *names: str) -> None:
        """Pick people in a searchable list by typing the beginning of their names."""
        box = self.modal().get_by_role("combobox", name=label)
        for name in names:
            box.fill(name)
            found = (
                self.modal()
                .get_by_role("listbox")
                .get_by_role("option", name=re.compile(re.escape(name)))
            )
            found.first.click()

    def move_clock(self, to: str) -> None:
        """Press one of the clock's buttons and wait until messages have settled."""
        self.page.get_by_test_id(f"clock-{to}").click()
        expect(self.page.locator("#clock")).to_have_attribute("aria-busy", "true")
        expect(self.page.locator("#clock")).not_to_have_attribute(
            "aria-busy", "true", timeout=40_000
        )


def open_developer_tools(page: Page) -> None:
    """Show the buttons of the inspector and of the faults, which a newcomer does not see."""
    if page.locator("#developer-tools[open]").count() == 0:
        page.get_by_test_id("developer-tools").click()


def option_with(select: Locator, words: str) -> str:
    """The value of the option that shows these words."""
    value = select.locator("option").filter(has_text=words).first.get_attribute("value")
    assert value is not None, words
    return value
