"""A meeting from its poll to its minutes in the sandbox's page, with a keyboard and no mouse, and
everything found by its role and its name.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Contexts, Windows, product
from tests.browser.hands import Hands
from tests.browser.sandbox_page import SandboxPage

pytestmark = pytest.mark.browser

CHANNEL = "metadata"
CHAIR = "Ann Whitaker"


@pytest.fixture
def seen(browser: Contexts, demo_of_today: Path, tmp_path: Path) -> Iterator[SandboxPage]:
    """The window of who chairs, on a product of this test's own: a group has a single poll."""
    with product(tmp_path, demo_of_today) as address:
        opened = Windows(browser, address)
        yield opened.of(CHAIR, CHANNEL)
        opened.close()


def test_a_poll_an_agenda_and_minutes_by_keyboard(seen: SandboxPage) -> None:
    hands = Hands(seen.page)
    ask_when(hands)
    pick(hands)
    put_on_the_agenda(hands)
    write_minutes(hands)
    close_the_meeting(hands)


def command(hands: Hands, line: str) -> None:
    """Type a command into the field of the channel, and send it."""
    hands.write(hands.page.get_by_role("textbox", name=f"Message #{CHANNEL}"), line)
    hands.send_what_is_written()


def newest(hands: Hands, words: str | re.Pattern[str]) -> Locator:
    found = hands.page.get_by_role("article").filter(has_text=words).last
    expect(found).to_be_visible()
    return found


def top(hands: Hands, name: str | re.Pattern[str] = "") -> Locator:
    """The form that is open, once the focus is in it."""
    form = hands.page.get_by_role("dialog", name=name or None)
    expect(form).to_be_visible()
    expect(form.locator(":focus")).to_have_count(1)
    return form


def send(hands: Hands, form: Locator, label: str) -> None:
    hands.press(form.get_by_role("button", name=label, exact=True))


def ask_when(hands: Hands) -> None:
    command(hands, "/meet poll Norms review next week mornings 45 min")
    said_back = newest(hands, "I read that as")
    hands.press(said_back.get_by_role("button", name="Open the poll"))
    card = newest(hands, "When can we meet? Norms review")
    hands.press(card.get_by_role("button", name="Answer: Norms review"))
    form = top(hands, "When can you meet?")
    every = form.get_by_role("group", name="For all times that you leave open below")
    hands.walk_to(every.get_by_role("radio", name="Yes"))
    hands.page.keyboard.press("Space")
    first = form.get_by_role("group", name=re.compile("9:00 AM")).first
    hands.walk_to(first.get_by_role("radio", name="Yes"))
    hands.page.keyboard.press("Space")
    hands.page.keyboard.press("ArrowDown")
    expect(first.get_by_role("radio", name="If needed")).to_be_checked()
    send(hands, form, "Send")
    said_back = hands.page.get_by_role("dialog", name="Convene")
    expect(said_back).to_contain_text("10 yes and 1 if needed")
    hands.leave_the_form()
    expect(card).to_contain_text("1 of 9 people answered")


def pick(hands: Hands) -> None:
    """A reason is read beside each time, and the button behind it says which time it is."""
    card = newest(hands, "When can we meet? Norms review")
    hands.press(card.get_by_role("button", name="Show: Norms review"))
    shown = newest(hands, "1. Tuesday")
    expect(shown).to_contain_text("1 of 2 required people can come")
    hands.press(shown.get_by_role("button", name=re.compile("^Pick: .*10:00 AM")).first)
    form = top(hands, "Pick this time?")
    hands.write(form.get_by_role("textbox", name="Place or link (optional)"), "Room 4")
    send(hands, form, "Schedule")
    expect(hands.page.get_by_role("dialog", name="Convene")).to_contain_text("Norms review")
    hands.leave_the_form()
    expect(newest(hands, re.compile("Norms review.*Room 4", re.DOTALL))).to_be_visible()


def put_on_the_agenda(hands: Hands) -> None:
    command(hands, "/meet new Norms day tomorrow 10am for 45 min")
    said_back = newest(hands, "Norms day")
    hands.press(said_back.get_by_role("button", name="Schedule it"))
    newest(hands, re.compile("Norms day.*have not answered", re.DOTALL))
    command(hands, "/meet agenda Courier price, 10 min, to decide")
    added = newest(hands, "On the agenda of Norms day")
    hands.press(added.get_by_role("button", name=re.compile("^Agenda")))
    agenda = newest(hands, re.compile("Only visible to you.*Agenda: Norms day", re.DOTALL))
    hands.press(agenda.get_by_role("button", name="Add an item: Norms day"))
    form = top(hands, "Put on the agenda")
    hands.write(form.get_by_role("textbox", name="What is it about?"), "Where vans stop")
    minutes = form.get_by_role("textbox", name="Minutes (optional)")
    expect(minutes).to_have_accessible_description("How long it takes, such as 10.")
    hands.write(minutes, "a while")
    wanted = form.get_by_role("group", name="What is wanted")
    hands.walk_to(wanted.get_by_role("radio", name="To discuss"))
    hands.page.keyboard.press("ArrowDown")
    expect(wanted.get_by_role("radio", name="To decide")).to_be_checked()
    send(hands, form, "Add")
    expect(minutes).to_have_attribute("aria-invalid", "true")
    expect(minutes).to_have_accessible_description(re.compile("Type how many minutes it takes"))
    hands.write(minutes, "5")
    send(hands, form, "Add")
    said_back = hands.page.get_by_role("dialog", name="Convene")
    expect(said_back).to_contain_text("Where vans stop (5 min, to decide, Ann Whitaker)")
    hands.leave_the_form()


def write_minutes(hands: Hands) -> None:
    hands.press(hands.page.get_by_role("button", name="Tomorrow 09:00"))
    expect(hands.page.locator("#clock")).not_to_have_attribute("aria-busy", "true", timeout=40_000)
    command(hands, "/meet begin")
    live = newest(hands, "Nothing is written yet")
    hands.press(live.get_by_role("button", name="Write lines: Norms day"))
    form = top(hands, "Minutes")
    notes = form.get_by_role("textbox", name="Notes (optional)")
    expect(notes).to_have_accessible_description("One a line.")
    hands.write(notes, "Forty copies came")
    hands.write(form.get_by_role("textbox", name="Tasks (optional)"), "Ben: send norms by Friday")
    send(hands, form, "Write")
    said_back = hands.page.get_by_role("dialog", name="Convene")
    expect(said_back).to_contain_text("2 lines more")
    hands.leave_the_form()
    command(hands, "/meet begin")
    expect(newest(hands, "Written last")).to_contain_text("Ben Adeyemi: send norms, due Fri")


def close_the_meeting(hands: Hands) -> None:
    live = newest(hands, "Written last")
    hands.press(live.get_by_role("button", name="Close the meeting: Norms day"))
    question = hands.page.get_by_role("alertdialog")
    expect(question.locator(":focus")).to_have_count(1)
    hands.press(question.get_by_role("button", name="Close", exact=True))
    expect(question).to_have_count(0)
    closed = newest(hands, "is closed, and its minutes are a draft")
    hands.press(closed.get_by_role("button", name="Read the draft: Norms day"))
    record = newest(hands, "Minutes of Norms day")
    expect(record.get_by_role("heading", name="Minutes of Norms day")).to_be_visible()
    expect(record).to_contain_text("Forty copies came")
    hands.press(record.get_by_role("button", name="Circulate: Norms day"))
    form = top(hands)
    readers = form.get_by_role("radio", name="The group and its partners")
    hands.walk_to(readers)
    expect(readers).to_be_checked()
    send(hands, form, "Circulate")
    expect(hands.page.get_by_role("dialog")).to_contain_text("circulated")
