"""What the sandbox's page does for one person, and for two at the same time."""

import json
import re
import urllib.request
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WELCOMED, Windows
from tests.browser.sandbox_page import BEGINS_ANEW, CARD, open_developer_tools
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


def test_a_private_answer_is_gone_when_the_page_is_loaded_anew(windows: Windows) -> None:
    seen = windows.of("Ann Whitaker", "metadata")
    seen.type_line("/wg show")
    answer = seen.answer("People by library")
    expect(answer).to_contain_text("Only visible to you")
    seen.act_as("Dag Okafor")
    seen.act_as("Ann Whitaker")
    seen.go_to("metadata")
    expect(answer).to_be_visible()
    seen.page.reload()
    expect(seen.messages().first).to_be_visible()
    expect(answer).to_have_count(0)


def test_people_stand_in_groups_that_a_stranger_looks_for(windows: Windows) -> None:
    switcher = windows.of("Dag Okafor").page.get_by_test_id("person-switcher")
    labels = switcher.locator("optgroup").evaluate_all("groups => groups.map((one) => one.label)")
    assert labels == [
        "Program manager",
        "Chairs of groups",
        "Directors and deans",
        "Members",
        "Guests",
    ]
    manager = switcher.locator("optgroup[label='Program manager'] option")
    expect(manager).to_have_text(re.compile("Dag Okafor"))
    chairs = switcher.locator("optgroup[label='Chairs of groups'] option")
    expect(chairs.filter(has_text="Ann Whitaker")).to_have_text(re.compile("Chair of Metadata"))


def test_commands_people_and_channels_are_completed_by_keyboard(windows: Windows) -> None:
    page = windows.of("Ann Whitaker", "metadata").page
    composer = page.get_by_test_id("composer")
    suggestions = page.get_by_role("listbox", name="Suggestions")
    composer.press_sequentially("/t")
    expect(suggestions.get_by_role("option").first).to_contain_text("/task")
    composer.press("Tab")
    expect(composer).to_have_value("/task ")
    expect(page.locator(".composer-hint").first).to_contain_text("/task")
    composer.press_sequentially("add Count @be")
    composer.press("ArrowDown")
    composer.press("ArrowUp")
    expect(suggestions.get_by_role("option", selected=True)).to_contain_text("@Ben Adeyemi")
    composer.press("Enter")
    expect(composer).to_have_value("/task add Count @Ben Adeyemi ")
    composer.press_sequentially("#rep")
    composer.press("Escape")
    expect(suggestions).to_be_hidden()
    expect(composer).to_have_value("/task add Count @Ben Adeyemi #rep")


def test_a_private_answer_is_seen_by_its_addressee_only(windows: Windows) -> None:
    ann, ben = windows.of("Ann Whitaker", "metadata"), windows.of("Ben Adeyemi", "metadata")
    ann.type_line("/wg show")
    expect(ann.answer("People by library")).to_contain_text("Only visible to you")
    ann.type_line("I have looked it up.")
    ben.answer("I have looked it up.")
    expect(ben.messages().filter(has_text="People by library")).to_have_count(0)


def test_a_button_changes_the_card_in_both_windows(windows: Windows) -> None:
    ann, thaddeus = (
        windows.of("Ann Whitaker", "metadata"),
        windows.of("Thaddeus Quimby", "metadata"),
    )
    for label in ("Maybe", "No"):
        thaddeus.answer(CARD).get_by_role("button", name=re.compile(f"^{label}")).click()
        said = re.compile(rf"\d {label.lower()}: [^\d]*Thaddeus Quimby")
        for window in (thaddeus, ann):
            expect(window.answer(CARD)).to_contain_text(said)


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


def test_shortcuts_open_from_the_composer_and_from_a_message(windows: Windows) -> None:
    seen = windows.of("Ann Whitaker", "metadata")
    seen.page.get_by_role("button", name="Shortcuts").press("ArrowDown")
    seen.page.get_by_role("menuitem", name="Add a task").press("Enter")
    expect(seen.modal().get_by_role("heading")).to_contain_text("task")
    seen.close_modal()
    seen.type_line("Could somebody compare the two thesauri?")
    message = seen.answer("compare the two thesauri")
    message.get_by_role("button", name=re.compile("^More actions")).press("Enter")
    seen.page.get_by_role("menuitem", name="Make a task of this").press("Enter")
    expect(seen.modal().get_by_label("What is to be done?")).to_have_value(
        re.compile("two thesauri")
    )
    seen.close_modal()


def test_a_thread_grows_in_both_windows(windows: Windows) -> None:
    ann, ben = windows.of("Ann Whitaker", "metadata"), windows.of("Ben Adeyemi", "metadata")
    ann.type_line("Which norm rules are left?")
    question = ben.answer("Which norm rules are left?")
    question.get_by_role("button", name=re.compile("^More actions")).click()
    ben.page.get_by_role("menuitem", name="Reply in thread").click()
    reply = ben.page.get_by_test_id("thread-composer")
    expect(reply).to_be_focused()
    reply.fill("Only those for maps.")
    reply.press("Enter")
    ann.answer("Which norm rules are left?").get_by_role("button", name="1 reply").click()
    thread = ann.page.get_by_role("complementary", name="Thread")
    expect(thread).to_contain_text("Only those for maps.")
    ann.page.keyboard.press("Escape")
    expect(thread).to_be_hidden()


def test_a_reaction_is_counted_in_both_windows_and_taken_away(windows: Windows) -> None:
    ann, ben = windows.of("Ann Whitaker", "metadata"), windows.of("Ben Adeyemi", "metadata")
    ann.type_line("Tuesday, then?")
    message = ben.answer("Tuesday, then?")
    message.get_by_role("button", name=re.compile("^More actions")).press("Enter")
    ben.page.get_by_role("menuitem", name=re.compile("^React with")).first.press("Enter")
    seen = ann.answer("Tuesday, then?").get_by_role("list", name="Reactions").get_by_role("button")
    expect(seen).to_have_attribute("title", re.compile("^Ben Adeyemi: "))
    seen.press("Enter")
    mine = message.get_by_role("list", name="Reactions").get_by_role("button")
    expect(mine).to_contain_text("2")
    mine.press("Enter")
    expect(seen).to_have_attribute("title", re.compile("^Ann Whitaker: "))
    seen.press("Enter")
    expect(mine).to_have_count(0)


def test_what_is_new_is_counted_and_marked(windows: Windows) -> None:
    ann, ben = windows.of("Ann Whitaker", "metadata"), windows.of("Ben Adeyemi", "metadata")
    ann.page.get_by_test_id("channel-general").click()
    place = ann.page.get_by_test_id("channel-metadata")
    for words in ("First things first.", "Second things second."):
        ben.type_line(words)
    expect(place).to_contain_text("2 unread")
    place.click()
    divider = ann.page.get_by_test_id("new-divider")
    expect(divider).to_be_visible()
    below = divider.locator("xpath=following-sibling::li")
    expect(below.filter(has_text="things")).to_have_count(2)
    expect(place).not_to_contain_text("unread")


def test_two_people_write_to_each_other(windows: Windows) -> None:
    ann, ben = windows.of("Ann Whitaker", "metadata"), windows.of("Ben Adeyemi", "metadata")
    ann.page.get_by_test_id("new-message").click()
    ann.page.get_by_label("To", exact=True).fill("Ben A")
    ann.page.get_by_label("To", exact=True).press("Enter")
    expect(ann.page.get_by_role("heading", name="Ben Adeyemi")).to_be_visible()
    ann.type_line("A word between us.")
    with_ann = ben.page.get_by_role("button", name=re.compile("Ann Whitaker.*1 unread"))
    with_ann.click()
    ben.answer("A word between us.")
    expect(
        windows.of("Cleo Marchetti").page.get_by_role("button", name="Ann Whitaker")
    ).to_have_count(0)


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


def test_a_report_is_downloaded_as_csv(windows: Windows) -> None:
    seen = windows.of("Dag Okafor", "general")
    seen.type_line("/participation this year")
    seen.answer("Participation").get_by_role("button", name="Download as CSV").click()
    seen.page.get_by_test_id("dm-U0CONVENE").click()
    with seen.page.expect_download() as download:
        seen.page.get_by_role("link", name=re.compile(r"\.csv$")).last.click()
    assert "Central" in download.value.path().read_text(encoding="utf-8-sig")


def test_a_command_that_does_not_exist_is_refused_in_slacks_words(windows: Windows) -> None:
    seen = windows.of("Ann Whitaker", "metadata")
    seen.type_line("/wgg new")
    expect(seen.page.get_by_test_id("notice")).to_contain_text("/wgg is not a valid command")


def test_whoever_sends_from_far_up_sees_what_comes_of_it(windows: Windows) -> None:
    seen = windows.of("Ann Whitaker", "metadata")
    seen.page.locator("#log").evaluate("log => { log.scrollTop = 0; }")
    expect(seen.answer(CARD)).not_to_be_in_viewport()
    seen.type_line("/wgg new")
    expect(seen.page.get_by_test_id("notice")).to_be_in_viewport(ratio=1)


def test_a_pane_beside_the_conversation_leaves_the_tools_in_one_row(windows: Windows) -> None:
    page = windows.of("Ann Whitaker", "metadata").page
    open_developer_tools(page)
    page.get_by_test_id("inspector-toggle").click()
    expect(page.get_by_test_id("inspector")).to_be_visible()
    tools = page.locator(".tools > *")
    expect(tools).to_have_count(4)
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
