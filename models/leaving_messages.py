"""What the messages about somebody's leaving a group are made of, before anything says it."""

from collections.abc import Callable
from dataclasses import dataclass

from models.ends_by_leaving import EndsByLeaving
from models.groups import Group
from models.payloads import Message
from models.people import Person


@dataclass(frozen=True)
class LeavingWords:
    """The words to those concerned; each door brings them to the service that promises them."""

    thanked: Callable[..., Message]
    """To who was let go."""
    nobody_acts: Callable[[Group, Person], Message]
    """To who is on leave."""
    left_seat: Callable[[EndsByLeaving, Group, Person], Message]
    """To the chairs."""
