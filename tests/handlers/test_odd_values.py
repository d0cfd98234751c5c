"""Whatever a button, a form or its hidden text carries: a refusal or a harmless answer, and no row
is changed.

Slack signs what it sends, and yet values are as old as the messages that they stand on, and a
person may send what she likes from a client of her own.
"""

import json
import logging
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from slack_sdk.errors import SlackApiError
from sqlalchemy import Engine

import handlers
from handlers.dispatch import Dispatch
from models import Question, metadata
from models.database import reading, unit_of_work
from sandbox.rules import check_view
from tests.factories import NOW, Cast, cast
from tests.happenings import meeting, task
from views import groups as group_views

TABLE = handlers.route_table()
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

ODD_FIELDS: tuple[Any, ...] = (
    {"a": "b"},
    3.5,
    True,
    "x" * 5000,
    ["x" * 5000],
    [["x"]],
    [None],
    [{"value": "1"}],
    ["x"] * 1000,
)
TEXTS = ("x", "-1", "0", "٣", "9" * 9, "9" * 30, "24:00", "2026-02-30", "9999-12-31", "<!channel>")
FIELDS = (
    *("title", "owner", "partner", "due", "group", "when", "length", "place", "repeats", "until"),
    *(
        "which",
        "reason",
        "came1",
        "came2",
        "visitors",
        "name",
        "kind",
        "charge",
        "channel",
        "directions",
    ),
    *("chair", "chairs", "people", "partners", "partner_name", "partner_email", "partner_place"),
    *("members", "weekday", "at", "quiet_week", "decided", "asked", "library", "direction"),
    *("period", "by", "kinds", "delivery", "digest_time", "keeps_quiet", "quiet_from"),
    *("quiet_until", "days_off", "pause_until", "lead_hours", "nudges", "task_days"),
    *("tells_chairs", "whose", "holidays", "zone", "fiscal_year_start", "reminder_lead_hours"),
    *("organization", "days_without_meeting", "many_seats", "findings"),
    *("stays", "stays_apart", "merged"),
)
CARRIED = (
    "person",
    *("group", "meeting", "task", "question", "sequence", "opened_at", "source", "whose"),
    *("through", "command", "text", "at", "zone", "minutes", "place", "title", "pattern"),
)
ODD_PRIVATE = (
    *("", "x", "[]", "null", "3", '"x"', "{", "[" * 3000, "{}", "NaN"),
    *(
        json.dumps(dict.fromkeys(CARRIED, odd))
        for odd in (None, "", "x", "1", -1, 0, NOBODY, 10**30, 1.5, True, [], [1], {}, {"id": 1})
    ),
)


def _refusal(code: str) -> SlackApiError:
    return SlackApiError("no", {"error": code})  # type: ignore[no-untyped-call]


class Slack:
    """Shows views that are in order, and knows nobody but the cast."""

    def __init__(self) -> None:
        self.shown: list[dict[str, Any]] = []

    def users_info(self, user: str) -> Any:
        raise _refusal("user_not_found")

    def conversations_info(self, channel: str) -> Any:
        raise _refusal("channel_not_found")

    def chat_getPermalink(self, channel: str, message_ts: str) -> Any:
        raise _refusal("channel_not_found")

    def _show(self, view: dict[str, Any], **_where: Any) -> None:
        check_view(view)
        self.shown.append(view)

    views_open = views_push = views_update = views_publish = _show


class Door:
    """The real dispatch, as Bolt calls it."""

    def __init__(self) -> None:
        self._dispatch = Dispatch(TABLE, lambda: NOW)
        self.slack = Slack()
        self.answers: list[dict[str, Any]] = []

    def press(self, action_id: str, value: str, *, private: str = "", on: str = "modal") -> None:
        view = {"id": "V1", "type": on, "private_metadata": private, "state": {"values": {}}}
        action = {"action_id": action_id, "value": value}
        self._call(self._dispatch.action, {"view": view, "actions": [action]})

    def send(self, callback_id: str, values: dict[str, Any], private: str) -> None:
        state = {name: {"element": {"value": value}} for name, value in values.items()}
        view: dict[str, Any] = {"id": "V1", "type": "modal", "callback_id": callback_id}
        more = {"private_metadata": private, "state": {"values": state}, "blocks": _inputs()}
        self._call(self._dispatch.submission, {"view": view | more})

    def _call(self, listener: Any, body: dict[str, Any]) -> None:
        """As somebody whom nothing is forbidden, so that every check but that is needed."""
        shown, answered = len(self.slack.shown), len(self.answers)
        full = {"user": {"id": "UDAG"}, "trigger_id": "T1", **body}
        listener(ack=self._ack, respond=None, client=self.slack, body=full)
        assert (len(self.slack.shown), len(self.answers)) > (shown, answered), "no answer"

    def _ack(self, **answer: Any) -> None:
        if view := answer.get("view"):
            check_view(view)
        self.answers.append(answer)


def _inputs() -> list[dict[str, Any]]:
    return [{"type": "input", "block_id": name} for name in FIELDS]


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


@pytest.fixture
def door(people: Cast, caplog: pytest.LogCaptureFixture) -> Iterator[Door]:
    """Nothing that comes through it may fail."""
    caplog.set_level(logging.ERROR)
    yield Door()
    assert [record.getMessage() for record in caplog.get_records("call")] == []


def everything() -> dict[str, list[Any]]:
    """All rows of all tables."""
    with reading() as session:
        return {
            table.name: sorted(map(repr, session.execute(sa.select(table)).all()))
            for table in metadata.sorted_tables
        }


def changed_by(run: Any, cases: Any) -> list[Any]:
    """The cases after which some row is not as it was."""
    before, culprits = everything(), []
    for case in cases:
        run(case)
        if (after := everything()) != before:
            culprits.append(case)
            before = after
    return culprits


def test_no_odd_value_of_any_button_fails_or_changes_anything(people: Cast, door: Door) -> None:
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


def _real(people: Cast) -> str:
    """What the forms carry along about rows that exist."""
    with unit_of_work() as session:
        question = Question(
            group_id=people.metadata.id,
            wording="Who pays?",
            raised_by=people.ann.id,
            raised_at=NOW,
        )
        session.add(question)
        mine = task(session, people.dag, date(2026, 11, 27), group_id=people.metadata.id)
        ahead = meeting(session, people.metadata, NOW - timedelta(minutes=20))
        session.flush()
        facts = {"group": people.metadata.id, "meeting": ahead.id, "task": mine.id}
        more = {
            "question": question.id,
            "person": people.ben.id,
            "sequence": 0,
            "whose": "everybody",
            "command": "/wg",
        }
    return json.dumps(facts | more)


def test_no_field_of_a_wrong_type_or_length_fails_or_changes_anything(
    people: Cast, door: Door
) -> None:
    private = _real(people)
    before = everything()
    for callback_id in FORMS:
        for odd in ODD_FIELDS:
            door.send(callback_id, dict.fromkeys(FIELDS, odd), private)
        assert everything() == before, callback_id
    refused = [answer for answer in door.answers if "errors" in answer or "view" in answer]
    assert len(refused) == len(FORMS) * len(ODD_FIELDS)


def test_no_text_in_any_field_fails(people: Cast, door: Door) -> None:
    """A text may be just what a field is for, so that something is saved."""
    private = _real(people)
    for callback_id in FORMS:
        for text in TEXTS:
            for values in (text, [text]):
                door.send(callback_id, dict.fromkeys(FIELDS, values), private)
        for name in FIELDS:
            door.send(callback_id, {name: "x"}, private)


def test_every_field_of_every_form_that_is_read_is_sent_odd_values() -> None:
    """The names that handlers read are those that stand above."""
    code = "".join(path.read_text() for path in Path(handlers.__file__).parent.rglob("*.py"))
    reader = r'form\.(?!carrie)\w+\(\s*"(\w+)"|Form\(ask\)\.(?!carrie)\w+\(\s*"(\w+)"'
    names = {first or second for first, second in re.findall(reader, code)}
    names |= set(re.findall(r'_chosen\(session, \w+, form, "(\w+)"', code))
    assert len(names) > 30
    assert names - set(FIELDS) == set()
    carried = set(re.findall(r'[fF]orm(?:\(ask\))?\.carrie[sd]\w*\("(\w+)"', code))
    assert carried - set(CARRIED) == set()
