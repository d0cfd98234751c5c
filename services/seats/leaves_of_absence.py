"""Leaves of absence: setting one, with whoever acts meanwhile, and ending it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from models import Group, Leave, Membership, Person
from models.subjects import Subject
from services import groups, history, terms
from services.access import CHAIR_ROLES
from services.errors import Conflict, Invalid

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
    """Let who sits in a seat be on leave from a first to a last day, or until that is known. While
    it lasts, whoever acts has the rights of the seat. Raises ``Invalid`` with the field at fault.
    """
    today = now.astimezone(ZoneInfo(group.zone)).date()
    begins_on, ends_on = terms.days(membership, group.zone)
    if first < max(today, begins_on):
        words = "Choose today or a later day, on which she sits there already."
        raise Invalid(words, field="first")
    if last is not None and last < first:
        raise Invalid("The last day comes before the first. Choose a later one.", field="last")
    if ends_on is not None and first > ends_on:
        raise Invalid("The term is over by then. Choose an earlier day.", field="first")
    _check_acting(membership, acting)
    if terms.unfinished_leaves(session, [membership.id], now):
        raise Conflict("There is a leave of absence already. End that one first.")
    leave = terms.begin_leave(
        session,
        membership,
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
    return leave


def end_leave(session: Session, membership: Membership, *, by: Person, now: datetime) -> None:
    """End a leave of absence now, or call one off that has not begun."""
    found = terms.unfinished_leaves(session, [membership.id], now).get(membership.id)
    if found is None:
        raise Conflict("That leave of absence is over already.")
    terms.end_leave(session, found.leave, now=now)
    before = {"acting": found.acting.id if found.acting else None}
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


def _check_acting(membership: Membership, acting: Person | None) -> None:
    if acting is None:
        return
    if acting.id == membership.person_id:
        raise Invalid("Choose somebody else: nobody acts for herself.", field="acting")
    if not acting.is_active:
        words = f"{acting.name} is no longer active here. Choose somebody else."
        raise Invalid(words, field="acting")
    if membership.role in CHAIR_ROLES:
        groups.refuse_guest(acting, field="acting")
