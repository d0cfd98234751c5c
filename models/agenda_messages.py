"""What the messages about an agenda are made of, before anything says it."""

from collections.abc import Callable
from dataclasses import dataclass

from models.meetings import Summary
from models.payloads import Message


@dataclass(frozen=True)
class AgendaWords:
    """The words of each message that shows an agenda; each door brings them to the service that
    promises the messages.
    """

    card: Callable[[Summary], Message]
    """The meeting, with how much is on its agenda."""
    posted: Callable[..., Message]
    """The agenda as it is posted: of a ``GroupAgenda`` and ``today``."""
