"""When each person works: by her own quiet hours and days off where she chose any, in her zone."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models import Person, Preferences
from models.polls import SlotShown

BEGINS, ENDS = 8 * 60, 18 * 60
"""The minutes of the day between which people work who have not said otherwise."""
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class WorkingDay:
    """The hours at which one person works, as minutes of a day in her zone."""

    zone: str
    begins: int = BEGINS
    ends: int = ENDS
    days_off: frozenset[int] = frozenset({5, 6})

    def holds(self, starts_at: datetime, minutes: int) -> bool:
        """Whether a meeting lies within one working day of hers, whatever the clocks do."""
        zone = ZoneInfo(self.zone)
        start = starts_at.astimezone(zone)
        end = (starts_at + timedelta(minutes=minutes)).astimezone(zone)
        days = (end.date() - start.date()).days
        return (
            start.weekday() not in self.days_off
            and self.begins <= _minutes(start.time())
            and days * _DAY_MINUTES + _minutes(end.time()) <= self.ends
        )


def working_days(session: Session, people: Iterable[Person]) -> dict[int, WorkingDay]:
    """When each of some people works, by their ids: one query."""
    found = {person.id: person for person in people}
    rows = session.exec(select(Preferences).where(col(Preferences.person_id).in_(found)))
    chosen = {row.person_id: row for row in rows}
    return {
        number: _day_of(person.zone, chosen.get(number) or Preferences(person_id=number))
        for number, person in found.items()
    }


def outside(
    slots: Sequence[SlotShown], days: Mapping[int, WorkingDay], people: Collection[int]
) -> frozenset[tuple[int, int]]:
    """The pairs of a slot and a person, by their ids, where the slot is not within her day."""
    return frozenset(
        (slot.slot_id, number)
        for slot in slots
        for number in people
        if number in days and not days[number].holds(slot.starts_at, slot.minutes)
    )


def _day_of(zone: str, chosen: Preferences) -> WorkingDay:
    """Her quiet hours bound the day where they are others than the usual ones, and at night."""
    off = frozenset(int(day) for day in chosen.days_off)
    usual = Preferences(person_id=0)
    is_usual = (chosen.quiet_from, chosen.quiet_until) == (usual.quiet_from, usual.quiet_until)
    if is_usual or chosen.quiet_from < chosen.quiet_until:
        return WorkingDay(zone, days_off=off)
    if chosen.quiet_from == chosen.quiet_until:
        return WorkingDay(zone, 0, _DAY_MINUTES, off)
    return WorkingDay(zone, _minutes(chosen.quiet_until), _minutes(chosen.quiet_from), off)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
