"""What ends for somebody in a group as she leaves it, and who is to hear of that."""

from datetime import datetime

from sqlmodel import Session, col, select

from models import Group, MemberRole, Person, Seat, Task
from models.ends_by_leaving import EndsByLeaving
from services import groups, terms
from services.access import CHAIR_ROLES


def ends_by_leaving(
    session: Session, group: Group, person: Person, now: datetime
) -> EndsByLeaving | None:
    """What ends for somebody who is in a group: at most six queries. None for anybody else, and for
    its only chair, who cannot leave.
    """
    present = terms.current(session, group, person.id, now)
    if present is None:
        return None
    is_chair = present.role in CHAIR_ROLES
    if is_chair and not groups.has_chair(session, group, now, besides=present):
        return None
    deputies = terms.deputies_in(session, group, now)
    acting = terms.acting_for(session, group.id, list(MemberRole), now)
    return EndsByLeaving(
        seat=session.get(Seat, present.seat_id) if present.seat_id else None,
        chairs_as=present.role if is_chair else None,
        deputy_of=tuple(line.chair for line in deputies if line.deputy.id == person.id),
        deputies=tuple(line.deputy for line in deputies if line.membership_id == present.id),
        acting_for=tuple(away for who, away in acting if who.id == person.id),
        freed_tasks=_open_tasks(session, group, person) if group.is_private else 0,
    )


def _open_tasks(session: Session, group: Group, person: Person) -> int:
    hers = select(Task.id).where(
        Task.group_id == group.id, terms.is_named_owner(person.id), col(Task.done_at).is_(None)
    )
    return len(session.exec(hers).all())
