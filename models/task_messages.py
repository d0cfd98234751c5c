"""What the messages about a task are made of, before anything says it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.payloads import Message
from models.reminders import RemindedTask


@dataclass(frozen=True)
class TaskWords:
    """The words of each message about a task that is drawn anew; each door brings them to the
    service that promises the messages.
    """

    card: Callable[..., Message]
    listed: Callable[[Sequence[RemindedTask]], Message]
    """A reminder of several tasks."""
    alone: Callable[[Sequence[RemindedTask]], Message]
    """A reminder of this task alone."""
