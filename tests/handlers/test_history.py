"""`/convene history` and `/wg history`: what they read of a line, and whom they refuse."""

import json

import pytest

from handlers import history
from handlers.groups import charge
from handlers.organizations import changing
from handlers.routes import Answer, Replace, Reply
from models.database import unit_of_work
from services import groups, tasks
from services.tasks import TaskDraft
from tests.factories import NOW, Cast, group, person
from tests.handlers.asks import ask, pressed, refused, sent, shown, text_of
from tests.handlers.test_seats import filled
from views import history as views


def add_task(people: Cast, title: str) -> None:
    with unit_of_work() as session:
        draft = TaskDraft(title=title, owner=None, group=people.metadata)
        tasks.add(session, draft, by=people.ann, now=NOW)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", "History:"),
        ("Metadata", "History of Metadata:"),
        ("in metadata", "History of Metadata:"),
        ("Ben", "History by and about Ben Brook:"),
        ("by ben", "History by and about Ben Brook:"),
        ("<@UBEN>", "History by and about Ben Brook:"),
        ("<@UBEN> in Metadata", "History of Metadata by and about Ben Brook:"),
        ("ben in Metadata", "History of Metadata by and about Ben Brook:"),
        ("<@UBEN>, in Metadata", "History of Metadata by and about Ben Brook:"),
        ("ben <#CMETA>", "History of Metadata by and about Ben Brook:"),
    ],
)
def test_a_line_names_a_group_or_a_person_or_both(people: Cast, text: str, title: str) -> None:
    assert text_of(history.listed(ask(people.dag, text, others=(people.ben,)))).startswith(title)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("metadtaa", "Did you mean the group “Metadata”?"),
        ("quux", "“quux” is no group and nobody that I know."),
        ("<@UBEN> quux", "I know no group called “quux”."),
        ("<@UBEN> cleo <#CMETA>", "I know no group called “cleo”."),
        ("<@UBEN> <@UCLEO>", "Name one person at a time"),
    ],
)
def test_what_names_neither_is_quoted(people: Cast, text: str, words: str) -> None:
    asked_for = ask(people.dag, text, others=(people.ben, people.cleo))
    assert words in refused(history.listed, asked_for)[0]


def test_a_chair_reads_hers_and_is_refused_anothers(people: Cast) -> None:
    with unit_of_work() as session:
        group(session, "Courier", chair=people.cleo, channel_id="CCOUR")
        group(session, "Secret", chair=people.cleo, channel_id="CSEC", private=True)
    assert "Metadata" in text_of(history.listed(ask(people.ann)))
    assert "Courier" not in text_of(history.listed(ask(people.ann)))
    assert "Only a chair of Courier" in refused(history.listed, ask(people.ann, "Courier"))[0]
    assert "Only a chair of Courier" in refused(history.of_group, ask(people.ann, "Courier"))[0]
    secret, unknown = (
        refused(history.listed, ask(people.ann, name))[0] for name in ("Secret", "Sex")
    )
    assert secret.replace("Secret", "") == unknown.replace("Sex", "")


def test_the_history_of_a_discharged_group_is_read_by_a_part_of_its_name(people: Cast) -> None:
    with unit_of_work() as session:
        reserves = group(session, "Course Reserves", chair=people.cleo, channel_id="CRES")
        groups.discharge(session, reserves, reason="Done.", by=people.dag, now=NOW)
    for text in ("Course Reserves", "Reserves", "reserves"):
        for door in (history.of_group, history.listed):
            title = text_of(door(ask(people.dag, text)))
            assert title.startswith("History of Course Reserves:")
            assert "Only a chair of" in refused(door, ask(people.ann, text))[0]


def test_the_group_of_the_channel_is_meant(people: Cast) -> None:
    assert text_of(history.of_group(ask(people.ann))).startswith("History of Metadata:")
    button = pressed(people.ann, people.metadata.id)
    assert text_of(history.of_group(button)).startswith("History of Metadata:")


def test_the_next_page_goes_on_and_asks_for_the_right_again(people: Cast) -> None:
    for number in range(20):
        add_task(people, f"Task {number}")
    first = text_of(history.listed(ask(people.ann, "Metadata")))
    assert "Task 19" in first
    assert "“Task 7”" not in first
    answer = history.listed(ask(people.ann, "Metadata"))
    assert answer is not None
    value = answer.message["blocks"][-1]["elements"][0]["value"]  # type: ignore[union-attr]
    assert "“Task 7”" in text_of(history.next_page(pressed(people.ann, value)))
    assert "Only a chair" in refused(history.next_page, pressed(people.ben, value))[0]
    gone = f"{people.metadata.id}|99999|5"
    assert "nobody like that" in refused(history.next_page, pressed(people.ann, gone))[0]


def test_a_name_of_two_people_is_asked_about(people: Cast) -> None:
    with unit_of_work() as session:
        person(session, "Ben Abara")
    assert (
        "@ben could be Ben Abara (place not known yet), Ben Brook (Central)"
        in refused(history.listed, ask(people.dag, "ben in Metadata"))[0]
    )


def test_a_chair_undoes_an_edit_from_the_list(people: Cast) -> None:
    with unit_of_work() as session:
        row = session.merge(people.metadata)
        charge = groups.Charge(row.name, row.kind, "Another.", row.channel_id or "", row.is_private)
        groups.change(session, row, charge, by=people.ann, now=NOW)
    answer = history.of_group(ask(people.ann))
    assert isinstance(answer, Reply)
    [value] = [
        block["accessory"]["value"]
        for block in answer.message["blocks"]
        if block.get("accessory", {}).get("action_id") == views.UNDO
    ]
    undone = text_of(history.undo(pressed(people.ann, value)))
    assert undone == "Undone. *Metadata* is again as it was before that change."
    assert "was undone already, by you on" in refused(history.undo, pressed(people.ann, value))[0]
    assert "undid a change of the group Metadata" in text_of(history.of_group(ask(people.ann)))


def undo_of(answer: Answer) -> list[str]:
    """What the Undo of an answer carries."""
    assert isinstance(answer, Reply)
    rows = [block["elements"] for block in answer.message["blocks"] if block["type"] == "actions"]
    return [each["value"] for row in rows for each in row if each["action_id"] == views.UNDO_HERE]


def test_the_confirmation_of_an_edit_of_a_group_undoes_it(people: Cast) -> None:
    form = shown(charge.open_edit(pressed(people.ann, people.metadata.id)))
    values = filled(form) | {"channel": people.metadata.channel_id}
    private = json.loads(form["private_metadata"])
    assert undo_of(charge.edit(sent(people.ann, values, **private))) == []
    answer = charge.edit(sent(people.ann, values | {"name": "Norms"}, **private))
    assert text_of(answer).startswith("*Norms* has been changed.")
    [value] = undo_of(answer)
    done = history.undo_here(pressed(people.ann, value))
    assert isinstance(done, Replace)
    assert text_of(done) == "Undone. *Metadata* is again as it was before that change."
    assert "was undone already" in refused(history.undo_here, pressed(people.ann, value))[0]


def test_the_confirmation_of_an_edit_of_a_library_undoes_it(people: Cast) -> None:
    form = shown(changing.open_edit(pressed(people.dag, people.tunxis.id)))
    private = json.loads(form["private_metadata"])
    values = filled(form) | {"category": "college"}
    [value] = undo_of(changing.edit(sent(people.dag, values, **private)))
    undone = text_of(history.undo_here(pressed(people.dag, value)))
    assert undone == "Undone. *Tunxis Library* is again as it was before that change."
