"""Whether Slack sends events at all:
not above so many an hour, and not to an app that fails them all.
"""

import threading
from collections import deque

SECONDS_AN_HOUR = 3600.0
MOST_AN_HOUR = 30_000
LEAST_SUCCESS = 0.05
FEWEST = 1000
"""An app that hears of less than this in an hour is never switched off."""


class Subscriptions:
    """The books of the last hour, by the sandbox's clock."""

    def __init__(self) -> None:
        self.fewest = FEWEST
        self.most_an_hour = MOST_AN_HOUR
        self._on = True
        self._limited_minute = 0
        self._lock = threading.Lock()
        self._sent: deque[float] = deque()
        self._answered: deque[tuple[float, bool]] = deque()

    @property
    def are_on(self) -> bool:
        return self._on

    def switch(self, *, on: bool) -> None:
        """What the owner of an app does in its settings; the books begin anew."""
        with self._lock:
            self._on = on
            self._sent.clear()
            self._answered.clear()

    def admit(self, now: float) -> bool:
        """Whether one more event may be sent this hour; if so, it is counted."""
        with self._lock:
            while self._sent and self._sent[0] <= now - SECONDS_AN_HOUR:
                self._sent.popleft()
            if len(self._sent) >= self.most_an_hour:
                return False
            self._sent.append(now)
            return True

    def newly_limited_minute(self, now: float) -> int | None:
        """The minute of this event that was not admitted, unless the app has heard of it."""
        minute = int(now) // 60 * 60
        with self._lock:
            if minute == self._limited_minute:
                return None
            self._limited_minute = minute
            return minute

    def note(self, now: float, *, succeeded: bool) -> bool:
        """Writes down one attempt; returns whether it was the one that
        switched the subscriptions off.
        """
        with self._lock:
            self._answered.append((now, succeeded))
            while self._answered[0][0] <= now - SECONDS_AN_HOUR:
                self._answered.popleft()
            if not self._on or len(self._answered) < self.fewest:
                return False
            share = sum(good for _, good in self._answered) / len(self._answered)
            self._on = share >= LEAST_SUCCESS
            return not self._on
