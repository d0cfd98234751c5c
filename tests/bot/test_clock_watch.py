"""A clock that is set, or stands still, is noticed, logged and shown."""

import logging
from datetime import timedelta
from threading import Event

import pytest

from bot import clock_watch
from bot.clock_watch import JUMP, SHOWN_FOR, STANDS_STILL_AFTER, ClockWatch, in_words
from tests.factories import NOW

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


class Machine:
    """A machine whose clock a test sets."""

    def __init__(self) -> None:
        self.clock_time, self.passed = NOW, timedelta(days=4)
        self.watch = ClockWatch(clock=lambda: self.clock_time, passed=lambda: self.passed)

    def wait(self, length: timedelta = SECOND, *, by: timedelta = timedelta()) -> timedelta | None:
        """Let time pass, set the clock, and look."""
        self.passed += length
        self.clock_time += length + by
        return self.watch.look()


@pytest.mark.parametrize(
    ("by", "words"),
    [
        (HOUR, "set ahead by 60 minutes"),
        (-HOUR, "set back by 60 minutes"),
        (3 * DAY, "set ahead by 3 days"),
        (-3 * DAY, "set back by 3 days"),
        (-JUMP, "set back by 30 seconds"),
    ],
)
def test_a_jump_is_noticed_once_and_shown_for_a_day(
    caplog: pytest.LogCaptureFixture, by: timedelta, words: str
) -> None:
    machine = Machine()
    assert (machine.wait(), machine.watch.notes()) == (None, [])
    assert machine.wait(by=by) == by
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert f"the clock of this machine was {words}: it says " in caplog.text
    assert machine.wait(59 * SECOND) is None
    assert machine.watch.notes() == [f"The clock of this machine was {words}, 59 seconds ago."]
    machine.wait(SHOWN_FOR - 59 * SECOND)
    assert machine.watch.notes()
    machine.wait()
    assert machine.watch.notes() == []
    assert machine.watch.missing() is None


def test_a_clock_that_is_slowed_down_is_not_set() -> None:
    machine = Machine()
    assert machine.wait(by=JUMP - SECOND) is None
    assert machine.wait(by=SECOND) == JUMP


def test_a_clock_that_stands_still() -> None:
    machine = Machine()
    assert machine.wait(STANDS_STILL_AFTER - SECOND, by=SECOND - STANDS_STILL_AFTER) is None
    assert machine.watch.missing() is None
    assert machine.wait(SECOND, by=-SECOND) is None
    assert machine.watch.missing() == (
        f"The clock of this machine stands still at {NOW:%Y-%m-%d %H:%M:%S} UTC."
    )
    machine.wait()
    assert machine.watch.missing() is None


@pytest.mark.parametrize(("by", "is_called"), [(-HOUR, True), (HOUR, False)])
def test_it_looks_by_itself_and_calls_where_the_clock_was_set_back(
    monkeypatch: pytest.MonkeyPatch, by: timedelta, is_called: bool
) -> None:
    monkeypatch.setattr(clock_watch, "LOOK_SECONDS", 0.01)
    machine, called = Machine(), Event()

    def fail() -> None:
        called.set()
        raise ValueError

    machine.watch.start(fail)
    machine.clock_time += by
    if is_called:
        assert called.wait(20)
    assert any(machine.watch.notes() or Event().wait(0.01) for _ in range(2000))
    machine.watch.stop()
    assert called.is_set() is is_called


def test_a_set_back_that_a_probe_saw_first_is_gone_on_from_until_that_works(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock_watch, "LOOK_SECONDS", 0.01)
    machine, calls, is_done = Machine(), list[int](), Event()

    def recover() -> None:
        calls.append(1)
        if len(calls) < 3:
            raise ValueError
        is_done.set()

    machine.clock_time -= HOUR
    assert machine.watch.missing() is None
    assert machine.watch.notes() != []
    machine.watch.start(recover)
    assert is_done.wait(20)
    Event().wait(0.05)
    machine.watch.stop()
    assert len(calls) == 3


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(), "0 seconds"),
        (119 * SECOND, "119 seconds"),
        (-120 * SECOND, "2 minutes"),
        (2 * HOUR, "2 hours"),
        (2 * DAY, "2 days"),
    ],
)
def test_lengths_in_words(length: timedelta, words: str) -> None:
    assert in_words(length) == words
