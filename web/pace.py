"""How often pages and feeds may be opened: counted in this process alone, by link and by address.

What must hold in all processes together, such as how often a letter is sent, is kept unique in the
database instead.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

PACE_SECONDS = 60.0
MOST_COUNTED = 20_000
"""Of how many links or addresses this is remembered; the one heard of longest ago is forgotten
first.
"""


class Pace:
    """So many a minute of each key, and no more until the minute is over."""

    def __init__(self, most: int, *, now: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._now = now
        self._lock = Lock()
        self._counts: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def takes(self, key: str) -> bool:
        """Count one more of ``key``; whether that is still allowed."""
        now = self._now()
        with self._lock:
            began, count = self._counts.get(key, (now, 0))
            if now - began >= PACE_SECONDS:
                began, count = now, 0
            self._counts[key] = began, count + 1
            self._counts.move_to_end(key)
            if len(self._counts) > MOST_COUNTED:
                self._counts.popitem(last=False)
        return count < self._most
