"""What is to be done later by the sandbox's clock,
which stands still in tests and jumps on demand.
"""

import threading
from collections.abc import Callable

AGENDA_POLL_SECONDS = 0.5


class Agenda:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: list[tuple[float, Callable[[], None]]] = []

    def at(self, due: float, act: Callable[[], None]) -> None:
        with self._lock:
            self._rows.append((due, act))

    def wake(self, now: float) -> None:
        """Does everything that is due by now, in its order."""
        with self._lock:
            due = [row for row in self._rows if row[0] <= now]
            self._rows = [row for row in self._rows if row[0] > now]
        for _, act in sorted(due, key=lambda row: row[0]):
            act()

    def clear(self) -> None:
        with self._lock:
            self._rows.clear()


class AgendaTicker:
    """Looks at the agenda every half second, for a clock that runs by itself."""

    def __init__(self, agenda: Agenda, now: Callable[[], float]) -> None:
        self._agenda = agenda
        self._now = now
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox-agenda", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(AGENDA_POLL_SECONDS):
            self._agenda.wake(self._now())
