"""A poll before it is opened: from typed words or a form to times, said back in full."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from models import Group, Person
from models.polls import NUDGE_DAYS, PollKind, PollPlan, PollReading, SlotShown, SlotTime
from models.rosters import RosterLine
from services import consortium, terms
from services.access import CHAIR_ROLES
from services.dates import When, echo, instant, read_when
from services.dates.words import WEEKDAY, WEEKDAY_NAMES, WEEKDAYS, quoted
from services.errors import Invalid
from services.polls.changes import MOST_REQUIRED, SHORTEST_POLL, SLOTS_WITHIN
from services.polls.poll_results import first_moment
from services.polls.proposed_slots import Circle, Proposed, circle_of, in_order, propose
from services.polls.typed_polls import SlotWish, read_wish

USUAL_CLOSING = time(17, 0)
_ANSWERED_WITHIN = timedelta(days=4)
_WEEKLY_FOR = timedelta(days=7)
_WEEKLY = re.compile(rf"(?P<day>{WEEKDAY})s,? (?:at )?(?P<clock>\S.*)", re.IGNORECASE)
_THIS_TERM = "this semester"


@dataclass(frozen=True)
class TypedSlots:
    """Times that somebody wrote out, soonest first."""

    kind: PollKind
    slots: tuple[SlotTime, ...]


def proposal(
    session: Session,
    group: Group,
    title: str,
    wish: SlotWish,
    minutes: int,
    *,
    zone: str,
    now: datetime,
) -> PollReading:
    """The times within a wish that suit the members of a group, in the zone of whoever asks. Raises
    ``Invalid`` where there are none. Seven queries.
    """
    roster = terms.roster(session, group, now)
    known = _circle(session, group, roster, wish.first, wish.last, zone, now)
    found = propose(wish, minutes, known, now=now)
    plan = _plan(title, minutes, zone, wish.kind, found.slots, (wish.first, wish.last), now)
    return _reading(plan, roster, found)


def of_typed(
    session: Session,
    group: Group,
    title: str,
    typed: TypedSlots,
    minutes: int,
    span: tuple[date, date] | None,
    *,
    zone: str,
    now: datetime,
) -> PollReading:
    """A poll of the very times that somebody wrote out."""
    roster = terms.roster(session, group, now)
    if typed.kind is PollKind.WEEKDAYS and span is None:
        wish, _minutes = read_wish(
            _THIS_TERM, now=now, zone=zone, term_days=consortium.settings(session).term_days
        )
        span = (wish.first, wish.last)
    plan = _plan(title, minutes, zone, typed.kind, typed.slots, span, now)
    return _reading(plan, roster, Proposed(typed.slots))


def read_slots(lines: Sequence[str], *, now: datetime, zone: str) -> TypedSlots:
    """Times, each on its own line: “Dec 8 10am”, or “Tuesdays 2pm” for a weekly pattern. Raises
    ``Invalid`` with the line that was not understood.
    """
    weekly = [_weekly(line, now, zone) for line in lines]
    if all(weekly):
        slots = [slot for slot in weekly if slot]
        return TypedSlots(PollKind.WEEKDAYS, tuple(sorted(slots, key=in_order)))
    if any(weekly):
        raise Invalid("Offer dates or weekdays, and not both in one poll.", field="slots")
    try:
        moments = [read_when(line, now=now, zone=zone).starts_at for line in lines]
    except Invalid as invalid:
        raise Invalid(invalid.message, field="slots") from None
    dated = [SlotTime(starts_at=moment) for moment in moments]
    return TypedSlots(PollKind.DATES, tuple(sorted(dated, key=in_order)))


def as_lines(plan: PollPlan) -> list[str]:
    """The times of a plan as ``read_slots`` reads them."""
    return [_line(slot, plan.zone) for slot in plan.slots]


def usual_closing(slots: Sequence[SlotTime], kind: PollKind, zone: str, now: datetime) -> datetime:
    """Five in the afternoon some days ahead, on no weekend, and no later than on the day before the
    first time.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    if kind is PollKind.WEEKDAYS:
        return instant(_on_a_workday(today + _WEEKLY_FOR), USUAL_CLOSING, zone)
    first = min((slot.starts_at for slot in slots if slot.starts_at), default=now + SLOTS_WITHIN)
    eve = first.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
    closes_at = instant(_on_a_workday(min(today + _ANSWERED_WITHIN, eve)), USUAL_CLOSING, zone)
    if closes_at >= now + SHORTEST_POLL:
        return closes_at
    return (now + max((first - now) / 2, SHORTEST_POLL)).replace(second=0, microsecond=0)


def _on_a_workday(day: date) -> date:
    """The Friday before, of a day on a weekend."""
    return day - timedelta(days=max(day.weekday() - 4, 0))


def usually_required(roster: Collection[RosterLine]) -> tuple[Person, ...]:
    """Without whom a group does not meet, where nobody has said otherwise: its chairs."""
    chairs = [line.person for line in roster if line.role in CHAIR_ROLES]
    return tuple(chairs[:MOST_REQUIRED])


def _circle(
    session: Session,
    group: Group,
    roster: Sequence[RosterLine],
    first: date,
    last: date,
    zone: str,
    now: datetime,
) -> Circle:
    people = [line.person for line in roster if line.person.is_active]
    return circle_of(session, group, people, zone=zone, since=first, until=last, now=now)


def _plan(
    title: str,
    minutes: int,
    zone: str,
    kind: PollKind,
    slots: tuple[SlotTime, ...],
    span: tuple[date, date] | None,
    now: datetime,
) -> PollPlan:
    first, last = span if span and kind is PollKind.WEEKDAYS else (None, None)
    closes_at = usual_closing(slots, kind, zone, now)
    return PollPlan(
        title=" ".join(title.split()),
        minutes=minutes,
        zone=zone,
        slots=slots,
        closes_at=closes_at,
        kind=kind,
        first_on=first,
        last_on=last,
        nudge_days=usual_nudges(closes_at, zone, now),
    )


def usual_nudges(closes_at: datetime, zone: str, now: datetime) -> tuple[int, ...]:
    """The usual days of nudges before closing that are still ahead."""
    return nudges_ahead(NUDGE_DAYS, closes_at, zone, now)


def nudges_ahead(
    nudge_days: tuple[int, ...], closes_at: datetime, zone: str, now: datetime
) -> tuple[int, ...]:
    """Those of some days before closing on which a nudge can still come."""
    last_day = closes_at.astimezone(ZoneInfo(zone)).date()
    return tuple(
        days for days in nudge_days if instant(last_day - timedelta(days=days), time(9), zone) > now
    )


def _reading(plan: PollPlan, roster: Sequence[RosterLine], found: Proposed) -> PollReading:
    libraries = {line.person.organization_id for line in roster if line.is_of_library}
    shown = tuple(
        SlotShown(
            0,
            place,
            first_moment(slot, plan.zone, plan.first_on),
            plan.minutes,
            is_weekly=slot.weekday is not None,
        )
        for place, slot in enumerate(plan.slots)
    )
    return PollReading(
        plan,
        shown,
        found.left_out,
        found.busy,
        found.compromises,
        usually_required(roster),
        len(roster),
        len(libraries),
    )


def _weekly(line: str, now: datetime, zone: str) -> SlotTime | None:
    caught = _WEEKLY.fullmatch(line.strip())
    if caught is None:
        return None
    weekday = WEEKDAYS[caught["day"].lower()]
    today = now.astimezone(ZoneInfo(zone)).date()
    day = today + timedelta(days=(weekday - today.weekday()) % 7 or 7)
    try:
        when = read_when(f"{day.isoformat()} {caught['clock']}", now=now, zone=zone)
    except Invalid:
        raise Invalid(f"I cannot read the time in {quoted(line)}.", field="slots") from None
    local = when.starts_at.astimezone(ZoneInfo(zone))
    if local.date() != day or when.zone != zone:
        raise Invalid(f"I cannot read {quoted(line)} as a weekday and a time.", field="slots")
    return SlotTime(weekday=weekday, at=local.time().replace(tzinfo=None, fold=0))


def _line(slot: SlotTime, zone: str) -> str:
    if slot.starts_at is not None:
        return echo(When(slot.starts_at, zone))
    hour = f"{slot.at:%I:%M %p}".lstrip("0")
    return f"{WEEKDAY_NAMES[slot.weekday or 0]}s {hour}"
