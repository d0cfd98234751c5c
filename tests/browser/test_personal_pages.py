"""People's own pages in a real browser: read by axe, by keyboard alone, on a phone, on paper."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlmodel import Session

from models import Meeting, MeetingStatus, metadata, reach
from models.calls import CallKind, UnitKind, VoteMethod
from models.data_calls import FieldFacts
from models.database import connect, unit_of_work
from models.seats import SeatFacts
from services import calls, links, meetings, page_codes, polls, seats, tasks
from tests import factories
from tests.browser.conftest import Contexts
from tests.browser.served_pages import (
    NARROWEST,
    Served,
    check_by_keyboard,
    check_widths,
    check_with_axe,
    faults,
    press,
    serving,
    tab_to,
)
from tests.data_call_cases import FIELDS, certify, fill, open_data_call, unit_named
from tests.factories import NOW
from tests.open_polls import opened_poll
from tests.opened_calls import opened, speaks
from web.pace import Pace

pytestmark = pytest.mark.browser

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 2


@pytest.fixture(scope="module")
def served(browser: Contexts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server and one browser context for all tests here."""
    with serving(browser, _filled(tmp_path_factory.mktemp("pages"))) as shown:
        yield shown


def _meeting(people: factories.Cast, title: str, hours: int) -> Meeting:
    """Ann's in her group, which begins so many hours from ``NOW``."""
    return Meeting(
        group_id=people.metadata.id,
        title=title,
        starts_at=NOW + timedelta(hours=hours),
        place="https://meet.example.org/" + "room/" * 30,
        zone="America/New_York",
        created_by=people.ann.id,
        created_at=NOW,
    )


def _called(session: Session, people: factories.Cast) -> dict[str, int]:
    """Calls to the seats of her group, one of which is Pia's, by how they are answered."""
    seat, other = (
        seats.add(session, people.metadata, SeatFacts(term_months=12), by=people.ann, now=NOW)
        for _ in range(2)
    )
    for place, who in ((seat, people.pia), (other, people.ben)):
        seats.appoint(
            session, place, people.metadata, who, first=NOW.date(), by=people.ann, now=NOW
        )
    kinds: dict[str, dict[str, Any]] = {
        "call by yes or no": {"details": LONG, "papers": "https://example.org/norms.pdf"},
        "call by choice": {"method": VoteMethod.CHOICE, "choices": ("Red", LONG[:75])},
        "call by ranking": {"method": VoteMethod.RANKED, "choices": ("Red", "Green", "Blue")},
        "call in words": {"kind": CallKind.PLAIN},
        "secret call": {"is_secret": True},
        "closed call": {},
    }
    found = {
        name: opened(session, people, by=people.ann, unit_kind=UnitKind.SEAT, **facts)
        for name, facts in kinds.items()
    }
    ended = found["closed call"]
    calls.close_early(session, ended.call, ended.group, "All answered", by=people.ann, now=NOW)
    return {name: row.call.id for name, row in found.items()}


def _sheets(session: Session, people: factories.Cast) -> dict[str, int]:
    """The sheets of two data calls that Pia fills in, one of which she has certified."""
    speaks(session, people.central, people.pia, people.metadata)
    fields = [FieldFacts(LONG[:80], LONG[:150], definition=LONG, measure="loans"), *FIELDS]
    draft = open_data_call(session, people.metadata, people.dag, fields=fields)
    done = open_data_call(session, people.metadata, people.dag, question="Last year")
    certified = unit_named(session, done, "Central")
    fill(session, certified, people.pia)
    certify(session, certified, people.pia)
    own = unit_named(session, draft, "Central")
    return {"call": draft.id, "draft": own.id, "certified": certified.id}


def _filled(folder: Path) -> dict[str, str]:
    metadata.create_all(connect(f"sqlite:///{folder / 'pages.db'}"))
    reach.set_up(reach.Reach(sends_mail=True))
    with unit_of_work() as session:
        people = factories.cast(session)
        held = [
            _meeting(people, LONG if number == 2 else f"Norm rules {number}", hours)
            for number, hours in enumerate((-3, 2, 26, 50, 74, 98, 122))
        ]
        held[-1].status = MeetingStatus.CANCELLED
        session.add_all(held)
        session.flush()
        open_calls = _called(session, people)
        sheets = _sheets(session, people)
        polled = [opened_poll(session, people, title=title) for title in (LONG, "Norm rules")]
        polls.cancel(session, polled[1], LONG, by=people.ann, now=NOW)
        draft = tasks.TaskDraft(LONG, people.pia, date(2026, 11, 20), people.metadata)
        task = tasks.add(session, draft, by=people.ann, now=NOW)
        others = tasks.TaskDraft("Somebody else's", people.ben, None, people.metadata)
        other_task = tasks.add(session, others, by=people.ann, now=NOW)
        token, used_up, further = (links.mint(session, people.pia, now=NOW) for _ in range(3))
        in_slack = links.mint(session, people.ben, now=NOW)
        expired = links.mint(session, people.pia, now=NOW - timedelta(days=200))
        who = factories.standing(session, people.pia)
        ahead = meetings.upcoming(session, who, now=NOW)
        own = f"/p/{token}"
        # Each link has a pace of its own.
        data = f"/p/{further}"
        return {
            "overview": own,
            "meeting": f"{own}/meetings/{ahead[0].id}",
            "long meeting": f"{own}/meetings/{ahead[1].id}",
            "past meeting": f"{own}/meetings/{held[0].id}",
            "cancelled meeting": f"{own}/meetings/{held[-1].id}",
            "task": f"{own}/tasks/{task.id}",
            "task of somebody else": f"{own}/tasks/{other_task.id}",
            **{name: f"{own}/calls/{number}" for name, number in open_calls.items()},
            "data call": f"{data}/calls/{sheets['call']}",
            "sheet": f"{data}/sheets/{sheets['draft']}",
            "sheet to certify": f"{data}/sheets/{sheets['draft']}/certify",
            "certified sheet": f"{data}/sheets/{sheets['certified']}",
            "log of a sheet": f"{data}/sheets/{sheets['certified']}/log",
            "poll": f"{data}/polls/{polled[0].id}",
            "cancelled poll": f"{data}/polls/{polled[1].id}",
            "group": f"{own}/groups/{people.metadata.id}",
            "leaving the group": f"{own}/groups/{people.metadata.id}/leave",
            "calendar": f"{own}/calendar",
            "settings": f"{own}/settings",
            "links": f"{own}/links?done=code",
            "unsubscribe": f"{own}/unsubscribe",
            "nothing": f"{own}/meetings/999",
            "closed": "/p/forged",
            "expired": f"/p/{expired}",
            "overview in Slack": f"/p/{in_slack}",
            "settings in Slack": f"/p/{in_slack}/settings",
            "links in Slack": f"/p/{in_slack}/links",
            "other": f"/p/{used_up}",
        }


def test_axe_finds_nothing_grave_on_any_page_in_light_and_dark(served: Served) -> None:
    check_with_axe(served)


def test_axe_finds_nothing_grave_in_what_follows_an_act(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = served.page
    served.go("settings")
    page.get_by_label("Pause everything until").fill("2026-11-01")
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("come already")
    assert faults(page) == []
    served.go("past meeting")
    press(page, "I was there: Norm rules 0")
    expect(page.get_by_text("You are recorded as present.", exact=True)).to_be_visible()
    assert faults(page) == []
    served.go("links")
    page.get_by_role("textbox", name="Code").first.fill("000 000")
    press(page, "End all links")
    expect(page.get_by_role("textbox", name="Code").first).to_have_attribute("aria-invalid", "true")
    assert faults(page) == []
    served.go("unsubscribe")
    press(page, "Stop writing to me")
    served.go("unsubscribe")
    expect(page.get_by_role("button", name="Write to me again")).to_be_visible()
    assert faults(page) == []
    press(page, "Write to me again")
    served.go("expired")
    press(page, "Send a fresh link")
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    assert faults(page) == []
    with monkeypatch.context() as busy:
        busy.setattr(Pace, "takes", lambda *_: False)
        served.go("overview")
    expect(page.get_by_role("alert")).to_contain_text("opened too often")
    assert faults(page) == []
    monkeypatch.setattr(page_codes, "is_right", lambda *_, **__: True)
    served.go("links in Slack")
    page.get_by_role("textbox", name="Code").first.fill("000 000")
    press(page, "End all links")
    expect(page.get_by_role("heading", name="All links are ended")).to_be_visible()
    assert faults(page) == []


def test_every_page_is_gone_through_by_keyboard_alone(served: Served) -> None:
    check_by_keyboard(served)


def test_no_page_scrolls_sideways_on_a_phone_or_at_four_times_its_size(served: Served) -> None:
    check_widths(served)


def test_targets_are_large_enough_for_a_finger(served: Served) -> None:
    for name in ("overview", "group", "settings", "links"):
        served.go(name)
        for button in served.page.get_by_role("button").all():
            box = button.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 44


def test_the_answers_stand_in_a_row_on_the_narrowest_screen(served: Served) -> None:
    page = served.page
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    for name in ("overview", "meeting", "group"):
        served.go(name)
        boxes = [
            page.get_by_role("button", name=f"{word}: Norm rules 1").bounding_box()
            for word in ("Yes", "Maybe", "No")
        ]
        assert len({box["y"] for box in boxes if box}) == 1, name
        assert all(box and box["x"] + box["width"] <= NARROWEST - 16 for box in boxes), name
    page.set_viewport_size({"width": 390, "height": 844})


def test_she_answers_and_finishes_by_keyboard_alone(served: Served) -> None:
    page = served.page
    served.go("overview")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    yes = page.get_by_role("button", name="Yes: Norm rules 1")
    tab_to(page, yes.get_attribute("aria-label") or "")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("You said that you come. Thank you.")
    expect(yes).to_have_attribute("aria-pressed", "true")
    served.go("task")
    tab_to(page, "Done")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Done. Thank you. Is there a story?")
    tab_to(page, "Reopen")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Done")).to_be_visible()
    served.go("call by yes or no")
    page.get_by_label("Yes").focus()
    page.keyboard.press("Space")
    answer = page.get_by_role("button", name="Answer: ")
    tab_to(page, answer.get_attribute("aria-label") or "")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Your answer is recorded. Thank you.")


def test_she_says_when_she_can_meet_by_keyboard_and_by_names_alone(served: Served) -> None:
    """Each time is a group of radio buttons with its name; arrows choose, and Enter sends."""
    page = served.page
    served.go("poll")
    first = page.get_by_role("group", name="Tue, Dec 1, 2026, 9:30 AM EST, until 10:15 AM")
    page.get_by_role("group", name="For all times that you leave open below").get_by_role(
        "radio", name="Yes"
    ).focus()
    page.keyboard.press("ArrowRight")
    first.get_by_role("radio", name="Yes").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    thanks = "Your answers are recorded. You can change them until the poll closes."
    expect(page.get_by_role("status")).to_have_text(thanks)
    expect(first.get_by_role("radio", name="Yes")).to_be_checked()
    later = page.get_by_role("group", name="Wed, Dec 2, 2026, 9:30 AM EST, until 10:15 AM")
    expect(later.get_by_role("radio", name="If needed")).to_be_checked()


def test_on_paper_there_are_facts_and_no_buttons(served: Served) -> None:
    page = served.page
    served.go("overview")
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_role("button", name="Yes: Norm rules 1")).to_be_hidden()
    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.get_by_role("heading", name="Norm rules 1")).to_be_visible()
    later = page.get_by_text("Norm rules 5")
    assert later.evaluate("node => node.checkVisibility({contentVisibilityAuto: true})")
    expect(page.get_by_role("heading", name="What is sent to you")).to_be_hidden()
    expect(page.get_by_text("All times are in America/New York (EST).")).to_be_visible()
    paper = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    page.emulate_media(media="screen")


def test_nothing_comes_from_outside_and_nobody_hears_where_she_was(served: Served) -> None:
    served.go("overview")
    served.page.get_by_role("link", name="Settings").click()
    served.go("closed")
    served.page.get_by_role("button", name="Send a fresh link").click()
    expect(served.page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    assert {url.startswith(served.start) for url in served.requests} == {True}
    assert set(served.referrers) == {None}
    assert served.page.context.cookies() == []
    ours = [words for words in served.complaints if "favicon" not in words]
    assert [words for words in ours if "status of 4" not in words] == []
