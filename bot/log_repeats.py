"""An outage is logged when it begins, and then counted."""

import logging
import re
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock

from models.elapsed import Elapsed, elapsed

SHOWN_AGAIN = timedelta(minutes=5)
"""What goes on is logged as often as that."""
REPEATING = (
    "handlers.outages",
    "scheduler",
    "scheduler.delivery",
    "scheduler.slack_scans",
    "bot.endpoint",
    "bot.socket_mode",
    "slack_bolt",
    "slack_sdk",
)
"""The loggers that say the same at each beat, try and press while something is away."""
MOST_KINDS = 1000
_CHANGING = re.compile(r"[\w-]*\d[\w-]*")
"""Numbers, ids and moments, in which lines differ that say the same."""


@dataclass
class _Repeated:
    shown_at: timedelta
    count: int = 0
    """How many like it were left out since."""


class Repeats(logging.Filter):
    """Lets a warning or an error of these loggers through once, and then counts those like it."""

    def __init__(self, *, passed: Elapsed = elapsed) -> None:
        super().__init__()
        self._passed = passed
        self._seen: dict[tuple[str, str, str], _Repeated] = {}
        self._lock = Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING or not _repeats(record.name):
            return True
        with self._lock:
            return self._is_shown(record)

    def _is_shown(self, record: logging.LogRecord) -> bool:
        kind, passed = _kind(record), self._passed()
        before = self._seen.get(kind)
        if before and passed - before.shown_at < SHOWN_AGAIN:
            before.count += 1
            return False
        if len(self._seen) >= MOST_KINDS:
            self._seen.clear()
        self._seen[kind] = _Repeated(passed)
        if before and before.count:
            record.msg = f"{record.getMessage()} (and {before.count} more like it)"
            record.args = ()
        return True


def _repeats(name: str) -> bool:
    libraries = tuple(f"{logger}." for logger in REPEATING if logger.startswith("slack_"))
    return name in REPEATING or name.startswith(libraries)


def _kind(record: logging.LogRecord) -> tuple[str, str, str]:
    error = record.exc_info[0] if record.exc_info else None
    text = _CHANGING.sub("#", record.getMessage())
    return record.name, text, error.__name__ if error else ""
