"""What is said of links that somebody passes on: value objects."""

from dataclasses import dataclass
from datetime import datetime

from models.groups import Group
from models.people import Person


@dataclass(frozen=True)
class LinkPassedOn:
    """A link that still opens somebody's pages, and that somebody else has, too."""

    giver: str
    """The name of who passed it on."""
    made_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class PassedLink:
    """A link as it is said once, to whoever passes it on; it is kept nowhere."""

    person: Person
    group: Group
    address: str
    ends_at: datetime
