"""How a plan is said back before it is saved, with the days on which somebody does not work."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from models.calendar_days import day_words
from models.meetings import MeetingReading
from services.dates import When, echo
from services.meetings.holidays_apart import on_holidays
from services.meetings.plans import MeetingPlan
from services.recurrence import first_moments, occurrences
from services.recurrence.descriptions import listed

SHOWN_AHEAD = 4
LIBRARIES_NAMED = 3
WEEKENDS_AHEAD = timedelta(days=365)
SATURDAY_AND_SUNDAY = (5, 6)


@dataclass(frozen=True)
class DaysOff:
    """The days on which a meeting may be missed, as far as they are known."""

    holidays: Mapping[date, str] = field(default_factory=dict)
    """Those of the whole consortium, with their names."""
    closures: Mapping[date, Sequence[str]] = field(default_factory=dict)
    """Those on which only some libraries of the group's members are closed, with their names."""

    def note(self, day: date) -> str:
        """What is to be said of this day; nothing where everybody works.

        A holiday of all says it for each library.
        """
        if (name := self.holidays.get(day)) is not None:
            return f"a holiday, {name}" if name else "a holiday"
        names = self.closures.get(day, ())
        return f"{_named(names)} {'is' if len(names) == 1 else 'are'} closed" if names else ""


def reading_of(plan: MeetingPlan, *, zone: str, off: DaysOff | None = None) -> MeetingReading:
    """How the plan was read, for the eye to check; ``zone`` is the reader's own.

    Moments that fall on a day off say so.
    """
    off = off or DaysOff()
    starts = first_moments(plan.pattern, SHOWN_AHEAD) if plan.pattern else [plan.starts_at]
    return MeetingReading(
        plan.title,
        plan.place,
        plan.minutes,
        tuple(_said(start, plan, off) for start in starts),
        echo(When(plan.starts_at, zone, plan.minutes)) if plan.zone != zone else "",
        plan.repeats,
        tuple(
            f"{day_words(day)}{name and f' ({name})'}"
            for day in on_holidays(plan, off.holidays)
            for name in (off.holidays[day],)
        ),
        tuple(
            f"{day_words(day)} ({_named(off.closures[day])})"
            for day in on_holidays(plan, off.closures)
            if day not in off.holidays
        ),
        _on_weekends(plan, off),
    )


def _on_weekends(plan: MeetingPlan, off: DaysOff) -> tuple[str, ...]:
    """The days of a series on Saturdays and Sundays, within a year, where no weekday was typed."""
    pattern = plan.pattern
    if pattern is None or not (pattern.monthdays or pattern.dates):
        return ()
    first = pattern.starts_on
    days = occurrences(pattern, after=first - timedelta(days=1), until=first + WEEKENDS_AHEAD)
    return tuple(
        day_words(day)
        for day, _moment in days
        if day.weekday() in SATURDAY_AND_SUNDAY and day not in off.holidays
    )


def _said(start: datetime, plan: MeetingPlan, off: DaysOff) -> str:
    note = off.note(start.astimezone(ZoneInfo(plan.zone)).date())
    moment = echo(When(start, plan.zone, plan.minutes))
    if plan.pattern:
        # The rhythm above them says the place of the clocks.
        moment = moment.replace(f" ({plan.zone})", "")
    return f"{moment}: {note}" if note else moment


def _named(libraries: Collection[str]) -> str:
    """Some libraries by name, and how many more there are."""
    names = list(libraries)
    more = len(names) - LIBRARIES_NAMED
    return listed([*names[:LIBRARIES_NAMED], f"{more} more"] if more > 0 else names)
