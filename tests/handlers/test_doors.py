"""What was read is read again as soon as anybody has written, and is put back as it was."""

import sqlalchemy as sa
from sqlalchemy import Engine

from models.database import engine_for, unit_of_work
from tests.factories import cast, person
from tests.handlers.doors import everything, restore


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
