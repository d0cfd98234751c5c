"""What ends for somebody in a group as she leaves it: a value object."""

from dataclasses import dataclass

from models.groups import MemberRole
from models.people import Person
from models.seats import Seat


@dataclass(frozen=True)
class EndsByLeaving:
    """What somebody is in a group beside being in it, and what of hers would be nobody's."""

    seat: Seat | None = None
    chairs_as: MemberRole | None = None
    deputy_of: tuple[Person, ...] = ()
    deputies: tuple[Person, ...] = ()
    """Whom she has named, as its chair."""
    acting_for: tuple[Person, ...] = ()
    """For whom on leave she acts."""
    freed_tasks: int = 0
    """How many open tasks of a private group belong to nobody then."""

    def __bool__(self) -> bool:
        return bool(
            self.seat
            or self.chairs_as
            or self.deputy_of
            or self.deputies
            or self.acting_for
            or self.freed_tasks
        )
