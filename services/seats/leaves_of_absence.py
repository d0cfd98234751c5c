"""Leaves of absence: setting one, with whoever acts meanwhile, and ending it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from models import Group, Leave, Membership, Person
from models.subjects import Subject
from services import groups, history, terms
from services.access import CHAIR_ROLES
from services.errors import Conflict, Invalid
from services.terms import SeatTerm

_DAY = timedelta(days=1)


def set_leave(
    session: Session,
    group: Group,
    membership: Membership,
    *,
    first: date,
    last: date | None,
    acting: Person | None,
    by: Person,
    now: datetime,
) -> Leave:
    """Let who sits in a seat be on leave from a first to a last day, or until that is known, also
    in the further terms that follow hers without a break. While it lasts, whoever acts has the
    rights of the seat. Returns the leave from the term that is given. Raises ``Invalid`` with the
    field at fault.
    """
    unbroken = _unbroken(session, membership, now)
    if not unbroken:
        raise Conflict("That term is over. Type `/wg seats` to see who sits there now.")
    today = now.astimezone(ZoneInfo(group.zone)).date()
    _check_days(unbroken, group, first, last, today)
    _check_acting(membership, acting)
    if any(term.leave for term in unbroken):
        raise Conflict("There is a leave of absence already. End that one first.")
    leaves = terms.begin_leave(
        session,
        [term.membership for term in unbroken],
        since=now if first == today else terms.first_moment(first, group.zone),
        until=terms.first_moment(last + _DAY, group.zone) if last else None,
        acting=acting,
    )
    after = {
        "person": membership.person_id,
        "begins_on": first.isoformat(),
        "ends_on": last.isoformat() if last else None,
        "acting": acting.id if acting else None,
    }
    subject = Subject.of(membership)
    history.record(session, "membership.leave_set", subject, by=by, now=now, after=after)
    return leaves[0]


def end_leave(session: Session, membership: Membership, *, by: Person, now: datetime) -> None:
    """End a leave of absence now, or call one off that has not begun, in all terms over which it
    extends.
    """
    leaves = [term.leave for term in _unbroken(session, membership, now) if term.leave]
    if not leaves:
        raise Conflict("That leave of absence is over already.")
    for current in leaves:
        terms.end_leave(session, current.leave, now=now)
    acting = leaves[0].acting
    before = {"acting": acting.id if acting else None}
    after = {"person": membership.person_id}
    history.record(
        session,
        "membership.leave_ended",
        Subject.of(membership),
        by=by,
        now=now,
        before=before,
        after=after,
    )


def _unbroken(session: Session, membership: Membership, now: datetime) -> list[SeatTerm]:
    """A term and those of the same person in its seat that meet it without a break, as far as they
    are not over; none where it is over, or was called off.
    """
    assert membership.seat_id is not None, "only seats have leaves of absence"
    runs: list[list[SeatTerm]] = []
    for term in terms.seat_terms(session, [membership.seat_id], now).get(membership.seat_id, []):
        if runs and term.follows(runs[-1][-1]):
            runs[-1].append(term)
        else:
            runs.append([term])
    is_in = (run for run in runs if membership.id in {term.membership.id for term in run})
    return next(is_in, [])


def _check_days(
    unbroken: Sequence[SeatTerm], group: Group, first: date, last: date | None, today: date
) -> None:
    """Raise ``Invalid`` for a leave that would not lie within these terms."""
    begins_on = terms.days(unbroken[0].membership, group.zone)[0]
    ends_on = terms.days(unbroken[-1].membership, group.zone)[1]
    if first < max(today, begins_on):
        words = "Choose today or a later day, on which they sit there already."
        raise Invalid(words, field="first")
    if last is not None and last < first:
        raise Invalid("The last day comes before the first. Choose a later one.", field="last")
    if ends_on is not None and first > ends_on:
        raise Invalid("The term is over by then. Choose an earlier day.", field="first")


def _check_acting(membership: Membership, acting: Person | None) -> None:
    if acting is None:
        return
    if acting.id == membership.person_id:
        raise Invalid("Choose somebody else: nobody acts for themselves.", field="acting")
    if not acting.is_active:
        words = f"{acting.name} is no longer active here. Choose somebody else."
        raise Invalid(words, field="acting")
    if membership.role in CHAIR_ROLES:
        groups.refuse_guest(acting, field="acting")
