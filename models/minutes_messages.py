"""What the messages about minutes are made of, before anything says it."""

from collections.abc import Callable
from dataclasses import dataclass

from models.groups import Group
from models.meetings import Meeting
from models.minutes import MinutesCorrection, SettledCorrection
from models.payloads import Message
from models.people import Person


@dataclass(frozen=True)
class MinutesWords:
    """The words of each message about minutes; each door brings them to the service that promises
    the messages.
    """

    draft: Callable[[Meeting, Group], Message]
    circulated: Callable[[Meeting, Group], Message]
    correction_wanted: Callable[[Meeting, Group, SettledCorrection], Message]
    """To the chairs; who asks, and of which line."""
    correction_settled: Callable[[Meeting, Group, MinutesCorrection, Person], Message]
    correction_sent: Callable[[Meeting, bool], Message]
    """To whoever asked for a correction by mail; whether it is a new one."""
    correction_refused: Callable[[Meeting, str], Message]
    """To whoever asked for a correction by mail that is not listed, with the reason."""
