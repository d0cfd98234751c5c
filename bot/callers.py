"""Addresses that send what is not Slack's: each is answered so many times a minute.

What Slack has signed is never counted, since behind a proxy all requests come from one address.
"""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from threading import Lock

MOST_REFUSALS = 60
"""How many requests of an address are refused one by one within ``SPAN``."""
SPAN = 60.0
"""Seconds."""
MOST_ADDRESSES = 10_000
"""Of how many addresses this is remembered; the one heard of longest ago is forgotten first."""


class RefusedCallers:
    """When each address was last refused."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = Lock()
        self._moments: OrderedDict[str, deque[float]] = OrderedDict()

    def note(self, address: str) -> bool:
        """Note that an address is refused; whether that is too often by now."""
        with self._lock:
            moments = self._moments.setdefault(address, deque(maxlen=MOST_REFUSALS + 1))
            self._moments.move_to_end(address)
            if len(self._moments) > MOST_ADDRESSES:
                self._moments.popitem(last=False)
            moments.append(self._now())
            return len(moments) > MOST_REFUSALS and moments[-1] - moments[0] < SPAN
