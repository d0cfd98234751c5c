"""The background worker: its jobs in their order, and an end."""

from collections.abc import Iterator
from threading import Event

import pytest

from sandbox.worker import Worker


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker("test-worker")
    yield worker
    worker.close()


def test_jobs_are_done_one_after_another(worker: Worker) -> None:
    gate, done = Event(), list[str]()

    def first() -> None:
        gate.wait(10)
        done.append("first")

    worker.submit(first)
    worker.submit(done.append, "second")
    assert done == []
    gate.set()
    worker.settle()
    assert done == ["first", "second"]


def test_a_job_that_fails_does_not_stop_the_next(worker: Worker) -> None:
    done = list[str]()

    def fail() -> None:
        raise ValueError("This job fails.")

    worker.submit(fail)
    worker.submit(done.append, "next")
    worker.settle()
    assert done == ["next"]


def test_settling_gives_up_on_a_job_that_hangs(worker: Worker) -> None:
    gate = Event()

    def hang() -> None:
        gate.wait(10)

    worker.submit(hang)
    with pytest.raises(TimeoutError):
        worker.settle(timeout=0.01)
    gate.set()


def test_closing_drops_what_has_not_begun(worker: Worker) -> None:
    begun, done = Event(), list[str]()

    def submit_for_ever() -> None:
        while True:
            worker.submit(done.append, "late")

    def first() -> None:
        begun.set()
        with pytest.raises(RuntimeError):
            submit_for_ever()
        done.append("first")

    worker.submit(first)
    assert begun.wait(10)
    worker.close()
    assert done == ["first"]
