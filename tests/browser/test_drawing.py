"""Every kind of block and element as Slack draws it."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Locator, ViewportSize, expect

from tests.browser.conftest import Gallery
from tests.browser.gallery import ROWS

pytestmark = pytest.mark.browser

NARROW: ViewportSize = {"width": 390, "height": 844}
WIDE: ViewportSize = {"width": 1280, "height": 900}
CHOSEN: tuple[tuple[Literal["checkbox", "radio"], str], ...] = (
    ("checkbox", "Chair"),
    ("radio", "Recorder"),
)
SEARCHED = ".options:not([hidden]) [role=option]"
SETTLED = "Settled for @Ben Lee and #metadata by Friday, December 4th 🎉"


def box(locator: Locator) -> dict[str, float]:
    """Left, right, top and bottom, in whole pixels."""
    found = locator.bounding_box()
    assert found is not None, locator
    left, top = round(found["x"]), round(found["y"])
    return {
        "left": left,
        "right": left + round(found["width"]),
        "top": top,
        "bottom": top + round(found["height"]),
    }


def style(locator: Locator, name: str) -> str:
    return str(locator.evaluate(f"node => getComputedStyle(node)['{name}']"))


def rows_of(table: Locator) -> list[list[str]]:
    return [row.locator("th, td").all_inner_texts() for row in table.get_by_role("row").all()]


def test_a_heading_is_bold_and_small_print_small(gallery: Gallery) -> None:
    message = gallery.message("words")
    heading = message.get_by_role("heading", name="Metadata Working Group", level=2)
    assert (style(heading, "fontWeight"), style(heading, "fontSize")) == ("700", "18px")
    small = message.locator(".block-context")
    assert (style(small, "fontSize"), style(message, "fontSize")) == ("13px", "15px")
    expect(small).to_have_text("5 yes, 3 have not answeredSmall print")
    expect(small.get_by_role("img", name="Three people at a table")).to_have_css("width", "20px")


def test_a_date_that_no_calendar_has_is_told_by_its_fallback(gallery: Gallery) -> None:
    with gallery.window() as window:
        gallery.post("Due <!date^99999999999999^{date}|some day>")
        expect(window.page.get_by_test_id("message").last).to_contain_text("Due some day")


def test_mrkdwn_is_emphasis_code_quotation_mentions_and_dates(gallery: Gallery) -> None:
    message = gallery.message("words")
    for tag, text in (("strong", "Charge"), ("em", "in short"), ("s", "old"), ("code", "code")):
        expect(message.locator(f".message-body {tag}").first).to_have_text(text)
    expect(message.locator("blockquote")).to_have_text("A quotation\non two lines")
    expect(message.locator(".mention")).to_have_text(["#metadata", "@Ann Alvarez"])
    date = message.locator(".fields time")
    expect(date).to_have_text("Dec 4 at 8:00 AM")
    expect(date).to_have_attribute("title", "Friday, December 4, 2026, 8:00 AM (America/New_York)")


def test_fields_stand_in_two_columns_and_on_a_narrow_screen_in_one(gallery: Gallery) -> None:
    message = gallery.message("words")
    kind, channel, chair, _ = [box(cell) for cell in message.locator(".fields > *").all()]
    assert (kind["top"], kind["left"]) == (channel["top"], chair["left"])
    assert kind["right"] < channel["left"]
    assert kind["bottom"] < chair["top"]
    gallery.wide.page.set_viewport_size(NARROW)
    lefts = [box(cell)["left"] for cell in message.locator(".fields > *").all()]
    gallery.wide.page.set_viewport_size(WIDE)
    assert len(lefts) == 4
    assert len(set(lefts)) == 1


def test_an_accessory_stands_at_the_right(gallery: Gallery) -> None:
    for name, count in (("words", 2), ("pickers", 4), ("pictures", 1)):
        message = gallery.message(name)
        sections = message.locator(".block-section:has(.accessory)").all()
        assert len(sections) == count
        for section in sections:
            whole, text, beside = (
                box(section),
                *(box(section.locator(selector)) for selector in (".section-text", ".accessory")),
            )
            assert beside["right"] == whole["right"]
            assert text["right"] < beside["left"]


def test_buttons_say_by_their_colours_what_they_are_for(gallery: Gallery) -> None:
    message = gallery.message("words")
    names = ("Yes", "Maybe", "Cancel the meeting")
    colours = [style(message.get_by_role("button", name=name), "backgroundColor") for name in names]
    assert len(set(colours)) == 3
    link = message.get_by_role("link", name="Open the agenda")
    expect(link).to_have_attribute("href", "https://example.org/agenda")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_a_confirmation_is_asked_before_the_app_is_told(gallery: Gallery) -> None:
    message = gallery.message("words")
    before = gallery.heard()
    button = message.get_by_role("button", name="Cancel the meeting")
    question = gallery.wide.page.get_by_role("alertdialog", name="Cancel the meeting?")
    button.press("Enter")
    expect(question).to_have_accessible_description("Everybody who said yes is told.")
    question.get_by_role("button", name="Go back").press("Enter")
    expect(question).to_have_count(0)
    expect(button).to_be_focused()
    assert gallery.heard() == before
    button.press("Enter")
    question.get_by_role("button", name="Cancel it").press("Enter")
    gallery.wait_for([*before, "cancel"])


def test_an_overflow_menu_is_worked_by_keyboard(gallery: Gallery) -> None:
    message = gallery.message("words")
    before = gallery.heard()
    more = message.get_by_role("button", name="More options: Trace why two editions merged")
    more.press("ArrowDown")
    items = gallery.wide.page.get_by_role("menuitem")
    expect(items).to_have_text(["Edit", "MoveTo another group", "Delete"])
    gallery.wide.page.keyboard.press("ArrowUp")
    expect(items.last).to_be_focused()
    gallery.wide.page.keyboard.press("Escape")
    expect(more).to_be_focused()
    more.press("Enter")
    items.first.press("Enter")
    gallery.wide.page.get_by_role("alertdialog").get_by_role("button", name="Cancel it").press(
        "Enter"
    )
    gallery.wait_for([*before, "more"])


def test_a_long_list_is_searched_and_a_short_one_is_the_browsers_own(gallery: Gallery) -> None:
    message = gallery.message("pickers")
    assert (
        message.get_by_role("combobox", name="A day for it").evaluate("node => node.tagName")
        == "SELECT"
    )
    library = message.get_by_role("combobox", name="A library")
    options = message.locator(SEARCHED)
    library.fill("xyz")
    expect(options).to_have_text(["Nothing found"])
    library.press("Escape")
    library.blur()
    expect(library).to_have_value("")
    library.fill("nor")
    expect(options).to_have_text(["Norwalk"])
    before = gallery.heard()
    library.press("Enter")
    gallery.wait_for([*before, "library"])
    expect(library).to_have_value("Norwalk")


def test_a_search_goes_on_while_the_message_is_drawn_anew(gallery: Gallery) -> None:
    message = gallery.message("pickers")
    library = message.get_by_role("combobox", name="A library")
    library.fill("ga")
    gallery.add_to("pickers", "The app has changed this.")
    expect(message).to_contain_text("The app has changed this.")
    expect(message.locator(SEARCHED)).to_have_text(["Gateway"])
    expect(library).to_be_focused()
    expect(library).to_have_value("ga")
    library.press("Escape")


def test_an_app_suggests_what_is_searched_for(gallery: Gallery) -> None:
    message = gallery.message("pickers")
    book = message.get_by_role("combobox", name="A book")
    book.press("ArrowDown")
    expect(message.locator(SEARCHED)).to_have_text(["Type 3 letters to search"])
    book.press_sequentially("mus")
    expect(message.locator(SEARCHED)).to_have_text(["Music for four hands"])
    book.press("Enter")
    expect(book).to_have_value("Music for four hands")


def test_days_times_boxes_and_radios_show_what_they_hold(gallery: Gallery) -> None:
    message = gallery.message("pickers")
    values = message.locator("input[type^=date], input[type=time]").evaluate_all(
        "all => all.map((one) => one.value)"
    )
    assert values == ["2026-12-04", "14:00", "2026-12-04T08:00"]
    for role, chosen in CHOSEN:
        for name in ("Chair", "Recorder", "Member"):
            expect(message.get_by_role(role, name=name)).to_be_checked(checked=name == chosen)
        described = message.get_by_role(role, name="Recorder")
        expect(described).to_have_accessible_description("Takes the minutes of one meeting")
    expect(message.get_by_role("group", name="What you do")).to_be_visible()
    expect(message.get_by_role("radiogroup", name="How you come")).to_be_visible()
    expect(
        message.get_by_role("list", name="Who reads it: chosen").get_by_role("listitem")
    ).to_have_text([re.compile("Asnuntuck"), re.compile("Capital")])


def test_rich_text_has_lists_quotes_and_preformatted_text(gallery: Gallery) -> None:
    message = gallery.message("rich text")
    rich = message.locator(".block-rich_text")
    expect(rich.locator(".text").first).to_have_text(SETTLED)
    bullets, deeper, numbers = rich.get_by_role("list").all()
    assert [style(listed, "listStyleType") for listed in (bullets, deeper, numbers)] == [
        "disc",
        "circle",
        "decimal",
    ]
    assert box(deeper)["left"] > box(bullets)["left"]
    expect(bullets.get_by_role("listitem")).to_have_text(["Keep the note", "No rule"])
    expect(rich.locator("blockquote")).to_have_text("Less is more, except for notes.")
    expect(rich.locator("pre")).to_have_text("500 $a Includes index.\n500 $a Cover title.")


def test_markdown_is_drawn_with_its_lists_and_tables(gallery: Gallery) -> None:
    message = gallery.message("rich text")
    markdown = message.locator(".block-markdown")
    expect(markdown.get_by_role("heading", name="Minutes")).to_be_visible()
    expect(markdown.locator("ol > li").last).to_have_text("Comparewith the norms")
    assert rows_of(markdown.get_by_role("table")) == [["Library", "Records"], ["Central", "1,204"]]


def test_pictures_have_their_words(gallery: Gallery) -> None:
    message = gallery.message("pictures")
    pictures = message.get_by_role("img", name="Three people at a table")
    expect(pictures).to_have_count(3)
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()  # which is when it is fetched
        expect(picture).not_to_have_js_property("naturalWidth", 0)
    expect(message.get_by_role("figure")).to_have_text("How many came")


def test_cards_stand_in_frames_and_a_container_opens(gallery: Gallery) -> None:
    message = gallery.message("pictures")
    card = message.locator(".message-body > .block-card")
    expect(card.locator(".card-heading")).to_have_text("Norms reviewThursday")
    expect(card.get_by_role("button")).to_have_text("Join")
    hidden = message.get_by_text("Keep the note in field 500.")
    expect(hidden).to_be_hidden()
    message.locator("summary").filter(has_text="Earlier decisions").press("Enter")
    expect(hidden).to_be_visible()
    carousel = message.get_by_role("region", name="Cards").locator(".block-card")
    expect(carousel.locator(".card-heading")).to_have_text(["Monday", "Tuesday", "Wednesday"])
    assert len({box(card)["top"] for card in carousel.all()}) == 1


def test_a_table_holds_every_cell_with_numbers_at_the_right(gallery: Gallery) -> None:
    message = gallery.message("table")
    table = message.get_by_role("table")
    assert rows_of(table) == [
        ["Library", "People", "Records"],
        *[[name, f"{people}", f"{records:,}"] for name, people, records in ROWS],
    ]
    assert [style(header, "textAlign") for header in table.locator("thead th").all()] == [
        "start",
        "end",
        "end",
    ]


def test_a_data_table_is_sorted_and_turned_by_keyboard(gallery: Gallery) -> None:
    message = gallery.message("data table")
    table = message.get_by_role("table", name="Records by library")
    first = table.locator("tbody th")
    expect(first).to_have_text([name for name, *_ in ROWS[:4]])
    message.get_by_role("button", name="Next rows").press("Enter")
    expect(first).to_have_text([name for name, *_ in ROWS[4:]])
    expect(message.get_by_role("status")).to_have_text("5–6 of 6")
    by_people = sorted(ROWS, key=lambda row: row[1])
    sorter = table.get_by_role("button", name="People")
    for rows, direction in ((by_people, "ascending"), (by_people[::-1], "descending")):
        sorter.press("Enter")
        expect(first).to_have_text([name for name, *_ in rows[:4]])
        expect(table.get_by_role("columnheader", name="People")).to_have_attribute(
            "aria-sort", direction
        )
        expect(sorter).to_be_focused()


@pytest.mark.parametrize(
    ("name", "kind", "marks"),
    [
        ("lines and bars", "Line", ".dot-0, .dot-1"),
        ("lines and bars", "Bar", "rect.fill-0, rect.fill-1"),
        ("areas and pies", "Area", ".dot-0, .dot-1"),
    ],
)
def test_a_chart_has_a_mark_for_every_number_and_the_numbers_as_a_table(
    gallery: Gallery, name: str, kind: str, marks: str
) -> None:
    message = gallery.message(name)
    title = f"Who came: {kind.lower()}"
    chart = message.get_by_role("figure").filter(has_text=title)
    drawing = chart.get_by_role(
        "img", name=f"{kind} chart: {title}. The numbers follow as a table."
    )
    expect(drawing.locator(marks)).to_have_count(8)
    expect(drawing.locator(".label")).to_have_text(
        [re.compile(month) for month in ("Sep", "Oct", "Nov", "Dec")]
    )
    expect(chart.locator(".legend li")).to_have_text(["Metadata", "Council"])
    chart.get_by_text("Numbers as a table").click()
    assert rows_of(chart.get_by_role("table")) == [
        ["Month", "Metadata", "Council"],
        ["Sep", "8", "12"],
        ["Oct", "6", "15"],
        ["Nov", "9", "11"],
        ["Dec", "4", "16"],
    ]


def test_a_higher_number_stands_higher(gallery: Gallery) -> None:
    message = gallery.message("lines and bars")
    dots = message.locator(".dot-0").all()
    assert sorted(range(4), key=lambda at: box(dots[at])["top"]) == [2, 0, 1, 3]
    bars = [box(bar) for bar in message.locator(".chart > svg rect.fill-1").all()]
    heights = [bar["bottom"] - bar["top"] for bar in bars]
    assert [round(height / heights[0] * 12) for height in heights] == [12, 15, 11, 16]


def test_a_pie_names_its_slices(gallery: Gallery) -> None:
    message = gallery.message("areas and pies")
    chart = message.get_by_role("figure").filter(has_text="Who came: pie")
    expect(chart.locator(".label")).to_have_text(
        [re.compile(name) for name in ("Central", "Tunxis", "Capital")]
    )
    expect(chart.locator(".legend li")).to_have_text(
        ["Central: 12 (60%)", "Tunxis: 3 (15%)", "Capital: 5 (25%)"]
    )
    chart.get_by_text("Numbers as a table").click()
    parts = [["Part", "Value"], ["Central", "12"], ["Tunxis", "3"], ["Capital", "5"]]
    assert rows_of(chart.get_by_role("table")) == parts
