"""Questions about participation, through their door."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from handlers import participation
from handlers.once import Repeated
from models import OutboxMessage, Person, Role, RoleKind
from models.database import reading, unit_of_work
from services.errors import NotAllowed
from tests.factories import BEFORE, NOW, Cast, group
from tests.handlers.asks import ask, pressed, refused, sent, shown, text_of
from views import participation as views


def value_of(answer: Any) -> str:
    """What the button for the file carries."""
    elements = [
        element for block in answer.message["blocks"] for element in block.get("elements", ())
    ]
    return next(
        str(element["value"]) for element in elements if element.get("action_id") == views.DOWNLOAD
    )


def files() -> list[OutboxMessage]:
    with reading() as session:
        return list(session.exec(select(OutboxMessage)))


def test_the_file_answers_the_question_of_its_button(people: Cast) -> None:
    answer = participation.answer(ask(people.dag, "Tunxis by group"))
    text_of(answer)
    value = value_of(answer)
    assert json.loads(value)[3:] == ["group", people.tunxis.id, None, None, None]
    for _ in range(2):
        text_of(participation.send_file(pressed(people.dag, value)))
    [file] = files()
    assert file.lane == "UDAG"
    assert file.payload["filename"].startswith("participation-by-group-2026-07-01-to-")


def test_a_press_that_comes_again_later_brings_no_second_file(people: Cast) -> None:
    """Another press does, with the figures of its moment."""
    value = value_of(participation.answer(ask(people.dag, "Tunxis by group")))
    press = pressed(people.dag, value, request="a")
    first, later = participation.send_file(press), NOW + timedelta(minutes=1)
    with pytest.raises(Repeated) as repeated:
        participation.send_file(replace(press, now=later))
    assert repeated.value.answer == first
    assert len(files()) == 1
    participation.send_file(replace(press, request="b", now=later))
    assert len(files()) == 2


def test_somebody_elses_button_is_asked_anew_whether_it_may(people: Cast) -> None:
    value = value_of(participation.mine(ask(people.ben)))
    assert json.loads(value)[-1] == people.ben.id
    with pytest.raises(NotAllowed):
        participation.send_file(pressed(people.cleo, value))
    text_of(participation.send_file(pressed(people.ben, value)))
    assert [file.lane for file in files()] == ["UBEN"]


QUESTION = ["2026-07-01", "2026-11-24", "so far", "library", None, None, None, None]


@pytest.mark.parametrize(
    "odd",
    [
        "",
        "x",
        "[]",
        "12",
        "[" * 5000,
        json.dumps(QUESTION[1:]),
        json.dumps(["2026", *QUESTION[1:]]),
        json.dumps([*QUESTION[:3], "colour", *QUESTION[4:]]),
        json.dumps([*QUESTION[:4], "1", *QUESTION[5:]]),
    ],
)
def test_an_odd_question_says_how_to_ask_it(people: Cast, odd: str) -> None:
    words, _ = refused(participation.send_file, pressed(people.dag, odd))
    assert "`/participation`" in words
    assert files() == []


@pytest.mark.parametrize("at", [4, 5, 6, 7])
def test_a_question_about_what_is_gone_is_refused(people: Cast, at: int) -> None:
    value = json.dumps([*QUESTION[:at], 999, *QUESTION[at + 1 :]])
    assert "no longer there" in refused(participation.send_file, pressed(people.dag, value))[0]


def test_the_form_asks_what_its_fields_say(people: Cast) -> None:
    fields = {
        "library": str(people.tunxis.id),
        "group": str(people.metadata.id),
        "direction": None,
        "period": "last quarter",
        "by": None,
    }
    text = text_of(participation.answer_form(sent(people.dag, fields)))
    assert "Tunxis" in text
    assert "Metadata" in text
    assert "Shared collections" in text_of(
        participation.answer_form(sent(people.dag, {"direction": "1", "by": "person"}))
    )


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"period": "sometime"}, "period"),
        ({"period": ["2026"]}, "period"),
        ({"period": "x" * 5000}, "period"),
        ({"library": "x"}, "library"),
        ({"library": "999"}, "library"),
        ({"library": "9" * 30}, "library"),
        ({"direction": "999"}, "direction"),
        ({"direction": ["1"]}, "direction"),
        ({"group": "-1"}, "group"),
        ({"by": "colour"}, "by"),
        ({"by": ["library"]}, "by"),
    ],
)
def test_an_odd_field_is_refused(people: Cast, fields: dict[str, Any], field: str) -> None:
    assert refused(participation.answer_form, sent(people.dag, fields))[1] == field


def test_a_chair_asks_about_her_groups_alone(people: Cast) -> None:
    with unit_of_work() as session:
        other = group(session, "Reserves", chair=people.cleo, channel_id="CRES").id
    text_of(participation.answer_form(sent(people.ann, {"group": str(people.metadata.id)})))
    for fields in ({}, {"group": str(other)}, {"group": "999"}):
        assert refused(participation.answer_form, sent(people.ann, fields))
    shown(participation.open_form(pressed(people.ann)))


@pytest.fixture
def director(people: Cast) -> Person:
    with unit_of_work() as session:
        session.add(Role(person_id=people.cleo.id, kind=RoleKind.DIRECTOR, since=BEFORE))
    return people.cleo


def test_a_director_asks_about_her_own_library_and_no_other(people: Cast, director: Person) -> None:
    for line in ("this year", "Tunxis this year", "Tunxis this year by person"):
        text = text_of(participation.answer(ask(director, line, here="")))
        assert text.startswith("Participation by person: Tunxis")
    for line in ("Central this year", "Central by person", "Metadata this year"):
        words, _ = refused(participation.answer, ask(director, line, here=""))
        assert words.startswith("You can ask about your own library")
    words, _ = refused(participation.answer, ask(director, "Tunxis by group", here=""))
    assert words.startswith("For your library, ask by person")


def test_of_a_person_a_director_sees_what_counts_for_her_library(
    people: Cast, director: Person
) -> None:
    text = text_of(
        participation.answer(ask(director, "<@UBEN> this year", here="", others=(people.ben,)))
    )
    assert "Tunxis" in text


def test_who_heads_no_library_any_more_asks_about_none(people: Cast) -> None:
    with unit_of_work() as session:
        role = Role(person_id=people.cleo.id, kind=RoleKind.DIRECTOR, since=BEFORE, until=NOW)
        session.add(role)
    assert refused(participation.answer, ask(people.cleo, "Tunxis this year", here=""))
