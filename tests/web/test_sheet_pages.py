"""The sheet of a data call on people's own pages: filled in, certified, corrected and withdrawn."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlmodel import col, select

from models import Call, CallAnswer, OutboxMessage, Person, Reopening, Representation, SheetValue
from models.calls import AnswerDoor, Capacity
from models.data_calls import FieldFacts, FieldKind
from models.database import reading, unit_of_work
from models.representatives import RepresentationKind
from services import calls, data_fields, data_sheets
from tests.data_call_cases import FIELDS, certify, fill, open_data_call, unit_named
from tests.factories import NOW, Cast, person
from tests.opened_calls import speaks
from tests.web.conftest import Visitor, token_of
from web.personal_pages.guards import LARGEST_FORM, LARGEST_SHEET
from web.personal_pages.sheet_fields import pages_of

GOOD = {
    **{"field_0": "1,234", "field_1": "", "field_2": "$12,500.50", "field_3": "12.5%"},
    **{"field_4": "0", "field_5": "1", "field_6": "Moved in\r\nMay"},
}
"""What Lea types; a choice is sent by its place."""


@pytest.fixture
def lea(people: Cast, client: FlaskClient) -> Visitor:
    """Somebody of Tunxis without Slack, who answers for it beside Cleo; Ben does for Central."""
    with unit_of_work() as session:
        lea = person(session, "Lea Lind", at=people.tunxis)
        speaks(session, people.tunxis, people.cleo, people.metadata)
        speaks(session, people.tunxis, lea, people.metadata, RepresentationKind.ALTERNATE)
        speaks(session, people.central, people.ben, people.metadata)
    return Visitor(client, token_of(lea))


def begin(people: Cast, **facts: Any) -> dict[str, int]:
    """The ids of the units of a data call, and its own."""
    with unit_of_work() as session:
        call = open_data_call(session, people.metadata, people.dag, **facts)
        found = {name: unit_named(session, call, name).id for name in ("Tunxis", "Central")}
        return found | {"call": call.id}


def values() -> list[tuple[str, AnswerDoor, str]]:
    with reading() as session:
        rows = session.exec(select(SheetValue).order_by(col(SheetValue.id)))
        return [(row.value, row.door, row.note) for row in rows]


def at(found: dict[str, int], name: str = "Tunxis") -> str:
    return f"/sheets/{found[name]}"


def seen() -> str:
    with reading() as session:
        last = session.exec(select(SheetValue).order_by(col(SheetValue.id).desc())).first()
        return str(last.id if last else 0)


def save(visitor: Visitor, place: str, **fields: str) -> tuple[int, str]:
    return visitor.send(place, **({"act": "save", "seen": seen()} | fields))


def certified(lea: Visitor, found: dict[str, int]) -> None:
    assert save(lea, at(found), **GOOD)[0] == 303
    assert lea.send(f"{at(found)}/certify", seen=seen())[0] == 303


def test_the_page_of_the_call_leads_to_the_sheet(people: Cast, lea: Visitor) -> None:
    found = begin(people)
    page = lea.see(f"/calls/{found['call']}")
    assert f'href="{lea.path(at(found))}"' in page
    assert "Not begun" in page
    assert "0 of 2 libraries certified" in page
    assert "answered in Slack" not in page
    assert lea.path(at(found, "Central")) not in page


def test_all_fields_stand_by_section_with_what_they_mean(people: Cast, lea: Visitor) -> None:
    found = begin(people)
    page = lea.see(at(found))
    for words in (
        '<h2 id="section-1" dir="auto">Circulation</h2>',
        "<bdi>Loans</bdi> (<bdi>loans</bdi>), required</label>",
        "Print and media.",
        "From 0 to 100.",
        '<option value="1">Shared</option>',
        "Not begun: 0 of 7 filled in.",
        "5 required fields are empty.",
        "Cleo Costa (representative), Lea Lind (alternate)",
    ):
        assert words in page, words


def test_a_draft_is_saved_by_link_and_twice_is_once(people: Cast, lea: Visitor) -> None:
    found = begin(people)
    assert save(lea, at(found), **GOOD) == (303, lea.path(f"{at(found)}?done=draft_saved"))
    assert [row[0] for row in values()] == [
        *("1234", "12500.5", "12.5", "yes", "Shared", "Moved in\nMay")
    ]
    assert {row[1] for row in values()} == {AnswerDoor.PAGE}
    assert save(lea, at(found), **GOOD) == (303, lea.path(f"{at(found)}?done=sheet_same"))
    assert save(lea, at(found), **GOOD, seen="0")[0] == 303
    assert len(values()) == 6
    page = lea.see(at(found))
    assert 'value="1,234"' in page
    assert 'value="12,500.50"' in page
    assert '<option value="1" selected>Shared</option>' in page
    assert "Lea Lind, alternate, by link" in lea.see(f"{at(found)}/log")


def test_all_faults_stand_beside_their_fields_and_what_was_typed_stays(
    people: Cast, lea: Visitor
) -> None:
    found = begin(people)
    odd = GOOD | {"field_0": "many <b>", "field_3": "101", "field_6": "Typed"}
    status, page = save(lea, at(found), **odd)
    assert (status, values()) == (422, [])
    assert "2 fields are to be looked at:" in page
    assert 'id="fault-field_0">I cannot read' in page
    assert 'id="fault-field_3">That is more than 100' in page
    assert 'value="many &lt;b&gt;"' in page
    assert "Typed</textarea>" in page
    status, page = save(lea, at(found), **(GOOD | {"field_0": "many"}))
    assert (status, values(), page.count('class="fault"')) == (422, [], 1)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"act": ""}, 422),
        ({"act": "certify"}, 422),
        ({"seen": "²"}, 422),
        ({"seen": "-1"}, 422),
        ({"seen": "9" * 30}, 422),
        ({"seen": "999"}, 409),
        ({"field_4": "2"}, 422),
        ({"field_5": "Shared"}, 422),
        ({"field_6": "x" * 1001}, 422),
    ],
)
def test_forged_values_change_nothing(
    people: Cast, lea: Visitor, fields: dict[str, str], status: int
) -> None:
    found = begin(people)
    assert save(lea, at(found), **(GOOD | fields))[0] == status
    assert values() == []


def test_no_field_of_the_page_is_refused(people: Cast, lea: Visitor) -> None:
    found = begin(people)
    assert save(lea, at(found), field_7="1")[0] == 422
    assert save(lea, f"{at(found)}/pages/2", **GOOD)[0] == 404
    lea.see(f"{at(found)}/pages/0", status=404)
    lea.see(f"{at(found)}/pages/2", status=404)


def test_who_changed_the_same_field_meanwhile_is_told_to_both(people: Cast, lea: Visitor) -> None:
    found = begin(people)
    with unit_of_work() as session:
        cleo, call = session.get_one(Person, people.cleo.id), found["call"]
        unit = unit_named(session, session.get_one(Call, call), "Tunxis")
        fill(session, unit, cleo, {"Loans": "2,000", "Renewals": "7"})
    status, page = save(lea, at(found), **GOOD, seen="0")
    assert status == 200
    assert "Meanwhile somebody else had changed the same fields" in page
    assert "<bdi>Cleo Costa</bdi> had filled in <bdi>2,000 loans</bdi> for <bdi>Loans</bdi>" in page
    assert 'value="1,234"' in page
    # What she left empty, and Cleo filled in, stays.
    assert 'name="field_1" value="7"' in page
    assert any("Lea Lind changed *Loans* at the same time as you" in text for text in texts())


def texts() -> list[str]:
    with reading() as session:
        return [row.payload["text"] for row in session.exec(select(OutboxMessage))]


def test_a_form_that_was_refused_keeps_what_it_had_shown(people: Cast, lea: Visitor) -> None:
    found = begin(people)
    save(lea, at(found), **GOOD)
    first = seen()
    save(lea, at(found), **(GOOD | {"field_0": "99"}))
    _, page = save(lea, at(found), **(GOOD | {"field_3": "much"}), seen=first)
    assert f'name="seen" value="{first}"' in page


def test_a_sheet_is_certified_once(people: Cast, lea: Visitor) -> None:
    found = begin(people)
    save(lea, at(found), field_0="5", act="review")
    page = lea.see(f"{at(found)}/certify")
    assert "Fill in what is required first" in page
    assert f'href="{lea.path(at(found))}#field_2"' in page
    status, page = lea.send(f"{at(found)}/certify", seen=seen())
    assert status == 409
    assert "Fill in what is required first: “Spent on e-resources”" in page
    place = lea.path(f"{at(found)}/certify?done=draft_saved")
    assert save(lea, at(found), **GOOD, act="review") == (303, place)
    assert lea.send(f"{at(found)}/certify", seen="1")[0] == 409
    assert lea.send(f"{at(found)}/certify")[0] == 422
    done = lea.send(f"{at(found)}/certify", seen=seen())
    assert done == (303, lea.path(f"{at(found)}?done=certified_early"))
    assert lea.send(f"{at(found)}/certify", seen=seen())[0] == 409
    with reading() as session:
        [row] = session.exec(select(CallAnswer))
        assert (row.door, row.capacity, row.words) == (
            *(AnswerDoor.PAGE, Capacity.ALTERNATE),
            "Certified",
        )
    assert "Certified, by <bdi>Lea Lind</bdi> (alternate, by link)" in lea.see(at(found))
    assert "certified (Lea Lind, alternate, by link)" in lea.see(f"/calls/{found['call']}")


def test_a_correction_says_why_and_both_values_stay(people: Cast, lea: Visitor) -> None:
    found = begin(people)
    certified(lea, found)
    status, page = save(lea, at(found), **(GOOD | {"field_0": "9"}))
    assert (status, len(values())) == (422, 6)
    assert "say why you correct it" in page
    assert 'name="field_0" value="9"' in page
    _, place = save(lea, at(found), **(GOOD | {"field_0": "9"}), why="Digits <swapped>")
    assert place == lea.path(f"{at(found)}?done=corrected")
    log = lea.see(f"{at(found)}/log")
    assert "1,234 loans</bdi> → <bdi>9 loans</bdi> – “<bdi>Digits &lt;swapped&gt;</bdi>”" in log
    assert "corrected, Lea Lind, alternate, by link" in log


def test_a_certification_is_withdrawn_once(people: Cast, lea: Visitor) -> None:
    found = begin(people)
    assert lea.send(at(found), act="withdraw")[0] == 409
    certified(lea, found)
    assert "Withdraw the certification" in lea.see(at(found))
    done = lea.send(at(found), act="withdraw")
    assert done == (303, lea.path(f"{at(found)}?done=withdrawn"))
    assert lea.send(at(found), act="withdraw")[0] == 409
    assert "Draft: 6 of 7 filled in" in lea.see(at(found))


def test_nobody_sees_or_fills_in_the_sheet_of_others(
    people: Cast, lea: Visitor, pia: Visitor
) -> None:
    found = begin(people)
    save(lea, at(found), **GOOD)
    for visitor, name in ((pia, "Tunxis"), (lea, "Central")):
        for place in ("", "/certify", "/log"):
            assert "1,234" not in visitor.see(f"{at(found, name)}{place}", status=403)
        assert save(visitor, at(found, name), **GOOD)[0] == 403
        assert visitor.send(at(found, name), act="withdraw")[0] == 403
        assert visitor.send(f"{at(found, name)}/certify", seen=seen())[0] == 403
    assert len(values()) == 6
    with unit_of_work() as session:
        session.merge(people.metadata).is_private = True
        for row in session.exec(select(Representation)):
            row.until = NOW
    assert "Tunxis" not in lea.see(at(found), status=404)
    assert save(lea, at(found), **GOOD)[0] == 404
    lea.see("/sheets/999", status=404)


def test_a_manager_reads_and_fills_in_by_slack_alone(people: Cast, lea: Visitor) -> None:
    found = begin(people)
    save(lea, at(found), **GOOD)
    dag = Visitor(lea.client, token_of(people.dag))
    page = dag.see(at(found))
    assert "1,234 loans" in page
    assert "<form" not in page
    assert save(dag, at(found), **(GOOD | {"field_0": "9"}))[0] == 403


def close(people: Cast, found: dict[str, int]) -> None:
    with unit_of_work() as session:
        call = session.get_one(Call, found["call"])
        calls.close(session, call, session.merge(people.metadata), now=NOW)


def test_what_has_closed_takes_nothing_until_it_is_reopened(
    people: Cast, lea: Visitor, pia: Visitor
) -> None:
    found = begin(people)
    certified(lea, found)
    close(people, found)
    for fields in (GOOD | {"act": "save", "seen": seen(), "why": "Late"}, {"act": "withdraw"}):
        assert lea.send(at(found), **fields)[0] == 409
    assert "<form" not in lea.see(at(found))
    # What counts is shown to all who may see the call.
    assert "1,234 loans" in pia.see(at(found))
    assert f'href="{pia.path(at(found))}"' in pia.see(f"/calls/{found['call']}")
    with unit_of_work() as session:
        reopened_by = people.dag.id
        session.add(
            Reopening(
                unit_id=found["Tunxis"],
                reopened_by=reopened_by,
                reopened_at=NOW,
                reason="Wrong <year>.",
            )
        )
    assert "Wrong &lt;year&gt;." in lea.see(at(found))
    assert save(lea, at(found), **(GOOD | {"field_0": "9"}), why="Right year")[0] == 303
    assert lea.send(f"{at(found)}/certify", seen=seen())[0] == 303
    assert "<form" not in lea.see(at(found))


def test_at_the_instant_of_closing_the_form_is_gone(people: Cast, lea: Visitor) -> None:
    found = begin(people, now=NOW - timedelta(days=1), closes_at=NOW)
    assert "<form" not in lea.see(at(found))
    assert save(lea, at(found), **GOOD)[0] == 409


def test_last_year_stands_beside_and_great_changes_want_a_note(people: Cast, lea: Visitor) -> None:
    with unit_of_work() as session:
        cleo, dag = (session.merge(who) for who in (people.cleo, people.dag))
        group = session.merge(people.metadata)
        before = open_data_call(session, group, dag)
        last = unit_named(session, before, "Tunxis")
        fill(session, last, cleo)
        certify(session, last, cleo)
        calls.close(session, before, group, now=NOW)
        call = data_sheets.draft_next(session, before, group, by=dag, now=NOW)
        call.closes_at = NOW + timedelta(days=30)
        data_fields.confirm_contacts(session, call, by=dag, now=NOW)
        calls.open_call(session, call, group, by=dag, now=NOW)
        found = {"Tunxis": unit_named(session, call, "Tunxis").id}
    assert "Last year: <bdi>1,234 loans</bdi>." in lea.see(at(found))
    save(lea, at(found), **(GOOD | {"field_0": "5,000", "field_2": "1", "seen": "0"}))
    page = lea.see(f"{at(found)}/certify")
    assert "<bdi>5,000 loans</bdi>, last year <bdi>1,234 loans</bdi>" in page
    status, page = lea.send(f"{at(found)}/certify", seen=seen(), note_0="New <branch>")
    assert status == 422
    assert 'value="New &lt;branch&gt;"' in page
    assert 'id="fault-note_2">Say in a few words' in page
    notes = {"note_0": "New <branch>", "note_2": "Free year"}
    assert lea.send(f"{at(found)}/certify", seen=seen(), **notes)[0] == 303
    assert [row[2] for row in values()][-2:] == ["New <branch>", "Free year"]


MANY = tuple(
    FieldFacts(f"Section {number // 50}", f"Number {number}", is_required=False)
    for number in range(300)
)


def test_a_sheet_of_three_hundred_fields_has_pages(people: Cast, lea: Visitor) -> None:
    found = begin(people, fields=MANY)
    assert "Page 3 of 3" in lea.see(at(found))
    first = {f"field_{number}": str(number) for number in range(100)}
    place = lea.path(f"{at(found)}/pages/2?done=draft_saved")
    assert save(lea, at(found), **first, act="next") == (303, place)
    assert 'name="field_100"' in lea.see(f"{at(found)}/pages/2")
    assert len(values()) == 100


def test_pages_have_whole_parts_and_no_more_than_a_form_takes() -> None:
    text = FieldFacts("Words", "Text", FieldKind.TEXT)
    assert [len(page) for page in pages_of(list(MANY))] == [100, 100, 100]  # type: ignore[arg-type]
    assert [len(page) for page in pages_of([text] * 41)] == [21, 20]  # type: ignore[list-item]
    assert [len(page) for page in pages_of([text] * 40)] == [40]  # type: ignore[list-item]
    assert [len(page) for page in pages_of(list(FIELDS))] == [7]  # type: ignore[arg-type]


@pytest.mark.parametrize("letter", ["語", "\n", "\U0001f4d6"])
def test_a_page_takes_forty_of_the_longest_texts(people: Cast, lea: Visitor, letter: str) -> None:
    texts = [FieldFacts("Words", f"Text {n}", FieldKind.TEXT, is_required=False) for n in range(40)]
    found = begin(people, fields=texts)
    word = "x" if letter == "\n" else ""
    long = f"{word}{letter * 998}{word}"
    typed = {f"field_{number}": long for number in range(40)}
    assert save(lea, at(found), **typed, act="save")[0] == 303
    assert [len(value) for value, _door, _note in values()] == [len(long)] * 40
    assert save(lea, at(found), **typed, more="x" * LARGEST_SHEET, act="save")[0] == 413


def test_other_pages_take_no_more_than_before(people: Cast, lea: Visitor) -> None:
    found = begin(people)
    for place in ("/settings", f"/calls/{found['call']}"):
        assert save(lea, place, act="x" * LARGEST_FORM)[0] == 413
