"""Beats go on at once, wherever the wall clock was set."""

from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from scheduler.beats import BeatScheduler

JUMPS = [timedelta(hours=1), timedelta(days=3), timedelta(days=365 * 50)]


@pytest.mark.parametrize("by", [*JUMPS, *(-jump for jump in JUMPS)])
def test_a_job_runs_at_once_after_its_clock_jumped(by: timedelta) -> None:
    """What it noted as its next run lies ``by`` away from what the clock says now."""
    beats, ran = BeatScheduler(timezone=UTC), Event()
    beats.add_job(ran.set, "interval", seconds=0.5, id="job")
    beats.start(paused=True)
    try:
        beats.modify_job("job", next_run_time=datetime.now(UTC) + by)
        beats.resume()
        assert ran.wait(10)
        (job,) = beats.get_jobs()
        assert abs(job.next_run_time - datetime.now(UTC)) <= timedelta(seconds=10)
    finally:
        beats.shutdown()


def test_a_job_is_not_run_before_its_time() -> None:
    beats, ran = BeatScheduler(timezone=UTC), Event()
    beats.add_job(ran.set, "interval", seconds=60)
    beats.start()
    try:
        assert beats._process_jobs() == 1.0
        assert not ran.is_set()
    finally:
        beats.shutdown()
