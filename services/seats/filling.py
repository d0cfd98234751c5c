"""Who sits in a seat: appointing, another term, the end of a term, and calling one off."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from models import Group, Membership, Person, Seat
from models.calendar_days import day_words
from models.subjects import Subject
from services import groups, history, interests, terms
from services.access import CHAIR_ROLES
from services.errors import Conflict, Invalid
from services.seats.lists import current_term

_DAY = timedelta(days=1)


def appoint(
    session: Session,
    seat: Seat,
    group: Group,
    person: Person,
    *,
    first: date,
    last: date | None = None,
    by: Person,
    now: datetime,
    reason: str = "",
    may_exceed: bool = False,
) -> Membership:
    """Let somebody sit in a seat from ``access.seat_to_edit``, from its first day in the zone of
    the group; whoever sits there goes on that day. Without a last day the term ends as the seat's
    do.

    A day that has passed only fills the record: nobody else may have sat there since, nor she have
    served in the group. Raises ``Invalid`` with the field at fault, or ``Conflict``.
    """
    _refuse_closed(seat)
    _check_person(seat, person)
    last = last or terms.usual_end(seat, first)
    _check_days(first, last)
    since = _since(session, seat, group, person, first, now)
    had_chair = groups.has_chair(session, group, change := max(since, now))
    ends_at = terms.first_moment(last + _DAY, group.zone) if last else None
    row, cut = terms.sit(session, seat, person, since=since, term_ends_at=ends_at)
    row.chairing_due_at = since if seat.role in CHAIR_ROLES and since > now else None
    _check_limit(session, seat, group, row, person, reason=reason, may_exceed=may_exceed)
    if had_chair:
        _refuse_chairless(session, group, change)
    _record_cut(session, cut, group, by=by, now=now)
    facts = {"role": seat.role, "begins_on": first.isoformat()}
    after = facts | _term_facts(row, last, reason)
    subject = Subject.of(row)
    history.record(session, "membership.appointed", subject, by=by, now=now, after=after)
    interests.end(session, group, [person.id], by=by, now=now)
    _free(session, group, [*cut, row], by=by, now=now)
    return row


def extend(
    session: Session,
    seat: Seat,
    group: Group,
    membership: Membership,
    *,
    last: date | None = None,
    by: Person,
    now: datetime,
    reason: str = "",
    may_exceed: bool = False,
) -> Membership:
    """Give who sits in a seat from ``access.term_to_edit`` another term, as hers ends; one that is
    over by now goes on at once. Without a last day it ends as the seat's terms do.
    """
    _refuse_closed(seat)
    term = current_term(session, seat, now)
    if term is None or term.membership.id != membership.id:
        raise Conflict("She does not sit there now. Type `/wg seats` to see who does.")
    if term.ends_at() is None:
        raise Conflict(f"The term of {term.person.name} has no end, so it goes on anyway.")
    _refuse_followed(session, seat, group, term, now)
    last = _last_of_next(seat, group, membership, last, now)
    ends_at = terms.first_moment(last + _DAY, group.zone)
    row = terms.sit_again(session, seat, membership, ends_at=ends_at, now=now)
    _check_limit(session, seat, group, row, term.person, reason=reason, may_exceed=may_exceed)
    before_day = terms.term_day(membership, group.zone)
    history.record(
        session,
        "membership.extended",
        Subject.of(row),
        by=by,
        now=now,
        before={"term_ends_on": before_day.isoformat() if before_day else None},
        after=_term_facts(row, last, reason),
    )
    return row


def _last_of_next(
    seat: Seat, group: Group, membership: Membership, last: date | None, now: datetime
) -> date:
    """The last day of a further term, as it was said or as the seat's terms end."""
    begins = terms.next_begin(membership, now).astimezone(ZoneInfo(group.zone)).date()
    last = last or terms.next_end(seat, membership, group.zone, now)
    if last is None:
        raise Invalid("Say until when the next term is.", field="last")
    if last < begins:
        words = f"The next term begins on {day_words(begins)}. Choose a day after it."
        raise Invalid(words, field="last")
    return last


def _term_facts(row: Membership, last: date | None, reason: str) -> dict[str, object]:
    """A term as the history keeps it, with the reason for more than the seat allows."""
    facts: dict[str, object] = {
        "person": row.person_id,
        "seat": row.seat_id,
        "term_ends_on": last.isoformat() if last else None,
    }
    return facts | ({"reason": reason} if reason else {})


def end_term(
    session: Session,
    group: Group,
    membership: Membership,
    *,
    last: date,
    by: Person,
    now: datetime,
) -> Membership:
    """Let somebody leave her seat, and with it the group, after a last day: at once where that is
    today. What was to follow of hers is called off with it.
    """
    _refuse_over(membership, now)
    today = now.astimezone(ZoneInfo(group.zone)).date()
    if last < today:
        raise Invalid("That day has passed. Choose today or a later one.", field="last")
    ends_on = terms.days(membership, group.zone)[1]
    if ends_on is not None and last > ends_on:
        raise Invalid(f"The term ends on {day_words(ends_on)} already.", field="last")
    at = now if last == today else terms.first_moment(last + _DAY, group.zone)
    had_chair = groups.has_chair(session, group, at)
    for later in terms.ahead_of(session, group, membership.person_id, now):
        is_hers = later.seat_id == membership.seat_id and later.id != membership.id
        if is_hers and terms.begins_at(later) > now:
            terms.stand_up(session, later, now)
    terms.stand_up(session, membership, at)
    if had_chair:
        _refuse_chairless(session, group, at)
    _record_end(session, membership, ends_on, group, by=by, now=now)
    _free(session, group, [membership], by=by, now=now)
    return membership


def call_off(
    session: Session, group: Group, membership: Membership, *, by: Person, now: datetime
) -> Membership:
    """Call off an appointment that has not begun: whoever was to go for it stays as before."""
    _refuse_over(membership, now)
    if terms.begins_at(membership) <= now:
        raise Conflict("That term has begun. End it instead.")
    first = terms.days(membership, group.zone)[0]
    terms.stand_up(session, membership, now)
    history.record(
        session,
        "membership.called_off",
        Subject.of(membership),
        by=by,
        now=now,
        before={"seat": membership.seat_id, "begins_on": first.isoformat()},
    )
    return membership


def usual_end(seat: Seat, first: date) -> date | None:
    """The last day of a term that begins on a day, for a form."""
    return terms.usual_end(seat, first)


def usual_next_end(seat: Seat, group: Group, membership: Membership, now: datetime) -> date | None:
    """The last day of another term, for a form."""
    return terms.next_end(seat, membership, group.zone, now)


def _since(
    session: Session, seat: Seat, group: Group, person: Person, first: date, now: datetime
) -> datetime:
    """When an appointment begins. Raises ``Invalid`` where it cannot on that day."""
    today = now.astimezone(ZoneInfo(group.zone)).date()
    since = now if first == today else terms.first_moment(first, group.zone)
    held = terms.seat_terms(session, [seat.id], since).get(seat.id, [])
    if first < today:
        if held:
            words = f"{held[0].person.name} has sat there since. Choose a later day."
            raise Invalid(words, field="first")
        if terms.service_at(session, group, person.id, since):
            words = f"{person.name} has served in {group.name} since. Choose today or later."
            raise Invalid(words, field="first")
    for term in held:
        if term.person.id == person.id and (
            term.holds(since) or terms.begins_at(term.membership) == since
        ):
            words = f"{person.name} sits there then. Give them another term with Extend."
            raise Invalid(words, field="person")
        if terms.begins_at(term.membership) == since:
            words = f"{term.person.name} is appointed from that day. Call that off first."
            raise Invalid(words, field="first")
    beside = terms.ahead_of(session, group, person.id, now)
    if any(terms.begins_at(row) == since for row in beside):
        words = f"{person.name} begins another service in {group.name} just then."
        raise Invalid(words, field="first")
    return since


def _refuse_closed(seat: Seat) -> None:
    if seat.closed_at is not None:
        raise Conflict("That seat is closed. Type `/wg seats` to see those that are open.")


def _refuse_followed(
    session: Session, seat: Seat, group: Group, term: terms.SeatTerm, now: datetime
) -> None:
    """A further term makes room for nothing that is agreed upon, and is not cut by it."""
    for later in terms.seat_terms(session, [seat.id], now)[seat.id][1:]:
        begins_on = day_words(terms.days(later.membership, group.zone)[0])
        words = f"{later.person.name} is appointed from {begins_on}."
        raise Conflict(f"{words} Call that off first.")
    for row in terms.ahead_of(session, group, term.person.id, now):
        if row.id != term.membership.id:
            begins_on = day_words(terms.days(row, group.zone)[0])
            words = f"{term.person.name} begins another service in {group.name} on {begins_on}."
            raise Conflict(f"{words} Call that off first.")


def _refuse_chairless(session: Session, group: Group, at: datetime) -> None:
    """Whoever takes up office by then counts, and whoever is gone by then does not."""
    if not groups.has_chair(session, group, at):
        raise Conflict(
            f"{group.name} would be left without a chair. Make another member chair first."
        )


def _refuse_over(membership: Membership, now: datetime) -> None:
    if terms.is_over(membership, now):
        words = "That term is over already, or was called off."
        raise Conflict(f"{words} Type `/wg seats` to see the seats as they are.")


def _check_person(seat: Seat, person: Person) -> None:
    if not person.is_active:
        words = f"{person.name} is no longer active here. Choose somebody else."
        raise Invalid(words, field="person")
    if seat.role in CHAIR_ROLES:
        groups.refuse_guest(person, field="person")


def _check_days(first: date, last: date | None) -> None:
    if last is not None and last < first:
        raise Invalid("The last day comes before the first. Choose a later one.", field="last")


def _check_limit(
    session: Session,
    seat: Seat,
    group: Group,
    row: Membership,
    person: Person,
    *,
    reason: str,
    may_exceed: bool,
) -> None:
    count = terms.terms_in_a_row(session, row, group.zone)
    if seat.term_limit is None or count <= seat.term_limit or (may_exceed and reason):
        return
    words = (
        f"This would be term {count} in a row of {person.name}, and the seat allows"
        f" {seat.term_limit}."
    )
    if may_exceed:
        raise Invalid(f"{words} Say why, to allow it all the same.", field="reason")
    raise Conflict(f"{words} The program manager can allow it.")


def _record_cut(
    session: Session, cut: Iterable[Membership], group: Group, *, by: Person, now: datetime
) -> None:
    for row in cut:
        _record_end(session, row, terms.uncut_day(row, group.zone), group, by=by, now=now)


def _record_end(
    session: Session,
    row: Membership,
    before: date | None,
    group: Group,
    *,
    by: Person,
    now: datetime,
) -> None:
    ends_on = terms.days(row, group.zone)[1]
    history.record(
        session,
        "membership.ended",
        Subject.of(row),
        by=by,
        now=now,
        before={"role": row.role, "ends_on": before.isoformat() if before else None},
        after={
            "group": row.group_id,
            "person": row.person_id,
            "ends_on": ends_on.isoformat() if ends_on else None,
        },
    )


def _free(
    session: Session, group: Group, rows: Iterable[Membership], *, by: Person, now: datetime
) -> None:
    """Whoever serves in a group no more acts there for nobody on leave, and what she left open is
    nobody's where the group is private.
    """
    for person_id in sorted({row.person_id for row in rows}):
        if not terms.ahead_of(session, group, person_id, now):
            groups.end_acting(session, group, person_id, by=by, now=now)
            if group.is_private:
                groups.free_tasks(session, group, person_id, by=by, now=now)
