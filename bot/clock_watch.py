"""Whether the clock of this machine goes as time does."""

import logging
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Lock, Thread

from bot.clock import Clock, system_clock
from models.elapsed import Elapsed, elapsed

log = logging.getLogger(__name__)

JUMP = timedelta(seconds=30)
"""How far a clock is moved at once that was set, and not merely slowed down or sped up."""
STANDS_STILL_AFTER = timedelta(seconds=10)
SHOWN_FOR = timedelta(days=1)
LOOK_SECONDS = 1.0


class ClockWatch:
    """Compares the clock with the time that passes; it notices that it was set, or stands still."""

    def __init__(self, *, clock: Clock = system_clock, passed: Elapsed = elapsed) -> None:
        self._clock, self._passed = clock, passed
        self._clock_time = clock()
        """What the clock said at the last look at which it had moved."""
        self._moved_at = passed()
        self._difference = self._clock_time - self._moved_at
        self._jump: tuple[timedelta, timedelta] | None = None
        """How far it was set, and when, by the time that passes."""
        self._is_set_back = False
        """Whether it was set back, and nobody has gone on from there yet."""
        self._lock = Lock()
        self._stopped = Event()

    def start(self, on_set_back: Callable[[], object] | None = None) -> None:
        """Look every second from now on; ``on_set_back`` is called where it was set back."""
        Thread(target=self._go_on, args=[on_set_back], name="clock", daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()

    def look(self) -> timedelta | None:
        """How far the clock was set since the last look; None where it was not."""
        with self._lock:
            clock_time, passed = self._clock(), self._passed()
            if clock_time == self._clock_time:
                return None
            self._clock_time, self._moved_at = clock_time, passed
            by = clock_time - passed - self._difference
            if abs(by) < JUMP:
                return None
            self._difference, self._jump = clock_time - passed, (by, passed)
            self._is_set_back = self._is_set_back or by < timedelta()
        log.warning("the clock of this machine was %s: it says %s", _set(by), clock_time)
        return by

    def missing(self) -> str | None:
        """That the clock stands still, if it does."""
        self.look()
        if self._passed() - self._moved_at < STANDS_STILL_AFTER:
            return None
        return (
            f"The clock of this machine stands still at {self._clock_time:%Y-%m-%d %H:%M:%S} UTC."
        )

    def notes(self) -> list[str]:
        """That the clock was set, for a day after."""
        if self._jump is None or self._passed() - self._jump[1] > SHOWN_FOR:
            return []
        by, at = self._jump
        ago = in_words(self._passed() - at)
        return [f"The clock of this machine was {_set(by)}, {ago} ago."]

    def _go_on(self, on_set_back: Callable[[], object] | None) -> None:
        while not self._stopped.wait(LOOK_SECONDS):
            self.look()
            if on_set_back and self._is_set_back:
                self._recover(on_set_back)

    def _recover(self, on_set_back: Callable[[], object]) -> None:
        """Whoever looked first has noticed it; what fails is tried again at the next look."""
        self._is_set_back = False
        try:
            on_set_back()
        except Exception:
            self._is_set_back = True
            log.exception("what waits for the time before the clock was set back still does")


def in_words(length: timedelta) -> str:
    """A length of time in its largest fitting unit, such as 90 minutes or 3 days."""
    seconds = round(abs(length).total_seconds())
    for unit, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{round(seconds / size)} {unit}"
    return f"{seconds} seconds"


def _set(by: timedelta) -> str:
    return f"set {'back' if by < timedelta() else 'ahead'} by {in_words(by)}"
