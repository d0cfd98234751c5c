"""Interest in groups: giving it, taking it back, and letting it go."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Group, Interest, InterestLevel, Person
from models.interests import MONTHS_OF_INTEREST, MOST_NOTE, OwnInterest
from models.subjects import Subject
from services import access, consortium, history, terms
from services.access import Standing
from services.dates.arithmetic import shifted
from services.errors import Conflict, Invalid


def give(
    session: Session,
    group: Group,
    person: Person,
    level: InterestLevel,
    note: str = "",
    *,
    now: datetime,
) -> Interest:
    """Write down that somebody is interested in a group from ``access.group_to_volunteer_for``; who
    was already has her level and note changed, and her days counted anew. Raises ``Conflict`` for
    who serves there.
    """
    note = " ".join(note.split())
    if len(note) > MOST_NOTE:
        raise Invalid(f"Write at most {MOST_NOTE} characters.", field="note")
    _lock(session, group)
    refuse_member(session, group, person, now=now)
    today = consortium.today(session, now)
    row = of(session, group, person.id)
    before = _facts(row) if row else {}
    row = row or Interest(
        person_id=person.id, group_id=group.id, level=level, given_on=today, stands_until=today
    )
    row.level, row.note, row.given_on = level, note, today
    row.stands_until = last_day(today)
    session.add(row)
    subject, after = Subject.of(group), {"person": person.id, **_facts(row)}
    history.record(
        session, "interest.given", subject, by=person, now=now, before=before, after=after
    )
    return row


def refuse_member(session: Session, group: Group, person: Person, *, now: datetime) -> None:
    """Raise ``Conflict`` for somebody who serves in a group."""
    if terms.current(session, group, person.id, now):
        raise Conflict(
            f"You are in {group.name} already. Tell its chair what you would like to do there."
        )


def withdraw(session: Session, group: Group, person: Person, *, now: datetime) -> None:
    """Take one's own interest in a group back."""
    _lock(session, group)
    row = of(session, group, person.id)
    if row is None or row.stands_until < consortium.today(session, now):
        raise Conflict(f"You are not on the list of {group.name} any more.")
    session.delete(row)
    _record_end(session, "interest.withdrawn", group, row, by=person, now=now)


def end(
    session: Session, group: Group, person_ids: Collection[int], *, by: Person | None, now: datetime
) -> None:
    """Let the interest of those go who serve in a group from now on, or are to."""
    hers = select(Interest).where(
        Interest.group_id == group.id, col(Interest.person_id).in_(person_ids)
    )
    for row in session.exec(hers) if person_ids else ():
        session.delete(row)
        _record_end(session, "interest.ended", group, row, by=by, now=now)


def clear(session: Session, now: datetime) -> int:
    """Remove what is stale; how many rows that concerned. Nobody is told: she was, until when it
    stands.
    """
    rows = session.exec(select(Interest).where(terms.stale_interest(session, now))).all()
    for row in rows:
        session.delete(row)
    return len(rows)


def is_any_stale(session: Session, now: datetime) -> bool:
    """Whether ``clear`` would find something."""
    stale = select(Interest.person_id).where(terms.stale_interest(session, now))
    return session.exec(stale.limit(1)).first() is not None


def of(session: Session, group: Group, person_id: int) -> Interest | None:
    """What somebody has said of a group, stale or not."""
    return session.exec(
        select(Interest).where(Interest.group_id == group.id, Interest.person_id == person_id)
    ).first()


def volunteers(session: Session, group: Group, now: datetime) -> int:
    """How many people have said that they are interested in a group, as it stands now."""
    counted = (
        select(Interest.person_id)
        .join(Group, col(Group.id) == Interest.group_id)
        .where(Interest.group_id == group.id, *terms.standing_interest(session, now))
    )
    return len(session.exec(counted).all())


def own(session: Session, who: Standing) -> list[OwnInterest]:
    """What somebody is interested in now, by the name of the group."""
    rows = (
        select(Interest, Group)
        .join(Group, col(Group.id) == Interest.group_id)
        .where(Interest.person_id == who.person.id)
        .where(access.visible_groups(who), *terms.standing_interest(session, who.at))
        .order_by(col(Group.name_key))
    )
    return [OwnInterest(interest, group) for interest, group in session.exec(rows)]


def choices_for(session: Session, who: Standing) -> list[Group]:
    """The groups in which somebody does not serve and for which she may volunteer, by name."""
    statement = select(Group).where(access.visible_groups(who), terms.active(who.at))
    others = statement.where(col(Group.id).not_in(access.own_groups(who)))
    return list(session.exec(others.order_by(col(Group.name_key))))


def last_day(given_on: date) -> date:
    """Until when interest stands that is given on a day."""
    return shifted(given_on, months=MONTHS_OF_INTEREST)


def _facts(row: Interest) -> dict[str, Any]:
    """What the history keeps of it: never the note, which goes with it."""
    return {"level": row.level, "stands_until": row.stands_until.isoformat()}


def _record_end(
    session: Session, action: str, group: Group, row: Interest, *, by: Person | None, now: datetime
) -> None:
    before, after = _facts(row), {"person": row.person_id}
    history.record(session, action, Subject.of(group), by=by, now=now, before=before, after=after)


def _lock(session: Session, group: Group) -> None:
    """Two at once for one group come one after the other."""
    session.flush()
    session.refresh(group, with_for_update=True)
