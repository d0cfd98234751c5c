"""Forms on top of each other, three deep, with what was entered and what was refused."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Locator, Route, expect

from sandbox.interactions import channels
from tests.browser.conftest import Gallery
from tests.browser.sandbox_page import SandboxPage

pytestmark = pytest.mark.browser


@pytest.fixture
def window(gallery: Gallery) -> Iterator[SandboxPage]:
    """A window for one test, which may leave forms open in it."""
    with gallery.window() as window:
        yield window


def form(window: SandboxPage, title: str) -> Locator:
    """The one form on screen; those below it are out of sight, as in Slack."""
    expect(window.page.get_by_role("dialog")).to_have_count(1)
    found = window.page.get_by_role("dialog", name=title, exact=True)
    expect(found).to_be_visible()
    return found


def climb(window: SandboxPage, to: str) -> Locator:
    """Opens the first form, and those on top of it up to this one."""
    composer = window.page.get_by_test_id("composer")
    composer.fill("/wg")
    composer.press("Enter")
    form(window, "First").get_by_label("Name").fill("Metadata")
    if to != "First":
        form(window, "First").get_by_role("button", name="Next").press("Enter")
    if to == "Third":
        form(window, "Second").get_by_role("button", name="Go deeper").press("Enter")
    return form(window, to)


def test_forms_are_pushed_updated_and_popped(window: SandboxPage) -> None:
    third = climb(window, "Third")
    expect(third).to_contain_text("Opened from “Second”")
    third.get_by_role("button", name="Back").press("Enter")
    second = form(window, "Second")
    expect(second).to_contain_text("Opened from “First”")
    assert second.evaluate("node => node.contains(document.activeElement)")
    second.get_by_role("button", name="Rename").press("Enter")
    expect(form(window, "Second, renamed")).to_contain_text("Opened from “First”")
    window.page.keyboard.press("Escape")
    first = form(window, "First")
    expect(first).not_to_contain_text("Opened from")
    expect(first.get_by_label("Name")).to_have_value("Metadata")
    window.page.keyboard.press("Escape")
    expect(window.page.get_by_role("dialog")).to_have_count(0)
    expect(window.page.get_by_test_id("composer")).to_be_focused()


def test_what_is_done_in_the_topmost_form_returns_to_the_one_below(window: SandboxPage) -> None:
    climb(window, "Third").get_by_role("button", name="Done").press("Enter")
    form(window, "Second")


def test_a_fourth_form_is_refused_and_the_third_stays(
    gallery: Gallery, window: SandboxPage
) -> None:
    third = climb(window, "Third")
    third.get_by_role("button", name="One more").press("Enter")
    gallery.wait_for_refusal("push_limit_reached")
    form(window, "Third")


def test_the_cross_closes_all_of_them(window: SandboxPage) -> None:
    climb(window, "Third")
    window.page.get_by_role("button", name="Close all").press("Enter")
    expect(window.page.get_by_role("dialog")).to_have_count(0)
    expect(window.page.get_by_test_id("composer")).to_be_focused()


def test_a_refused_form_is_not_followed_by_the_next(window: SandboxPage) -> None:
    first = climb(window, "First")
    name = first.get_by_label("Name")
    name.fill("taken")
    name.press("Enter")
    expect(name).to_have_accessible_description("Problem: There is a group of this name.")
    expect(name).to_be_focused()
    name.fill("free")
    first.get_by_role("button", name="Next").press("Enter")
    form(window, "Second")


def test_every_field_reaches_the_app(gallery: Gallery, window: SandboxPage) -> None:
    window.type_line("/wg everything")
    every = form(window, "Every field")
    for name, text in (
        ("Name", "Norms"),
        ("Why", "To agree."),
        ("Mail", "a@b.example"),
        ("Seats", "7"),
    ):
        every.get_by_label(name).fill(text)
    every.get_by_role("combobox", name="Chair").select_option(label="Cleo Park")
    window.choose_people("Library", "Tunxis")
    window.choose_people("Others", "Ann", "Gus")
    every.get_by_label("Day").fill("2026-12-04")
    every.get_by_label("Time").fill("14:30")
    every.get_by_role("radio", name="Recorder").check()
    for name in ("Chair", "Member"):
        every.get_by_role("checkbox", name=name).check()
    paper: FilePayload = {"name": "norms.txt", "mimeType": "text/plain", "buffer": b"500 $a"}
    every.get_by_label("Paper").set_input_files(paper)
    expect(every.get_by_label("Note")).to_have_value("Later.")
    every.get_by_label("Note").fill("Soon.")
    every.get_by_role("button", name="Save").press("Enter")
    expect(window.page.get_by_role("dialog")).to_have_count(0)
    values = gallery.submitted()
    (file,) = values.pop("paper")["files"]
    assert file["name"] == "norms.txt"
    assert {name: held(entry) for name, entry in values.items()} == {
        "name": "Norms",
        "why": "To agree.",
        "mail": "a@b.example",
        "link": None,
        "seats": "7",
        "chair": "U0CLEO",
        "library": "tunxis",
        "others": ["U0ANN", "U0GUEST"],
        "day": "2026-12-04",
        "time": "14:30",
        "role": "recorder",
        "tasks": ["chair", "member"],
        "note": "Soon.",
    }


def test_a_form_waits_for_its_files(gallery: Gallery, window: SandboxPage) -> None:
    window.page.route("**/ui/upload", held_back)
    window.type_line("/wg file")
    paper: FilePayload = {"name": "norms.txt", "mimeType": "text/plain", "buffer": b"500 $a"}
    waiting = form(window, "File")
    waiting.get_by_label("Paper").set_input_files(paper)
    waiting.get_by_role("button", name="Save").press("Enter")
    expect(window.page.get_by_role("dialog")).to_have_count(0)
    (file,) = gallery.submitted()["paper"]["files"]
    assert file["name"] == "norms.txt"


def held_back(route: Route) -> None:
    """Lets an upload go only when the form has been asked to be sent."""
    expect(route.request.frame.page.get_by_test_id("modal-submit")).to_have_attribute(
        "aria-busy", "true"
    )
    route.continue_()


def test_a_field_that_the_app_takes_away_is_not_sent(gallery: Gallery, window: SandboxPage) -> None:
    window.type_line("/wg changing")
    changing = form(window, "Changing")
    changing.get_by_label("Old").fill("Forgotten")
    changing.get_by_role("button", name="Another field").press("Enter")
    changing.get_by_label("New").fill("Kept")
    changing.get_by_role("button", name="Save").press("Enter")
    expect(window.page.get_by_role("dialog")).to_have_count(0)
    assert {name: held(entry) for name, entry in gallery.submitted().items()} == {"new": "Kept"}


def test_a_menu_offers_the_places_that_can_be_chosen_in_it(
    gallery: Gallery, window: SandboxPage
) -> None:
    slack = gallery.sandbox.slack
    secret = channels.create(slack, "reserves", "U0BEN", is_private=True)
    try:
        expect(window.page.get_by_test_id("channel-reserves")).to_be_visible()
        window.type_line("/wg places")
        places = form(window, "Places")

        def offered(name: str) -> list[str]:
            return places.get_by_role("combobox", name=name).locator("option").all_inner_texts()[1:]

        assert offered("Channel") == ["#general", "#metadata"]
        assert offered("Anywhere") == ["#general", "#metadata", "#reserves", slack.bot.name]
        assert offered("Quiet place") == ["#reserves"]
    finally:
        channels.delete(slack, secret, "U0BEN")


def held(entry: dict[str, Any]) -> Any:
    """What an entry of Slack's state holds, whatever it is called there."""
    (value,) = [value for key, value in entry.items() if key != "type"]
    if isinstance(value, dict):
        return value.get("value") or value["elements"][0]["elements"][0]["text"]
    if isinstance(value, list):
        return [item["value"] if isinstance(item, dict) else item for item in value]
    return value


def test_every_field_says_what_is_missing_and_the_first_one_gets_the_focus(
    window: SandboxPage,
) -> None:
    window.type_line("/wg everything")
    every = form(window, "Every field")
    expect(every.get_by_role("note")).to_have_text(
        ["Warning: The charge ends in March.", "Problem: The room is taken."]
    )
    expect(every.locator("[aria-invalid]")).to_have_count(0)
    every.get_by_label("Mail").fill("nobody")
    every.get_by_label("Seats").fill("25")
    every.get_by_role("button", name="Save").press("Enter")
    expect(every.get_by_label("Name")).to_be_focused()
    wrong = every.locator(".field.wrong > :is(label, legend)")
    expect(wrong).to_have_text(
        ["Name", "Why", "Mail (optional)", "Seats", "Chair", "Library", "Day", "Role"]
    )
    expect(every.get_by_label("Mail")).to_have_value("nobody")
