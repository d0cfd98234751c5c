"""What somebody holds in groups, as one list: her seats, her chairs, the series and meetings that
she runs, and her open tasks; and passing any of it on.

Nothing here decides who may have what: each thing is passed on by the verb of its own noun, whose
refusals stand.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Group,
    Meeting,
    MemberRole,
    Membership,
    Organization,
    Person,
    Representation,
    Role,
    RoleKind,
    Seat,
    Series,
    Task,
)
from models.handovers import (
    Choice,
    HandedOver,
    HeldAtFormer,
    HeldItem,
    HeldKind,
    HeldPage,
    Passed,
)
from models.subjects import Subject
from services import access, groups, meetings, representatives, seats, tasks, terms
from services.access import CHAIR_ROLES, Standing
from services.errors import Invalid, NotAllowed, Refusal

SHOWN = 40
"""How many things one form holds: Slack takes a hundred blocks, and each group has a heading."""
_KINDS = list(HeldKind)


def held(
    session: Session, person: Person, *, by: Standing, group: Group | None = None
) -> list[HeldItem]:
    """What somebody holds in groups that go on, by group, of what ``by`` may see of it: her own, or
    what is in groups that ``by`` may lead. Four queries, however much it is.
    """
    found = _left_by_each(session, {person.id: by}, by.at)[person.id]
    return [item for item in _seen(found, person, by) if group is None or item.group.id == group.id]


def _seen(items: Iterable[HeldItem], person: Person, by: Standing) -> list[HeldItem]:
    is_own = by.person.id == person.id
    return [
        item
        for item in items
        if access.may_lead(item.group.id, by=by) or (is_own and _may_know(item, by))
    ]


def left_by(session: Session, person: Person, now: datetime) -> list[HeldItem]:
    """All that somebody holds in groups that go on, whoever looks."""
    return _left_by_each(session, {person.id: None}, now)[person.id]


def _left_by_each(
    session: Session, looking: Mapping[int, Standing | None], now: datetime
) -> dict[int, list[HeldItem]]:
    """The same of each of some people, by their ids, each with who looks, if anybody: four queries
    for any number of people.
    """
    found: dict[int, list[HeldItem]] = {person_id: [] for person_id in looking}
    for person_id, item in _services(session, looking, now):
        found[person_id].append(item)
    for rows in (meetings.series_of, meetings.meetings_of):
        for row, group in rows(session, looking, now):
            found[meetings.runner_id(row)].append(_of_meeting(row, group))
    for person_id, item in _tasks(session, looking, now):
        found[person_id].append(item)
    return {person_id: sorted(items, key=_place) for person_id, items in found.items()}


def before_move(session: Session, person: Person, now: datetime) -> HeldAtFormer | None:
    """What somebody is for the library where she works, and holds, before she moves; None where
    that is not known.
    """
    former_id = terms.home_at(session, person.id, now)
    if former_id is None:
        return None
    who = access.standing(session, person, now)
    former = session.get_one(Organization, former_id)
    return _at_former(session, {person.id: who}, former, now)[person.id]


def _at_former(
    session: Session, standings: Mapping[int, Standing], former: Organization, now: datetime
) -> dict[int, HeldAtFormer]:
    """What each of some people who are about to move, by their ids, is for the library where they
    work, and holds in groups: eight queries for any number of people.
    """
    items = _left_by_each(session, standings, now)
    spoke_on = representatives.names_for(session, former, standings, now)
    asking = _asking(session, items.values(), former)
    found = {}
    for person_id, who in standings.items():
        hers = sorted(
            _seen(items[person_id], who.person, who), key=lambda i: i.seat_id not in asking
        )
        found[person_id] = HeldAtFormer(
            former,
            directed_it=access.directed_library(who) == former.id,
            spoke_on=tuple(spoke_on[person_id]),
            items=tuple(hers),
            asking=sum(item.seat_id in asking for item in hers),
        )
    return found


def held_for_library(
    session: Session, organization: Organization, now: datetime
) -> list[tuple[Person, HeldAtFormer]]:
    """Who of its people directs a library, speaks for it, or has a seat that asks for it, by name,
    each with that: before it becomes part of another one. The same number of queries for any number
    of people.
    """
    directing = select(Role.person_id).where(Role.kind == RoleKind.DIRECTOR, terms.holding(now))
    is_for_it = col(Representation.organization_id) == organization.id
    speaking = [row.person.id for row in terms.held_representations(session, now, is_for_it)]
    asks = sa.or_(col(Seat.organization_id) == organization.id, col(Seat.category).is_not(None))
    seated = (
        select(Membership.person_id)
        .join(Seat, col(Seat.id) == Membership.seat_id)
        .where(terms.serving(now), asks)
    )
    hers = [col(Person.id).in_(ids) for ids in (directing, speaking, seated)]
    people = select(Person).where(Person.organization_id == organization.id, sa.or_(*hers))
    found = session.exec(people.order_by(col(Person.name), col(Person.id))).all()
    homes = terms.home_ids_at(session, [person.id for person in found], now)
    at_home = [person for person in found if homes.get(person.id) == organization.id]
    standings = access.standings(session, at_home, now)
    held = _at_former(session, standings, organization, now)
    return [
        (person, held[person.id])
        for person in at_home
        if held[person.id].ends_something or held[person.id].asking
    ]


def _asking(
    session: Session, items: Iterable[Iterable[HeldItem]], organization: Organization
) -> set[int | None]:
    """The ids of those seats among these things that ask for somebody of an organization."""
    ids = {item.seat_id for hers in items for item in hers if item.seat_id}
    rows = session.exec(select(Seat).where(col(Seat.id).in_(ids)))
    return {
        seat.id for seat in rows if seats.asks_for_library(seat) and seats.fits(seat, organization)
    }


def page(
    session: Session,
    person: Person,
    *,
    by: Standing,
    group: Group | None = None,
    start: int = 0,
    after: Collection[Subject] = (),
) -> HeldPage:
    """As much of what somebody holds as one form takes, from the ``start`` on, or where the last
    of those things that come before and are still held is.
    """
    items = held(session, person, by=by, group=group)
    before = [place for place, item in enumerate(items) if item.subject in after]
    start = before[-1] + 1 if before else start
    return HeldPage(person, tuple(items[start : start + SHOWN]), start, len(items), group)


def hand_over(
    session: Session, person: Person, choices: Sequence[Choice], *, by: Standing
) -> HandedOver:
    """Give each of these things of somebody to who was chosen for it: all of them, or none.

    What is not hers any more, or is not there, is skipped; what is given to herself stays. Raises
    the refusal of a thing's own verb, as an ``Invalid`` at the field that chose.
    """
    _lock(session, held(session, person, by=by))
    items = {item.subject: item for item in held(session, person, by=by)}
    wanted = [choice for choice in choices if choice.receiver.id != person.id]
    known = [choice for choice in wanted if choice.subject in items]
    for choice in _in_order(session, known, items, by.at):
        item = items[choice.subject]
        try:
            _pass(session, item, person, choice.receiver, by=by)
        except Refusal as refusal:
            words = f"{_named(item)}: {refusal.message}"
            raise Invalid(words, field=choice.field) from refusal
    session.flush()
    passed = tuple(_passed(session, items[choice.subject], choice.receiver) for choice in known)
    return HandedOver(passed, skipped=len(wanted) - len(known))


def _passed(session: Session, item: HeldItem, receiver: Person) -> Passed:
    seat = session.get(Seat, item.seat_id) if item.kind is HeldKind.SEAT else None
    return Passed(item, receiver, fits=seat is None or seats.person_fits(session, seat, receiver))


def _pass(
    session: Session, item: HeldItem, person: Person, receiver: Person, *, by: Standing
) -> None:
    actor, now, group = by.person, by.at, item.group
    if not item.may_pass:
        raise NotAllowed(f"only a chair of {group.name} or the program manager appoints there.")
    match item.kind:
        case HeldKind.TASK:
            task = session.get_one(Task, item.subject.id)
            tasks.replace_owner(session, task, person, receiver, group=group, by=actor, now=now)
        case HeldKind.SEAT:
            seat, today = session.get_one(Seat, item.seat_id), _today(group, now)
            _refuse_seated(session, seat, group, receiver, now)
            seats.appoint(session, seat, group, receiver, first=today, by=actor, now=now)
        case HeldKind.CHAIR:
            _pass_chair(session, item, person, receiver, by=actor, now=now)
        case HeldKind.SERIES:
            series = session.get_one(Series, item.subject.id)
            meetings.hand_over(session, series, group, receiver, by=actor, now=now)
        case HeldKind.MEETING:
            meeting = session.get_one(Meeting, item.subject.id)
            meetings.hand_over(session, meeting, group, receiver, by=actor, now=now)


def _refuse_seated(
    session: Session, seat: Seat, group: Group, receiver: Person, now: datetime
) -> None:
    """A person sits in a single seat, so the other would be vacant without a word of it."""
    present = terms.current(session, group, receiver.id, now)
    if present is not None and present.seat_id not in (None, seat.id):
        raise Invalid(
            f"{receiver.name} sits in another seat of this group already. Choose somebody else, or"
            " appoint them from `/wg seats`, which says what becomes of the other seat."
        )


def _pass_chair(
    session: Session,
    item: HeldItem,
    person: Person,
    receiver: Person,
    *,
    by: Person,
    now: datetime,
) -> None:
    """The new one comes first, so that the group is never without one; who is its chair already
    stays that.
    """
    groups.refuse_guest(receiver, field="person")
    if not receiver.is_active:
        raise Invalid(f"{receiver.name} is no longer active here. Choose somebody else.")
    assert item.role is not None, "who chairs has a role"
    present = terms.current(session, item.group, receiver.id, now)
    if present is None or present.role is not MemberRole.CHAIR:
        groups.set_role(session, item.group, receiver.id, item.role, by=by, now=now)
    groups.set_role(session, item.group, person.id, MemberRole.MEMBER, by=by, now=now)


def _in_order(
    session: Session, choices: Sequence[Choice], items: dict[Subject, HeldItem], now: datetime
) -> list[Choice]:
    """Tasks of members first, since who leaves a private group by her seat owns none there any
    more; then seats and chairs, by which others may have the rest.
    """

    def place(choice: Choice) -> int:
        item = items[choice.subject]
        is_member = terms.current(session, item.group, choice.receiver.id, now) is not None
        return -1 if item.kind is HeldKind.TASK and is_member else _KINDS.index(item.kind)

    return sorted(choices, key=place)


def _lock(session: Session, items: Iterable[HeldItem]) -> None:
    """Let nobody else change these groups and tasks until the commit."""
    found = list(items)
    group_ids = {item.group.id for item in found}
    task_ids = {item.subject.id for item in found if item.kind is HeldKind.TASK}
    for table, ids in ((Group, group_ids), (Task, task_ids)):
        rows = select(table).where(col(table.id).in_(ids)).order_by(col(table.id))
        session.exec(rows.with_for_update(), execution_options={"populate_existing": True}).all()


def _services(
    session: Session, looking: Mapping[int, Standing | None], now: datetime
) -> list[tuple[int, HeldItem]]:
    statement = (
        sa.select(Membership, Group, Seat)
        .join(Group, col(Group.id) == Membership.group_id)
        .join(Seat, col(Seat.id) == Membership.seat_id, isouter=True)
        .where(col(Membership.person_id).in_(looking), terms.serving(now), terms.active(now))
        .where(sa.or_(col(Seat.id).is_not(None), col(Membership.role).in_(CHAIR_ROLES)))
    )
    found = []
    for row, group, seat in session.execute(statement):
        by = looking[row.person_id]
        item = HeldItem(
            HeldKind.SEAT if seat else HeldKind.CHAIR,
            Subject.of(row),
            group,
            title=_title(row, seat),
            may_pass=by is None or access.may_lead(group.id, by=by),
            role=row.role,
            seat_id=seat.id if seat else None,
        )
        found.append((row.person_id, item))
    return found


def _title(row: Membership, seat: Seat | None) -> str:
    """What a seat is called, and as what its holder chairs where the seat is of another role."""
    if seat is None:
        return str(row.role)
    is_chair = row.role in CHAIR_ROLES and row.role != seat.role
    return f"{seats.named(seat)}, and {row.role}" if is_chair else seats.named(seat)


def _of_meeting(row: Meeting | Series, group: Group) -> HeldItem:
    if isinstance(row, Series):
        return HeldItem(HeldKind.SERIES, Subject.of(row), group, row.title)
    return HeldItem(HeldKind.MEETING, Subject.of(row), group, row.title, starts_at=row.starts_at)


def _tasks(
    session: Session, person_ids: Collection[int], now: datetime
) -> list[tuple[int, HeldItem]]:
    owners = terms.named_owners()
    statement = (
        sa.select(owners.c.person_id, Task, Group)
        .join(Task, col(Task.id) == owners.c.task_id)
        .join(Group, col(Group.id) == Task.group_id)
        .where(owners.c.person_id.in_(person_ids), col(Task.done_at).is_(None), terms.active(now))
        .order_by(col(Task.due_on).is_(None), col(Task.due_on), col(Task.id))
    )
    # Who is the first owner and a further one as well holds it once.
    found = {
        (person_id, task.id): (task, group) for person_id, task, group in session.execute(statement)
    }
    return [
        (
            person_id,
            HeldItem(
                HeldKind.TASK, Subject.of(task), group, task.title, due_on=task.due_on, task=task
            ),
        )
        for (person_id, _), (task, group) in found.items()
    ]


def _may_know(item: HeldItem, by: Standing) -> bool:
    """Whoever owns a task of a public group knows of it, a guest outside it, too."""
    return not item.group.is_private or access.may_see_group(item.group, by=by)


def _place(item: HeldItem) -> tuple[str, int, int]:
    """The order is that in which they were found, within a kind."""
    return item.group.name_key, item.group.id, _KINDS.index(item.kind)


def _named(item: HeldItem) -> str:
    return f"{item.title} ({item.group.name})"


def _today(group: Group, now: datetime) -> date:
    return now.astimezone(ZoneInfo(group.zone)).date()
