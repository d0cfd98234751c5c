"""What was read is read again as soon as anybody has written, and is put back as it was."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from models.database import engine_for, reading, unit_of_work
from models.seats import SeatFacts
from services import seats
from tests.factories import NOW, cast, person
from tests.handlers.doors import everything, held, restore
from tests.happenings import serve


def test_what_is_written_here_is_seen_and_put_back(database: Engine) -> None:
    with unit_of_work() as session:
        cast(session)
    before = everything()
    assert everything() is before
    with unit_of_work() as session:
        person(session, "Nora New")
    changed = everything()
    assert len(changed["people"]) == len(before["people"]) + 1
    restore(before)
    assert everything() == before


def test_what_somebody_else_writes_is_seen(database: Engine) -> None:
    with unit_of_work() as session:
        person(session, "Nora New")
    before = everything()
    other = engine_for(database.url.render_as_string(hide_password=False))
    with other.begin() as connection:
        connection.execute(sa.text("DELETE FROM people"))
    other.dispose()
    assert (len(before["people"]), everything()["people"]) == (1, [])
    restore(before)
    assert everything() == before


def test_what_is_written_while_all_is_held_is_seen_until_it_is_put_back(database: Engine) -> None:
    with unit_of_work() as session:
        cast(session)
    with held() as before:
        for _ in range(2):
            assert everything() is before
            with unit_of_work() as session:
                person(session, "Nora New")
            with reading() as session:
                person(session, "Nobody Stays")
                session.flush()
            assert len(everything()["people"]) == len(before["people"]) + 1
            restore(before)
        with unit_of_work() as session:
            person(session, "Nora New")
        assert everything() != before
    assert everything() == before


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("is_put_back", [True, False])
def test_constraints_that_wait_for_a_commit_speak_while_all_is_held(
    database: Engine, is_put_back: bool
) -> None:
    with unit_of_work() as session:
        people = cast(session)
        metadata = people.metadata
        seat = seats.add(session, metadata, SeatFacts(), by=people.ann, now=NOW)

    def seat_two() -> None:
        with held() as before:
            with unit_of_work() as session:
                for who in (people.dag, people.gil):
                    row = serve(session, metadata, who, until=NOW + timedelta(days=1))
                    row.seat_id = seat.id
            if is_put_back:
                restore(before)

    with pytest.raises(IntegrityError, match="no_two_in_one_seat"):
        seat_two()
