"""How often an app may call: per method by its tier, and per channel one message a second."""

import threading
from dataclasses import dataclass


@dataclass(frozen=True)
class Rate:
    """Calls a minute, and how many of them may come at once."""

    per_minute: float
    burst: int


TIER_1 = Rate(1, 10)
TIER_2 = Rate(20, 20)
TIER_3 = Rate(50, 50)
TIER_4 = Rate(100, 100)
SPECIAL = Rate(600, 600)
PER_CHANNEL = Rate(60, 20)


class Rates:
    """A bucket for each method and channel, which fills again as the sandbox's time passes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, key: str, rate: Rate, now: float) -> float:
        """Seconds until one more call is allowed; none were allowed now, and it was counted."""
        with self._lock:
            left, then = self._buckets.get(key, (float(rate.burst), now))
            left = min(float(rate.burst), left + (now - then) * rate.per_minute / 60)
            is_allowed = left >= 1
            self._buckets[key] = (left - 1 if is_allowed else left, now)
            return 0.0 if is_allowed else (1 - left) * 60 / rate.per_minute

    def clear(self) -> None:
        with self._lock:
            self._buckets.clear()
