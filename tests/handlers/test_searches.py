"""Menus with more choices than Slack's can hold search: what they offer, and to whom."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from models import AgendaItem, CallUnit, FormerName, Group, MinuteLine, MinuteLineKind, Topic
from models.database import unit_of_work
from services import groups
from tests.factories import BEFORE, organization, person
from tests.handlers.doors import TABLE, Door, Slack, everything, restore
from tests.handlers.test_single_odd_fields import BUTTONS, FIELDS, text_of, world
from tests.happenings import serve
from views.inputs import MOST_OPTIONS, field_name, found, option
from views.inputs import select as menu_of

MANY = MOST_OPTIONS + 1
COMMANDS = (
    *("/wg decisions", "/participation", "/task add", "/convene merge", "/convene holidays"),
    "/library appoint",
)


def test_a_menu_searches_where_there_are_more_choices_than_it_holds() -> None:
    choices = [option(f"Choice {number}", number) for number in range(MANY)]
    whole = menu_of("a.b", choices[:-1])
    assert (whole["type"], len(whole["options"])) == ("static_select", MOST_OPTIONS)
    searching = menu_of("a.b", choices, initial="100")
    assert (searching["type"], searching["min_query_length"]) == ("external_select", 0)
    assert searching["initial_option"] == choices[-1]
    assert "options" not in searching


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("", ["1", "2", "3"]),
        ("norwalk", ["1"]),
        ("COMMUNITY  nor", ["1"]),
        ("library", ["2", "3"]),
        ("partner", ["2"]),
        ("elsewhere", ["3"]),
    ],
)
def test_each_word_stands_in_the_label_or_the_description(words: str, values: list[str]) -> None:
    choices = [
        option("Norwalk Community College", 1),
        option("Library North", 2, "a partner"),
        option("Library South", 3),
    ]
    also = {"3"} if words == "elsewhere" else set[str]()
    assert [choice["value"] for choice in found(choices, words, also=also)] == values


def test_no_more_is_offered_than_a_menu_takes() -> None:
    choices = [option(f"Choice {number}", number) for number in range(MANY)]
    assert len(found(choices, "choice")) == MOST_OPTIONS
    assert [choice["value"] for choice in found(choices, "choice 100")] == ["100"]


@pytest.fixture
def ids(database: Engine) -> dict[str, int]:
    """The world of the baselines, with a library that was called otherwise."""
    found = world()
    with unit_of_work() as session:
        session.add(
            FormerName(
                organization_id=found["tunxis"], name="Farmington College", short_name="Farmington"
            )
        )
    return found


@pytest.fixture
def many(ids: dict[str, int]) -> dict[str, int]:
    """More of everything than a menu holds."""
    with unit_of_work() as session:
        metadata = session.get_one(Group, ids["meta"])
        for number in range(MANY):
            library = organization(session, f"library{number}")
            person(session, f"L{number} Reader", at=library)
            name = f"Unit {number}"
            session.add_all(
                [
                    *(
                        CallUnit(call_id=ids[call], organization_id=library.id, name=name)
                        for call in ("call", "data")
                    ),
                    Topic(name=f"Topic {number}", name_key=f"topic {number}", created_at=BEFORE),
                ]
            )
            session.add(
                Group(
                    name=f"Group {number}",
                    name_key=f"group {number}",
                    kind=metadata.kind,
                    channel_id=f"C{number}",
                    created_at=BEFORE,
                )
            )
            partner = person(session, f"P{number} Partner")
            serve(session, metadata, partner)
            session.add(
                AgendaItem(
                    group_id=metadata.id,
                    title=f"Item {number}",
                    proposed_by=partner.id,
                    proposed_at=BEFORE,
                    waits_since=BEFORE,
                )
            )
            session.add(
                MinuteLine(
                    meeting_id=ids["circulated"],
                    kind=MinuteLineKind.NOTE,
                    wording=f"Line {number}",
                    written_by=partner.id,
                    written_at=BEFORE,
                )
            )
    return ids


def forms(door: Door, ids: dict[str, int]) -> Iterator[dict[str, Any]]:
    """Every form that a button or a command opens, with all its menus."""
    before = everything()
    for name, value in BUTTONS.items():
        door.press(name, text_of(value, ids))
        restore(before)
    for line in COMMANDS:
        door.type(line, here="CGENERAL")
    door.choose("agenda.from_message", here="CGENERAL")
    yield from door.slack.shown


def searching(view: dict[str, Any]) -> dict[str, str]:
    """The menus of a form that search, by action id, each with the name of its field."""
    elements = [
        (block.get("block_id", ""), element)
        for block in view["blocks"]
        for element in (block.get("element"), *block.get("elements", ()))
        if element
    ]
    return {
        element["action_id"]: field_name(block_id)
        for block_id, element in elements
        if "external" in element["type"]
    }


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_menu_that_may_search_finds_something_in_its_form(many: dict[str, int]) -> None:
    door, seen = Door(FIELDS, Slack(channels=("CNEW",))), set[str]()
    for view in list(forms(door, many)):
        for menu in searching(view):
            offered = door.search(menu, "", private=view["private_metadata"])
            assert len(offered) == MOST_OPTIONS, menu
            last = offered[-1]["text"]["text"]
            fewer = door.search(menu, last, private=view["private_metadata"])
            assert offered[-1] in fewer, menu
            assert len(fewer) < MOST_OPTIONS, menu
            seen.add(menu)
    # Who is asked by a message for her library chooses in that message.
    assert TABLE.searches.keys() - seen == {"person.place"}


@pytest.mark.parametrize(
    "menu",
    ["person.place", "console.organization", "seat.organization", "participation.library"],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("words", ["Farmington", "farmington col", "Tunxis"])
def test_a_library_is_found_by_a_name_that_it_had(
    ids: dict[str, int], menu: str, words: str
) -> None:
    [choice] = Door(FIELDS).search(menu, words)
    assert (choice["text"]["text"], choice["value"]) == ("Tunxis Library", str(ids["tunxis"]))


@pytest.mark.parametrize(
    ("menu", "private"),
    [
        ("nothing.of_this", "{}"),
        ("group.members", "{}"),
        ("group.members", "not json"),
        ("group.members", json.dumps({"group": 999_999})),
        ("group.members", json.dumps({"group": "x"})),
        ("task.member", json.dumps({"task": 999_999})),
        ("task.member", json.dumps({"group": 1})),
    ],
)
def test_what_no_form_carries_offers_nothing(ids: dict[str, int], menu: str, private: str) -> None:
    assert Door(FIELDS).search(menu, "", private=private) == []


def test_a_search_that_fails_offers_nothing_and_is_logged(
    ids: dict[str, int], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(groups, "choices_for", fail)
    assert Door(FIELDS).search("task.group", "secret words") == []
    assert "a menu that searches task.group failed" in caplog.text
    assert "secret words" not in caplog.text
