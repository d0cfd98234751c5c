"""What is said of a link that somebody passes on: a value object."""

from dataclasses import dataclass
from datetime import datetime

from models.groups import Group
from models.people import Person


@dataclass(frozen=True)
class PassedLink:
    """A link as it is said once, to whoever passes it on; it is kept nowhere."""

    person: Person
    group: Group
    address: str
    ends_at: datetime
