"""What comes back from the app, and what is said when an event is sent once more."""

from dataclasses import dataclass
from typing import Any

from sandbox import wire


@dataclass(frozen=True)
class Ack:
    """`problem` is Slack's word for a failure: operation_timeout or dispatch_failed.

    `reason` is what a retry of an event gives as the cause; `final` says that the app wants no
    retry.
    """

    status: int
    body: str
    problem: str | None = None
    reason: str = ""
    final: bool = False

    @property
    def json(self) -> Any:
        """The answer as JSON, or None where it is empty or plain text."""
        try:
            return wire.read(self.body)
        except ValueError:
            return None


@dataclass(frozen=True)
class Retry:
    number: int
    reason: str
