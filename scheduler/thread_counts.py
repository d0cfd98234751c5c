"""Counting what several threads do."""

from collections import Counter
from threading import Lock

Counted = dict[tuple[str, ...], int]
"""How often something happened, by its names."""


class ThreadCounts:
    """Counts since this process began."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, ...]] = Counter()
        self._lock = Lock()

    def add(self, *names: str) -> None:
        with self._lock:
            self._counts[names] += 1

    def read(self) -> Counted:
        with self._lock:
            return dict(self._counts)
