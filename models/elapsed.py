"""The time that passes, whatever the machine's clock is set to."""

import time
from collections.abc import Callable
from datetime import timedelta

Elapsed = Callable[[], timedelta]


def elapsed() -> timedelta:
    """Since some moment before this process began.

    It also passes while the machine is suspended, where the system has such a clock.
    """
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return timedelta(seconds=time.clock_gettime(clock))
