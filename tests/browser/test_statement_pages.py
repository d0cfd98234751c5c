"""Value statements, definitions and the page of a library: by axe, keyboard, on a phone, and on
paper.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlmodel import Session

from models import metadata, reach
from models.database import connect, unit_of_work
from models.value_statements import StatementKind, StatementScope
from services import decisions, links, meetings, value_statements
from services.meetings import MeetingPlan
from tests import factories
from tests.browser.conftest import Contexts
from tests.browser.served_pages import (
    Served,
    check_by_keyboard,
    check_widths,
    check_with_axe,
    serving,
)
from tests.factories import NOW

pytestmark = pytest.mark.browser

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 2
FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)


@pytest.fixture(scope="module")
def served(browser: Contexts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server and one browser context for all tests here."""
    with serving(browser, _filled(tmp_path_factory.mktemp("pages"))) as shown:
        yield shown


def _happened(session: Session, people: factories.Cast) -> None:
    """A decision, and three meetings to which Ann and Ben came."""
    for day in (1, 40, 80):
        at = NOW - timedelta(days=150 - day)
        plan = MeetingPlan(LONG[:150], at, people.metadata.zone)
        held = meetings.schedule(
            session, people.metadata, plan, by=people.ann, now=at - timedelta(days=1)
        )
        came, after = {people.ann.id, people.ben.id}, at + timedelta(hours=2)
        meetings.record_attendance(session, held, came, by=people.ann, now=after)
        decisions.write_down(
            session, people.metadata, decided=[f"{LONG} {day}"], by=people.ann, now=after
        )


def _filled(folder: Path) -> dict[str, str]:
    metadata.create_all(connect(f"sqlite:///{folder / 'pages.db'}"))
    reach.set_up(reach.Reach(sends_mail=True))
    with unit_of_work() as session:
        people = factories.cast(session)
        _happened(session, people)
        by: dict[str, Any] = {"by": people.dag, "now": NOW, "today": NOW.date()}
        scopes = {
            "draft": StatementScope(StatementKind.LIBRARY, FIRST, LAST, "Summer", people.central),
            "published": StatementScope(StatementKind.CONSORTIUM, FIRST, LAST, "Summer"),
        }
        rows = {
            name: value_statements.draft(session, scope, **by)[0] for name, scope in scopes.items()
        }
        texts = {"opening": f"{LONG}\n\nA good summer.", "highlights": LONG}
        wording: dict[str, Any] = {"seen": "", "title": "It", "by": people.dag, "now": NOW}
        value_statements.write(session, rows["published"], texts, **wording)
        value_statements.publish(session, rows["published"], scopes["published"], **by)
        own = f"/p/{links.mint(session, people.dag, now=NOW)}"
        return {
            **{name: f"{own}/statements/{row.id}" for name, row in rows.items()},
            "definitions": f"{own}/definitions",
            "library": f"{own}/libraries/{people.central.id}",
            "stories": f"{own}/stories",
        }


def test_axe_finds_nothing_grave_in_light_and_dark(served: Served) -> None:
    check_with_axe(served)


def test_every_page_is_gone_through_by_keyboard_alone(served: Served) -> None:
    check_by_keyboard(served)


def test_no_page_scrolls_sideways_on_a_phone_or_at_four_times_its_size(served: Served) -> None:
    check_widths(served)


def test_a_chart_is_read_out_with_its_figures_and_a_figure_leads_to_its_definition(
    served: Served,
) -> None:
    page = served.page
    served.go("draft")
    chart = page.get_by_role("img", name="Contributions by month")
    expect(chart.first).to_be_visible()
    assert "August 2026" in chart.first.inner_html()
    expect(page.get_by_role("table", name="Service given")).to_be_visible()
    page.get_by_role("link", name="Meetings attended", exact=True).click()
    expect(page.get_by_role("heading", name="What each figure means")).to_be_visible()
    assert page.url.endswith("#meetings-attended")


def test_on_paper_there_are_no_forms_and_all_figures(served: Served) -> None:
    page = served.page
    served.go("published")
    page.emulate_media(media="print")
    expect(page.get_by_role("table", name="Service given")).to_be_visible()
    expect(page.get_by_text("A good summer.", exact=True)).to_be_visible()
    assert page.get_by_role("button").all() == []
    page.emulate_media(media="screen")
