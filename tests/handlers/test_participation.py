"""Questions about participation, through their door."""

import base64
import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from handlers import participation
from handlers.once import Repeated
from models import ContributionKind, OutboxMessage, Person, Role, RoleKind
from models.database import reading, unit_of_work
from services import contributions, meetings
from services.errors import NotAllowed
from tests.factories import BEFORE, NOW, Cast, group
from tests.handlers.asks import ask, pressed, refused, sent, shown, text_of
from tests.happenings import meeting
from tests.keys import about
from tests.services.test_workbooks import cells
from views import participation as views
from views.values import ReportQuery, RowsQuery


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


def came(people: Cast) -> None:
    with unit_of_work() as session:
        held = meeting(session, people.metadata, NOW - timedelta(days=7))
        both = {people.ann.id, people.ben.id}
        meetings.record_attendance(session, held, both, by=people.ann, now=NOW)


def test_a_workbook_has_the_cells_of_the_file(people: Cast) -> None:
    came(people)
    value = value_of(participation.answer(ask(people.ann, "by person")))
    participation.send_file(pressed(people.ann, value))
    participation.send_workbook(pressed(people.ann, value))
    text, book = (base64.b64decode(file.payload["content"]) for file in files())
    assert [file.payload["filename"].rpartition(".")[2] for file in files()] == ["csv", "xlsx"]
    found = {place: cell.partition(" ")[2] for place, cell in cells(book).items()}
    expected = {
        f"{chr(ord('A') + column)}{number}": cell
        for number, row in enumerate(csv.reader(io.StringIO(text.decode("utf-8-sig"))), 1)
        for column, cell in enumerate(row)
        if cell
    }
    assert found == expected
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        assert "Attendance says to how many" in parts.read("xl/sharedStrings.xml").decode()


def test_the_rows_behind_a_figure_are_shown_and_sent(people: Cast) -> None:
    came(people)
    value = value_of(participation.answer(ask(people.ann, "by person")))
    form = shown(participation.open_rows(pressed(people.ann, value)))
    carried = json.loads(form["private_metadata"])
    options = form["blocks"][1]["element"]["options"]
    assert [option["text"]["text"] for option in options] == [
        *("Ann Abara", "Ben Brook", "Gil Grau", "Pia Pons")
    ]
    every = participation.show_rows(sent(people.ann, {"row": None}, **carried))
    assert text_of(every).count("2026-11-17") == 3
    fields = {"row": str(people.ben.id)}
    bens: Any = participation.show_rows(sent(people.ann, fields, **carried))
    assert "2026-11-17 Ben Brook, Central, Metadata, attended, attended|meeting:" in text_of(bens)
    assert "Ann Abara" not in text_of(bens)
    [press] = [
        element["value"]
        for block in bens.message["blocks"]
        for element in block.get("elements", ())
        if element.get("action_id") == views.ROWS_FILE
    ]
    for _ in range(2):
        text_of(participation.send_rows(pressed(people.ann, press)))
    [file] = files()
    rows = list(csv.reader(io.StringIO(base64.b64decode(file.payload["content"]).decode("utf-8"))))
    assert [row[1] for row in rows[1:]] == ["Ben Brook"]
    assert file.payload["filename"].startswith("participation-rows-by-person-2026-07-01-to-")


@pytest.mark.parametrize("question", ["missed two in a row", "trend by library", "by group", ""])
def test_rows_are_for_whoever_may_ask(people: Cast, question: str) -> None:
    came(people)
    value = value_of(participation.answer(ask(people.dag, question or "by role")))
    rows = RowsQuery(ReportQuery.parse(value)).text
    for who in (people.ann, people.ben, people.cleo, people.gil):
        for run, carried in (
            (participation.open_rows, value),
            (participation.send_rows, rows),
            (participation.send_workbook, value),
        ):
            with pytest.raises(NotAllowed):
                run(pressed(who, carried))
        with pytest.raises(NotAllowed):
            participation.show_rows(sent(who, {"row": None}, question=value))
    assert files() == []
    shown(participation.open_rows(pressed(people.dag, value)))
    text_of(participation.send_rows(pressed(people.dag, rows)))
    assert len(files()) == 1


def test_everybody_sees_the_rows_behind_her_own_record(people: Cast) -> None:
    came(people)
    value = value_of(participation.mine(ask(people.ben)))
    page = participation.show_rows(sent(people.ben, {"row": None}, question=value))
    assert "attended|meeting:" in text_of(page)


@pytest.mark.parametrize("row", ["999", "x", "none", "1.5"])
def test_a_row_that_is_not_there_is_refused(people: Cast, row: str) -> None:
    came(people)
    value = value_of(participation.answer(ask(people.ann, "by person")))
    fields = {"row": row}
    assert refused(participation.show_rows, sent(people.ann, fields, question=value))[1] == "row"
    odd = RowsQuery(ReportQuery.parse(value), row).text
    assert "not there any more" in refused(participation.send_rows, pressed(people.ann, odd))[0]


@pytest.mark.parametrize(
    ("at", "odd"), [(9, "queen"), (10, "castle"), (11, 1), (11, 13), (10, "figures")]
)
def test_an_odd_further_part_says_how_to_ask(people: Cast, at: int, odd: Any) -> None:
    parts = [*QUESTION, "college", "chair", "missed", 3]
    parts[at] = odd
    run = participation.open_rows
    if odd == "figures":
        shown(run(pressed(people.dag, json.dumps(parts))))
        return
    assert "`/participation`" in refused(run, pressed(people.dag, json.dumps(parts)))[0]


def test_the_form_asks_each_question(people: Cast) -> None:
    came(people)
    fields = {"question": "missed", "group": str(people.metadata.id), "by": "person"}
    answer = participation.answer_form(sent(people.ann, fields))
    assert "Who missed 3 meetings in a row: Metadata" in text_of(answer)
    del fields["group"]
    assert refused(
        participation.answer_form, sent(people.dag, fields | {"question": "not came"})
    ) == ("Say of which group" + _HINT, "group")
    assert refused(participation.answer_form, sent(people.dag, {"category": "castle"}))[1] == (
        "category"
    )


_HINT = ", such as `/participation who has not come to the last three group:Metadata`."
"""What the refusal goes on with."""


def test_a_director_asks_each_question_about_her_own_library(
    people: Cast, director: Person
) -> None:
    for line, title in (
        ("missed three in a row", "Who missed 3 meetings in a row: Tunxis"),
        ("libraries in no group", "Libraries in no group: Tunxis"),
        ("trend", "Participation compared with the year before: Tunxis"),
    ):
        assert text_of(participation.answer(ask(director, line, here=""))).startswith(title)


def test_a_chart_stands_in_a_message_and_not_in_a_page(people: Cast) -> None:
    came(people)
    with unit_of_work() as session:
        task = ContributionKind.COMPLETED_TASK
        contributions.credit(
            session, people.cleo, task, of=about("task:1"), group_id=None, occurred_at=NOW
        )
    answer: Any = participation.answer(ask(people.dag, "by library"))
    text_of(answer)
    charts = [block for block in answer.message["blocks"] if "chart" in block]
    assert [chart["title"] for chart in charts] == ["Contributions by library"]
    page = participation.answer_form(sent(people.dag, {"by": "library"}))
    assert "data_visualization" not in str(page)
