"""Faults on demand: calls of the app meet what Slack and the network sometimes do."""

import re
import threading
from dataclasses import asdict, dataclass, field
from itertools import count
from typing import Any

# Each kind with what the app meets, and whether Slack has done what was asked.
KINDS = {
    "ratelimited": "answered 429 with Retry-After, and not done",
    "http_500": "answered 500, and not done",
    "http_503": "answered 503 without anything that Slack says, and not done",
    "timeout": "no answer until the app gives up, and not done",
    "reset": "the connection is reset, and it is not done",
    "malformed_json": "done, but half of the answer is missing",
    "reply_lost": "done, but the connection is reset before the answer",
    "error:<name>": "answered with this error of Slack's, and not done",
}
DONE = ("malformed_json", "reply_lost")
ERROR = re.compile(r"error:[a-z][a-z_]+")


class UnknownFault(Exception):
    """No fault is called so."""


@dataclass
class Fault:
    """Meets the next `left` calls that fit:
    of one method, with one channel, or both where both are given.
    """

    kind: str
    method: str | None = None
    channel: str | None = None
    left: int = 1
    retry_after: int = 1
    seconds: float = 30.0
    id: int = field(default_factory=count(1).__next__)

    def __post_init__(self) -> None:
        if self.kind not in KINDS and not ERROR.fullmatch(self.kind):
            raise UnknownFault(f"“{self.kind}” is not one of {', '.join(KINDS)}.")

    @property
    def is_done(self) -> bool:
        """Whether the call takes effect although the app does not learn of it."""
        return self.kind in DONE

    def fits(self, method: str, channel: str | None) -> bool:
        return self.method in (None, method) and self.channel in (None, channel)

    def row(self) -> dict[str, Any]:
        return asdict(self)


class Faults:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: list[Fault] = []

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._rows.append(fault)

    def take(self, method: str, channel: str | None) -> Fault | None:
        """The oldest fault that fits this call, which then has one call less before it."""
        with self._lock:
            found = next((row for row in self._rows if row.fits(method, channel)), None)
            if found:
                found.left -= 1
                self._rows = [row for row in self._rows if row.left > 0]
            return found

    def rows(self) -> list[dict[str, Any]]:
        with self._lock:
            return [row.row() for row in self._rows]

    def remove(self, number: int | None = None) -> None:
        """One of them, or all."""
        with self._lock:
            self._rows = [row for row in self._rows if number not in (None, row.id)]
