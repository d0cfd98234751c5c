"""One week of a group, played in the sandbox's page: what the people do is what the figures say."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WELCOMED, Windows
from tests.browser.sandbox_page import SandboxPage

pytestmark = pytest.mark.browser

GROUP = "Reserves Task Force"
CHANNEL = "reading-nook"
FROM_THREE_LIBRARIES = ("Ben Adeyemi", "Cleo Marchetti", "Otis Blackwood")
PARTNER = "Quinn of the Bookstore"


def test_a_week_of_a_group(windows: Windows) -> None:
    seen = windows.of_a_stranger(WELCOMED)
    start_the_group(seen)
    add_people(seen)
    schedule(seen)
    answer(seen, "Ben Adeyemi", "Yes", "1 yes: Ben Adeyemi")
    answer(seen, "Cleo Marchetti", "No", "1 no: Cleo Marchetti")
    add_a_task(seen, "Draft the survey", owner="Ben")
    add_a_task(seen, "Count the reserve shelves", owner="Otis")
    seen.move_clock("tomorrow")
    for _ in range(6):
        seen.move_clock("next-hour")
    record_who_came(seen)
    finish(seen, "Ben Adeyemi", "Draft the survey")
    seen.move_clock("next-monday")
    read_the_digest(seen)
    compare_the_figures(seen)


def start_the_group(seen: SandboxPage) -> None:
    seen.act_as("Dag Okafor")
    seen.go_to(CHANNEL)
    seen.type_line("/wg new")
    form = seen.modal()
    form.get_by_label("Name").fill(GROUP)
    form.get_by_label("Kind").select_option("Task force")
    form.get_by_label("Charge").fill("One policy for course reserves, by spring.")
    seen.choose_people("Chair", "Ann Whitaker")
    seen.submit()
    expect(seen.modal()).to_contain_text("has started, with Ann Whitaker as chair")
    seen.close_modal()
    seen.answer(f"{GROUP} works here from now on")


def add_people(seen: SandboxPage) -> None:
    seen.act_as("Ann Whitaker")
    seen.go_to(CHANNEL)
    seen.type_line("/wg add")
    seen.choose_people("People in this Slack", *FROM_THREE_LIBRARIES)
    seen.modal().get_by_label("Name").fill(PARTNER)
    seen.modal().get_by_label("Email address").fill("quinn@bookstore.example.com")
    seen.submit()
    for name in (*FROM_THREE_LIBRARIES, PARTNER):
        expect(seen.modal()).to_contain_text(name)
    seen.close_modal()


def schedule(seen: SandboxPage) -> None:
    seen.type_line("/meet new Survey questions tomorrow 2pm for 45 min")
    said_back = seen.answer("Survey questions")
    expect(said_back).to_contain_text("2:00–2:45 PM")
    said_back.get_by_role("button", name="Schedule it").click()
    card = seen.answer(re.compile("Survey questions.*have not answered", re.DOTALL))
    expect(card).to_contain_text("5 have not answered")


def answer(seen: SandboxPage, name: str, label: str, tally: str) -> None:
    seen.act_as(name)
    seen.go_to(CHANNEL)
    card = (
        seen.messages()
        .filter(has_text="Survey questions")
        .filter(has_text="have not answered")
        .last
    )
    card.get_by_role("button", name=re.compile(f"^{label}")).first.click()
    expect(card).to_contain_text(tally)


def add_a_task(seen: SandboxPage, title: str, *, owner: str) -> None:
    seen.act_as("Ann Whitaker")
    seen.go_to(CHANNEL)
    seen.type_line(f"/task add {title} @{owner} due today")
    text = seen.answer(title)
    expect(text).to_contain_text("today")


def record_who_came(seen: SandboxPage) -> None:
    """Ben says so himself; Ann ticks herself and the partner, who has no Slack."""
    seen.act_as("Ben Adeyemi")
    seen.go_to(CHANNEL)
    card = seen.answer(re.compile("Survey questions.*I was there", re.DOTALL))
    card.get_by_role("button", name=re.compile("I was there")).click()
    expect(card).to_contain_text("Ben Adeyemi")
    seen.act_as("Ann Whitaker")
    seen.go_to(CHANNEL)
    seen.type_line("/meet came")
    seen.choose_people("People", "Ann Whitaker", PARTNER)
    seen.submit()
    expect(seen.modal()).to_contain_text(PARTNER)
    seen.close_modal()


def finish(seen: SandboxPage, name: str, title: str) -> None:
    seen.act_as(name)
    seen.go_to(CHANNEL)
    seen.type_line("/task mine")
    mine = seen.answer(title)
    mine.get_by_role("button", name=f"Done: {title}").click()
    seen.answer(re.compile("done", re.IGNORECASE))


def read_the_digest(seen: SandboxPage) -> None:
    digest = seen.answer(f"The week in {GROUP}")
    for words in (
        "Done (1)",
        "Draft the survey",
        "Overdue (1)",
        "Count the reserve shelves",
        "Otis Blackwood",
    ):
        expect(digest).to_contain_text(words)


def compare_the_figures(seen: SandboxPage) -> None:
    """Three came, the chair among them, and one task was completed:
    five contributions to one group.
    """
    seen.act_as("Dag Okafor")
    seen.go_to(CHANNEL)
    seen.type_line(f"/participation group:{GROUP}")
    report = seen.answer("Participation")
    shown = [
        row.all_inner_texts()
        for row in [row.locator("th, td") for row in report.get_by_role("row").all()]
    ]
    report.get_by_role("button", name="Download as CSV").click()
    assert shown[-1][1:] == ["3", "3", "1", "1", "0", "0", "1", "5"]
    assert downloaded(seen) == shown


def downloaded(seen: SandboxPage) -> list[list[str]]:
    """The CSV that came as a direct message, as rows."""
    seen.page.get_by_test_id("dm-U0CONVENE").click()
    newest = seen.answer(re.compile(f"Participation by .*{GROUP}", re.DOTALL))
    with seen.page.expect_download() as download:
        newest.get_by_role("link", name=re.compile(r"\.csv")).click()
    content = download.value.path().read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(content)))
