"""Every list, page, menu and form of a consortium with 200 libraries, 500 groups and 5,000 people
takes as many queries as that of a small one, and what is shown is what Slack takes.

Which routes those are is found by using all of them: whatever writes nothing only shows. So a new
route is held to it without a row here.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import select

from models import Person, metadata
from models.database import disconnect, engine_for, reading, unit_of_work, use
from sandbox.rules import check_message
from tests.handlers.doors import TABLE, Door, Slack, everything, restore
from tests.handlers.test_matrix import line
from tests.handlers.test_single_odd_fields import BUTTONS, CHANGING, FIELDS, text_of, world
from tests.large_consortium import LARGE, SMALL, grow

MORE_LINES = (
    "/wg digest preview",
    "/wg decisions",
    "/wg roster 2026-10-01",
    "/participation",
    "/wg show",
)
LOOKERS = {"UDAG": "the program manager", "UANN": "a chair"}
MOST_QUERIES = 60
"""Of one list; Home shows all findings of the consortium."""


@dataclass(frozen=True)
class LargeWorld:
    """The world of the baselines in a database of this module alone."""

    engine: Engine
    ids: dict[str, int]


@pytest.fixture(scope="module")
def consortium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LargeWorld]:
    engine = engine_for(f"sqlite:///{tmp_path_factory.mktemp('large') / 'large.db'}")
    metadata.create_all(engine)
    use(engine)
    ids = world()
    with reading() as session:
        known = {"UANN": "ann", "UDAG": "dag"}
        people = session.exec(select(Person).where(Person.slack_id.in_(known)))  # type: ignore[union-attr]
        ids |= {known[str(person.slack_id)]: person.id for person in people}
    yield LargeWorld(engine, ids)
    disconnect()


def grown(found: LargeWorld, size: Any) -> None:
    use(found.engine)
    with unit_of_work() as session:
        grow(session, found.ids, size)


@dataclass
class Showing:
    """Uses routes, and counts the statements of each; None for one that writes."""

    found: LargeWorld
    who: str
    statements: list[str]

    def cost(self, name: str) -> int | None:
        self.statements.clear()
        door = Door(FIELDS, Slack(channels=("CNEW",)), who=self.who)
        self._use(name, door)
        for answer in door.answers:
            if "blocks" in answer:
                known = ("text", "blocks", "attachments")
                check_message(**{key: answer[key] for key in known if key in answer})
        verbs = {statement.lstrip().partition(" ")[0].upper() for statement in self.statements}
        return None if verbs & {"INSERT", "UPDATE", "DELETE"} else len(self.statements)

    def _use(self, name: str, door: Door) -> None:
        kind, _, rest = name.partition(" ")
        if kind == "search":
            private = json.dumps({"group": self.found.ids["meta"], "task": self.found.ids["mine"]})
            door.search(rest, "", private=private)
        elif kind == "home":
            door.happen({"type": "app_home_opened", "tab": "home"})
        elif name.startswith("/"):
            door.type(name)
        else:
            door.press(name, text_of(BUTTONS[name], self.found.ids))


NAMES = tuple(
    dict.fromkeys(
        (
            *(line(row) for row in TABLE.commands.values()),
            *MORE_LINES,
            *(name for name in BUTTONS if name not in CHANGING),
            *(f"search {menu}" for menu in TABLE.searches),
            "home",
        )
    )
)


@pytest.fixture
def showing(consortium: LargeWorld) -> Iterator[Showing]:
    use(consortium.engine)
    found = Showing(consortium, "UDAG", [])

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            found.statements.append(statement)

    sa.event.listen(consortium.engine, "before_cursor_execute", note)
    yield found
    sa.event.remove(consortium.engine, "before_cursor_execute", note)


def test_what_is_shown_takes_as_many_queries_in_a_large_consortium_as_in_a_small_one(
    consortium: LargeWorld, showing: Showing, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    grown(consortium, SMALL)
    small = {who: _costs_of_small(showing, who) for who in LOOKERS}
    grown(consortium, LARGE)
    large = {}
    for who, costs in small.items():
        showing.who = who
        large[who] = {name: showing.cost(name) for name in costs}
    differing = {
        f"{name} by {LOOKERS[who]}": (count, large[who][name])
        for who, costs in small.items()
        for name, count in costs.items()
        if large[who][name] != count or count > MOST_QUERIES
    }
    assert differing == {}
    assert len(small["UDAG"]) > 150
    assert [record.getMessage() for record in caplog.get_records("call")] == []


def _costs_of_small(showing: Showing, who: str) -> dict[str, int]:
    """What each route that writes nothing costs; all else is put back."""
    showing.who = who
    before, costs = everything(), {}
    for name in NAMES:
        cost = showing.cost(name)
        if cost is None:
            restore(before)
        else:
            costs[name] = cost
    return costs
