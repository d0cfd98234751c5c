"""Each test finds the databases as if they had just been made, whatever the tests before it did."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, select

from models import Person, metadata
from models.database import disconnect, reading, unit_of_work
from tests.databases import Postgres, Sqlite
from tests.factories import cast


def in_order(session: Session) -> list[str]:
    """As the rows lie in the table."""
    return list(session.exec(select(Person.name)))


def left_in(engine: Engine) -> dict[str, int]:
    """How many rows are in the tables that have some."""
    with engine.connect() as connection:
        counts = {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
        }
    return {name: count for name, count in counts.items() if count}


@pytest.fixture(autouse=True)
def disconnected() -> Iterator[None]:
    yield
    disconnect()


@pytest.mark.parametrize("engine_name", ["sqlite", "postgres"])
def test_nothing_is_left_of_the_test_before(
    engine_name: str, request: pytest.FixtureRequest
) -> None:
    home: Sqlite | Postgres = request.getfixturevalue(engine_name)
    lives = []
    for _ in range(2):
        assert left_in(home.emptied()) == {}
        with unit_of_work() as session:
            people = cast(session)
            ids = (people.ann.id, people.gil.id, people.metadata.id, people.central.id)
            # A row that is written anew lies behind the others until the table is made anew.
            people.ann.zone = "Europe/London"
        with reading() as session:
            lives.append((ids, in_order(session)))
    assert lives[0] == lives[1]
    assert left_in(home.emptied()) == {}


@pytest.mark.parametrize("engine_name", ["sqlite", "postgres"])
def test_nobody_listens_to_the_next_test(engine_name: str, request: pytest.FixtureRequest) -> None:
    home: Sqlite | Postgres = request.getfixturevalue(engine_name)
    heard: list[str] = []

    def note(name: str) -> Any:
        return lambda *_: heard.append(name)

    engine = home.emptied()
    for name in ("connect", "checkout", "before_cursor_execute"):
        sa.event.listen(engine, name, note(name))
    left_in(engine)
    assert {*heard} == {"connect", "checkout", "before_cursor_execute"}
    heard.clear()
    left_in(home.emptied())
    assert heard == []
