"""What is said to two people, one of whom was to come to a meeting in the place of the other."""

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


AlternateWords = Callable[[AlternateNews], Message]


class PlaceWords(Protocol):
    """What is said to whoever is sent to a meeting by a member."""

    def __call__(
        self, meeting: Meeting, group: Group, alternate: Person, /, *, by: Person
    ) -> Message: ...
