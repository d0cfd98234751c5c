"""One message a second per channel, with a burst generous enough for a demonstration."""

import threading
import time

BURST = 20


class Rates:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, channel: str) -> bool:
        """Whether one more message may be posted to this channel now."""
        with self._lock:
            now = time.monotonic()
            left, then = self._buckets.get(channel, (float(BURST), now))
            left = min(float(BURST), left + now - then)
            allowed = left >= 1
            self._buckets[channel] = (left - 1 if allowed else left, now)
            return allowed
