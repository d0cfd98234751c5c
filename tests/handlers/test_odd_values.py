"""Whatever a button, a form or its hidden text carries: a refusal or a harmless answer, and no row
is changed.

Slack signs what it sends, and yet values are as old as the messages that they stand on, and a
person may send what she likes from a client of her own.
"""

import json
import logging
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

import handlers
from models.database import unit_of_work
from tests.factories import Cast, cast
from tests.handlers.doors import TABLE, Door, everything
from tests.handlers.test_single_odd_fields import FIELDS
from tests.happenings import meeting, task
from views import groups as group_views

FORMS = (*TABLE.modals, group_views.WHICH)
NOBODY = 999_999

ODD_VALUES = (
    *("", " ", "x", "|", "||", "|||", "null", "[]", "{}", "everybody", "every|0", "mine|0|0"),
    *("-1", "0", "1e3", "1.5", "+1", "٣", "³", "9" * 10, "9" * 30, "9" * 5000, "x" * 5000),
    *(f"{NOBODY}", f"{NOBODY}\x00", f"{NOBODY}|card", f"{NOBODY}|show", f"{NOBODY}|x|y|z|0|1"),
    *(f"{NOBODY}|mine|0|0", f"{NOBODY}|next|every|0", f"group|{NOBODY}|0", f"{NOBODY}|{NOBODY}"),
    *("group|0|0", "all|0|0", f"mine|0|{'9' * 9}", f"every|{'9' * 9}", f"{'9' * 9}|"),
    *("task.due|x", f"task.due|{NOBODY}", f"task.nothing|{NOBODY}|card", "[" * 5000, "{" * 5000),
    *("\ud800", "\u202e12", "=1+1", "'; DROP TABLE tasks", "<!channel>", "/task mine", "*post"),
    json.dumps(["2026-07-01", "2026-11-24", "so far", "library", NOBODY, None, None, None]),
    json.dumps(["2026-07-01", "2026-11-24", "so far", "colour", None, None, None, None]),
    json.dumps(["0001-01-01", "9999-12-31", "ever", "library", None, None, None, None]),
    json.dumps(["2026-07-01"] * 9),
)

PLAN = {
    "group": NOBODY,
    "meeting": NOBODY,
    "sequence": 0,
    "title": "Norms",
    "pattern": "",
    "at": "2026-12-01T19:00:00+00:00",
    "zone": "UTC",
    "minutes": 60,
    "place": "",
}
SERIES = "DTSTART;TZID=UTC:20261201T190000\nRRULE:FREQ=WEEKLY;INTERVAL=1;WKST=MO;BYDAY=TU"
ODD_PLANS: tuple[dict[str, Any], ...] = (
    {},
    {"at": "2026-12-01"},
    {"at": "9999-12-31T23:59:59-14:00"},
    {"at": "0001-01-01T00:00:00+14:00"},
    {"at": 1},
    {"zone": "Nowhere/Else"},
    {"zone": "America"},
    {"zone": "../../etc/passwd"},
    {"zone": ["UTC"]},
    {"minutes": 0},
    {"minutes": 721},
    {"minutes": 10**9 - 1},
    {"minutes": 10**30},
    {"minutes": "60"},
    {"place": "x" * 501},
    {"place": None},
    {"title": ""},
    {"title": "x" * 201},
    {"pattern": "daily"},
    {"pattern": SERIES.replace("UTC", "America")},
    {"pattern": SERIES.replace("INTERVAL=1", f"INTERVAL={'9' * 5000}")},
    {"pattern": SERIES.replace("INTERVAL=1", "INTERVAL=53")},
    {"pattern": SERIES.replace("20261201", "00010101")},
    {"pattern": SERIES.replace("20261201", "99991231")},
    {"pattern": SERIES.replace("20261201", "20261301")},
    {"sequence": 7},
    {"sequence": None},
)

CARRIED = (
    *(
        "call",
        "field",
        "item",
        "person",
        "organization",
        "seen",
        "seat",
        "term",
        "representation",
        "topic",
        "poll",
        "position",
        "items",
        "start",
        "fixed",
    ),
    *("deliverable", "proposal", "unit", "commitment", "part", "item", "saving"),
    *("line", "shown", "correction"),
    "decision",
    "story",
    "permitted",
    *("decision", "statement"),
    *("deliverable", "proposal", "unit", "obligation", "read"),
    *("group", "meeting", "task", "question", "sequence", "opened_at", "source", "whose"),
    *("kind", "slots", "closes", "nudges", "required", "first", "last"),
    *("through", "command", "text", "at", "zone", "minutes", "place", "title", "pattern"),
)
ODD_PRIVATE = (
    *("", "x", "[]", "null", "3", '"x"', "{", "[" * 3000, "{}", "NaN"),
    *(
        json.dumps(dict.fromkeys(CARRIED, odd))
        for odd in (None, "", "x", "1", -1, 0, NOBODY, 10**30, 1.5, True, [], [1], {}, {"id": 1})
    ),
)


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


@pytest.fixture
def door(people: Cast, caplog: pytest.LogCaptureFixture) -> Iterator[Door]:
    """Nothing that comes through it may fail."""
    caplog.set_level(logging.ERROR)
    yield Door(FIELDS)
    assert [record.getMessage() for record in caplog.get_records("call")] == []


def changed_by(run: Any, cases: Any) -> list[Any]:
    """The cases after which some row is not as it was."""
    before, culprits = everything(), []
    for case in cases:
        run(case)
        if (after := everything()) != before:
            culprits.append(case)
            before = after
    return culprits


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_odd_value_of_any_button_fails_or_changes_anything(people: Cast, door: Door) -> None:
    """What of it reaches a database is sent on both, one odd part at a time."""
    with unit_of_work() as session:
        meeting(session, people.metadata)
        task(session, people.dag, date(2026, 11, 27), group_id=people.metadata.id)
    before = everything()
    for action_id in TABLE.buttons:
        for value in ODD_VALUES:
            door.press(action_id, value)
        for value in ODD_VALUES[:4]:
            door.press(action_id, value, on="home")
        assert everything() == before, action_id


def test_no_odd_plan_of_any_button_or_form_fails_or_changes_anything(
    people: Cast, door: Door
) -> None:
    with unit_of_work() as session:
        soon = meeting(session, people.metadata).id
    real = PLAN | {"group": people.metadata.id, "meeting": soon}
    odd = [PLAN, *(real | change for change in ODD_PLANS if change)]
    # A plan for a new meeting has no sequence, and one for a move neither title nor rhythm.
    new, move = {"sequence"}, {"title", "pattern", "group"}

    def use(case: tuple[str, dict[str, Any]]) -> None:
        name, plan = case
        if name in TABLE.modals:
            door.send(name, {}, json.dumps(plan))
        else:
            door.press(name, json.dumps(plan))
            door.press(name, "", private=json.dumps(plan))

    def fits(name: str, plan: dict[str, Any]) -> bool:
        given = {key for key in plan if plan[key] != real[key]}
        return not given <= (move if ".move" in name else new)

    names = [
        *("meeting.schedule", "meeting.change", "meeting.move.now", "meeting.move.change"),
        *("meeting.schedule.send", "meeting.move.now.send"),
    ]
    assert {*names} <= {*TABLE.buttons, *TABLE.modals}
    cases = [(name, plan) for name in names for plan in odd if fits(name, plan)]
    assert len(cases) > 100
    assert changed_by(use, cases) == []


def test_no_odd_hidden_text_of_any_form_fails_or_changes_anything(door: Door) -> None:
    before = everything()
    for callback_id in FORMS:
        for private in ODD_PRIVATE:
            door.send(callback_id, {}, private)
        assert everything() == before, callback_id
    assert all(answer["response_action"] != "clear" for answer in door.answers)


def test_every_field_of_every_form_that_is_read_is_sent_odd_values() -> None:
    """The names that handlers read are in the forms as people send them, or stand above."""
    code = "".join(path.read_text() for path in Path(handlers.__file__).parent.rglob("*.py"))
    reader = r'form\.(?!carrie)\w+\(\s*"(\w+)"|Form\(ask\)\.(?!carrie)\w+\(\s*"(\w+)"'
    names = {first or second for first, second in re.findall(reader, code)}
    names |= set(re.findall(r'_chosen\(session, \w+, form, "(\w+)"', code))
    assert len(names) > 30
    assert names - set(FIELDS) == set()
    carried = set(re.findall(r'[fF]orm(?:\(ask\))?\.carrie[sd]\w*\("(\w+)"', code))
    assert carried - set(CARRIED) == set()
