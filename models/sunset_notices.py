"""Charges that end soon, as somebody hears of them."""

from dataclasses import dataclass
from datetime import date, datetime

from models.groups import Group
from models.messages import Key
from models.people import Person


@dataclass(frozen=True)
class SunsetNotice:
    """Somebody who is to hear that a charge ends soon."""

    person: Person
    group: Group
    sunset_on: date
    days_before: int
    """Of which of the warnings it is: 90, 60 or 30."""
    days_left: int
    """Until the last day, as she hears of it."""
    key: Key
    opens_at: datetime
    """When her hours allow it."""
