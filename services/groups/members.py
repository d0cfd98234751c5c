"""Who is in a group: joining, leaving, adding, removing, and roles."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models import Group, MemberRole, Membership, Organization, Person
from models.rosters import Seat
from services import history
from services.access import CHAIR_ROLES
from services.errors import Conflict, Invalid, NotAllowed, NotFound


@dataclass(frozen=True)
class Added:
    """What came of adding people."""

    new: list[Person]
    already: list[Person]


def join(session: Session, group: Group, person: Person, *, now: datetime) -> Membership:
    """Join a group that is open to all librarians.

    Raises ``Conflict`` for somebody who is in it.
    """
    _lock(session, group)
    if _current(session, group, person):
        raise Conflict(f"You are a member of {group.name} already.")
    if group.is_private or group.discharged_at:
        raise NotAllowed(f"{group.name} cannot be joined. Ask a chair to add you.")
    return seat(session, group, person, MemberRole.MEMBER, now=now)


def leave(session: Session, group: Group, person: Person, *, now: datetime) -> Membership:
    """End one's own membership. The only chair cannot go before somebody else is named."""
    _lock(session, group)
    membership = _current(session, group, person)
    if membership is None:
        raise Conflict(f"You are not a member of {group.name}.")
    return _end(session, membership, group, by=person, now=now)


def add(
    session: Session, group: Group, people: list[Person], *, by: Person, now: datetime
) -> Added:
    """Add people to a group from ``access.group_to_edit``; those who are in it already stay as they
    are.

    Whoever is named twice, as by a mention and by an address, is added once. Raises ``Invalid`` for
    somebody whose account is deactivated.
    """
    people = list({person.id: person for person in people}.values())
    if gone := [person.name for person in people if not person.is_active]:
        raise Invalid(f"{gone[0]} is no longer active here. Choose somebody else.", field="people")
    current = {seat.person.id for seat in roster(session, group)}
    new = [person for person in people if person.id not in current]
    for person in new:
        seat(session, group, person, MemberRole.MEMBER, now=now, by=by)
    return Added(new=new, already=[person for person in people if person.id in current])


def remove(session: Session, group: Group, person_id: int, *, by: Person, now: datetime) -> Person:
    """End somebody's membership in a group from ``access.group_to_edit``."""
    person = session.get(Person, person_id)
    membership = _current(session, group, person) if person else None
    if person is None or membership is None:
        raise NotFound(f"That person is not a member of {group.name}. Nobody was removed.")
    _end(session, membership, group, by=by, now=now)
    return person


def set_role(
    session: Session, group: Group, person_id: int, role: MemberRole, *, by: Person, now: datetime
) -> Person:
    """Make a member chair, co-chair, member or observer.

    The last chair cannot step down without another.
    """
    person = session.get(Person, person_id)
    membership = _current(session, group, person) if person else None
    if person is None or membership is None:
        raise NotFound(f"That person is not a member of {group.name}. Add them first.")
    if role not in CHAIR_ROLES:
        _refuse_without_chair(session, group, membership)
    before, membership.role = {"role": membership.role}, role
    session.add(membership)
    subject = f"membership:{membership.id}"
    history.record(
        session, "membership.role", subject, by=by, now=now, before=before, after={"role": role}
    )
    return person


def set_chairs(
    session: Session, group: Group, person_ids: list[int], *, by: Person, now: datetime
) -> None:
    """Make exactly these members chair and co-chairs:
    who chairs now stays chair, else the first named.
    """
    seats = {seat.person.id: seat for seat in roster(session, group)}
    wanted = [person_id for person_id in dict.fromkeys(person_ids) if person_id in seats]
    if not wanted:
        raise Invalid("A group needs a chair: choose at least one member.", field="chairs")
    chair = next((one for one in wanted if seats[one].role is MemberRole.CHAIR), wanted[0])
    # The new chairs come first, so that the group is never without one.
    for person_id in wanted:
        role = MemberRole.CHAIR if person_id == chair else MemberRole.CO_CHAIR
        if seats[person_id].role is not role:
            set_role(session, group, person_id, role, by=by, now=now)
    for person_id, held in seats.items():
        if held.role in CHAIR_ROLES and person_id not in wanted:
            set_role(session, group, person_id, MemberRole.MEMBER, by=by, now=now)


def roster(session: Session, group: Group) -> list[Seat]:
    """The current members, by library and then by name."""
    statement = (
        select(Person, Membership.role, Membership.since, Organization.short_name)
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Organization, col(Organization.id) == Person.organization_id, isouter=True)
        .where(Membership.group_id == group.id, col(Membership.until).is_(None))
        .order_by(
            col(Organization.short_name).is_(None), col(Organization.short_name), col(Person.name)
        )
    )
    return [
        Seat(person, MemberRole(role), organization or "library not known yet", since)
        for person, role, since, organization in session.exec(statement)
    ]


def seat(
    session: Session,
    group: Group,
    person: Person,
    role: MemberRole,
    *,
    now: datetime,
    by: Person | None = None,
) -> Membership:
    """Begin a membership, on the word of ``by`` or of the person herself."""
    membership = Membership(group_id=group.id, person_id=person.id, role=role, since=now)
    session.add(membership)
    session.flush()
    after = {"group": group.id, "person": person.id, "role": role}
    subject = f"membership:{membership.id}"
    history.record(session, "membership.began", subject, by=by or person, now=now, after=after)
    return membership


def _end(
    session: Session, membership: Membership, group: Group, *, by: Person, now: datetime
) -> Membership:
    _refuse_without_chair(session, group, membership)
    membership.until = now
    session.add(membership)
    after = {"group": group.id, "person": membership.person_id}
    history.record(
        session, "membership.ended", f"membership:{membership.id}", by=by, now=now, after=after
    )
    return membership


def _refuse_without_chair(session: Session, group: Group, leaving: Membership) -> None:
    if leaving.role not in CHAIR_ROLES:
        return
    others = select(Membership.id).where(
        Membership.group_id == group.id,
        col(Membership.until).is_(None),
        col(Membership.role).in_(CHAIR_ROLES),
        Membership.id != leaving.id,
    )
    if session.exec(others).first() is None:
        raise Conflict(
            f"{group.name} would be left without a chair. Make another member chair first."
        )


def _lock(session: Session, group: Group) -> None:
    """Let nobody else come or go until the commit:
    two chairs who leave at once would each see the other.
    """
    # Reading the row again would forget what was changed in this unit of work and is not written
    # yet.
    session.flush()
    session.refresh(group, with_for_update=True)


def _current(session: Session, group: Group, person: Person) -> Membership | None:
    return session.exec(
        select(Membership).where(
            Membership.group_id == group.id,
            Membership.person_id == person.id,
            col(Membership.until).is_(None),
        )
    ).first()
