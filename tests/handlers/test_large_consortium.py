"""Every list, page, menu and form of a consortium with 200 libraries, 500 groups and 5,000 people
takes as many queries as that of a small one, and what is shown is what Slack takes.

Which routes those are is found by using all of them: whatever writes nothing only shows. So a new
route is held to it without a row here.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import select

from models import Person
from models.database import reading, unit_of_work
from sandbox.rules import check_message
from tests.handlers.doors import TABLE, Door, Slack, everything, restore
from tests.handlers.test_matrix import line
from tests.handlers.test_single_odd_fields import BUTTONS, CHANGING, FIELDS, text_of, world
from tests.large_consortium import LARGE, SMALL, GrownSize, grow

LISTS = (
    *(line(row) for row in TABLE.commands.values()),
    *("/wg digest preview", "/wg roster 2026-10-01", "/participation last month", "/wg show"),
    *(f"search {menu}" for menu in TABLE.searches),
    "home",
)
"""What is typed, what menus offer, and Home."""
SHOWN = {
    "UDAG": (*LISTS, *(name for name in BUTTONS if name not in CHANGING)),
    "UANN": LISTS,
}
"""What the program manager and a chair look at: he besides what opens, and what turns a page."""
MOST_QUERIES = 30
"""Of one answer. Home shows all findings of the consortium."""


@dataclass
class Showing:
    """The world of the baselines, in which routes are used and the statements of each counted."""

    ids: dict[str, int]
    statements: list[str] = field(default_factory=list)

    def grow(self, size: GrownSize) -> None:
        with unit_of_work() as session:
            grow(session, self.ids, size)

    def cost(self, name: str, who: str) -> int | None:
        """How many statements a route takes; None for one that writes."""
        self.statements.clear()
        door = Door(FIELDS, Slack(channels=("CNEW",)), who=who)
        self._use(name, door)
        for answer in door.answers:
            if "blocks" in answer:
                check_message(text=answer["text"], blocks=answer["blocks"])
        verbs = {statement.lstrip().partition(" ")[0].upper() for statement in self.statements}
        return None if verbs & {"INSERT", "UPDATE", "DELETE"} else len(self.statements)

    def _use(self, name: str, door: Door) -> None:
        kind, _, rest = name.partition(" ")
        if kind == "search":
            private = json.dumps({"group": self.ids["meta"], "task": self.ids["mine"]})
            door.search(rest, "", private=private)
        elif kind == "home":
            door.happen({"type": "app_home_opened", "tab": "home"})
        elif name.startswith("/"):
            door.type(name)
        else:
            door.press(name, text_of(BUTTONS[name], self.ids))


@pytest.fixture
def showing(database: Engine) -> Iterator[Showing]:
    found = Showing(world())
    with reading() as session:
        dag = session.exec(select(Person).where(Person.slack_id == "UDAG")).one()
        found.ids["dag"] = dag.id

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            found.statements.append(statement)

    sa.event.listen(database, "before_cursor_execute", note)
    yield found
    sa.event.remove(database, "before_cursor_execute", note)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_shown_takes_as_many_queries_in_a_large_consortium_as_in_a_small_one(
    showing: Showing, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    showing.grow(SMALL)
    small = costs_of_what_only_shows(showing)
    showing.grow(LARGE)
    large = {(name, who): showing.cost(name, who) for name, who in small}
    differing = {
        key: (count, large[key])
        for key, count in small.items()
        if large[key] != count or count > MOST_QUERIES
    }
    assert differing == {}
    assert len(small) > 200
    assert [record.getMessage() for record in caplog.get_records("call")] == []


def costs_of_what_only_shows(showing: Showing) -> dict[tuple[str, str], int]:
    """What each route costs that writes nothing; what another one wrote is put back."""
    before, costs = everything(), {}
    for who, names in SHOWN.items():
        for name in dict.fromkeys(names):
            cost = showing.cost(name, who)
            if cost is None:
                restore(before)
            else:
                costs[name, who] = cost
    return costs
