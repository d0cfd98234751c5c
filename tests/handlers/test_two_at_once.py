"""The same button or form twice at the same moment: nothing fails, and it is done once."""

import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.handlers.doors import Door, Slack, everything, restore
from tests.handlers.test_single_odd_fields import BUTTONS, FIELDS, FORMS, with_ids, world

PRESSED = (
    *("decision.take_back", "person.place", "person.move", "group.join"),
    *("call.choose", "call.take_back"),
    *("meeting.rsvp.yes", "meeting.rsvp.no", "meeting.rsvp.maybe", "meeting.came"),
    *("statement.publish", "story.submit", "story.discard", "story.revoke.quote"),
)
SENT = (
    *("group.create", "group.edit.send", "group.discharge.send", "convene.settings.send"),
    *("meeting.edit.send", "meeting.answer_for.send", "console.place.send"),
    *("reminders.send", "reminders.holidays.send", "call.answer.send"),
    *("poll.answer.send", "poll.edit.send"),
    *("statement.new.send", "statement.words.send", "statement.correct.send", "story.send"),
)


@pytest.fixture
def ids(database: Engine, caplog: pytest.LogCaptureFixture) -> Iterator[dict[str, int]]:
    caplog.set_level(logging.ERROR)
    yield world()
    assert [record.getMessage() for record in caplog.get_records("call")] == []


def test_what_is_pressed_twice_at_once_is_done_once(ids: dict[str, int]) -> None:
    before = everything()
    for name in (*PRESSED, *SENT):
        use(name, ids)
        once = sizes()
        restore(before)
        start = Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            both = [pool.submit(use, name, ids, start) for _ in range(2)]
        assert [future.exception() for future in both] == [None, None]
        assert sizes() == once, name
        restore(before)


def use(name: str, ids: dict[str, int], start: Barrier | None = None) -> None:
    door = Door(FIELDS, Slack(channels=("CNEW",)))
    if start is not None:
        start.wait()
    if name in PRESSED:
        door.press(name, with_ids(BUTTONS[name], ids))
        return
    fields, carried = FORMS[name]
    door.send(name, with_ids(fields, ids), json.dumps(with_ids(carried, ids, as_text=False)))


def sizes() -> dict[str, Any]:
    return {table: len(rows) for table, rows in everything().items()}
