"""Who may change the seats of a group, and who sits in them."""

from sqlmodel import Session

from models import Group, Membership, Seat
from services.access.groups import group_to_edit, group_to_see
from services.access.standing import Standing
from services.errors import NotFound

_NO_SEAT = "I know no such seat. Type `/wg seats` to see those of a group."


def may_exceed_limits(by: Standing) -> bool:
    """Whether ``by`` may let somebody serve more terms in a row than a seat allows."""
    return by.is_program_manager


def seat_to_see(session: Session, seat_id: int, *, by: Standing) -> tuple[Seat, Group]:
    """A seat, also a closed one, of a group that ``by`` may know of."""
    seat = session.get(Seat, seat_id)
    if seat is None:
        raise NotFound(_NO_SEAT)
    # Of a private group that she may not know of, a seat is not there either.
    try:
        return seat, group_to_see(session, seat.group_id, by=by)
    except NotFound:
        raise NotFound(_NO_SEAT) from None


def seat_to_edit(session: Session, seat_id: int, *, by: Standing) -> tuple[Seat, Group]:
    """A seat of a group that ``by`` chairs, or of any for the program manager; the group is locked
    until the commit.
    """
    seat, group = seat_to_see(session, seat_id, by=by)
    group = group_to_edit(session, group.id, by=by)
    session.refresh(seat)
    return seat, group


def term_to_edit(
    session: Session, membership_id: int, *, by: Standing
) -> tuple[Membership, Seat, Group]:
    """A term in a seat that ``by`` may change, with its seat and group."""
    membership = session.get(Membership, membership_id)
    if membership is None or membership.seat_id is None:
        raise NotFound(_NO_SEAT)
    seat, group = seat_to_edit(session, membership.seat_id, by=by)
    session.refresh(membership)
    return membership, seat, group
