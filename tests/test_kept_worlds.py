"""A world that is written again is the same as when it was decided."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models import Consortium, Person, metadata, reach
from models.database import disconnect, unit_of_work
from models.reach import Reach
from tests.databases import Postgres, Sqlite
from tests.factories import cast, organization, person
from tests.kept_worlds import kept


def stored(session: Session) -> dict[str, list[Any]]:
    """Every value as the database keeps it, in the order in which the rows lie."""
    session.flush()
    return {
        table.name: list(
            session.connection().execute(
                sa.select(*(sa.cast(column, sa.Text) for column in table.columns))
            )
        )
        for table in metadata.sorted_tables
    }


class Deciding:
    """Fills a database, and counts how often it does."""

    def __init__(self) -> None:
        self.times = 0
        self.world = kept(self.decide)

    def decide(self) -> dict[str, int]:
        self.times += 1
        with unit_of_work() as session:
            people = cast(session)
            # A row that is written anew lies behind the others, and an id that is not used any
            # more is counted all the same.
            people.ann.zone = "Europe/London"
            session.add(lost := Person(name="Lou Lost", created_at=people.ann.created_at))
            session.flush()
            session.delete(lost)
            return {"ann": people.ann.id, "metadata": people.metadata.id}


@pytest.mark.parametrize("engine_name", ["sqlite", "postgres"])
def test_a_world_is_decided_once_and_written_again(
    engine_name: str, request: pytest.FixtureRequest
) -> None:
    """Its rows, their order, and the ids that come after."""
    home: Sqlite | Postgres = request.getfixturevalue(engine_name)
    deciding, lives = Deciding(), []
    for _ in range(3):
        home.emptied()
        ids = deciding.world()
        with unit_of_work() as session:
            person(session, "Nora New", at=organization(session, "eastern"))
            lives.append((ids, stored(session)))
    disconnect()
    assert deciding.times == 1
    assert lives[0] == lives[1] == lives[2]
    assert lives[0][0] is not lives[1][0]


def test_each_way_of_reaching_people_has_its_own(
    sqlite: Sqlite, reach_of_the_process: None
) -> None:
    deciding = Deciding()
    for sends_mail in (True, False, True):
        reach.set_up(Reach(sends_mail=sends_mail))
        sqlite.emptied()
        deciding.world()
    disconnect()
    assert deciding.times == 2


def test_nothing_is_written_beside_other_rows(sqlite: Sqlite) -> None:
    deciding = Deciding()
    sqlite.emptied()
    deciding.world()
    sqlite.emptied()
    with unit_of_work() as session:
        session.add(Consortium(name="Another Consortium"))
    with pytest.raises(IntegrityError):
        deciding.world()
    disconnect()
