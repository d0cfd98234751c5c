"""The inspector's list of requests between the sandbox and the app, without their secrets."""

import json
import re
import threading
from collections import deque
from dataclasses import dataclass
from typing import Any

SECRET_KEYS = frozenset(
    {"token", "authorization", "x-slack-signature", "x-slack-request-timestamp"}
)
TOKEN = re.compile(
    r"xox[a-z]-[A-Za-z0-9-]+|xapp-[A-Za-z0-9-]+|(?<=/response/)[A-Za-z0-9_-]+|(?<=ticket=)[0-9a-f]+"
)
KEPT = 1000


@dataclass(frozen=True)
class TrafficEntry:
    n: int
    at: float
    direction: str
    what: str
    status: int
    request: Any
    response: Any
    refused: bool


class Traffic:
    def __init__(self) -> None:
        self._entries: deque[TrafficEntry] = deque(maxlen=KEPT)
        # Kept apart, so that a long story cannot push a broken rule out of the list.
        self._refusals: list[TrafficEntry] = []
        self._lock = threading.Lock()
        self._last = 0

    def record(
        self,
        *,
        at: float,
        direction: str,
        what: str,
        status: int,
        request: Any,
        response: Any,
        refused: bool = False,
    ) -> None:
        with self._lock:
            self._last += 1
            entry = TrafficEntry(
                self._last,
                at,
                direction,
                what,
                status,
                redacted(request),
                redacted(response),
                refused,
            )
            self._entries.append(entry)
            if refused:
                self._refusals.append(entry)

    def since(self, n: int) -> list[TrafficEntry]:
        with self._lock:
            return [entry for entry in self._entries if entry.n > n]

    def refusals(self) -> list[TrafficEntry]:
        with self._lock:
            return list(self._refusals)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self._refusals.clear()


def redacted(value: Any) -> Any:
    """A deep copy without tokens, signatures and the secret part of answer addresses."""
    if isinstance(value, dict):
        return {
            key: "(hidden)" if key.lower() in SECRET_KEYS else redacted(item)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [redacted(item) for item in value]
    if isinstance(value, str):
        return TOKEN.sub("(hidden)", value)
    return json.loads(json.dumps(value, default=str))
