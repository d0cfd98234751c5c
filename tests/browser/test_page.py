"""What the sandbox's page shows of the workspace, and to whom; its forms, its tools, its widths."""

import json
import re
import urllib.request
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WELCOMED, Contexts, Windows
from tests.browser.sandbox_page import open_developer_tools
from tests.sandbox.conftest import wait_until

pytestmark = pytest.mark.browser


def test_everybody_sees_their_own_workspace(windows: Windows) -> None:
    seen = windows.of("Ann Whitaker")
    expect(seen.page.get_by_test_id("channel-metadata")).to_be_visible()
    expect(seen.page.get_by_test_id("channel-council")).to_have_count(0)
    seen.act_as("Dag Okafor")
    expect(seen.page.get_by_test_id("channel-council")).to_be_visible()
    seen.act_as("Xiomara Reyes")
    expect(seen.page.locator("#me")).to_contain_text("Guest")
    expect(seen.page.get_by_test_id("channel-student-panel")).to_be_visible()
    expect(seen.page.get_by_test_id("channel-metadata")).to_have_count(0)


def test_people_stand_in_groups_that_a_stranger_looks_for(windows: Windows) -> None:
    switcher = windows.of("Dag Okafor").page.get_by_test_id("person-switcher")
    labels = switcher.locator("optgroup").evaluate_all("groups => groups.map((one) => one.label)")
    assert labels == [
        "Program manager",
        "Chairs of groups",
        "Directors and deans",
        "Members",
        "Without Slack, by mail",
        "Guests",
    ]
    manager = switcher.locator("optgroup[label='Program manager'] option")
    expect(manager).to_have_text(re.compile("Dag Okafor"))
    chairs = switcher.locator("optgroup[label='Chairs of groups'] option")
    expect(chairs.filter(has_text="Ann Whitaker")).to_have_text(re.compile("Chair of Metadata"))


def test_a_fault_in_a_form_is_tied_to_its_field_and_focused(windows: Windows) -> None:
    seen = windows.of("Dag Okafor", "reading-nook")
    seen.page.get_by_test_id("composer").fill("/wg new")
    seen.page.get_by_test_id("composer").press("Enter")
    form = seen.modal()
    expect(form.get_by_label("Name")).to_be_focused()
    form.get_by_label("Name").fill("Metadata Working Group")
    form.get_by_label("Charge").fill("The same once more.")
    seen.submit()
    name = seen.modal().get_by_label("Name")
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_accessible_description(
        re.compile("There is a group named Metadata Working Group")
    )
    expect(seen.modal().get_by_label("Charge")).to_have_value("The same once more.")
    seen.page.keyboard.press("Escape")
    expect(seen.page.get_by_test_id("modal")).to_have_count(0)
    expect(seen.page.get_by_test_id("composer")).to_be_focused()


def test_a_required_field_is_asked_for_before_anything_is_sent(windows: Windows) -> None:
    seen = windows.of("Dag Okafor", "reading-nook")
    seen.type_line("/wg new")
    seen.modal().get_by_label("Name").fill("Preservation")
    seen.submit()
    charge = seen.modal().get_by_label("Charge")
    expect(charge).to_be_focused()
    expect(charge).to_have_attribute("aria-invalid", "true")
    seen.close_modal()


def test_the_home_tab_belongs_to_one_person(windows: Windows) -> None:
    seen = windows.of("Ann Whitaker")
    seen.page.get_by_test_id("home").click()
    expect(seen.page.locator("#home")).to_contain_text("Hello, Ann Whitaker")
    seen.act_as("Ben Adeyemi")
    expect(seen.page.locator("#home")).to_contain_text("Hello, Ben Adeyemi")
    expect(seen.page.locator("#home")).not_to_contain_text("Ann Whitaker")


def test_the_inspector_names_refusals_in_words(windows: Windows, address: str) -> None:
    page = windows.of("Ann Whitaker", "metadata").page
    open_developer_tools(page)
    page.get_by_test_id("inspector-toggle").press("Enter")
    inspector = page.get_by_test_id("inspector")
    assert refused_call(address) == "invalid_auth"
    rows = inspector.get_by_role("listitem").filter(has_text="chat.postMessage")
    row = rows.filter(has_text="refused").first
    row.locator("summary").press("Enter")
    expect(row).to_contain_text("invalid_auth")
    inspector.get_by_label("Only what was refused").check()
    expect(inspector.get_by_role("listitem").filter(has_not_text="refused")).to_have_count(0)
    inspector.press("Escape")
    expect(inspector).to_be_hidden()
    expect(page.get_by_test_id("inspector-toggle")).to_be_focused()


def test_tools_for_developers_stand_apart_from_those_of_a_newcomer(windows: Windows) -> None:
    page = windows.of("Ann Whitaker", "metadata").page
    expect(page.get_by_test_id("inspector-toggle")).to_be_hidden()
    expect(page.get_by_test_id("faults-toggle")).to_be_hidden()
    page.get_by_test_id("developer-tools").press("Enter")
    expect(page.get_by_test_id("inspector-toggle")).to_be_visible()
    expect(page.get_by_test_id("faults-toggle")).to_be_visible()


def test_skipping_to_the_conversation_keeps_the_person_and_the_place(windows: Windows) -> None:
    page = windows.of("Ann Whitaker", "metadata").page
    address = page.url
    page.get_by_role("link", name="Skip to the conversation").press("Enter")
    expect(page.locator("#main")).to_be_focused()
    assert page.url == address
    expect(page.get_by_role("heading", name="#metadata")).to_be_visible()


def refused_call(address: str) -> str:
    """A stranger's call of Slack's Web API; answers with the error's name."""
    data = json.dumps({"channel": "C0DEMO001", "text": "Let me in."}).encode()
    headers = {"Content-Type": "application/json", "Authorization": "Bearer xoxb-wrong"}
    request = urllib.request.Request(urljoin(address, "api/chat.postMessage"), data, headers)
    with urllib.request.urlopen(request, timeout=10) as response:
        return str(json.load(response)["error"])


def test_a_pane_beside_the_conversation_leaves_the_tools_in_one_row(windows: Windows) -> None:
    page = windows.of("Ann Whitaker", "metadata").page
    open_developer_tools(page)
    page.get_by_test_id("inspector-toggle").click()
    expect(page.get_by_test_id("inspector")).to_be_visible()
    tools = page.locator(".tools > *")
    expect(tools).to_have_count(5)
    assert (
        len(set(tools.evaluate_all("all => all.map((one) => one.getBoundingClientRect().top)")))
        == 1
    )


@pytest.mark.parametrize("width", [390, 320])
def test_a_narrow_screen_holds_everything(windows: Windows, width: int) -> None:
    seen = windows.of_a_stranger(WELCOMED, viewport={"width": width, "height": 844})
    page = seen.page
    page.get_by_test_id("menu").press("Enter")
    seen.act_as("Ann Whitaker")
    expect(page.get_by_test_id("channel-metadata")).to_be_hidden()
    page.get_by_test_id("menu").press("Enter")
    page.get_by_test_id("channel-metadata").click()
    expect(page.get_by_role("heading", name="#metadata")).to_be_visible()
    expect(page.get_by_test_id("channel-metadata")).to_be_hidden()
    open_developer_tools(page)
    tools = ("inspector-toggle", "faults-toggle", "workspace-toggle")
    for name in ("composer", "send", *tools):
        expect(page.get_by_test_id(name)).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_on_a_narrow_screen_the_focus_goes_along_and_comes_back(windows: Windows) -> None:
    page = windows.of_a_stranger(WELCOMED, viewport={"width": 390, "height": 844}).page
    menu = page.get_by_test_id("menu")
    menu.press("Enter")
    expect(page.get_by_test_id("person-switcher")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    open_developer_tools(page)
    for name in ("inspector", "faults", "workspace"):
        page.get_by_test_id(f"{name}-toggle").press("Enter")
        expect(page.get_by_test_id(f"{name}-close")).to_be_focused()
        expect(page.get_by_test_id(f"{name}-close")).to_be_in_viewport(ratio=1)
        page.keyboard.press("Escape")
        expect(page.get_by_test_id(f"{name}-toggle")).to_be_focused()


def test_a_form_does_not_outlive_the_window_it_was_opened_in(
    windows: Windows, address: str
) -> None:
    first = windows.of("Ann Whitaker", "metadata")
    first.type_line("/meet new")
    first.modal()
    first.page.close()
    ann = re.search("as=(U[^&]+)", windows.of("Ann Whitaker").page.url)
    assert ann

    def is_closed() -> bool:
        with urllib.request.urlopen(
            urljoin(address, f"ui/views?as={ann[1]}"), timeout=10
        ) as response:
            return bool(json.load(response) == {"stack": []})

    # The new window tells the sandbox so while it loads, on a busy machine somewhat later.
    wait_until(is_closed, seconds=15)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_system_until_one_chooses(windows: Windows, scheme: str) -> None:
    page = windows.of("Ann Whitaker", color_scheme=scheme).page
    ink = "getComputedStyle(document.body).color"
    button = page.get_by_role("button", name="Theme:")
    first = page.evaluate(ink)
    button.click()
    light = page.evaluate(ink)
    button.click()
    dark = page.evaluate(ink)
    assert light != dark
    assert first == {"light": light, "dark": dark}[scheme]
    page.reload()
    expect(button).to_have_text("Theme: dark")


def test_a_window_finds_nothing_that_an_earlier_one_has_stored(
    browser: Contexts, address: str
) -> None:
    contexts = []
    for _ in range(2):
        windows = Windows(browser, address)
        page = windows.of_a_stranger().page
        contexts.append(page.context)
        stored = page.evaluate("[localStorage.left, sessionStorage.left, document.cookie]")
        assert stored == [None, None, ""]
        page.evaluate("localStorage.left = sessionStorage.left = document.cookie = 'left=1'")
        windows.close()
    assert contexts[0] is contexts[1]
