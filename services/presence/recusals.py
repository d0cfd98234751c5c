"""Who takes no part in one item of a meeting."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from models import AgendaItem, Attendance, Group, Meeting, MeetingAlternate, Person, Recusal
from models.subjects import Subject
from services import access, history, terms
from services.access import Standing
from services.errors import Invalid


def recusable(session: Session, item: AgendaItem, *, by: Standing) -> list[Person]:
    """Whom ``by`` may recuse from an item, by name: everybody who may be at its meeting for a
    chair, else herself where she may be there.
    """
    group = session.get_one(Group, item.group_id)
    meeting = session.get(Meeting, item.meeting_id) if item.meeting_id else None
    at = meeting.starts_at if meeting else by.at
    members = terms.members_at(session, {group.id: {at}})
    found = {term.person.id: term.person for term in members if term.holds(at)}
    if meeting:
        found |= {person.id: person for person in _others(session, meeting)}
    if not access.may_edit_group(group, by=by):
        found = {number: person for number, person in found.items() if number == by.person.id}
    return sorted(found.values(), key=lambda person: (person.name, person.id))


def recused(session: Session, item_ids: Collection[int]) -> dict[int, list[Person]]:
    """Who is recused from each of some items, by their ids and by name: one query."""
    statement = (
        select(Recusal.item_id, Person)
        .join(Person, col(Person.id) == Recusal.person_id)
        .where(col(Recusal.item_id).in_(item_ids))
        .order_by(col(Person.name), col(Person.id))
    )
    found: dict[int, list[Person]] = {}
    for item_id, person in session.exec(statement):
        found.setdefault(item_id, []).append(person)
    return found


def set_recused(
    session: Session, item: AgendaItem, person_ids: set[int], *, by: Standing, now: datetime
) -> list[Person]:
    """Let exactly these of the people whom ``by`` may recuse take no part in an item from
    ``access.item_to_recuse``; who is recused from it then. Raises ``Invalid`` for somebody else.
    """
    possible = {person.id for person in recusable(session, item, by=by)}
    if person_ids - possible:
        raise Invalid("Choose among those who may be at the meeting.", field="recused")
    before = set(session.exec(select(Recusal.person_id).where(Recusal.item_id == item.id)))
    after = person_ids | (before - possible)
    for person_id in sorted(after - before):
        session.add(
            Recusal(item_id=item.id, person_id=person_id, recorded_by=by.person.id, recorded_at=now)
        )
    leaving = col(Recusal.person_id).in_(before - after)
    session.exec(delete(Recusal).where(col(Recusal.item_id) == item.id, leaving))
    session.flush()
    if after != before:
        history.record(
            session,
            "item.recused",
            Subject.of(item),
            by=by.person,
            now=now,
            before={"recused": sorted(before)},
            after={"recused": sorted(after)},
        )
    return recused(session, [item.id]).get(item.id, [])


def _others(session: Session, meeting: Meeting) -> list[Person]:
    """People who came to a meeting, or come to it in the place of somebody, members or not."""
    came = sa.select(col(Attendance.person_id)).where(col(Attendance.meeting_id) == meeting.id)
    sent = sa.select(col(MeetingAlternate.alternate_id)).where(
        col(MeetingAlternate.meeting_id) == meeting.id
    )
    return list(session.exec(select(Person).where(col(Person.id).in_(came.union(sent)))))
