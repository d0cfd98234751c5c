"""axe finds nothing serious or critical in any state of the page, in light and in dark."""

import re
import urllib.request
from collections.abc import Callable, Iterator
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from tests.browser.axe import COLORS, grave_faults
from tests.browser.conftest import WELCOMED, Gallery, Windows
from tests.browser.sandbox_page import SandboxPage, open_developer_tools

pytestmark = pytest.mark.browser

NARROW = {"viewport": {"width": 390, "height": 844}}
PRIVATE_ANSWERS = (
    ("/wg show", "People by library"),
    ("/task list", "Trace why two editions"),
    ("/wg digest preview", "The week in Metadata"),
)


@pytest.fixture
def nothing_broken(address: str) -> Iterator[None]:
    """What a test has broken is whole again after it."""
    yield
    request = urllib.request.Request(urljoin(address, "control/faults"), method="DELETE")
    urllib.request.urlopen(request, timeout=10).close()


def faults(seen: SandboxPage) -> list[str]:
    """By all rules in the light page, and in the dark one by those that look at colors: the rest
    of it is the same.
    """
    return [*grave_faults(seen.page, "light"), *grave_faults(seen.page, "dark", COLORS)]


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
    # The name that is taken, or in the channel that everybody is in, the channel that is missing.
    expect(seen.modal().locator("[aria-invalid=true]").first).to_be_visible()


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
    expect(seen.page.locator("#home")).to_contain_text("Hello, Dag Okafor")


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
    open_developer_tools(seen.page)
    seen.page.get_by_test_id("inspector-toggle").click()
    seen.page.get_by_test_id("inspector").get_by_role("listitem").first.locator("summary").click()
    expect(
        seen.page.get_by_test_id("inspector").get_by_role("heading", name="Request").first
    ).to_be_visible()


def new_message(seen: SandboxPage) -> None:
    seen.page.get_by_test_id("new-message").click()
    seen.page.get_by_label("To", exact=True).fill("a")
    expect(seen.page.locator("[role=listbox] [role=option]").first).to_be_visible()


def broken(seen: SandboxPage) -> None:
    open_developer_tools(seen.page)
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
def test_a_state(
    windows: Windows, nothing_broken: None, state: Callable[[SandboxPage], None]
) -> None:
    seen = windows.of("Dag Okafor", "reading-nook")
    state(seen)
    assert faults(seen) == []


def test_every_kind_of_block(gallery: Gallery) -> None:
    with gallery.window() as seen:
        expect(gallery.message("areas and pies", seen)).to_be_visible()
        summaries = seen.page.locator("#log details:not([open]) > summary")
        summaries.evaluate_all("all => all.map((one) => one.click())")
        expect(seen.page.locator("#log details[open]")).to_have_count(5)
        assert faults(seen) == []
        seen.page.set_viewport_size({"width": 390, "height": 844})
        assert faults(seen) == []


def every_field_refused(seen: SandboxPage) -> None:
    seen.type_line("/wg everything")
    seen.modal().get_by_role("button", name="Save").click()
    expect(seen.modal().locator(".field.wrong").first).to_be_visible()


def long_list_in_a_form(seen: SandboxPage) -> None:
    seen.type_line("/wg everything")
    seen.modal().get_by_role("combobox", name="Library").fill("w")
    expect(seen.modal().get_by_role("listbox").get_by_role("option").first).to_be_visible()


def three_forms(seen: SandboxPage) -> None:
    seen.type_line("/wg")
    seen.modal().get_by_label("Name").fill("Metadata")
    seen.submit()
    seen.modal().get_by_role("button", name="Go deeper").click()
    expect(seen.page.get_by_role("dialog", name="Third")).to_be_visible()


def question_of_a_button(seen: SandboxPage) -> None:
    seen.page.get_by_role("button", name="Cancel the meeting").click()
    expect(seen.page.get_by_role("alertdialog")).to_be_visible()


def menu_of_a_section(seen: SandboxPage) -> None:
    seen.page.get_by_role("button", name=re.compile("^More options")).press("ArrowDown")
    expect(seen.page.get_by_role("menu")).to_be_visible()


def menu_of_shortcuts(seen: SandboxPage) -> None:
    seen.page.get_by_role("button", name="Shortcuts").click()
    expect(seen.page.get_by_role("menu")).to_be_visible()


def reaction(seen: SandboxPage) -> None:
    seen.type_line("Agreed?")
    message = seen.answer("Agreed?")
    message.get_by_role("button", name=re.compile("^More actions")).press("Enter")
    seen.page.get_by_role("menuitem", name=re.compile("^React with")).first.press("Enter")
    expect(message.get_by_role("list", name="Reactions")).to_be_visible()


def refused_call(seen: SandboxPage) -> None:
    three_forms(seen)
    seen.modal().get_by_role("button", name="One more").click()
    seen.page.get_by_test_id("modal-x").click()
    open_developer_tools(seen.page)
    seen.page.get_by_test_id("inspector-toggle").click()
    refused = seen.page.locator("#traffic .is-refused").filter(has_text="views.push").first
    refused.locator("summary").click()
    expect(refused).to_contain_text("push_limit_reached")


# An empty channel is looked through faster than the one with every kind of block.
GALLERY_STATES: dict[Callable[[SandboxPage], None], str] = {
    every_field_refused: "general",
    long_list_in_a_form: "general",
    three_forms: "general",
    menu_of_shortcuts: "general",
    reaction: "general",
    refused_call: "general",
    question_of_a_button: "metadata",
    menu_of_a_section: "metadata",
}


@pytest.mark.parametrize("state", GALLERY_STATES, ids=lambda state: state.__name__)
def test_a_state_of_the_gallery(gallery: Gallery, state: Callable[[SandboxPage], None]) -> None:
    with gallery.window(GALLERY_STATES[state]) as seen:
        state(seen)
        assert faults(seen) == []


@pytest.mark.parametrize("state", [inspector, broken, workspace, thread, form_with_faults, menu])
def test_a_narrow_state(
    windows: Windows, nothing_broken: None, state: Callable[[SandboxPage], None]
) -> None:
    seen = windows.of_a_stranger(WELCOMED, **NARROW)
    expect(seen.page.get_by_test_id("message").first).to_be_visible()
    state(seen)
    assert faults(seen) == []


def test_a_narrow_screen_with_and_without_its_sidebar(windows: Windows) -> None:
    seen = windows.of_a_stranger(WELCOMED, **NARROW)
    expect(seen.page.get_by_test_id("message").first).to_be_visible()
    assert faults(seen) == []
    seen.page.get_by_test_id("menu").click()
    expect(seen.page.get_by_test_id("person-switcher")).to_be_visible()
    assert faults(seen) == []
