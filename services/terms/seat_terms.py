"""Terms in seats: who sits there, until when, and who follows."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from sqlmodel import Session, col, select

from models import Group, Membership, Organization, Person, Seat
from models.columns import NEVER
from models.seats import Incumbent, LeaveLine
from services.dates import instant
from services.terms.conditions import not_over, serving
from services.terms.cuts import change_usual_end, end_at, fit, place
from services.terms.leaves import CurrentLeave, carry_leave, last_day, unfinished_leaves
from services.terms.overlaps import STRENGTH
from services.terms.service_changes import days
from services.terms.unplaced import unplaced

BREAK = timedelta(days=90)
"""How long nobody sits in a seat before the terms of who sat there last count anew."""
_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class SeatTerm:
    """A term that is not over at a moment."""

    membership: Membership
    person: Person
    organization: str
    leave: CurrentLeave | None

    def holds(self, at: datetime) -> bool:
        """Whether it has begun by a moment."""
        return self.membership.since <= at

    def is_held_over(self, at: datetime) -> bool:
        """Whether she sits there though the term that was agreed is over."""
        return self.holds(at) and is_past(self.membership, at)

    def ends_at(self) -> datetime | None:
        """When she goes, or could: at the end of the service, else of the term that was agreed."""
        return self.membership.until or self.membership.term_ends_at

    def follows(self, earlier: "SeatTerm") -> bool:
        """Whether it begins as soon as an earlier one of the same person ends."""
        is_same = self.membership.person_id == earlier.membership.person_id
        return is_same and self.membership.since == earlier.membership.until


def first_moment(day: date, zone: str) -> datetime:
    """The moment at which a day begins in a zone."""
    return instant(day, time.min, zone)


def moment_of_day(day: date, zone: str, now: datetime) -> datetime:
    """The moment for which it is told who served on a day: its last one, and now for today."""
    is_today = day == now.astimezone(ZoneInfo(zone)).date()
    return now if is_today else first_moment(day + _DAY, zone) - _INSTANT


def usual_end(seat: Seat, first: date) -> date | None:
    """The last day of a term that begins on a day: of the seat's cycle where it has one, so that
    who is appointed in between serves what is left, else of a whole term.
    """
    months = seat.term_months
    if seat.cycle_ends_on is None:
        return first + relativedelta(months=months) - _DAY if months else None
    if months is None:
        return seat.cycle_ends_on if seat.cycle_ends_on >= first else None
    between = relativedelta(first, seat.cycle_ends_on)
    step = (between.years * 12 + between.months) // months - 1
    while (ends_on := _cycle_day(seat.cycle_ends_on, step * months)) < first:
        step += 1
    return ends_on


def _cycle_day(day: date, months: int) -> date:
    """The same day some months later; the last day of a month stays one."""
    moved = day + relativedelta(months=months)
    is_last = (day + _DAY).day == 1
    return moved + relativedelta(day=31) if is_last else moved


def next_end(seat: Seat, membership: Membership, zone: str, now: datetime) -> date | None:
    """The last day of a further term."""
    return usual_end(seat, next_begin(membership, now).astimezone(ZoneInfo(zone)).date())


def next_begin(membership: Membership, now: datetime) -> datetime:
    """When a further term begins: as this one ends, sooner than agreed or not, and now where that
    has passed.
    """
    return max(membership.until or membership.term_ends_at or now, now)


def is_past(membership: Membership, at: datetime) -> bool:
    """Whether the term that was agreed is over at a moment."""
    return membership.term_ends_at is not None and membership.term_ends_at <= at


def seat_terms(
    session: Session, seat_ids: Collection[int], at: datetime
) -> dict[int, list[SeatTerm]]:
    """The terms in these seats that are not over at a moment nor called off, in their order: two
    queries.
    """
    statement = (
        select(Membership, Person, Organization.short_name)
        .join(Person, col(Person.id) == Membership.person_id)
        .join(Organization, col(Organization.id) == Person.organization_id, isouter=True)
        .where(col(Membership.seat_id).in_(seat_ids))
        .where(not_over(at), not_over(col(Membership.since)))
        .order_by(col(Membership.since), col(Membership.id))
    )
    rows = session.exec(statement).all() if seat_ids else ()
    leaves = unfinished_leaves(session, [row.id for row, _, _ in rows], at)
    found: dict[int, list[SeatTerm]] = defaultdict(list)
    for row, person, organization in rows:
        if row.seat_id is not None:
            term = SeatTerm(row, person, organization or unplaced(person), leaves.get(row.id))
            found[row.seat_id].append(term)
    return found


def seatless(session: Session, group: Group, at: datetime) -> list[SeatTerm]:
    """The services in a group at a moment that are in no seat: the greater roles first, and by name
    within each.
    """
    statement = (
        select(Membership, Person, Organization.short_name)
        .join(Person, col(Person.id) == Membership.person_id)
        .join(Organization, col(Organization.id) == Person.organization_id, isouter=True)
        .where(Membership.group_id == group.id, col(Membership.seat_id).is_(None), serving(at))
        .order_by(col(Person.name), col(Person.id))
    )
    terms = [
        SeatTerm(row, person, organization or unplaced(person), None)
        for row, person, organization in session.exec(statement)
    ]
    return sorted(terms, key=lambda term: STRENGTH.index(term.membership.role))


def held_since(session: Session, seat: Seat, since: datetime) -> SeatTerm | None:
    """The latest term in a seat that held at any moment from one on."""
    return next(iter(reversed(seat_terms(session, [seat.id], since).get(seat.id, []))), None)


def service_at(
    session: Session, group: Group, person_id: int, since: datetime
) -> Membership | None:
    """A service of somebody in a group that begins just then, or holds at any moment between then
    and now.
    """
    statement = select(Membership).where(
        Membership.group_id == group.id,
        Membership.person_id == person_id,
        not_over(since),
        not_over(col(Membership.since)),
    )
    return session.exec(statement.order_by(col(Membership.since))).first()


def incumbent(term: SeatTerm, zone: str, at: datetime) -> Incumbent:
    """Who sits in a seat, with days in a zone."""
    first, last = days(term.membership, zone)
    return Incumbent(
        term.membership.id,
        term.person,
        term.organization,
        term.membership.role,
        begins_on=first,
        term_ends_on=term_day(term.membership, zone),
        ends_on=last,
        is_held_over=term.is_held_over(at),
        leave=_leave_line(term.leave, zone, at) if term.leave else None,
    )


def _leave_line(leave: CurrentLeave, zone: str, at: datetime) -> LeaveLine:
    begins_on = leave.since.astimezone(ZoneInfo(zone)).date()
    ends_on = last_day(leave.until, zone)
    return LeaveLine(begins_on, ends_on, leave.acting, is_current=leave.holds(at))


def term_day(membership: Membership, zone: str) -> date | None:
    """The last day of the term that was agreed."""
    return last_day(membership.term_ends_at, zone)


def days_in_files(membership: Membership | None, zone: str) -> dict[str, date | None]:
    """The first day of a term and its agreed end, as the columns of files are called."""
    if membership is None:
        return {"since": None, "term_ends_on": None}
    first = membership.since.astimezone(ZoneInfo(zone)).date()
    return {"since": first, "term_ends_on": term_day(membership, zone)}


def uncut_day(membership: Membership, zone: str) -> date | None:
    """The last day that a service had before another one cut it."""
    until = membership.uncut_until
    return None if until == NEVER else last_day(until, zone)


def sit(
    session: Session,
    seat: Seat,
    person: Person,
    *,
    since: datetime,
    term_ends_at: datetime | None,
) -> tuple[Membership, Sequence[Membership]]:
    """Begin a term in a seat: whoever sits there, and what she serves in the group without it, end
    then; the term, and what it ended. The group is locked.
    """
    row = Membership(
        group_id=seat.group_id,
        person_id=person.id,
        role=seat.role,
        since=since,
        seat_id=seat.id,
        term_ends_at=term_ends_at,
    )
    cut = place(session, row, None if seat.holds_over else term_ends_at)
    return row, cut


def sit_again(
    session: Session, seat: Seat, row: Membership, *, ends_at: datetime | None, now: datetime
) -> Membership:
    """Begin a further term of who sits in a seat, as hers ends."""
    begins = next_begin(row, now)
    following = Membership(
        group_id=row.group_id,
        person_id=row.person_id,
        role=row.role,
        since=begins,
        seat_id=seat.id,
        term_ends_at=ends_at,
    )
    place(session, following, None if seat.holds_over else ends_at)
    carry_leave(session, row, following, begins)
    return following


def stand_up(session: Session, row: Membership, at: datetime) -> None:
    """Let somebody leave a seat at a moment; what has not begun by then is called off."""
    end_at(session, row, at)


def terms_in_a_row(session: Session, membership: Membership, zone: str) -> int:
    """How many terms somebody has served in a seat, this one included, with nobody else there in
    between and no break of ``BREAK`` days in a zone.
    """
    statement = (
        select(Membership)
        .where(Membership.seat_id == membership.seat_id, not_over(col(Membership.since)))
        .where(col(Membership.since) <= membership.since)
        .order_by(col(Membership.since).desc(), col(Membership.id).desc())
    )
    count, following = 0, None
    for row in session.exec(statement):
        if row.person_id != membership.person_id or (following and _is_break(row, following, zone)):
            break
        count, following = count + 1, row
    return count


def unbroken_since(services: Sequence[Membership]) -> datetime:
    """Since when the last of one person's services in a group goes on without a break; they are in
    their order.
    """
    begins = services[-1].since
    for earlier in reversed(services[:-1]):
        if earlier.until is None or earlier.until < begins:
            break
        begins = earlier.since
    return begins


def _is_break(earlier: Membership, later: Membership, zone: str) -> bool:
    if earlier.until is None:
        return False
    ended, begins = (at.astimezone(ZoneInfo(zone)).date() for at in (earlier.until, later.since))
    return begins - ended >= BREAK


def agree_on_end(
    session: Session, seat: Seat, row: Membership, term_ends_at: datetime | None
) -> None:
    """Let a term end at another moment, or at none."""
    row.term_ends_at = term_ends_at
    fit(session, row, None if seat.holds_over else term_ends_at)


def set_holding_over(
    session: Session, row: Membership, *, holds_over: bool, was_holding_over: bool
) -> None:
    """Let a term end as its seat says from now on, unless it ends sooner anyway."""
    before = None if was_holding_over else row.term_ends_at
    change_usual_end(session, row, before, None if holds_over else row.term_ends_at)


def seatless_service(
    session: Session, group_id: int, person_id: int, at: datetime
) -> Membership | None:
    """The service of somebody in a group at a moment, if it is in no seat."""
    statement = select(Membership).where(
        Membership.group_id == group_id,
        Membership.person_id == person_id,
        col(Membership.seat_id).is_(None),
        serving(at),
    )
    return session.exec(statement).first()


def take_seat(session: Session, seat: Seat, row: Membership, term_ends_at: datetime | None) -> bool:
    """Let a service be a term in a seat, as it is; whether nobody sits there at any moment of it,
    or of what comes after it.
    """
    if seat_terms(session, [seat.id], row.since):
        return False
    if term_ends_at is not None and term_ends_at <= row.since:
        return False
    row.seat_id, row.term_ends_at = seat.id, term_ends_at
    # An end that is known already stays, such as that of who leaves early.
    fit(session, row, row.until or (None if seat.holds_over else term_ends_at))
    return True


def serves_since(session: Session, seat: Seat, person: Person, since: datetime) -> bool:
    """Whether somebody served in the group of a seat at any moment from one on."""
    statement = select(Membership.id).where(
        Membership.group_id == seat.group_id,
        Membership.person_id == person.id,
        not_over(since),
        not_over(col(Membership.since)),
    )
    return session.exec(statement).first() is not None
