"""Agenda and minutes on people's own pages: by keyboard, and by roles and names alone."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session

from models import MinuteLineKind, metadata, reach
from models.agendas import ItemDraft
from models.database import connect, unit_of_work
from services import agendas, links, minutes
from tests import factories
from tests.browser.conftest import Contexts
from tests.browser.hands import Hands
from tests.browser.served_pages import (
    Served,
    check_by_keyboard,
    check_widths,
    check_with_axe,
    serving,
)
from tests.factories import NOW
from tests.happenings import meeting

pytestmark = pytest.mark.browser

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 2
ARABIC = "مراجعة قواعد الفهرسة"
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def served(browser: Contexts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server and one browser context for all tests here."""
    with serving(browser, _filled(tmp_path_factory.mktemp("pages"))) as shown:
        yield shown


def _held(session: Session, people: factories.Cast, title: str, step: int) -> int:
    """A meeting that has begun, with lines of each kind, so many steps on in its record."""
    row = meeting(session, people.metadata, NOW - HOUR * (5 - step), title=title)
    by: dict[str, Any] = {"by": people.ann, "now": NOW}
    for kind in (MinuteLineKind.NOTE, MinuteLineKind.DECISION):
        minutes.write(session, row, kind, [LONG, ARABIC], **by)
    minutes.write(session, row, MinuteLineKind.PARKED, [f"Parked {title}"], **by)
    if step > 0:
        minutes.close(session, row, **by)
    if step > 1:
        minutes.circulate(session, row, is_public=False, **by)
    if step == 2:
        minutes.propose(session, row, "The courier costs 14", line=None, **by)
    if step > 2:
        later = meeting(session, people.metadata, NOW - HOUR, title="Next")
        minutes.approve(session, row, later, **by)
        minutes.amend(session, row, LONG, **by)
    return row.id


def _filled(folder: Path) -> dict[str, str]:
    """Pages of an agenda, and of minutes in each state, as Pia and as Ann, who chairs, has them."""
    metadata.create_all(connect(f"sqlite:///{folder / 'pages.db'}"))
    reach.set_up(reach.Reach(sends_mail=True))
    with unit_of_work() as session:
        people = factories.cast(session)
        states = ("open", "draft", "circulated", "approved")
        held = {
            f"{state} minutes": f"meetings/{_held(session, people, state, step)}/minutes"
            for step, state in enumerate(states)
        }
        ahead = meeting(session, people.metadata, NOW + 24 * HOUR, title="Norm rules")
        drafts = [ItemDraft(LONG, people.pia), ItemDraft(ARABIC, papers="https://example.org/a")]
        drafts += [ItemDraft("Minutes of May", is_consent=True), ItemDraft("Reports", minutes=5)]
        by: dict[str, Any] = {"by": people.pia, "now": NOW}
        items = [agendas.add(session, people.metadata, draft, **by) for draft in drafts]
        agendas.put_off(session, items[3], by=people.ann, now=NOW)
        places = held | {"agenda": f"agendas/{ahead.id}", "item": f"items/{items[0].id}"}
        return {
            f"{name} of {person.name.split()[0]}": f"/p/{token}/{place}"
            for person in (people.pia, people.ann)
            for token in (links.mint(session, person, now=NOW),)
            for name, place in places.items()
        }


def test_axe_finds_nothing_grave(served: Served) -> None:
    check_with_axe(served)


def test_each_page_is_gone_through_by_keyboard_alone(served: Served) -> None:
    check_by_keyboard(served)


def test_no_page_scrolls_sideways(served: Served) -> None:
    check_widths(served)


def test_each_part_is_found_by_a_heading_and_each_act_has_a_name_of_its_own(
    served: Served,
) -> None:
    page = served.page
    for name in served.places:
        served.go(name)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        levels = page.get_by_role("heading").evaluate_all(
            "all => all.map(each => Number(each.tagName[1]))"
        )
        assert all(deeper - level <= 1 for level, deeper in pairwise(levels)), name
        names = page.evaluate(
            "() => [...document.querySelectorAll('main button')]"
            ".map(each => each.ariaLabel ?? each.textContent.trim())"
        )
        assert len(set(names)) == len(names), (name, names)


def _press(page: Page, name: str) -> None:
    Hands(page).press(page.get_by_role("button", name=name, exact=True))


def test_she_puts_an_item_on_the_agenda_and_takes_one_out_of_the_consent_part(
    served: Served,
) -> None:
    page = served.page
    served.go("agenda of Pia")
    Hands(page).write(page.get_by_role("textbox", name="What is it about?"), "Courier price")
    Hands(page).write(page.get_by_role("textbox", name="How many minutes it takes"), "soon")
    wanted = page.get_by_role("group", name="What is wanted")
    Hands(page).walk_to(wanted.get_by_role("radio", name="To discuss"))
    page.keyboard.press("ArrowDown")
    expect(wanted.get_by_role("radio", name="To decide")).to_be_checked()
    _press(page, "Add")
    expect(page.get_by_role("alert")).to_contain_text("Minutes are a number from 1")
    # A screen reader reads the title first, and where the page was brought back to.
    expect(page).to_have_title("Nothing was changed – Agenda: Norm rules – Convene")
    expect(page.get_by_role("textbox", name="What is it about?")).to_have_value("Courier price")
    expect(wanted.get_by_role("radio", name="To decide")).to_be_checked()
    minutes_field = page.get_by_role("textbox", name="How many minutes it takes")
    expect(minutes_field).to_have_accessible_description(
        "Nothing was changed. Minutes are a number from 1 to 720."
    )
    Hands(page).write(minutes_field, "10")
    _press(page, "Add")
    expect(page.get_by_role("status")).to_have_text("It is on the agenda now.")
    expect(page).to_have_title("It is on the agenda now. – Agenda: Norm rules – Convene")
    expect(page.get_by_role("heading", level=3, name="Courier price")).to_be_visible()
    consent = page.get_by_role("region", name="Consent part")
    expect(consent.get_by_role("heading", level=3)).to_have_text("Minutes of May")
    _press(page, "Talk about it: Minutes of May")
    expect(page.get_by_role("status")).to_contain_text("The group talks about it now")
    expect(consent).to_have_count(0)


def test_a_chair_puts_the_agenda_in_order_and_an_item_off(served: Served) -> None:
    page = served.page
    served.go("agenda of Ann")
    items = page.get_by_role("region", name="To talk about").or_(
        page.get_by_role("region", name="Items")
    )
    titles = items.get_by_role("heading", level=3).all_inner_texts()
    first = page.get_by_role("textbox", name="The numbers that come first")
    consent = page.get_by_role("region", name="Consent part").get_by_role("listitem").count()
    Hands(page).write(first, str(consent + titles.index(ARABIC) + 1))
    _press(page, "Save the order")
    expect(page.get_by_role("status")).to_have_text("Saved.")
    expect(items.get_by_role("heading", level=3).first).to_have_text(ARABIC)
    Hands(page).walk_to(page.get_by_role("link", name=f"Change: {ARABIC}"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(ARABIC)
    _press(page, "Put it off until the meeting after")
    put_off = page.get_by_role("region", name="Put off until the meeting after")
    expect(put_off.get_by_role("link", name=ARABIC)).to_be_visible()


def test_minutes_go_from_the_first_line_to_their_approval(served: Served) -> None:
    """Pia writes and asks for a correction; Ann closes, circulates, settles and approves."""
    page = served.page
    served.go("open minutes of Pia")
    Hands(page).write(page.get_by_role("textbox", name="Notes"), "Forty copies came")
    Hands(page).write(page.get_by_role("textbox", name="Tasks"), "Ben: send norms by Friday")
    _press(page, "Write into the minutes")
    expect(page.get_by_role("status")).to_have_text("That is in the minutes now.")
    tasks = page.get_by_role("listitem").filter(has_text="Ben Brook: send norms, due Fri")
    expect(tasks.first).to_be_visible()
    served.go("open minutes of Ann")
    _press(page, "Close the meeting")
    expect(page.get_by_role("status")).to_contain_text("its minutes are a draft")
    readers = page.get_by_role("group", name="Who may read them")
    expect(readers.get_by_role("radio", name="The group and its partners")).to_be_checked()
    _press(page, "Circulate the minutes")
    expect(page.get_by_role("status")).to_have_text("The minutes are circulated.")
    served.go("open minutes of Pia")
    Hands(page).walk_to(page.get_by_role("combobox", name="Which line"))
    page.keyboard.type("Forty")
    Hands(page).write(
        page.get_by_role("textbox", name="How it should read"), "Fourteen copies came"
    )
    _press(page, "Ask for it")
    expect(page.get_by_role("status")).to_contain_text("Your correction is listed")
    served.go("open minutes of Ann")
    _press(page, "Accept: Fourteen copies came")
    expect(page.get_by_role("status")).to_have_text("The correction is accepted.")
    Hands(page).walk_to(page.get_by_role("combobox", name="Approved at the meeting of"))
    _press(page, "Approve the minutes")
    expect(page.get_by_role("status")).to_have_text("The minutes are approved and locked.")
    expect(
        page.get_by_role("listitem").filter(has_text="Fourteen copies came").first
    ).to_be_visible()
    expect(page.get_by_role("heading", name="Amend", exact=True)).to_be_visible()


def test_minutes_on_paper_have_no_forms(served: Served) -> None:
    page = served.page
    served.go("circulated minutes of Ann")
    page.emulate_media(media="print")
    expect(page.get_by_role("button").first).to_be_hidden()
    expect(page.get_by_role("heading", name="Settle and approve")).to_be_hidden()
    expect(page.get_by_text(ARABIC).first).to_be_visible()
    page.emulate_media(media="screen")
