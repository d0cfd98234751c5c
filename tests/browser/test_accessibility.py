"""axe finds nothing serious or critical in any state of the page, in light and in dark."""

import re
from collections.abc import Callable
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import WELCOMED, Windows
from tests.browser.sandbox_page import SandboxPage

pytestmark = pytest.mark.browser

GRAVE = ("serious", "critical")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
NARROW = {"viewport": {"width": 390, "height": 844}}
PRIVATE_ANSWERS = (
    ("/wg show", "People by library"),
    ("/task list", "Trace why two editions"),
    ("/wg digest preview", "The week in Metadata"),
)


def faults(seen: SandboxPage) -> list[str]:
    """What axe has to say about the light page and the dark one, in words that lead to the place."""
    return [f"{scheme}: {fault}" for scheme in SCHEMES for fault in _faults_in(seen.page, scheme)]


def _faults_in(page: Page, scheme: Literal["light", "dark"]) -> list[str]:
    page.emulate_media()
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:140]} ({node['failureSummary']})"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def test_the_guide(windows: Windows) -> None:
    seen = windows.of_a_stranger()
    expect(seen.page.get_by_test_id("step-1")).to_be_visible()
    expect(seen.page.get_by_test_id("message").first).to_be_visible()
    assert faults(seen) == []


def test_a_channel_with_suggestions_private_answers_and_refusals(windows: Windows) -> None:
    seen = windows.of("Ann Whitaker", "metadata")
    seen.page.get_by_test_id("composer").press_sequentially("/")
    expect(seen.page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    assert faults(seen) == []
    for line, words in PRIVATE_ANSWERS:
        seen.type_line(line)
        expect(seen.answer(words)).to_contain_text("Only visible to you")
    seen.type_line("/nothing")
    expect(seen.page.get_by_test_id("notice")).to_be_visible()
    assert faults(seen) == []


def test_a_report_with_its_table(windows: Windows) -> None:
    seen = windows.of("Dag Okafor", "general")
    seen.type_line("/participation this year")
    expect(seen.answer("Participation").get_by_role("table").first).to_be_visible()
    assert faults(seen) == []


def form_with_faults(seen: SandboxPage) -> None:
    seen.type_line("/wg new")
    seen.modal().get_by_label("Name").fill("Metadata Working Group")
    seen.modal().get_by_label("Charge").fill("Once more.")
    seen.submit()
    expect(seen.modal().get_by_label("Name")).to_have_attribute("aria-invalid", "true")


def open_list(seen: SandboxPage) -> None:
    seen.type_line("/wg new")
    seen.modal().get_by_role("combobox", name="Strategic directions").click()
    expect(seen.page.locator("[role=listbox] [role=option]").first).to_be_visible()


def confirmation(seen: SandboxPage) -> None:
    seen.page.get_by_text("Another date").click()
    seen.page.get_by_test_id("reset").click()
    expect(seen.page.get_by_test_id("confirm")).to_be_visible()


def home(seen: SandboxPage) -> None:
    seen.page.get_by_test_id("home").click()
    expect(seen.page.locator("#home")).to_contain_text("Hello Dag Okafor")


def thread(seen: SandboxPage) -> None:
    menu(seen)
    seen.page.get_by_role("menuitem", name="Reply in thread").click()
    seen.page.get_by_test_id("thread-composer").fill("A reply.")
    seen.page.get_by_test_id("thread-composer").press("Enter")
    expect(seen.page.get_by_role("complementary", name="Thread")).to_contain_text("A reply.")


def menu(seen: SandboxPage) -> None:
    seen.messages().first.get_by_role("button", name=re.compile("^More actions")).press("Enter")
    expect(seen.page.get_by_role("menu")).to_be_visible()


def inspector(seen: SandboxPage) -> None:
    seen.page.get_by_test_id("inspector-toggle").click()
    seen.page.get_by_test_id("inspector").get_by_role("listitem").first.locator("summary").click()
    expect(seen.page.get_by_test_id("inspector").get_by_role("heading", name="Request").first).to_be_visible()


def new_message(seen: SandboxPage) -> None:
    seen.page.get_by_test_id("new-message").click()
    seen.page.get_by_label("To", exact=True).fill("a")
    expect(seen.page.locator("[role=listbox] [role=option]").first).to_be_visible()


def broken(seen: SandboxPage) -> None:
    seen.page.get_by_test_id("faults-toggle").click()
    seen.page.get_by_label("Method").select_option("chat.update")
    seen.page.get_by_role("button", name="Break these calls").click()
    expect(seen.page.get_by_role("list", name="Waiting to happen")).to_be_visible()


def workspace(seen: SandboxPage) -> None:
    seen.page.get_by_test_id("workspace-toggle").click()
    expect(seen.page.get_by_role("button", name="Add the person")).to_be_visible()


STATES = (
    form_with_faults,
    open_list,
    confirmation,
    home,
    thread,
    menu,
    inspector,
    broken,
    workspace,
    new_message,
)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_state(windows: Windows, state: Callable[[SandboxPage], None]) -> None:
    seen = windows.of("Dag Okafor", "reading-nook")
    state(seen)
    assert faults(seen) == []


def test_a_narrow_screen_with_and_without_its_sidebar(windows: Windows) -> None:
    seen = windows.of_a_stranger(WELCOMED, **NARROW)
    expect(seen.page.get_by_test_id("message").first).to_be_visible()
    assert faults(seen) == []
    seen.page.get_by_test_id("menu").click()
    expect(seen.page.get_by_test_id("person-switcher")).to_be_visible()
    assert faults(seen) == []
