"""The form of one field of a data call: added, changed, ordered and taken out, in a draft only."""

import json
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from handlers.data_sheets import field_editing as door
from models import Call, Group
from models.database import reading, unit_of_work
from services import calls, data_fields
from tests.data_call_cases import FIELDS, data_draft
from tests.factories import NOW, Cast, cast
from tests.handlers.asks import pressed, refused, sent, shown, text_of

FORM: dict[str, Any] = {
    "section": "Circulation",
    "label": "Holds",
    "definition": "Placed by patrons.",
    "kind": "whole number",
    "unit": "holds",
    "required": "no",
    "least": "0",
    "greatest": "",
    "choices": "",
    "place": "1",
}
LABELS = [facts.label for facts in FIELDS]


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        found = cast(session)
        data_draft(session, found.metadata, found.dag)
        return found


def seen() -> str:
    with reading() as session:
        return calls.draft_digest(session, session.exec(select(Call)).one())


def the_call() -> int:
    with reading() as session:
        return session.exec(select(Call)).one().id


def ids() -> dict[str, int]:
    """The fields by their labels, in their order."""
    with reading() as session:
        call = session.exec(select(Call)).one()
        return {row.label: row.id for row in data_fields.fields_of(session, call)}


def test_a_field_is_added_where_it_belongs(people: Cast) -> None:
    form = shown(door.open_new(pressed(people.ann, the_call())))
    names = [block["block_id"] for block in form["blocks"] if block["type"] == "input"]
    assert set(names) == FORM.keys()
    carried = json.loads(form["private_metadata"])
    words = text_of(door.add(sent(people.ann, FORM, **carried)))
    assert "It is added." in words
    assert "8 fields" in words
    assert list(ids()) == ["Holds", *LABELS]
    with reading() as session:
        call = session.exec(select(Call)).one()
        first = data_fields.facts_of_field(data_fields.fields_of(session, call)[0])
    assert data_fields.to_lines([first]).splitlines()[1] == (
        "Circulation,Holds,whole number,Placed by patrons.,holds,no,0,,"
    )
    # The same form again is of a draft that is no more what it showed.
    assert "Somebody changed this draft" in refused(door.add, sent(people.ann, FORM, **carried))[0]
    assert len(ids()) == 8


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"label": "Loans"}, "label"),
        ({"label": " "}, "label"),
        ({"section": ""}, "section"),
        ({"kind": "essay"}, "kind"),
        ({"required": ""}, "required"),
        ({"least": "few"}, "least"),
        ({"least": "9", "greatest": "8"}, "least"),
        ({"kind": "choice", "least": ""}, "choices"),
        ({"place": "0"}, "place"),
        ({"place": "first"}, "place"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    people: Cast, changed: dict[str, Any], field: str
) -> None:
    request = sent(people.ann, FORM | changed, call=the_call(), seen=seen())
    assert refused(door.add, request)[1] == field
    request = sent(people.ann, FORM | changed, field=ids()["Chat"], seen=seen())
    assert refused(door.change, request)[1] == field
    assert list(ids()) == LABELS


def test_a_field_is_changed_and_moved_and_keeps_its_buttons(people: Cast) -> None:
    number = ids()["Renewals"]
    form = shown(door.open_change(pressed(people.ann, number)))
    values = {
        block["block_id"]: block["element"].get("initial_value")
        for block in form["blocks"]
        if block["type"] == "input"
    }
    assert (values["label"], values["place"]) == ("Renewals", "2")
    carried = json.loads(form["private_metadata"])
    words = text_of(door.change(sent(people.ann, FORM, **carried)))
    assert "It is changed." in words
    assert list(ids()) == ["Holds", "Loans", *LABELS[2:]]
    assert ids()["Holds"] == number
    assert (
        "Somebody changed this draft" in refused(door.change, sent(people.dag, FORM, **carried))[0]
    )


def test_a_field_is_taken_out_once(people: Cast) -> None:
    press = pressed(people.ann, ids()["Chat"])
    assert "It is taken out." in text_of(door.remove(press))
    assert list(ids()) == [label for label in LABELS if label != "Chat"]
    assert "no such field" in refused(door.remove, press)[0]
    assert "no such field" in refused(door.open_change, press)[0]


def test_what_changes_fields_stands_beside_those_of_a_draft_alone(people: Cast) -> None:
    number, call_id = ids()["Chat"], the_call()
    page = str(door.show_fields(pressed(people.ann, f"{call_id}|0")))
    assert "data.field.change" in page
    assert "Add a field" in page
    form = sent(people.ann, FORM, call=call_id, seen=seen())
    with unit_of_work() as session:
        call = session.get_one(Call, call_id)
        metadata = session.get_one(Group, people.metadata.id)
        calls.open_call(session, call, metadata, by=people.dag, now=NOW)
    page = str(door.show_fields(pressed(people.ann, f"{call_id}|0")))
    assert "data.field" not in page.replace("data.fields.page", "")
    assert "Add a field" not in page
    for run, request in (
        (door.open_new, pressed(people.ann, call_id)),
        (door.open_change, pressed(people.ann, number)),
        (door.remove, pressed(people.ann, number)),
        (door.add, form),
        (door.change, sent(people.ann, FORM, field=number, seen=seen())),
    ):
        assert "opened already" in refused(run, request)[0]
    assert list(ids()) == LABELS


def test_who_does_not_prepare_calls_of_the_group_knows_of_no_draft(people: Cast) -> None:
    number, call_id = ids()["Chat"], the_call()
    for run, request in (
        (door.show_fields, pressed(people.ben, f"{call_id}|0")),
        (door.open_new, pressed(people.cleo, call_id)),
        (door.open_change, pressed(people.cleo, number)),
        (door.remove, pressed(people.ben, number)),
        (door.add, sent(people.ben, FORM, call=call_id, seen=seen())),
        (door.change, sent(people.ben, FORM, field=number, seen=seen())),
    ):
        assert "no such call" in refused(run, request)[0]
    assert list(ids()) == LABELS
