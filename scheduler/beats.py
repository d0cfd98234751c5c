"""The beats of the scheduler, which go on however the machine's clock is set."""

from contextlib import suppress
from datetime import UTC, datetime
from threading import Event
from typing import Any

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

LONGEST_SLEEP = 1.0
"""Seconds after which the scheduler looks again, whatever it expects."""


class BeatScheduler(BackgroundScheduler):  # type: ignore[misc]
    """APScheduler for jobs that run every few seconds, and at once after the clock jumped.

    By itself it notes by the wall clock when each is to run next. Where that is set back by an
    hour, nothing runs for an hour; where it is set ahead by years, each beat between is counted.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._finishing = Event()

    def finish(self) -> None:
        """Let no job begin anything new; what it is at is finished by ``shutdown``."""
        self._finishing.set()

    def is_finishing(self) -> bool:
        """Whether jobs are to come to their end."""
        return self._finishing.is_set()

    def _process_jobs(self) -> float | None:
        now = datetime.now(UTC)
        for job in self.get_jobs():
            if job.next_run_time and abs(job.next_run_time - now) > job.trigger.interval:
                # The jobs of a scheduler that is being shut down are gone.
                with suppress(JobLookupError):
                    job.modify(next_run_time=now)
        seconds: float | None = super()._process_jobs()
        return seconds if seconds is None else min(seconds, LONGEST_SLEEP)
