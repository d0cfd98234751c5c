"""The agenda in calendars: in the description, without a word to anybody when it changes."""

from models.agendas import ItemDraft
from services import agendas, calendar
from tests.calendars import parse
from tests.factories import NOW
from tests.services.calendar.conftest import Office
from tests.services.calendar.test_rules import TUESDAYS, only_event


def put(office: Office, title: str, **more: int) -> None:
    draft = ItemDraft(title, **more)  # type: ignore[arg-type]
    agendas.add(office.session, office.people.metadata, draft, by=office.people.ben, now=NOW)


def test_the_entry_of_a_meeting_has_its_agenda(office: Office) -> None:
    [meeting] = office.schedule()
    put(office, "Courier; price", minutes=10)
    put(office, "Vans")
    event = only_event(parse(calendar.file_of(office.session, meeting, now=NOW).decode()))
    assert event.text("DESCRIPTION") == (
        "A meeting of Metadata.\nAgenda:\n1. Courier; price (to discuss, 10 min)\n"
        "2. Vans (to discuss)"
    )
    assert event.text("SEQUENCE") == "0"
    assert calendar.notices(office.session, [meeting], now=NOW) == []


def test_a_long_agenda_is_cut_in_calendars(office: Office) -> None:
    [meeting] = office.schedule()
    for number in range(22):
        put(office, f"Item {number}")
    event = only_event(parse(calendar.file_of(office.session, meeting, now=NOW).decode()))
    lines = event.text("DESCRIPTION").splitlines()
    assert (len(lines), lines[-1]) == (23, "and 2 more")


def test_of_a_series_the_next_occurrence_alone_has_it(office: Office) -> None:
    meetings = office.schedule(pattern=TUESDAYS)
    before = calendar.file_of(office.session, meetings[0], now=NOW).decode()
    put(office, "Vans")
    text = calendar.file_of(office.session, meetings[0], now=NOW).decode()
    assert before.count("BEGIN:VEVENT") == 1
    assert text.count("BEGIN:VEVENT") == 2
    assert text.count("Vans") == 1
    assert "RECURRENCE-ID" in text
    agendas.carry_over(office.session, meetings[0], now=meetings[0].ends_at)
    assert calendar.file_of(office.session, meetings[0], now=NOW).decode().count("Vans") == 1
