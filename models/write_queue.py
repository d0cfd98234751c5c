"""The queue of the writers of one process, first come, first served.

SQLite lets one transaction write at a time, and whoever comes second sleeps and tries again: under
load the unlucky wait for seconds while others overtake them. Here they wait in line instead, and
each wakes the next. Other processes still wait for SQLite's own lock.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, get_ident


class DatabaseBusy(Exception):
    """A writer waited for too long for those before it; nothing was written."""


class WriteQueue:
    """A lock that is handed over in the order in which it was asked for."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        """Seconds that a writer waits at most."""
        self._mutex = Lock()
        """Guards the two below, and is never held while waiting."""
        self._waiting: deque[Lock] = deque()
        self._writer: int | None = None
        """The thread whose turn it is; 0 between two, while it is handed over."""
        self._is_long = False
        """Whether that turn may take longer than a writer waits else."""

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @contextmanager
    def turn(self, *, is_long: bool = False) -> Iterator[None]:
        """Wait until all who came before have written, then keep the others waiting.

        For a turn that ``is_long`` they wait until it ends, however long that takes.

        Raises ``DatabaseBusy`` where that takes too long, and ``RuntimeError`` where this thread
        would wait for itself.
        """
        self._enter()
        self._is_long = is_long
        try:
            yield
        finally:
            self._is_long = False
            self._leave()

    def _enter(self) -> None:
        with self._mutex:
            if self._writer is None:
                self._writer = get_ident()
                return
            if self._writer == get_ident():
                raise RuntimeError("a unit of work was opened within another of the same thread")
            waiter = Lock()
            waiter.acquire()
            self._waiting.append(waiter)
        self._wait(waiter)
        self._writer = get_ident()

    def _wait(self, waiter: Lock) -> None:
        is_called = False
        try:
            may_wait = True
            while may_wait and not is_called:
                was_long = self._is_long
                is_called = waiter.acquire(timeout=self._patience)
                may_wait = was_long or self._is_long
        finally:
            if not is_called:
                self._give_up(waiter)
        if not is_called:
            raise DatabaseBusy(
                f"other writers of this process kept the database for {self._patience:g} seconds"
            )

    def _give_up(self, waiter: Lock) -> None:
        with self._mutex:
            if waiter in self._waiting:
                self._waiting.remove(waiter)
                return
        # It was called in the same moment, and nobody else would wake the next.
        self._leave()

    def _leave(self) -> None:
        with self._mutex:
            if self._waiting:
                self._writer = 0
                self._waiting.popleft().release()
            else:
                self._writer = None
