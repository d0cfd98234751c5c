"""What people write to each other and to the app in the page, and what two windows see of it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Windows
from tests.browser.sandbox_page import CARD

pytestmark = pytest.mark.browser


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
        counted = re.compile(rf"\d {label.lower()}: [^\d]*Thaddeus Quimby")
        for window in (thaddeus, ann):
            expect(window.answer(CARD)).to_contain_text(counted)


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
