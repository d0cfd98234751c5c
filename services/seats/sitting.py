"""What becomes of whoever sits in a seat, or is to, when the seat changes."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from models import Group, MemberRole, Membership, Person, Seat
from models.subjects import Subject
from services import groups, history, terms
from services.access import CHAIR_ROLES
from services.errors import Conflict, Invalid
from services.terms import SeatTerm


def change_role(
    session: Session,
    seat: Seat,
    group: Group,
    held: Sequence[SeatTerm],
    role: MemberRole,
    *,
    by: Person,
    now: datetime,
) -> list[Person]:
    """Let those who sit in a seat with its role, or are to, have another one from now on; who
    chairs the group now by that. Who has a role of her own there keeps it.
    """
    concerned = [term for term in held if term.membership.role is seat.role]
    if role is seat.role or not concerned:
        return []
    if role in CHAIR_ROLES:
        for term in concerned:
            groups.refuse_guest(term.person, field="role")
            if term.leave and term.leave.acting:
                groups.refuse_guest(term.leave.acting, field="role")
    begins = [max(terms.begins_at(term.membership), now) for term in concerned]
    chaired = [at for at in begins if groups.has_chair(session, group, at)]
    for term in concerned:
        _set_role(session, term.membership, role, by=by, now=now)
    for at in chaired:
        if not groups.has_chair(session, group, at):
            raise Conflict(
                f"{group.name} would be left without a chair. Make another member chair first."
            )
    is_new = role in CHAIR_ROLES and seat.role not in CHAIR_ROLES
    return [term.person for term in concerned if is_new and term.holds(now)]


def _set_role(
    session: Session, row: Membership, role: MemberRole, *, by: Person, now: datetime
) -> None:
    """Whoever is to begin later hears on that day that she chairs."""
    is_ahead = terms.begins_at(row) > now
    if role not in CHAIR_ROLES:
        terms.end_deputies(session, now, of=row.id)
    before, row.role = {"role": row.role}, role
    row.chairing_due_at = terms.begins_at(row) if is_ahead and role in CHAIR_ROLES else None
    session.add(row)
    session.flush()
    subject = Subject.of(row)
    history.record(
        session, "membership.role", subject, by=by, now=now, before=before, after={"role": role}
    )


def change_holding_over(
    session: Session, seat: Seat, held: Sequence[SeatTerm], *, holds_over: bool, now: datetime
) -> None:
    """Let the terms in a seat end as it says from now on. Raises ``Invalid`` where somebody stays
    there past her term, who would have to go at once.
    """
    if holds_over == seat.holds_over:
        return
    for term in held:
        if term.is_held_over(now):
            words = f"{term.person.name} is held over there. Extend or end that term first."
            raise Invalid(words, field="holds_over")
        terms.set_holding_over(
            session, term.membership, holds_over=holds_over, was_holding_over=seat.holds_over
        )
