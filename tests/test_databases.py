"""Each test finds the databases as if they had just been made, whatever the tests before it did."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from models import Consortium, Direction, Person, Role, RoleKind, metadata
from models.database import disconnect, reading, unit_of_work
from tests.databases import Postgres, Sqlite
from tests.factories import BEFORE, cast, decided_cast, group, organization, person


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


def kept(session: Session) -> dict[str, list[Any]]:
    """Every value as the database keeps it, without what SQLAlchemy makes of it."""
    session.flush()
    return {
        table.name: list(
            session.connection().execute(
                sa.select(*(sa.cast(column, sa.Text) for column in table.columns))
            )
        )
        for table in metadata.sorted_tables
    }


@pytest.mark.parametrize("engine_name", ["sqlite", "postgres"])
def test_the_cast_is_written_as_the_services_decide_it(
    engine_name: str, request: pytest.FixtureRequest
) -> None:
    """Its rows, what the session knows of them, and the ids that come after."""
    home: Sqlite | Postgres = request.getfixturevalue(engine_name)
    lives = []
    for write in (decided_cast, cast):
        home.emptied()
        with unit_of_work() as session:
            people = write(session)
            assert all(row in session for row in vars(people).values())
            shown = {name: row.model_dump() for name, row in vars(people).items()}
            group(session, "Courier", chair=people.ann, channel_id="CCOUR")
            session.add(Role(person_id=people.ben.id, kind=RoleKind.PROGRAM_MANAGER, since=BEFORE))
            person(session, "Nora New", at=organization(session, "eastern"))
            session.add(Direction(key="access", name="Access"))
            lives.append((kept(session), shown))
    assert lives[0] == lives[1]


def test_no_cast_of_a_test_changes_that_of_the_next(database: Engine) -> None:
    with unit_of_work() as session:
        people = cast(session)
        people.ann.name = people.metadata.name = "Somebody else"
    with unit_of_work() as session:
        assert session.get_one(Person, people.ann.id).name == "Somebody else"
        session.rollback()
        for table in reversed(metadata.sorted_tables):
            session.execute(sa.delete(table))
        fresh = cast(session)
        assert (fresh.ann.name, fresh.metadata.name) == ("Ann Abara", "Metadata")
        assert fresh.ann is not people.ann


def test_a_second_cast_is_decided_anew(database: Engine) -> None:
    with unit_of_work() as session:
        session.add(Consortium(name="Another Consortium"))
    with pytest.raises(IntegrityError), unit_of_work() as session:
        cast(session)
    assert left_in(database) == {"consortium": 1}
