"""Groups as they are looked at: the value objects that pass from the questions to the words."""

from dataclasses import dataclass
from datetime import date, datetime

from models.consortium import Direction
from models.groups import Group, MemberRole
from models.meetings import Meeting
from models.organizations import Organization
from models.people import Person
from models.presence import GroupPause


@dataclass(frozen=True)
class RosterLine:
    """One current member: who, as what, and from where."""

    person: Person
    role: MemberRole
    organization: str
    since: datetime
    is_of_library: bool = False
    """Whether she belongs to a member library, and not to a campus unit or the office."""
    ends_on: date | None = None
    """The last day of the service, or of the term that was agreed, in the zone of the group."""
    is_held_over: bool = False
    """Whether she serves though that day has passed, until somebody is appointed."""
    deputy_until: date | None = None
    """The last day on which she is the deputy of a chair, in the zone of the group."""


@dataclass(frozen=True)
class HomeTerm:
    """An organization to which somebody belongs or belonged, from when until when."""

    organization: Organization
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Absence:
    """Who is in a group and not in its channel."""

    people: tuple[Person, ...]
    may_invite: bool
    """Whether Convene may bring them in."""


@dataclass(frozen=True)
class GroupLine:
    """One group in a list."""

    group: Group
    members: int
    libraries: int
    my_role: MemberRole | None
    is_active: bool = True
    """Whether it is not discharged."""
    discharged_on: date | None = None
    """The day in the group's own zone."""
    my_last_day: date | None = None
    """The last day of her service, where that is known."""


@dataclass(frozen=True)
class GroupOverview:
    """Everything that one look at a group shows."""

    group: Group
    directions: list[Direction]
    roster: list[RosterLine]
    next_meeting: Meeting | None
    open_tasks: int
    overdue_tasks: int
    is_active: bool = True
    """Whether it is not discharged."""
    discharged_on: date | None = None
    """The day in the group's own zone."""
    has_lapsed: bool = False
    """Whether the last day of its charge has passed."""
    pauses: tuple[GroupPause, ...] = ()
    """Those that are not over, in their order."""
    today: date | None = None
    """In the group's own zone."""
