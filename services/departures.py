"""Who left Slack, what is left without an owner or a chair, and who is to hear of it.

It is told once for each departure: ``Person.departure_told_at`` says that it was, and is forgotten
when she comes back.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import Group, Membership, Person
from models.departures import Departure, LeftInGroup
from models.handovers import HeldItem, HeldKind
from services import access, handovers, leaders, terms
from services.access import CHAIR_ROLES, Standing
from services.errors import NotFound

_SECOND = timedelta(seconds=1)


def not_announced(session: Session) -> list[int]:
    """The ids of people who are gone, and whose departure was not announced."""
    gone = select(Person.id).where(
        col(Person.is_active).is_(False),
        col(Person.departure_told_at).is_(None),
        col(Person.merged_into_id).is_(None),
    )
    return list(session.exec(gone.order_by(col(Person.id))))


def claim(session: Session, person_id: int, now: datetime) -> Person | None:
    """Somebody who is gone, marked as told from this unit of work on; None where another was first,
    or she is back.
    """
    person = session.get_one(Person, person_id)
    session.refresh(person, with_for_update=True)
    if person.is_active or person.departure_told_at is not None:
        return None
    person.departure_told_at = now
    session.add(person)
    return person


def departures(session: Session, person: Person, now: datetime) -> list[Departure]:
    """What each of those concerned is to hear, one for each: the other chairs of a group hear of
    that group, the program manager of all of them.
    """
    left = left_behind(session, person, now)
    if not left:
        return []
    managers = {manager.id: manager for manager in leaders.managers_in_slack(session, now)}
    recipients = dict(managers)
    groups_of = {manager_id: [*left] for manager_id in managers}
    chairs = leaders.chairs_in_slack(session, [in_group.group.id for in_group in left], now)
    for in_group in left:
        for chair in chairs[in_group.group.id]:
            if chair.id not in managers:
                recipients[chair.id] = chair
                groups_of.setdefault(chair.id, []).append(in_group)
    return [
        Departure(person, recipients[recipient_id], tuple(of_recipient))
        for recipient_id, of_recipient in sorted(groups_of.items())
    ]


def by_recipient(found: Iterable[Departure]) -> list[list[Departure]]:
    """All that each of those concerned is to hear, by the name of who left."""
    of_each: dict[int, list[Departure]] = {}
    for departure in sorted(found, key=lambda row: (row.person.name, row.person.id)):
        of_each.setdefault(departure.recipient.id, []).append(departure)
    return [of_each[recipient_id] for recipient_id in sorted(of_each)]


def announced_at(session: Session, moment: datetime) -> list[Person]:
    """Who is gone and was announced in the second that begins at a moment."""
    gone = select(Person).where(
        col(Person.departure_told_at) >= moment,
        col(Person.departure_told_at) < moment + _SECOND,
        col(Person.is_active).is_(False),
        col(Person.merged_into_id).is_(None),
    )
    return list(session.exec(gone.order_by(col(Person.id))))


def left_for(session: Session, person_id: int, *, by: Standing) -> Departure:
    """What somebody who is gone has left in the groups that the asker may lead.

    Raises ``NotFound`` for anybody else.
    """
    person = session.get(Person, person_id)
    left = left_behind(session, person, by.at) if person and not person.is_active else []
    groups = tuple(in_group for in_group in left if access.may_lead(in_group.group.id, by=by))
    if person is None or not groups:
        raise NotFound("Nothing is left there that waits for you any more.")
    return Departure(person, by.person, groups)


def left_behind(session: Session, person: Person, now: datetime) -> list[LeftInGroup]:
    """What somebody has left in groups that go on, by the name of the group."""
    items = handovers.left_by(session, person, now)
    groups = list({item.group.id: item.group for item in items}.values())
    chaired = _chaired(session, [group.id for group in groups], now)
    return [
        _left_in(group, [item for item in items if item.group.id == group.id], group.id in chaired)
        for group in groups
    ]


def _left_in(group: Group, items: list[HeldItem], has_chair: bool) -> LeftInGroup:
    kinds = Counter(item.kind for item in items)
    return LeftInGroup(
        group,
        tuple(item.task for item in items if item.task is not None),
        was_chair=any(item.role in CHAIR_ROLES for item in items),
        has_chair=has_chair,
        seats=kinds[HeldKind.SEAT],
        meetings=kinds[HeldKind.SERIES] + kinds[HeldKind.MEETING],
    )


def _chaired(session: Session, group_ids: list[int], now: datetime) -> set[int]:
    """Which of these groups somebody chairs who is there, in Slack or not."""
    rows = session.exec(
        select(Membership.group_id)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(
            col(Membership.group_id).in_(group_ids),
            col(Membership.role).in_(CHAIR_ROLES),
            terms.serving(now),
            col(Person.is_active).is_(True),
        )
    )
    return set(rows)
