"""What the weekly digests of a simulated year should be, by plain rules;
and what a digest says it tells.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time

from tests.scheduler.year_model import DAY, HOLIDAYS, HOUR, WEEK, local, wall

GRACE = 36 * HOUR
NEWS = ("Done", "Decided", "New members", "Meetings changed")
"""What is told once."""
IN_VIEW = ("Overdue", "Open questions")
"""What is told again and again for as long as it is open."""
Told = dict[str, set[str]]
"""The names of what a digest tells, by its headings."""


@dataclass
class Event:
    """Something that is to be told exactly once."""

    heading: str
    name: str
    at: datetime
    is_told: bool = False


@dataclass(frozen=True)
class Digest:
    """One that should come now."""

    week: str
    due_at: datetime
    is_late: bool
    items: Told


@dataclass
class Weekly:
    """The plain facts of one group, and what its digests told."""

    zone: str
    weekday: int | None
    at: time
    chosen_at: datetime
    is_discharged: bool = False
    weeks: set[str] = field(default_factory=set)
    """The weeks that are decided, one way or the other."""
    has_told: bool = False
    events: list[Event] = field(default_factory=list)

    def expected(self, now: datetime, in_view: Told) -> Digest | None:
        """What should come at this moment; ``in_view`` is what every digest tells."""
        slot = self._latest_slot(now)
        if slot is None or slot[0] in self.weeks:
            return None
        week, due_at = slot
        news: Told = {heading: set() for heading in NEWS}
        for event in self._unsent(due_at, now):
            news[event.heading].add(event.name)
        return Digest(week, due_at, now - due_at > HOUR, news | in_view)

    def came(self, digest: Digest, now: datetime, *, arrived: bool) -> None:
        """Note that a digest was decided on.

        What it told is over if it arrived, and so is what was older.
        """
        self.weeks.add(digest.week)
        for event in self.events if arrived else []:
            event.is_told = event.is_told or event.at < now
        self.has_told = self.has_told or arrived

    def _unsent(self, due_at: datetime, now: datetime) -> list[Event]:
        """A digest tells of five weeks at most, and the first one of a week."""
        earliest = due_at - (5 * WEEK if self.has_told else WEEK)
        return [event for event in self.events if not event.is_told and earliest <= event.at < now]

    def _latest_slot(self, now: datetime) -> tuple[str, datetime] | None:
        """The newest slot that is not over for good: of which week it is, and when it comes."""
        today = local(now, self.zone).date()
        for day in (today - back * DAY for back in range(8)):
            if day.weekday() != self.weekday or self.is_discharged:
                continue
            when = wall(_put_off(day), self.at, self.zone)
            if wall(day, self.at, self.zone) >= self.chosen_at and when <= now < when + GRACE:
                year, week, _ = day.isocalendar()
                return f"{year}-W{week:02}", when
        return None


def _put_off(day: date) -> date:
    while day in HOLIDAYS:
        day += DAY
    return day


def read(text: str) -> Told:
    """The names in the text of a digest, by heading."""
    lines = dict(line.partition(": ")[::2] for line in text.split("\n"))
    names = re.compile(r"(?:Task|Decision|Question|Meeting) \d+|[A-Z]\w+ [A-Z]\w+")
    of_people = {"New members"}
    found = {heading: set(names.findall(lines.get(heading, ""))) for heading in (*NEWS, *IN_VIEW)}
    return {
        heading: {name for name in names if name[-1].isdigit() or heading in of_people}
        for heading, names in found.items()
    }


def read_counts(text: str) -> dict[str, int]:
    """How many things the one line of a quiet week says are still open."""
    counts = {
        "Overdue": r"(\d+) tasks? (?:is|are) still overdue",
        "Open questions": r"(\d+) questions? (?:is|are) still open",
    }
    return {
        heading: int((re.findall(pattern, text) or ["0"])[0]) for heading, pattern in counts.items()
    }
