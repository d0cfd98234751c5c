"""Who is in a group: joining, leaving, adding, removing, and roles."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models import Group, MemberRole, Membership, Person, Task
from models.group_kinds import rules_of
from models.subjects import Subject
from services import history, interests, tasks, terms
from services.access import CHAIR_ROLES
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from services.groups.charge import refuse_guest


@dataclass(frozen=True)
class Added:
    """What came of adding people."""

    new: list[Person]
    already: list[Person]


def join(session: Session, group: Group, person: Person, *, now: datetime) -> Membership:
    """Join a group that is open to all librarians.

    Whoever is to begin later anyway serves as a member until then. Raises ``Conflict`` for somebody
    who is in it.
    """
    _lock(session, group)
    if terms.current(session, group, person.id, now):
        raise Conflict(f"You are a member of {group.name} already.")
    if not terms.is_open(group, now):
        raise NotAllowed(_whom_to_ask(session, group, now))
    interests.end(session, group, [person.id], by=person, now=now)
    return terms.begin(session, group, person, MemberRole.MEMBER, now=now)


def _whom_to_ask(session: Session, group: Group, now: datetime) -> str:
    """Why nobody joins a group by herself, and who adds people to it."""
    article = "an" if group.kind.startswith(("a", "e", "i", "o", "u")) else "a"
    is_by_kind = not rules_of(group.kind).anyone_may_join and not group.is_private
    why = f", because it is {article} {group.kind}" if is_by_kind else ""
    chairs = [
        line.person.name
        for line in terms.roster(session, group, now)
        if line.role in CHAIR_ROLES and line.person.is_active
    ]
    whom = " or ".join(chairs[:3]) or "the program manager"
    return f"{group.name} cannot be joined{why}. Ask {whom} to add you."


def leave(session: Session, group: Group, person: Person, *, now: datetime) -> int:
    """End one's own membership, and call off what was to follow or to begin; how many open tasks of
    hers belong to nobody by that.

    The only chair cannot go before somebody else is named.
    """
    _lock(session, group)
    freed = _end_all(session, group, person.id, by=person, now=now)
    if freed is None:
        raise Conflict(f"You are not a member of {group.name}.")
    return freed


def add(
    session: Session, group: Group, people: list[Person], *, by: Person, now: datetime
) -> Added:
    """Add people to a group from ``access.group_to_edit``; those who are in it already stay as they
    are, also where their service ends on a known day.

    Whoever is named twice, as by a mention and by an address, is added once. Whoever is to begin
    later serves as a member until then. Raises ``Invalid`` for somebody whose account is
    deactivated.
    """
    people = list({person.id: person for person in people}.values())
    if gone := [person.name for person in people if not person.is_active]:
        raise Invalid(f"{gone[0]} is no longer active here. Choose somebody else.", field="people")
    serving = {line.person.id for line in terms.roster(session, group, now)}
    new = [person for person in people if person.id not in serving]
    for person in new:
        terms.begin(session, group, person, MemberRole.MEMBER, now=now, by=by)
    interests.end(session, group, [person.id for person in new], by=by, now=now)
    return Added(new=new, already=[person for person in people if person.id in serving])


def remove(session: Session, group: Group, person_id: int, *, by: Person, now: datetime) -> Person:
    """End somebody's membership in a group from ``access.group_to_edit``, and call off what was to
    follow or to begin.
    """
    person = session.get(Person, person_id)
    if person is None or _end_all(session, group, person_id, by=by, now=now) is None:
        raise NotFound(f"That person is not a member of {group.name}. Nobody was removed.")
    return person


def set_role(
    session: Session, group: Group, person_id: int, role: MemberRole, *, by: Person, now: datetime
) -> Person:
    """Make a member chair, co-chair, member or observer.

    The last chair cannot step down without another.
    """
    person = session.get(Person, person_id)
    membership = terms.current(session, group, person_id, now)
    if person is None or membership is None:
        raise NotFound(f"That person is not a member of {group.name}. Add them first.")
    if role not in CHAIR_ROLES:
        _refuse_without_chair(session, group, membership, now)
        terms.end_deputies(session, now, of=membership.id)
    before, membership.role = {"role": membership.role}, role
    # Who is made chair by hand hears of it from whoever does that.
    membership.chairing_due_at = None
    session.add(membership)
    subject = Subject.of(membership)
    history.record(
        session, "membership.role", subject, by=by, now=now, before=before, after={"role": role}
    )
    return person


def chair_ids(session: Session, group: Group, now: datetime) -> list[int]:
    """Who is chair or co-chair of a group."""
    roster = terms.roster(session, group, now)
    return [line.person.id for line in roster if line.role in CHAIR_ROLES]


def set_chairs(
    session: Session, group: Group, person_ids: list[int], *, by: Person, now: datetime
) -> list[Person]:
    """Make exactly these members chair and co-chairs; those who chaired in no way before.

    Who chairs now stays chair, else the first named does.
    """
    lines = {line.person.id: line for line in terms.roster(session, group, now)}
    wanted = [person_id for person_id in dict.fromkeys(person_ids) if person_id in lines]
    if not wanted:
        raise Invalid("A group needs a chair: choose at least one member.", field="chairs")
    for person_id in wanted:
        # Who chairs already and has become a guest since stays named, and may not act as chair.
        if lines[person_id].role not in CHAIR_ROLES:
            refuse_guest(lines[person_id].person, field="chairs")
    chair = next((named for named in wanted if lines[named].role is MemberRole.CHAIR), wanted[0])
    # The new chairs come first, so that the group is never without one.
    for person_id in wanted:
        role = MemberRole.CHAIR if person_id == chair else MemberRole.CO_CHAIR
        if lines[person_id].role is not role:
            set_role(session, group, person_id, role, by=by, now=now)
    for person_id, held in lines.items():
        if held.role in CHAIR_ROLES and person_id not in wanted:
            set_role(session, group, person_id, MemberRole.MEMBER, by=by, now=now)
    return [lines[named].person for named in wanted if lines[named].role not in CHAIR_ROLES]


def _end_all(
    session: Session, group: Group, person_id: int, *, by: Person, now: datetime
) -> int | None:
    """End the service of somebody who serves or is to serve; how many open tasks belong to nobody
    by that, or None where there was no service.
    """
    services = terms.ahead_of(session, group, person_id, now)
    for membership in services:
        _refuse_without_chair(session, group, membership, now)
        terms.end(session, membership, by=by, now=now)
    if not services:
        return None
    end_acting(session, group, person_id, by=by, now=now)
    return free_tasks(session, group, person_id, by=by, now=now) if group.is_private else 0


def end_acting(
    session: Session, group: Group, person_id: int, *, by: Person, now: datetime
) -> None:
    """Whoever is in a group no longer acts there for nobody on leave."""
    for membership_id in terms.end_acting(session, group.id, person_id, now):
        before, subject = {"acting": person_id}, Subject("membership", membership_id)
        history.record(session, "membership.acting_ended", subject, by=by, now=now, before=before)


def free_tasks(session: Session, group: Group, person_id: int, *, by: Person, now: datetime) -> int:
    """What she left open in a private group is nobody's: she may know nothing of it any more. How
    many tasks those are.
    """
    hers = terms.is_named_owner(person_id)
    left = select(Task).where(Task.group_id == group.id, hers, col(Task.done_at).is_(None))
    found = session.exec(left.order_by(col(Task.id))).all()
    person = session.get_one(Person, person_id)
    for task in found:
        tasks.replace_owner(session, task, person, None, group=group, by=by, now=now)
    return len(found)


def _refuse_without_chair(
    session: Session, group: Group, leaving: Membership, now: datetime
) -> None:
    """Raise ``Conflict`` where nobody else who is there chairs the group at the moment."""
    if leaving.role not in CHAIR_ROLES or terms.begins_at(leaving) > now:
        return
    if not has_chair(session, group, now, besides=leaving):
        raise Conflict(
            f"{group.name} would be left without a chair. Make another member chair first."
        )


def has_chair(
    session: Session, group: Group, now: datetime, *, besides: Membership | None = None
) -> bool:
    """Whether somebody who is there chairs the group at a moment."""
    chairs = (
        select(Membership.id)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(
            Membership.group_id == group.id,
            terms.serving(now),
            col(Membership.role).in_(CHAIR_ROLES),
            col(Person.is_active).is_(True),
        )
    )
    if besides is not None:
        chairs = chairs.where(Membership.id != besides.id)
    return session.exec(chairs).first() is not None


def _lock(session: Session, group: Group) -> None:
    """Let nobody else come or go until the commit:
    two chairs who leave at once would each see the other.
    """
    # Reading the row again would forget what was changed in this unit of work and is not written
    # yet.
    session.flush()
    session.refresh(group, with_for_update=True)
