"""What the parts of the loader share: the session, the clock, chance, and who is who."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlmodel import Session

from demo.groups import GROUPS, DemoGroup
from demo.libraries import CONSORTIUM
from demo.year import HABITS, Habit
from models import Group, Person
from services import digests

ZONE = ZoneInfo(CONSORTIUM.zone)
YEAR = timedelta(days=365)
WEEK = timedelta(days=7)

FRIDAY = 4

_HABITS = {person_habit.person: person_habit.habit for person_habit in HABITS}


@dataclass
class World:
    """The demo while it is being told.

    People and groups are found by the keys of the demo's data.
    """

    session: Session
    now: datetime
    random: Random
    people: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    joined: dict[tuple[str, str], datetime] = field(default_factory=dict)
    """When a person joined a group, by the keys of both."""

    @property
    def today(self) -> date:
        return day_of(self.now)

    def begins(self, demo_group: DemoGroup) -> datetime:
        """When a group started."""
        return at(self.today + timedelta(days=demo_group.started), time(10, 0))

    def ends(self, demo_group: DemoGroup) -> datetime:
        """When a group was discharged; the present for one that goes on."""
        if demo_group.discharged is None:
            return self.now
        return at(self.today + timedelta(days=demo_group.discharged), time(16, 0))

    def members(self, demo_group: DemoGroup, when: datetime) -> list[str]:
        """The keys of those who were in a group at a moment, in the order of the data."""
        keys = (*demo_group.members, *demo_group.partners)
        return [key for key in keys if self.joined[demo_group.key, key] <= when]

    def chair(self, demo_group: DemoGroup) -> Person:
        return self.people[demo_group.chair]

    def happens(self, percent: int) -> bool:
        """Whether something comes about that does so ``percent`` times in a hundred."""
        return self.random.randrange(100) < percent

    def between(self, first: datetime, last: datetime) -> datetime:
        """A moment in a span, to the minute."""
        minutes = max(int((last - first).total_seconds()) // 60, 1)
        return first + timedelta(minutes=self.random.randrange(minutes))

    def news_since(self, demo_group: DemoGroup) -> datetime:
        """Since when the next digest of a group will tell,
        so that something fresh can be put there.
        """
        slot = digests.next_slot(self.groups[demo_group.key], self.now)
        return slot - WEEK if slot else self.now - WEEK


def active() -> list[DemoGroup]:
    """The groups that go on."""
    return [demo_group for demo_group in GROUPS if demo_group.discharged is None]


def at(day: date, clock: time) -> datetime:
    """A moment of the consortium's local time."""
    return datetime.combine(day, clock, tzinfo=ZONE).astimezone(UTC)


def day_of(moment: datetime) -> date:
    """The consortium's local day at a moment."""
    return moment.astimezone(ZONE).date()


def habit(key: str) -> Habit:
    """How reliably a person takes part."""
    return _HABITS[key]


def workday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday() if day.weekday() > FRIDAY else 0)


def workday_before(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(day.weekday() - FRIDAY, 0))
