"""The times that a poll offers: those that suit everybody as far as it is known, twenty at most."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Group, Meeting, MeetingStatus, Membership, Person
from models.calendar_days import day_words
from models.meetings import LONGEST_MEETING
from models.polls import MOST_SLOTS, PollKind, SlotTime
from services import preferences, terms
from services.dates import instant
from services.errors import Invalid
from services.polls.typed_polls import SlotWish
from services.polls.working_days import WorkingDay, working_days

STARTS_AFTER = timedelta(hours=24)
"""How soon a time may be that is proposed: people must answer first."""
ENOUGH = 3
"""Where fewer times suit everybody, those are offered, too, that suit the most."""
MOST_COMPROMISES = 5
_DAY = timedelta(days=1)
_STEP = timedelta(hours=1)
_REASONS_SHOWN = 10
_LIBRARIES_NAMED = 3

Busy = Mapping[int, Sequence[tuple[datetime, datetime]]]
"""By the id of the person, from when until when she meets."""


@dataclass(frozen=True)
class Circle:
    """Whom a time is to suit: when each works and meets, and on which days nobody is asked to."""

    zone: str
    days: Mapping[int, WorkingDay]
    busy: Busy = field(default_factory=dict)
    closed: Mapping[date, str] = field(default_factory=dict)
    """Holidays of all and closings of libraries of members, each with its reason in words."""


@dataclass(frozen=True)
class Proposed:
    """The times that are offered, soonest first, and why others are not."""

    slots: tuple[SlotTime, ...]
    left_out: tuple[str, ...] = ()
    busy: int = 0
    compromises: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Candidate:
    slot: SlotTime
    day: int
    """What tells days apart, in their order."""
    away: int
    """How many people are away from work then, or meet elsewhere."""


def circle_of(
    session: Session,
    group: Group,
    people: Sequence[Person],
    *,
    zone: str,
    since: date,
    until: date,
    now: datetime,
) -> Circle:
    """What is known of those who are to meet: four queries, however many they are."""
    names = {row.day: row.name for row in preferences.holidays_of(session, None, since=since)}
    closures = preferences.closures_of(session, group, since=since, now=now)
    closed = {day: _closed(libraries) for day, libraries in closures.items()}
    closed |= {day: f"a holiday, {name}" if name else "a holiday" for day, name in names.items()}
    return Circle(
        zone,
        working_days(session, people),
        _meetings_of(session, people, since=since, until=until, now=now),
        closed,
    )


def propose(wish: SlotWish, minutes: int, circle: Circle, *, now: datetime) -> Proposed:
    """The times within a wish that suit everybody; where that are too few, some that suit most.

    Raises ``Invalid`` where no day is left, and where the hours are too short.
    """
    hours = [wish.at] if wish.at else _hours(wish.between, minutes)
    if not hours:
        raise Invalid("So long a meeting does not fit into these hours. Choose more of them.")
    if wish.kind is PollKind.WEEKDAYS:
        return _chosen(_weekly(wish, hours, minutes, circle, now), circle, ())
    days, left_out = _days(wish, circle, now)
    dated = [
        _candidate(SlotTime(starts_at=instant(day, at, circle.zone)), day, minutes, circle)
        for day in days
        for at in hours
    ]
    soon = now + STARTS_AFTER
    ahead = [each for each in dated if each.slot.starts_at and each.slot.starts_at >= soon]
    if not ahead:
        why = f" Left out: {'; '.join(left_out)}." if left_out else ""
        raise Invalid(f"None of these days is left to meet on.{why} Ask for others.", field="when")
    return _chosen(ahead, circle, left_out)


def _hours(between: tuple[time, time], minutes: int) -> list[time]:
    first, last = (datetime.combine(date.min, at) for at in between)
    count = (last - first - timedelta(minutes=minutes)) // _STEP
    return [(first + step * _STEP).time() for step in range(count + 1)]


def _days(wish: SlotWish, circle: Circle, now: datetime) -> tuple[list[date], tuple[str, ...]]:
    """The days within a wish that are not closed, and why the others are left out."""
    today = now.astimezone(ZoneInfo(circle.zone)).date()
    count = (wish.last - max(wish.first, today)).days + 1
    every = [max(wish.first, today) + ahead * _DAY for ahead in range(max(count, 0))]
    wanted = [day for day in every if day.weekday() in wish.weekdays]
    reasons = [f"{day_words(day)}: {circle.closed[day]}" for day in wanted if day in circle.closed]
    more = len(reasons) - _REASONS_SHOWN
    shown = [*reasons[:_REASONS_SHOWN], *([f"{more} days more"] if more > 0 else [])]
    return [day for day in wanted if day not in circle.closed], tuple(shown)


def _candidate(slot: SlotTime, day: date, minutes: int, circle: Circle) -> _Candidate:
    start = slot.starts_at or datetime.min.replace(tzinfo=UTC)
    end = start + timedelta(minutes=minutes)
    away = sum(
        not works.holds(start, minutes)
        or any(begins < end and start < ends for begins, ends in circle.busy.get(number, ()))
        for number, works in circle.days.items()
    )
    return _Candidate(slot, day.toordinal(), away)


def _weekly(
    wish: SlotWish, hours: Sequence[time], minutes: int, circle: Circle, now: datetime
) -> list[_Candidate]:
    """Each weekday with each hour; on most of its days somebody must be away for her to count."""
    first = max(wish.first, now.astimezone(ZoneInfo(circle.zone)).date() + _DAY)
    found = []
    for weekday in wish.weekdays:
        start = first + ((weekday - first.weekday()) % 7) * _DAY
        days = [start + week * 7 * _DAY for week in range((wish.last - start).days // 7 + 1)]
        dated = [day for day in days if day not in circle.closed]
        if not dated:
            continue
        for at in hours:
            away = _mostly_away(dated, at, minutes, circle)
            found.append(_Candidate(SlotTime(weekday=weekday, at=at), weekday, away))
    if not found:
        raise Invalid("No day of that time is left. Ask for another.", field="when")
    return found


def _mostly_away(days: Sequence[date], at: time, minutes: int, circle: Circle) -> int:
    """How many people are away on half of these days or more."""
    often: dict[int, int] = {}
    for day in days:
        start = instant(day, at, circle.zone)
        end = start + timedelta(minutes=minutes)
        for number, works in circle.days.items():
            meets = circle.busy.get(number, ())
            if not works.holds(start, minutes) or any(b < end and start < e for b, e in meets):
                often[number] = often.get(number, 0) + 1
    return sum(2 * count >= len(days) for count in often.values())


def _chosen(
    candidates: Sequence[_Candidate], circle: Circle, left_out: tuple[str, ...]
) -> Proposed:
    suiting = [each for each in candidates if not each.away]
    busy = len(candidates) - len(suiting)
    if len(suiting) >= min(ENOUGH, len(candidates)):
        return Proposed(_spread(suiting), left_out, busy)
    others = sorted((each for each in candidates if each.away), key=lambda each: each.away)
    taken = others[: MOST_COMPROMISES - len(suiting)]
    worst = max((each.away for each in taken), default=0)
    count = len(circle.days)
    compromise = (
        f"Too few times suit everybody: {len(taken)} of these lie outside the working day of some,"
        f" or when they meet elsewhere ({worst} of {count} people at most).",
    )
    return Proposed(_spread([*suiting, *taken]), left_out, busy - len(taken), compromise)


def _spread(candidates: Sequence[_Candidate]) -> tuple[SlotTime, ...]:
    """Twenty at most, over all days alike and over the hours of each, soonest first."""
    by_day: dict[int, list[SlotTime]] = {}
    for each in candidates:
        by_day.setdefault(each.day, []).append(each.slot)
    turns = [
        (turn, place, slots[(turn + place) % len(slots)])
        for place, slots in enumerate(by_day.values())
        for turn in range(len(slots))
    ]
    turns.sort(key=lambda entry: entry[:2])
    return tuple(sorted((slot for _, _, slot in turns[:MOST_SLOTS]), key=in_order))


def in_order(slot: SlotTime) -> tuple[float, int, time]:
    """What puts slots of one kind in their order, the soonest first."""
    moment = slot.starts_at.timestamp() if slot.starts_at else 0.0
    return moment, slot.weekday or 0, slot.at or time()


def _closed(libraries: Collection[str]) -> str:
    names = list(libraries)
    more = len(names) - _LIBRARIES_NAMED
    shown = [*names[:_LIBRARIES_NAMED], *([f"{more} more"] if more > 0 else [])]
    listed = " and ".join(part for part in (", ".join(shown[:-1]), shown[-1]) if part)
    return f"{listed} {'is' if len(names) == 1 else 'are'} closed"


def _meetings_of(
    session: Session, people: Sequence[Person], *, since: date, until: date, now: datetime
) -> dict[int, list[tuple[datetime, datetime]]]:
    """When each of some people meets in any of her groups: one query."""
    first = datetime.combine(since, time(), tzinfo=UTC) - LONGEST_MEETING - _DAY
    statement = (
        sa.select(col(Membership.person_id), col(Meeting.starts_at), col(Meeting.minutes))
        .join(Meeting, col(Meeting.group_id) == Membership.group_id)
        .where(col(Membership.person_id).in_([person.id for person in people]))
        .where(terms.serving(now), col(Meeting.status) == MeetingStatus.ON)
        .where(col(Meeting.starts_at) >= first)
        .where(col(Meeting.starts_at) < datetime.combine(until, time(), tzinfo=UTC) + 2 * _DAY)
    )
    found: dict[int, list[tuple[datetime, datetime]]] = {}
    for number, starts_at, minutes in session.execute(statement):
        found.setdefault(number, []).append((starts_at, starts_at + timedelta(minutes=minutes)))
    return found
