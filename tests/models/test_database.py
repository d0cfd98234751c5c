"""Units of work: all or nothing, one writer at a time, and no reader that waits for it."""

import logging
import traceback
from threading import Barrier, Thread
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from models import Group, Person, Story
from models.database import connect, disconnect, in_unit_of_work, reading, unit_of_work
from models.stories import STORY_TEXTS
from tests.factories import BEFORE


def add(session: Session, name: str) -> Person:
    row = Person(name=name, created_at=BEFORE)
    session.add(row)
    session.flush()
    return row


def names() -> list[str]:
    with reading() as session:
        return sorted(session.exec(select(Person.name)))


def test_what_raises_leaves_nothing(database: Engine) -> None:
    with unit_of_work() as session:
        add(session, "Ann")
    with pytest.raises(IntegrityError), unit_of_work() as session:
        add(session, "Ben").organization_id = 999
    with pytest.raises(ZeroDivisionError), unit_of_work() as session:
        add(session, "Cleo").name = str(1 // 0)
    assert names() == ["Ann"]


def test_reading_keeps_nothing(database: Engine) -> None:
    with reading() as session:
        add(session, "Ann")
    assert names() == []


def test_what_was_read_can_be_shown_after_the_commit(database: Engine) -> None:
    with unit_of_work() as session:
        ann = add(session, "Ann")
    assert (ann.name, ann.zone) == ("Ann", "America/New_York")


def test_it_is_known_whether_a_unit_is_open(database: Engine) -> None:
    assert not in_unit_of_work()
    for opened in (reading, unit_of_work):
        with opened():
            assert in_unit_of_work()
        with pytest.raises(RuntimeError), opened():
            raise RuntimeError
        assert not in_unit_of_work()


def test_a_unit_is_open_in_its_own_thread_alone(database: Engine) -> None:
    seen: list[bool] = []
    with unit_of_work():
        thread = Thread(target=lambda: seen.append(in_unit_of_work()))
        thread.start()
        thread.join()
    assert seen == [False]


def test_who_reads_and_then_writes_loses_no_update(database: Engine) -> None:
    with unit_of_work() as session:
        person_id = add(session, "0").id
    barrier = Barrier(4)

    def count_up() -> None:
        barrier.wait()
        for _ in range(5):
            with unit_of_work() as session:
                row = session.get_one(Person, person_id, with_for_update=True)
                row.name = str(int(row.name) + 1)
                session.add(row)

    threads = [Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names() == ["20"]


def test_a_reader_does_not_wait_for_a_writer(database: Engine) -> None:
    with unit_of_work() as writer:
        add(writer, "Ann")
        assert names() == []
    assert names() == ["Ann"]


def test_keys_that_lead_nowhere_are_refused(database: Engine) -> None:
    with pytest.raises(IntegrityError), unit_of_work() as session:
        session.add(Person(name="Ann", organization_id=999, created_at=BEFORE))
    assert names() == []


def test_what_people_typed_is_in_no_error(database: Engine) -> None:
    with unit_of_work() as session:
        session.add(Person(name="Ann", email="ann@secret.example.edu", created_at=BEFORE))
    with pytest.raises(IntegrityError) as error, unit_of_work() as session:
        session.add(Person(name="Other", email="ann@secret.example.edu", created_at=BEFORE))
    assert "Other" not in str(error.value)
    assert "secret" not in "".join(traceback.format_exception(error.value))
    assert "hide_parameters" in str(error.value)


@pytest.mark.parametrize(
    "odd",
    [
        {"author_id": 999},
        {"created_at": None},
        {"submitted_at": BEFORE},
        {"id": 1},
    ],
)
def test_no_word_of_a_story_is_in_what_the_log_says_of_an_error(
    database: Engine, caplog: pytest.LogCaptureFixture, odd: dict[str, Any]
) -> None:
    with unit_of_work() as session:
        author = add(session, "Zorblat author")
        session.add(Story(title="Zorblat first", author_id=author.id, created_at=BEFORE))
    words = {name: f"Zorblat\n\n{name}" for name in STORY_TEXTS}
    facts = {"title": "Zorblat title", "author_id": author.id, "created_at": BEFORE} | words | odd
    caplog.set_level("DEBUG")
    try:
        with unit_of_work() as session:
            session.connection().execute(sa.insert(Story), facts)
    except IntegrityError:
        logging.getLogger("handlers").exception("it failed")
    assert "IntegrityError" in caplog.text
    assert "orblat" not in caplog.text


def test_without_a_connection_nothing_is_opened(database: Engine) -> None:
    url = database.url.render_as_string(hide_password=False)
    disconnect()
    disconnect()
    with pytest.raises(KeyError), unit_of_work():
        pass
    assert not in_unit_of_work()
    connect(url)
    with reading() as session:
        assert session.exec(select(Group)).all() == []
