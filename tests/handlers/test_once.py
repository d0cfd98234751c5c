"""A request that comes again: what it made is there once, and the answer is the same."""

import ast
import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from handlers.once import request_key
from handlers.routes import Surface
from models import AnsweredRequest, Group, Task
from models.database import connect, disconnect, reading, unit_of_work
from services import requests
from services.errors import Refusal
from tests.campaigns import replays
from tests.campaigns.replays import LINES, a_door, use
from tests.factories import NOW
from tests.handlers.doors import everything, restore
from tests.handlers.test_single_odd_fields import BUTTONS, FORMS, world

CREATING = {
    "agendas.add",
    "tasks.add",
    "groups.start",
    "groups.add",
    "meetings.schedule",
    "decisions.write_down",
    "decisions.settle",
    "decisions.review",
    "decisions.ask_equity",
    "stories.start",
    "stories.write",
    "people.add_partner",
    "outbox.send_file",
    "calls.answer",
    "calls.take_back",
    "seats.add_alike",
    "seats.appoint",
    "seats.extend",
    "seats.set_leave",
    "calls.draft",
    "calls.offer_again",
    "calls.open_call",
    "data_sheets.certify",
    "data_sheets.draft_next",
    "data_sheets.save_part",
    "obligations.add",
    "minutes.write",
    "minutes.propose",
    "minutes.amend",
    "typed_actions.add",
    "polls.open_poll",
    "polls.answer",
    "value_statements.draft",
}
"""The verbs of services that make something new at each call."""
MAKING_FORMS = (
    *("group.create", "group.add.send", "decision.write.send", "question.settle.send"),
    *("meeting.schedule.send", "task.create", "agenda.add.send"),
    *("minutes.write.send", "minutes.from_message.send", "minutes.correct.send"),
    "minutes.amend.send",
    *("decision.review.send", "story.send"),
    *("call.new.send", "call.extend.send", "call.close.send", "call.cancel.send"),
    *("call.answer.send", "call.data.new.send", "sheet.part.send", "sheet.certify.send"),
    *("call.answer.send", "obligation.new.send", "statement.new.send"),
    *("poll.open.send", "poll.answer.send", "poll.pick.send", "poll.cancel.send"),
    *("seat.add.send", "seat.appoint.send", "seat.extend.send", "seat.leave.send"),
)
MAKING_BUTTONS = (
    *("meeting.schedule", "meeting.calendar", "participation.csv"),
    *("participation.xlsx", "participation.rows.csv"),
    *("call.choose", "call.take_back", "call.open", "call.csv"),
    *("call.repeat", "commitment.csv"),
    *("data.next", "minutes.files", "poll.open"),
    *("statement.rows", "statement.files"),
)


@pytest.fixture
def ids(database: Engine, caplog: pytest.LogCaptureFixture) -> Iterator[dict[str, int]]:
    caplog.set_level(logging.ERROR)
    yield world()
    assert [record.getMessage() for record in caplog.get_records("call")] == []


def sizes() -> dict[str, int]:
    return {table: len(rows) for table, rows in everything().items()}


def test_what_makes_something_makes_it_once_and_answers_alike(ids: dict[str, int]) -> None:
    before = everything()
    for name in (*MAKING_FORMS, *MAKING_BUTTONS, *LINES):
        first, made = use(a_door(), name, ids), everything()
        assert made["requests"], name
        assert use(a_door(), name, ids) == first, name
        assert everything() == made, name
        restore(before)


def test_no_form_and_no_button_does_anything_twice(database: Engine, ids: dict[str, int]) -> None:
    if database.dialect.name != "sqlite":
        pytest.skip("what a second time does is no matter of the database")
    before = everything()
    for name in (*FORMS, *BUTTONS):
        use(a_door(), name, ids)
        once = sizes()
        with suppress(AssertionError):
            use(a_door(), name, ids)
        twice = sizes()
        # Two presses are two changes where the button says nothing of the state before.
        del once["history"], twice["history"]
        assert twice == once, name
        restore(before)


def test_a_form_with_nothing_in_it_may_be_sent_again(ids: dict[str, int]) -> None:
    """What was refused has made nothing, and what is mended then is made."""
    door = a_door()
    door.send("task.create", {"title": "", "owner": "UDAG", "due": "", "group": None}, "")
    assert sizes()["requests"] == 0
    before = sizes()["tasks"]
    door.send("task.create", {"title": "Mend", "owner": "UDAG", "due": "", "group": None}, "")
    assert sizes()["tasks"] == before + 1


def test_a_line_that_only_opens_a_form_leaves_nothing_behind(ids: dict[str, int]) -> None:
    a_door().type("/wg decided")
    assert sizes()["requests"] == 0


MADE = {"task.create": "Write", "group.create": "Norms", LINES[1]: "One thing"}


@pytest.mark.parametrize("name", MADE)
def test_two_processes_at_once_make_one_and_answer_alike(database: Engine, name: str) -> None:
    """The same request reaches both in the same moment, as behind a proxy that tries again."""
    url = database.url.render_as_string(hide_password=False)
    ids = world()
    disconnect()
    answers = replays.race(url, name, ids)
    connect(url)
    assert len(answers) == 2
    # Who is not in the channel is found out after the group is there: only the first may say so.
    texts = [json.dumps(answer) for answer in answers]
    if name == "group.create":
        assert all("Norms has started" in words for words in texts)
    else:
        assert answers[0] == answers[1]
    with reading() as session:
        tasks = session.exec(select(Task.title)).all()
        groups = session.exec(select(Group.name)).all()
        assert len(session.exec(select(AnsweredRequest)).all()) == 1
    made = [*tasks, *groups].count(MADE[name])
    assert made == 1


def test_each_creating_verb_is_called_where_a_request_is_answered_once() -> None:
    """Within a function that opens ``making``, or that is called by one and gets its session."""
    found: dict[str, set[str]] = {}
    root = Path(__file__).parents[2] / "handlers"
    for file in root.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
            for verb in _calls(function) & CREATING:
                found.setdefault(verb, set()).add(function.name)
                assert _is_within_making(tree, function.name), f"{file.name}: {function.name}"
    assert found.keys() == CREATING


def _is_within_making(tree: ast.Module, name: str, seen: tuple[str, ...] = ()) -> bool:
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    if "making" in _calls(functions[name]):
        return True
    if "unit_of_work" in _calls(functions[name]) or name in seen:
        return False
    callers = [caller for caller, node in functions.items() if name in _calls(node)]
    return bool(callers) and all(_is_within_making(tree, c, (*seen, name)) for c in callers)


def _calls(node: ast.AST) -> set[str]:
    return {ast.unparse(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}


BODY = {"user": {"id": "UANN"}, "trigger_id": "T1"}
VIEW = {"id": "V1", "hash": "1.a", "callback_id": "task.create"}
PRESS: dict[str, Any] = {
    **BODY,
    "container": {"message_ts": "1.2"},
    "actions": [{"action_id": "meeting.schedule", "value": "{}"}],
}
OTHER_VALUE = {"actions": [{"action_id": "meeting.schedule", "value": "{1}"}]}


@pytest.mark.parametrize(
    ("surface", "body", "again"),
    [
        (Surface.COMMAND, BODY, BODY | {"text": "typed otherwise"}),
        (Surface.SUBMISSION, BODY | {"view": VIEW}, BODY | {"view": VIEW, "trigger_id": "T2"}),
        (Surface.MESSAGE, PRESS, PRESS | {"trigger_id": "T2"}),
        (Surface.HOME, PRESS, PRESS | {"actions": []}),
        (Surface.EVENT, {"event": {"user": "UANN"}, "event_id": "Ev1"}, None),
    ],
)
def test_the_same_request_has_the_same_key(surface: Surface, body: Any, again: Any) -> None:
    key = request_key(surface, body)
    assert len(key) == 64
    assert request_key(surface, again or {**body, "event_time": 5}) == key


@pytest.mark.parametrize(
    ("surface", "body", "other"),
    [
        (Surface.COMMAND, BODY, BODY | {"trigger_id": "T2"}),
        (Surface.COMMAND, BODY, BODY | {"user": {"id": "UBEN"}}),
        (Surface.SUBMISSION, BODY | {"view": VIEW}, BODY | {"view": VIEW | {"hash": "2.b"}}),
        (Surface.SUBMISSION, BODY | {"view": VIEW}, BODY | {"view": VIEW | {"id": "V2"}}),
        (Surface.SUBMISSION, BODY | {"view": VIEW}, BODY | {"view": VIEW | {"callback_id": "x"}}),
        (Surface.MESSAGE, PRESS, PRESS | {"container": {"message_ts": "1.3"}}),
        (Surface.MESSAGE, PRESS, PRESS | OTHER_VALUE),
        (Surface.HOME, PRESS, PRESS | {"trigger_id": "T2"}),
    ],
)
def test_another_request_has_another_key(surface: Surface, body: Any, other: Any) -> None:
    assert request_key(surface, body) != request_key(surface, other)


def test_a_press_that_makes_its_own_is_told_by_its_trigger() -> None:
    first, again = (request_key(Surface.MESSAGE, PRESS, each_press=True) for _ in range(2))
    assert first == again
    other = request_key(Surface.MESSAGE, PRESS | {"trigger_id": "T2"}, each_press=True)
    assert first != other


def test_a_request_that_slack_does_not_name_has_no_key() -> None:
    assert request_key(Surface.COMMAND, {"user": {"id": "UANN"}}) == ""


class TestPace:
    """Nobody has more made than is fair, and others do not feel it."""

    def claim(self, key: str, who: str = "UANN", now: datetime = NOW, made: int = 1) -> None:
        with unit_of_work() as session:
            assert requests.answered(session, key, who, now=now) is None
            requests.keep(session, key, who, {}, made=made, now=now)

    def test_so_many_within_a_minute_are_the_most(self, database: Engine) -> None:
        most = requests.LIMITS[timedelta(minutes=1)]
        self.claim("a", made=most - 1)
        self.claim("b")
        with pytest.raises(Refusal, match=f"{most} things within the last minute"):
            self.claim("c")
        self.claim("c", who="UBEN")
        self.claim("c2", now=NOW + timedelta(minutes=1))

    def test_so_many_within_an_hour_are_the_most(self, database: Engine) -> None:
        most = requests.LIMITS[timedelta(hours=1)]
        self.claim("a", made=most)
        with pytest.raises(Refusal, match=f"{most} things within the last hour"):
            self.claim("b", now=NOW + timedelta(minutes=59))
        self.claim("b", now=NOW + timedelta(minutes=60))

    def test_what_was_made_while_the_clock_was_ahead_is_not_counted(self, database: Engine) -> None:
        self.claim("a", now=NOW + timedelta(days=3), made=max(requests.LIMITS.values()))
        self.claim("b")

    def test_what_was_refused_is_not_counted(self, database: Engine) -> None:
        self.claim("a", made=max(requests.LIMITS.values()))
        with pytest.raises(Refusal):
            self.claim("b")
        with reading() as session:
            assert session.exec(select(AnsweredRequest.key)).all() == ["a"]

    def test_old_ones_are_forgotten(self, database: Engine) -> None:
        self.claim("a")
        self.claim("b", now=NOW + timedelta(seconds=1))
        with unit_of_work() as session:
            assert requests.forget(session, NOW + requests.REMEMBERED) == 0
            later = NOW + requests.REMEMBERED + timedelta(seconds=1)
            assert requests.forget(session, later) == 1
        with reading() as session:
            assert session.exec(select(AnsweredRequest.key)).all() == ["b"]
