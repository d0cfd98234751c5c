"""What an answer to a meeting means for others: whoever was to come in somebody's place, or sent
her, and the chairs, where whoever agreed to take the minutes does not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from models.groups import Group
from models.meetings import Meeting
from models.payloads import Message
from models.people import Person


@dataclass(frozen=True)
class AlternateNews:
    """What an answer to a meeting means for who was to come in somebody's place, or sent her."""

    meeting: Meeting
    group: Group
    person: Person
    """Whose answer it is."""
    is_sender: bool
    """Whether she sent somebody and comes herself; else she was sent and cannot come."""


@dataclass(frozen=True)
class RecorderNews:
    """That somebody agreed to take the minutes of a meeting, and does not take them after all."""

    meeting: Meeting
    group: Group
    person: Person
    following: Person | None
    """Whose turn is next; None where nobody can be asked."""
    asks_by_itself: bool
    """Whether Convene asks whoever is next by itself."""


AnswerWords = Callable[[AlternateNews | RecorderNews], Message]


class PlaceWords(Protocol):
    """What is said to whoever is sent to a meeting by a member."""

    def __call__(
        self, meeting: Meeting, group: Group, alternate: Person, /, *, by: Person
    ) -> Message: ...
