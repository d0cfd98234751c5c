"""`/convene` and the Home tab: what waits, help for whoever asks, and the settings."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

import handlers
from handlers import convene, home
from handlers.routes import ShowHome, Surface
from models import Consortium, Role
from models.console import FindingKind
from models.database import reading, unit_of_work
from models.release import release
from sandbox.rules import check_message, check_view
from services import access, console, first_manager
from services.access import Needs
from tests.factories import NOW, Cast
from tests.handlers.asks import ask, refused, sent, shown, text_of
from tests.happenings import task
from views import help as help_views

SETTINGS: dict[str, Any] = {
    "name": "Four Rivers",
    "zone": "America/Chicago",
    "fiscal_year_start": "10",
    "reminder_lead_hours": "48",
    "days_without_meeting": "90",
    "many_seats": "3",
    "term_days": "Jan 20, Aug 25",
    "findings": ["chair", "overdue"],
}


def the_consortium() -> tuple[str, str, int, int]:
    with reading() as session:
        row = session.exec(select(Consortium)).one()
    return row.name, row.zone, row.fiscal_year_start, row.reminder_lead_hours


def test_what_waits_is_shown_to_each_her_own(people: Cast) -> None:
    with unit_of_work() as session:
        task(session, people.ben, title="Check the labels")
    assert "Check the labels" in text_of(convene.mine(ask(people.ben)))
    assert "Check the labels" not in text_of(convene.mine(ask(people.cleo)))


def test_settings_are_kept_as_they_were_sent(people: Cast) -> None:
    text_of(convene.change_settings(sent(people.dag, SETTINGS)))
    assert the_consortium() == ("Four Rivers", "America/Chicago", 10, 48)
    text_of(convene.change_settings(sent(people.dag, SETTINGS)))
    assert "Four Rivers" in str(shown(convene.open_settings(ask(people.dag))))


def test_what_home_shows_is_chosen_in_the_settings(people: Cast) -> None:
    answer = text_of(convene.change_settings(sent(people.dag, SETTINGS)))
    assert "2 of 14 kinds of findings, groups after 90 days without a meeting" in answer
    with reading() as session:
        rules = console.rules(session)
        assert (rules.days_without_meeting, rules.seats) == (90, 3)
        assert set(FindingKind) - set(rules.hidden) == {FindingKind.CHAIR, FindingKind.OVERDUE}
    form = shown(convene.open_settings(ask(people.dag)))
    [shows] = [block for block in form["blocks"] if block.get("block_id") == "findings"]
    chosen = [option["value"] for option in shows["element"]["initial_options"]]
    assert chosen == ["chair", "overdue"]
    text_of(convene.change_settings(sent(people.dag, SETTINGS | {"findings": []})))
    assert "Nothing is found by the rules that you have chosen" in str(
        home.view_for(ask(people.dag))
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": ["x"]}, "name"),
        ({"zone": "Chicago"}, "zone"),
        ({"zone": "x" * 5000}, "zone"),
        ({"fiscal_year_start": "13"}, "fiscal_year_start"),
        ({"fiscal_year_start": "0"}, "fiscal_year_start"),
        ({"fiscal_year_start": None}, "fiscal_year_start"),
        ({"reminder_lead_hours": "169"}, "reminder_lead_hours"),
        ({"reminder_lead_hours": "0"}, "reminder_lead_hours"),
        ({"reminder_lead_hours": "1.5"}, "reminder_lead_hours"),
        ({"reminder_lead_hours": "-1"}, "reminder_lead_hours"),
        ({"reminder_lead_hours": "٣"}, "reminder_lead_hours"),
        ({"reminder_lead_hours": "9" * 30}, "reminder_lead_hours"),
        ({"days_without_meeting": "6"}, "days_without_meeting"),
        ({"days_without_meeting": None}, "days_without_meeting"),
        ({"many_seats": "21"}, "many_seats"),
        ({"term_days": "in fall"}, "term_days"),
        ({"many_seats": "few"}, "many_seats"),
        ({"findings": ["chair", "ranking"]}, "findings"),
        ({"findings": "chair"}, "findings"),
    ],
)
def test_an_odd_setting_is_refused_and_none_is_kept(
    people: Cast, change: dict[str, Any], field: str
) -> None:
    before = the_consortium()
    assert refused(convene.change_settings, sent(people.dag, SETTINGS | change))[1] == field
    assert the_consortium() == before


def test_help_shows_what_somebody_may_run_and_no_more(people: Cast) -> None:
    table = handlers.route_table()
    for who, may in ((people.dag, True), (people.ben, False), (people.gil, False)):
        message = convene.help_for(ask(who), table, "convene")
        check_message(**message)
        assert ("/convene settings" in message["text"]) is may
        assert "/task mine" in message["text"]
    of_one = convene.help_for(ask(people.ben), table, "meet")
    assert "/task" not in of_one["text"]


@pytest.mark.parametrize(
    ("who", "needs"),
    [
        ("dag", Needs.PROGRAM_MANAGER),
        ("ann", Needs.CHAIR),
        ("ben", Needs.LIBRARIAN),
        ("gil", Needs.ANYONE),
    ],
)
def test_help_begins_with_the_five_most_useful_and_goes_on_by_topic(
    people: Cast, who: str, needs: Needs
) -> None:
    table = handlers.route_table()
    asker = ask(getattr(people, who))
    message = convene.help_for(asker, table, "convene")
    check_message(**message)
    first = convene.MOST_USEFUL[needs]
    listed = [part.partition(":")[0] for part in message["text"].partition(": ")[2].split("; /")]
    assert [part.lstrip("/") for part in listed[:5]] == list(first)
    assert len(first) == len(set(first)) == 5
    topics = [b["text"]["text"] for b in message["blocks"] if b["type"] == "header"][1:]
    assert topics == [topic for topic in help_views.TOPICS if topic in topics]
    assert (help_views.RUNNING in topics) is (needs in (Needs.PROGRAM_MANAGER, Needs.CHAIR))
    words = {
        row.words for row in table.commands.values() if access.may_run(row.needs, by=asker.who)
    }
    shown = str(message["blocks"])
    for row in table.commands.values():
        line = f" {row.help}" if row.words in words else row.help
        assert shown.count(line) == (row.is_listed and row.words in words)


def test_a_new_installation_is_claimed_by_its_code(people: Cast) -> None:
    with unit_of_work() as session:
        session.execute(sa.delete(Role))
        code = first_manager.issue(session, now=NOW)
    assert "Type the code" in refused(convene.claim, ask(people.ben))[0]
    assert "no code of this" in refused(convene.claim, ask(people.ben, "AAAA-BBBB-CCCC"))[0]
    assert "You are the program manager now" in text_of(convene.claim(ask(people.ben, f"{code}")))
    assert ask(people.ben).who.is_program_manager
    assert "already" in refused(convene.claim, ask(people.cleo, f"{code}"))[0]


def test_help_names_the_release_to_whoever_runs_it(people: Cast) -> None:
    table = handlers.route_table()
    running = f"This is Convene {release()}."
    assert running in str(convene.help_for(ask(people.dag), table, "convene"))
    assert running not in str(convene.help_for(ask(people.dag), table, "wg"))
    assert running not in str(convene.help_for(ask(people.ann), table, "convene"))


def test_the_topics_of_help_name_commands_that_there_are() -> None:
    commands = handlers.route_table().commands
    for words in (*help_views.SETTINGS_AND_HISTORY, *sum(convene.MOST_USEFUL.values(), ())):
        assert words in commands


def test_the_home_tab_is_of_whoever_opens_it(people: Cast) -> None:
    with unit_of_work() as session:
        task(session, people.ben, title="Check the labels")
    for who, is_hers in ((people.ben, True), (people.cleo, False)):
        opened = home.opened(ask(who, here="", surface=Surface.EVENT, event={"tab": "home"}))
        assert isinstance(opened, ShowHome)
        check_view(opened.view)
        assert ("Check the labels" in str(opened.view)) is is_hers
    assert home.opened(ask(people.ben, surface=Surface.EVENT, event={"tab": "messages"})) is None
