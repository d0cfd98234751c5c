"""The days of services and seats, kept where the time zone changes in which they are read."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, SQLModel, col, select

from models import Deputy, Leave, Membership, Seat
from models.columns import NEVER
from services.terms import cuts
from services.terms.seat_terms import first_moment

_MOMENTS: dict[type[SQLModel], tuple[str, ...]] = {
    Membership: ("since", "until", "uncut_until", "term_ends_at", "chairing_due_at"),
    Leave: ("since", "until"),
    Deputy: ("since", "until"),
    Seat: ("closed_at",),
}
"""What of each row may be the beginning of a day."""


def keep_days(session: Session, group_id: int, former: str, zone: str, now: datetime) -> None:
    """Let all of a group that begins or ends with a day of its ``former`` zone do so with the same
    day of its new one. What began at another hour stays, and what has passed by now has passed. A
    service that would then meet a later one in its seat, or of its person, ends where that begins.
    """
    services = select(Membership.id).where(Membership.group_id == group_id)
    memberships = session.exec(select(Membership).where(Membership.group_id == group_id)).all()
    followed = cuts.followed(memberships)
    rows = [
        *memberships,
        *session.exec(select(Leave).where(col(Leave.membership_id).in_(services))),
        *session.exec(select(Deputy).where(col(Deputy.membership_id).in_(services))),
        *session.exec(select(Seat).where(Seat.group_id == group_id)),
    ]
    for row in rows:
        for name in _MOMENTS[type(row)]:
            setattr(row, name, _moved(getattr(row, name), former, zone, now))
        if not isinstance(row, Seat) and row.until is not None:
            row.until = max(row.since, row.until)
        session.add(row)
    session.flush()
    cuts.cut_anew(session, followed)


def _moved(moment: datetime | None, former: str, zone: str, now: datetime) -> datetime | None:
    """The beginning of the same day in another zone; the moment as it is where it is none."""
    if moment is None or moment == NEVER:
        return moment
    day = moment.astimezone(ZoneInfo(former)).date()
    if moment != first_moment(day, former):
        return moment
    moved = first_moment(day, zone)
    return min(moved, now) if moment <= now else moved
