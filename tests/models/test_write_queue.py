"""Writers of one process wait in line, readers never do, and nothing leaves the line stuck."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event, Lock, Thread

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import select

from models import Direction
from models.database import connect, disconnect, in_unit_of_work, reading, unit_of_work
from models.write_queue import DatabaseBusy, WriteQueue

ROOT = Path(__file__).parents[2]
PATIENCE = 10.0
SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@contextmanager
def held(queue: WriteQueue, *, is_long: bool = False) -> Iterator[Event]:
    """The turn is another thread's until the event that this gives is set."""
    begun, ends = Event(), Event()

    def hold() -> None:
        with queue.turn(is_long=is_long):
            begun.set()
            assert ends.wait(PATIENCE)

    thread = Thread(target=hold)
    thread.start()
    assert begun.wait(PATIENCE)
    try:
        yield ends
    finally:
        ends.set()
        thread.join(PATIENCE)


def in_line(queue: WriteQueue, work: Callable[[], None]) -> Thread:
    """A thread that stands in line by now, at its end."""
    before = len(queue)
    thread = Thread(target=work)
    thread.start()
    until(lambda: len(queue) == before + 1)
    return thread


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_writers_are_served_in_the_order_in_which_they_came() -> None:
    queue, served = WriteQueue(PATIENCE), []

    def write(number: int) -> None:
        with queue.turn():
            served.append(number)

    with held(queue) as ends:
        threads = [in_line(queue, partial(write, number)) for number in range(8)]
        assert served == []
        ends.set()
        for thread in threads:
            thread.join(PATIENCE)
    assert served == list(range(8))


def test_whoever_comes_again_at_once_waits_behind_those_who_came_before() -> None:
    queue, served = WriteQueue(PATIENCE), []

    def write() -> None:
        with queue.turn():
            served.append("other")

    with queue.turn():
        thread = in_line(queue, write)
    with queue.turn():
        served.append("again")
    thread.join(PATIENCE)
    assert served == ["other", "again"]


def test_an_error_in_a_turn_lets_the_next_go_on() -> None:
    queue = WriteQueue(PATIENCE)
    with pytest.raises(ZeroDivisionError), queue.turn():
        raise ZeroDivisionError
    with queue.turn():
        pass


def test_whoever_waits_too_long_is_told_and_holds_up_nobody() -> None:
    queue = WriteQueue(0.01)
    with held(queue), pytest.raises(DatabaseBusy, match=r"for 0\.01 seconds"), queue.turn():
        raise AssertionError("it is not this thread's turn")
    with queue.turn():
        pass


def test_a_long_turn_is_waited_for_however_long_it_takes_and_the_next_is_not() -> None:
    queue = WriteQueue(0.01)
    done: list[str] = []

    def write() -> None:
        with queue.turn():
            done.append("written")

    with held(queue, is_long=True) as ends:
        writer = in_line(queue, write)
        time.sleep(0.05)
        assert (len(queue), done) == (1, [])
        ends.set()
        writer.join(PATIENCE)
    assert done == ["written"]
    with held(queue), pytest.raises(DatabaseBusy), queue.turn():
        raise AssertionError("it is not this thread's turn")


def test_a_turn_that_comes_in_the_moment_of_giving_up_goes_to_the_next() -> None:
    queue = WriteQueue(PATIENCE)
    queue._writer = 0  # Handed over to a waiter that is no longer in the line.
    queue._give_up(Lock())
    with queue.turn():
        pass


def test_a_turn_within_a_turn_is_refused_at_once_and_the_outer_one_goes_on() -> None:
    queue = WriteQueue(PATIENCE)
    with queue.turn():
        with pytest.raises(RuntimeError, match="within another"), queue.turn():
            raise AssertionError("it would have waited for itself")
        with pytest.raises(RuntimeError, match="within another"), queue.turn():
            raise AssertionError("the outer turn was given away")
    with queue.turn():
        pass


@SQLITE
def test_a_unit_of_work_within_another_is_refused_and_leaves_no_trace(database: Engine) -> None:
    with unit_of_work() as session:
        with pytest.raises(RuntimeError), unit_of_work():
            raise AssertionError("opened")
        session.add(Direction(key="open", name="Open", position=1))
    assert not in_unit_of_work()
    with reading() as session:
        assert session.exec(select(Direction.key)).all() == ["open"]


@SQLITE
def test_many_writers_at_once_lose_nothing(database: Engine) -> None:
    with unit_of_work() as session:
        session.add(Direction(key="open", name="Open", position=0))

    def count() -> None:
        for _ in range(25):
            with unit_of_work() as session:
                direction = session.exec(select(Direction)).one()
                direction.position += 1

    threads = [Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with reading() as session:
        assert session.exec(select(Direction.position)).one() == 8 * 25


@SQLITE
def test_a_reader_does_not_wait_for_a_writer(database: Engine) -> None:
    with unit_of_work() as session:
        session.add(Direction(key="open", name="Open", position=0))
        session.flush()
        found: list[int] = []
        reader = Thread(target=lambda: found.append(_count()))
        reader.start()
        reader.join(PATIENCE)
        assert found == [0]


def test_on_postgresql_writers_do_not_wait_for_each_other(database: Engine) -> None:
    if database.dialect.name == "sqlite":
        return
    with unit_of_work() as session:
        session.add(Direction(key="open", name="Open", position=0))
        session.flush()
        writer = Thread(target=_write, args=("other",))
        writer.start()
        writer.join(PATIENCE)
        assert _count() == 1


def test_two_processes_write_to_one_file_and_lose_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'two.db'}"
    Direction.__table__.create(connect(url))  # type: ignore[attr-defined]
    with unit_of_work() as session:
        session.add(Direction(key="open", name="Open", position=0))
    disconnect()
    command = [sys.executable, "-c", _COUNTING, url]
    for process in [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]:
        assert process.wait(60) == 0
    connect(url)
    with reading() as session:
        assert session.exec(select(Direction.position)).one() == 2 * 4 * 20
    disconnect()


_COUNTING = """
import sys
from threading import Thread
from sqlmodel import select
from models import Direction
from models.database import connect, disconnect, unit_of_work

def count():
    for _ in range(20):
        with unit_of_work() as session:
            session.exec(select(Direction)).one().position += 1

connect(sys.argv[1])
threads = [Thread(target=count) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
disconnect()
"""


def _count() -> int:
    with reading() as session:
        return session.exec(select(sa.func.count()).select_from(Direction)).one()


def _write(key: str) -> None:
    with unit_of_work() as session:
        session.add(Direction(key=key, name=key, position=1))


@SQLITE
def test_twenty_who_write_without_a_pause_wait_no_longer_than_the_others_write(
    database: Engine,
) -> None:
    """Nobody is overtaken, so that the unluckiest waits for one turn of each other at most."""
    waits, turns, lock = list[float](), list[float](), Lock()

    def write() -> None:
        for _ in range(5):
            began = time.monotonic()
            with unit_of_work() as session:
                begun = time.monotonic()
                session.add(Direction(key=f"{begun}-{began}"[-40:], name="Sharing"))
            with lock:
                waits.append(begun - began)
                turns.append(time.monotonic() - begun)

    threads = [Thread(target=write) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(waits) == 100
    assert max(waits) < 20 * max(turns) + 0.5
