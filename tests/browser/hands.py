"""Somebody who has a keyboard and no mouse."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

FARTHEST = 120
"""Tab stops that somebody would walk at most."""

IS_BEFORE = """node => document.activeElement !== document.body
    && Boolean(node.compareDocumentPosition(document.activeElement)
        & Node.DOCUMENT_POSITION_FOLLOWING)"""
"""Whether an element stands before the one that has the focus."""


@dataclass
class Hands:
    """Somebody with a keyboard and no mouse, who counts what she does."""

    page: Page
    actions: int = 0

    def press(self, button: Locator) -> None:
        """Walk to a button or a link, and press it."""
        expect(button).to_be_visible()
        self.walk_to(button)
        self.page.keyboard.press("Enter")
        self.actions += 1

    def write(self, field: Locator, text: str) -> None:
        """Walk to a field, if the focus is not there already, and type over what is in it."""
        self.walk_to(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        self.actions += 1

    def send_what_is_written(self) -> None:
        self.page.keyboard.press("Enter")
        self.actions += 1

    def leave_the_form(self) -> None:
        self.page.keyboard.press("Escape")
        self.actions += 1

    def walk_to(self, wanted: Locator) -> None:
        """Press Tab until the focus is there, backwards to what stands before it."""
        expect(wanted).to_have_count(1)
        key = "Shift+Tab" if wanted.evaluate(IS_BEFORE) else "Tab"
        for _ in range(FARTHEST):
            if wanted.evaluate("node => node === document.activeElement"):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"not reached by Tab: {wanted}")
