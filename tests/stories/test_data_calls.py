"""A data call as people live it in Slack: declared, filled in by sections, certified, totaled, and
made again for the next year.
"""

import json

import pytest

from models import Representation, RepresentationKind
from models.database import unit_of_work
from tests.factories import BEFORE
from tests.running import Convene

QUESTION = "Annual statistics 2026"
LINES = (
    "section,label,kind,definition,unit,required,least,greatest,choices\n"
    "Circulation,Loans,whole number,Print and media,loans,yes,0,,\n"
    "Circulation,Renewals,whole number,,,no,0,,\n"
    "Service,Chat,choice,,,yes,,,Own; Shared; None\n"
    "Service,Open on Sundays,yes/no,,,yes,,,"
)


@pytest.fixture
def opened(convene: Convene) -> Convene:
    """A data call of Metadata; Ben answers for Central, Cleo for Tunxis."""
    with unit_of_work() as session:
        for who in ("ben", "cleo"):
            person = session.merge(getattr(convene.cast, who))
            session.add(
                Representation(
                    person_id=person.id,
                    organization_id=person.organization_id,
                    group_id=convene.cast.metadata.id,
                    kind=RepresentationKind.REPRESENTATIVE,
                    since=BEFORE,
                )
            )
    workspace = convene.workspace
    workspace.command(f"/call data {QUESTION}", as_="Ann", in_="metadata")
    workspace.fill(
        {
            "Closes on": "2026-12-18",
            "What no certified sheet means": "What was certified last year counts, marked as such",
        },
        as_="Ann",
    )
    assert workspace.submit(as_="Ann") == {}
    assert "declare the fields" in convene.page_of("Ann")
    workspace.click("Declare fields", as_="Ann")
    workspace.fill({"Lines": LINES.replace("yes/no", "maybe")}, as_="Ann")
    [words] = workspace.submit(as_="Ann").values()
    assert "Line 5: “maybe” is no kind." in words
    workspace.fill({"Lines": LINES}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    page = convene.page_of("Ann")
    assert "4 fields, 3 of them required: Circulation (2), Service (2)." in page
    assert "its data contact hears on" in page
    workspace.command("/call list", as_="Dag", in_="general")
    workspace.click("Show", as_="Dag")
    workspace.click("Open", as_="Dag")
    convene.deliver()
    return convene


def test_fields_are_added_changed_and_taken_out_one_by_one(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command(f"/call data {QUESTION}", as_="Ann", in_="metadata")
    workspace.fill(
        {
            "Closes on": "2026-12-18",
            "What no certified sheet means": "What was certified last year counts, marked as such",
        },
        as_="Ann",
    )
    assert workspace.submit(as_="Ann") == {}
    for name in ("Loans", "Renewals"):
        workspace.click("Add a field", as_="Ann")
        workspace.fill({"Section": "Circulation", "Name": name, "Unit": "loans"}, as_="Ann")
        assert workspace.submit(as_="Ann") == {}
    page = convene.page_of("Ann")
    assert "It is added." in page
    assert page.index("Loans") < page.index("Renewals")
    workspace.choose("menu", "Change", as_="Ann")
    workspace.fill({"Name": "Loans of media", "Of a number: the least": "few"}, as_="Ann")
    assert list(workspace.submit(as_="Ann")) == ["Of a number: the least"]
    workspace.fill({"Of a number: the least": "0", "Place in its section": "2"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    page = convene.page_of("Ann")
    assert "It is changed." in page
    assert page.index("Renewals") < page.index("Loans of media")
    workspace.choose("menu", "Take it out", as_="Ann")
    page = convene.page_of("Ann")
    assert "It is taken out." in page
    assert "Renewals" not in page
    workspace.click("Show the draft", as_="Ann")
    assert "1 field, 1 of them required: Circulation (1)." in convene.page_of("Ann")


def fill_in(convene: Convene, who: str, place: str, values: dict[str, str]) -> dict[str, str]:
    convene.workspace.click(f"Fill in: {place}", as_=who)
    convene.workspace.fill(values, as_=who)
    return convene.workspace.submit(as_=who)


def test_a_library_fills_in_its_sheet_and_certifies_it(opened: Convene) -> None:
    workspace = opened.workspace
    workspace.command("/call", as_="Ben", in_="general")
    workspace.click("Fill in", as_="Ben")
    assert "Not begun" in opened.answer_to("Ben")
    refused = fill_in(opened, "Ben", "Circulation", {"Loans (loans)": "many", "Renewals": "a few"})
    assert list(refused) == ["Loans (loans)", "Renewals"]
    workspace.fill({"Loans (loans)": "1,234", "Renewals": ""}, as_="Ben")
    assert workspace.submit(as_="Ben") == {}
    assert "1 field saved." in opened.page_of("Ben")
    workspace.close(as_="Ben")
    workspace.command("/call", as_="Ben", in_="general")
    workspace.click("Fill in", as_="Ben")
    workspace.click("Certify", as_="Ben")
    assert "Fill in what is required first: “Chat”, “Open on Sundays”." in opened.answer_to("Ben")
    fill_in(opened, "Ben", "Service", {"Chat": "Shared", "Open on Sundays": "Yes"})
    workspace.close(as_="Ben")
    workspace.command("/call", as_="Ben", in_="general")
    workspace.click("Fill in", as_="Ben")
    workspace.click("Certify", as_="Ben")
    assert workspace.submit(as_="Ben") == {}
    page = opened.page_of("Ben")
    assert "is certified. You are early: thank you." in page
    assert "Certified by Ben Brook (representative)" in page
    opened.deliver()
    assert "1 of 2 libraries certified" in workspace.text_of(
        workspace.channel("metadata").messages[-1]
    )
    workspace.close(as_="Ben")


def certify(convene: Convene, who: str, loans: str, *, chat: str = "Shared") -> None:
    """Fill in a sheet from the question that came, and certify it."""
    workspace = convene.workspace
    workspace.command("/call", as_=who, in_="general")
    workspace.click("Fill in", as_=who)
    assert fill_in(convene, who, "Circulation", {"Loans (loans)": loans}) == {}
    assert fill_in(convene, who, "Service", {"Chat": chat, "Open on Sundays": "No"}) == {}
    workspace.click("Certify", as_=who)


def latest(convene: Convene, who: str) -> str:
    """What stands in front of somebody."""
    is_open = convene.workspace.modal(as_=who) is not None
    return convene.page_of(who) if is_open else convene.answer_to(who)


def shown_call(convene: Convene, who: str) -> None:
    if convene.workspace.modal(as_=who):
        convene.workspace.close(as_=who)
    convene.workspace.command("/call list", as_=who, in_="general")
    convene.workspace.click("Show", as_=who)


def test_two_years_of_a_data_call(opened: Convene) -> None:
    workspace = opened.workspace
    certify(opened, "Ben", "1,234")
    assert workspace.submit(as_="Ben") == {}
    certify(opened, "Cleo", "600", chat="Own")
    assert workspace.submit(as_="Cleo") == {}
    shown_call(opened, "Dag")
    assert "2 certified" in latest(opened, "Dag")
    workspace.click("Close now", as_="Dag")
    workspace.fill({"Why": "All are in"}, as_="Dag")
    workspace.submit(as_="Dag")
    workspace.click("Totals", as_="Dag")
    assert "Loans: *1,834 loans* (2 of 2)" in latest(opened, "Dag")
    shown_call(opened, "Dag")
    workspace.click("Export", as_="Dag")
    opened.deliver()
    files = [
        file["name"]
        for message in workspace.direct_messages(as_="Dag")
        for file in message.get("files", ())
    ]
    assert [name.rpartition(".")[2] for name in files] == ["csv", "xlsx"]
    shown_call(opened, "Dag")
    workspace.click("Next year's call", as_="Dag")
    assert "Draft: Annual statistics 2027" in latest(opened, "Dag")
    assert "look over the data contacts" in latest(opened, "Dag")
    workspace.click("Data contacts", as_="Dag")
    assert "0 of 2 have named a data contact" in latest(opened, "Dag")
    workspace.click("The contacts are right", as_="Dag")
    workspace.click("Change", as_="Dag")
    workspace.fill({"Closes on": "2027-01-20"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    workspace.click("Open", as_="Dag")
    opened.deliver()
    certify(opened, "Ben", "2,000")
    page = json.dumps(workspace.modal(as_="Ben"), ensure_ascii=False)
    assert "Loans: 2,000 loans, last year 1,234 loans" in page
    assert list(workspace.submit(as_="Ben")) == ["Loans: 2,000 loans, last year 1,234 loans"]
    workspace.fill({"Loans: 2,000 loans, last year 1,234 loans": "A new branch"}, as_="Ben")
    assert workspace.submit(as_="Ben") == {}
    shown_call(opened, "Dag")
    workspace.click("Close now", as_="Dag")
    workspace.fill({"Why": "Time is up"}, as_="Dag")
    workspace.submit(as_="Dag")
    assert "1 certified, 1 as last year" in latest(opened, "Dag")
    workspace.click("Totals", as_="Dag")
    assert "Loans: *2,600 loans* (2 of 2)" in latest(opened, "Dag")
    assert "1 of them as last year" in latest(opened, "Dag")


def test_the_program_manager_fills_in_and_the_library_corrects(opened: Convene) -> None:
    workspace = opened.workspace
    shown_call(opened, "Dag")
    workspace.click("Fill in for a library", as_="Dag")
    workspace.fill({"Whose sheet": "Tunxis"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    fill_in(opened, "Dag", "Circulation", {"Loans (loans)": "60"})
    fill_in(opened, "Dag", "Service", {"Chat": "None", "Open on Sundays": "No"})
    workspace.click("Certify", as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    opened.deliver()
    opened.deliver()
    heard = opened.said_to("Cleo")
    assert any("filled in 1 field of the sheet of" in text for text in heard)
    assert any("certified the sheet of Tunxis, as was told by phone" in text for text in heard)
    workspace.click("Show the sheet", as_="Cleo")
    workspace.click("Correct: Circulation", as_="Cleo")
    workspace.fill({"Loans (loans)": "600"}, as_="Cleo")
    assert list(workspace.submit(as_="Cleo")) == ["Why you correct it"]
    workspace.fill({"Why you correct it": "A zero was missing"}, as_="Cleo")
    assert workspace.submit(as_="Cleo") == {}
    assert "Corrected" in latest(opened, "Cleo")
    workspace.click("Log", as_="Cleo")
    assert "60 loans → 600 loans – “A zero was missing” (corrected, Cleo" in latest(opened, "Cleo")


def test_a_data_contact_is_named_in_a_line(opened: Convene) -> None:
    workspace = opened.workspace
    workspace.command("/library appoint @ann data contact", as_="Dag", in_="general")
    assert "Ann Abara" in latest(opened, "Dag")
    workspace.command("/library appoint @ben second data contact", as_="Dag", in_="general")
    assert "alternate" in latest(opened, "Dag")
    workspace.command("/call", as_="Ann", in_="general")
    assert QUESTION in latest(opened, "Ann")
