"""The one clock of a deployment: the machine's own, or the sandbox's, which people can move."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]

OFFSET_HOLDS = 0.1
"""Seconds for which an offset of the sandbox's clock is not asked for again."""


def clock_for(url: str) -> Clock:
    """The machine's clock, or the one that the sandbox serves at ``url``."""
    return SandboxClock(url) if url else system_clock


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


class SandboxClock:
    """Real time plus the offset that the sandbox states; the last known offset while it is away.

    An offset holds for ``OFFSET_HOLDS`` seconds, for the jobs of a beat ask all at once.
    """

    def __init__(self, url: str, *, passed: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._passed = passed
        self._offset = timedelta()
        self._read_at: float | None = None

    def __call__(self) -> datetime:
        passed = self._passed()
        if self._read_at is None or passed - self._read_at >= OFFSET_HOLDS:
            self._read_offset()
            self._read_at = passed
        return system_clock() + self._offset

    def _read_offset(self) -> None:
        try:
            with urllib.request.urlopen(self._url, timeout=2) as reply:  # noqa: S310 - an operator's setting
                self._offset = datetime.fromtimestamp(json.load(reply)["now"], UTC) - system_clock()
        except (urllib.error.URLError, TimeoutError, ValueError, KeyError):
            pass
