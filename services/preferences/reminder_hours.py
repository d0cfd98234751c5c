"""When a person may be reminded:
her quiet hours, days off, holidays, pause, and her digest's hour.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Holiday, Person, Preferences, ReminderDelivery
from models.database import run_plain
from models.messages import MessageKind
from models.preferences import LONGEST_CLOSURE
from services.dates import instant

DAY = timedelta(days=1)
DIGEST_GRACE = timedelta(hours=6)
"""How long after its hour a personal digest is still worth sending."""
FAR_AHEAD = LONGEST_CLOSURE
"""Of what lies further ahead no digest tells yet."""
MIDNIGHT = time(0)

Window = tuple[datetime, datetime]
"""From the first moment to, not including, the second."""


@dataclass(frozen=True)
class ReminderHours:
    """When one person may be reminded, by her own choice and zone."""

    zone: str
    chosen: Preferences
    holidays: frozenset[date] = frozenset()

    @property
    def has_digest(self) -> bool:
        return self.chosen.delivery is ReminderDelivery.DIGEST

    def wants(self, kind: MessageKind) -> bool:
        return kind.key not in self.chosen.muted

    def today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.zone)).date()

    def is_off(self, day: date) -> bool:
        """Whether nothing is said on this local day."""
        is_paused = self.chosen.pause_until is not None and day < self.chosen.pause_until
        return is_paused or self.is_free(day)

    def is_free(self, day: date) -> bool:
        """Whether this is a holiday or one of her days off.

        A pause holds back, and makes no day free.
        """
        return day.weekday() in self.chosen.days_off or day in self.holidays

    def opens(self, at: datetime) -> datetime | None:
        """The first moment from ``at`` on at which a single message may come."""
        return next((max(at, start) for start, end in self._windows(at) if at < end), None)

    def due_at(self, moment: datetime, now: datetime) -> datetime | None:
        """When a reminder that is meant for ``moment`` is said, as seen from ``now``.

        The digest tells in advance what is meant for any moment before the next one.
        """
        if not self.has_digest:
            return self.opens(max(moment, now))
        if moment - now > FAR_AHEAD:
            return moment - FAR_AHEAD
        starts = [start for start, end in self._windows(now) if now < end]
        digest_starts = starts[:1] + [start for start in starts if start <= moment]
        return max(now, digest_starts[-1]) if digest_starts else None

    def digest_ends(self, now: datetime) -> datetime | None:
        """The end of the digest's hours in which ``now`` lies, None outside them."""
        window = next(((start, end) for start, end in self._windows(now) if now < end), None)
        return window[1] if window and window[0] <= now else None

    def covers_until(self, now: datetime) -> datetime:
        """The latest moment of which what is said at ``now`` speaks:
        a digest looks up to the next.
        """
        if not self.has_digest or self.digest_ends(now) is None:
            return now
        following = next((start for start, _ in self._windows(now) if start > now), None)
        return following - timedelta(microseconds=1) if following else now

    def last_day_before(self, day: date) -> date:
        """The nearest day before ``day`` that is not free, within a week; else the day before."""
        before = [day - back * DAY for back in range(1, 8)]
        return next((candidate for candidate in before if not self.is_free(candidate)), before[0])

    def first_day_after(self, day: date) -> date:
        """The nearest day after ``day`` that is not free, within a week; else the day after."""
        after = [day + ahead * DAY for ahead in range(1, 8)]
        return next((candidate for candidate in after if not self.is_free(candidate)), after[0])

    def _windows(self, at: datetime) -> Iterator[Window]:
        first = self.today(at)
        start = max(first, self.chosen.pause_until or first)
        for ahead in range(LONGEST_CLOSURE.days):
            day = start + ahead * DAY
            if not self.is_off(day):
                yield from self._hours(day)

    def _hours(self, day: date) -> Iterator[Window]:
        morning, night = instant(day, MIDNIGHT, self.zone), instant(day + DAY, MIDNIGHT, self.zone)
        if self.has_digest:
            slot = instant(day, self.chosen.digest_time, self.zone)
            yield slot, max(min(slot + DIGEST_GRACE, night), slot + timedelta(minutes=30))
            return
        begins = instant(day, self.chosen.quiet_from, self.zone)
        ends = instant(day, self.chosen.quiet_until, self.zone)
        if self.chosen.quiet_from == self.chosen.quiet_until:
            yield morning, night
        elif begins > ends:
            yield ends, begins
        else:
            yield from ((morning, begins), (ends, night))


@dataclass(frozen=True)
class EverybodysHours:
    """Everybody's reminder hours, read by two queries."""

    chosen: dict[int, Preferences]
    holidays: dict[int | None, frozenset[date]]
    horizon: datetime
    """How far ahead the digests of now look."""
    _cache: dict[int, ReminderHours] = field(default_factory=dict)

    def of(self, person: Person) -> ReminderHours:
        if person.id not in self._cache:
            chosen = self.chosen.get(person.id) or Preferences(person_id=person.id)
            self._cache[person.id] = ReminderHours(
                person.zone, chosen, self.holidays_at(person.organization_id)
            )
        return self._cache[person.id]

    def holidays_at(self, organization_id: int | None) -> frozenset[date]:
        """The holidays of the consortium and of one organization."""
        own = self.holidays.get(organization_id, frozenset()) if organization_id else frozenset()
        return self.holidays.get(None, frozenset()) | own


_CHOSEN = select(Preferences, Person).join(Person, col(Person.id) == Preferences.person_id)
_HOLIDAYS: Any = sa.select(col(Holiday.day), col(Holiday.organization_id)).where(
    col(Holiday.day) >= sa.bindparam("since")
)


def reminder_hours(session: Session, now: datetime) -> EverybodysHours:
    """The reminder hours of everybody as of ``now``."""
    holidays = _holidays(session, _since(now))
    rows = session.exec(_CHOSEN).all()
    everybody = EverybodysHours({chosen.person_id: chosen for chosen, _ in rows}, holidays, now)
    ahead = [
        everybody.of(person).covers_until(now) for chosen, person in rows if _has_digest(chosen)
    ]
    return EverybodysHours(everybody.chosen, holidays, max([now, *ahead]))


def days_off(session: Session, now: datetime) -> dict[int | None, list[date]]:
    """The holidays that still count, in order, by organization;
    under None those of the whole consortium.
    """
    return {whose: sorted(days) for whose, days in _holidays(session, _since(now)).items()}


def consortium_holidays(session: Session, now: datetime) -> frozenset[date]:
    """The days around ``now`` and later on which the whole consortium is off."""
    return _holidays(session, _since(now)).get(None, frozenset())


def _since(now: datetime) -> date:
    """A task that has been overdue for a year still counts its weeks
    from the first working day after it.
    """
    return date(now.year - 1, 1, 1) - 14 * DAY


def _has_digest(chosen: Preferences) -> bool:
    return chosen.delivery is ReminderDelivery.DIGEST


def _holidays(session: Session, since: date) -> dict[int | None, frozenset[date]]:
    found: dict[int | None, set[date]] = {}
    for day, organization_id in run_plain(session, _HOLIDAYS, {"since": since}):
        found.setdefault(organization_id, set()).add(day)
    return {organization_id: frozenset(days) for organization_id, days in found.items()}
