"""Who comes to a meeting in the place of a member, so that the library is present."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models import (
    Group,
    Meeting,
    MeetingAlternate,
    MemberRole,
    Membership,
    Person,
    Representation,
    reach,
)
from models.columns import LONG_AGO
from models.presence import SentAlternate
from models.subjects import Subject
from services import history, terms
from services.errors import Conflict, Invalid

MOST_ALTERNATES = 100
"""How many colleagues a form offers."""
_STANDING_BY = (MemberRole.ALTERNATE, MemberRole.OBSERVER)
"""Who serves in a group without being expected to vote herself."""


def alternates_offered(session: Session, meeting: Meeting, person: Person) -> list[Person]:
    """Whom a member may send in her place: colleagues of her library or unit whom messages reach
    and who are not expected there, whoever acts for the library in the group or serves there as an
    alternate or an observer first, then by name.

    To a private group only who serves there is sent: nobody else may know of it.
    """
    group = session.get_one(Group, meeting.group_id)
    acts = sa.exists().where(
        col(Representation.person_id) == Person.id,
        col(Representation.organization_id) == Person.organization_id,
        col(Representation.group_id) == meeting.group_id,
        terms.acts_for_library(meeting.starts_at),
    )
    stands_by = col(Membership.role).in_(_STANDING_BY)
    is_sent = sa.exists().where(
        col(MeetingAlternate.meeting_id) == meeting.id,
        col(MeetingAlternate.alternate_id) == Person.id,
        col(MeetingAlternate.person_id) != person.id,
    )
    statement: Any = (
        sa.select(Person)
        .where(col(Person.organization_id) == person.organization_id, col(Person.id) != person.id)
        .where(reach.is_reachable(), col(Person.is_active).is_(True))
        .where(col(Person.is_guest).is_(False), col(Person.is_external).is_(False))
        .where(~_serves(meeting, ~stands_by), ~is_sent)
        .order_by(sa.or_(acts, _serves(meeting, stands_by)).desc())
        .order_by(col(Person.name), col(Person.id))
        .limit(MOST_ALTERNATES)
    )
    if group.is_private:
        statement = statement.where(_serves(meeting, stands_by))
    return list(session.scalars(statement))


def _serves(meeting: Meeting, role: sa.ColumnElement[bool]) -> sa.Exists:
    """The condition that a ``Person`` serves in the group of a meeting at its hour in a role."""
    return sa.exists().where(
        col(Membership.group_id) == meeting.group_id,
        col(Membership.person_id) == Person.id,
        terms.serving(meeting.starts_at),
        role,
    )


def send_alternate(
    session: Session, meeting: Meeting, person: Person, alternate_id: int | None, *, now: datetime
) -> Person:
    """Let somebody come in the place of a member to a meeting from ``access.meeting_to_answer``;
    who that is. Whoever was to come in her place before does so no more.

    Raises ``Invalid`` for somebody who is not offered, and ``Conflict`` where the group is private.
    """
    offered = {found.id: found for found in alternates_offered(session, meeting, person)}
    alternate = offered.get(alternate_id or 0)
    if alternate is None:
        refuse_private(session.get_one(Group, meeting.group_id))
        raise Invalid("Choose somebody of your library who is offered.", field="alternate")
    row = session.get(MeetingAlternate, (meeting.id, person.id))
    before = {"alternate": row.alternate_id} if row else {}
    if row and row.alternate_id == alternate.id:
        return alternate
    row = row or MeetingAlternate(
        meeting_id=meeting.id,
        person_id=person.id,
        alternate_id=alternate.id,
        sent_by=person.id,
        sent_at=now,
    )
    row.alternate_id, row.sent_by, row.sent_at = alternate.id, person.id, now
    meeting.check_at = LONG_AGO
    session.add_all([row, meeting])
    after = {"alternate": alternate.id}
    _note(session, meeting, before, after, by=person, now=now)
    return alternate


def alternate_of(session: Session, meeting: Meeting, person: Person) -> int | None:
    """The id of who comes to a meeting in the place of somebody."""
    row = session.get(MeetingAlternate, (meeting.id, person.id))
    return row.alternate_id if row else None


def refuse_private(group: Group) -> None:
    """Raise ``Conflict`` for a group of which nobody outside it may know."""
    if group.is_private:
        raise Conflict(
            f"{group.name} is private, so only somebody of your library who serves there as an"
            " alternate or an observer can come in your place. Ask a chair to add them."
        )


def refuse_nobody(group: Group) -> None:
    """Raise ``Conflict`` for a private group, and ``Invalid``, where nobody is offered."""
    refuse_private(group)
    where = "in this Slack, or reads mail" if reach.current().sends_mail else "in this Slack"
    raise Invalid(f"Nobody else of your library is {where}. Answer No instead.")


def is_alternate(session: Session, meeting: Meeting, person: Person) -> bool:
    """Whether somebody comes to a meeting in the place of a member."""
    return person.id in alternate_ids(session, meeting)


def sent_to(person_id: int | sa.BindParameter[int]) -> sa.ColumnElement[bool]:
    """The condition that somebody who is no member comes to a ``Meeting`` in the place of one: of a
    group that everybody may know of.
    """
    is_open = col(Meeting.group_id).in_(select(Group.id).where(col(Group.is_private).is_(False)))
    sent = select(MeetingAlternate.meeting_id).where(
        col(MeetingAlternate.alternate_id) == person_id
    )
    return sa.and_(col(Meeting.id).in_(sent), is_open)


def sent_to_which(session: Session, meeting_ids: Collection[int], person: Person) -> set[int]:
    """To which of these meetings somebody comes so: one query."""
    sent = select(Meeting.id).where(col(Meeting.id).in_(meeting_ids), sent_to(person.id))
    return set(session.exec(sent))


def end_alternate(
    session: Session, meeting: Meeting, person: Person, *, comes: bool, now: datetime
) -> list[SentAlternate]:
    """Take back what an answer of ``person`` makes void: that she sends somebody, where she comes
    herself, and that she comes in the place of somebody, where she does not. What that was.
    """
    whose = MeetingAlternate.person_id if comes else MeetingAlternate.alternate_id
    statement = select(MeetingAlternate).where(
        MeetingAlternate.meeting_id == meeting.id, whose == person.id
    )
    rows = session.exec(statement.order_by(col(MeetingAlternate.person_id))).all()
    for row in rows:
        session.delete(row)
        _note(session, meeting, {"alternate": row.alternate_id}, {}, by=person, now=now)
    return [SentAlternate(row.person_id, row.alternate_id) for row in rows]


def alternates(
    session: Session, meeting_ids: Collection[int]
) -> dict[int, list[tuple[Person, Person]]]:
    """Who is sent to each of some meetings, each with the member in whose place, by the names of
    the latter: one query.
    """
    sent, member = aliased(Person), aliased(Person)
    statement: Any = (
        sa.select(col(MeetingAlternate.meeting_id), sent, member)
        .join(MeetingAlternate, col(MeetingAlternate.alternate_id) == sent.id)
        .join(member, col(MeetingAlternate.person_id) == member.id)
        .where(col(MeetingAlternate.meeting_id).in_(meeting_ids))
        .order_by(col(member.name), col(member.id))
    )
    found: dict[int, list[tuple[Person, Person]]] = {}
    for meeting_id, alternate, person in session.execute(statement):
        found.setdefault(meeting_id, []).append((alternate, person))
    return found


def alternate_ids(session: Session, meeting: Meeting) -> set[int]:
    """The ids of those who are sent to a meeting: one query."""
    statement = select(MeetingAlternate.alternate_id)
    return set(session.exec(statement.where(MeetingAlternate.meeting_id == meeting.id)))


def _note(
    session: Session,
    meeting: Meeting,
    before: dict[str, int],
    after: dict[str, int],
    *,
    by: Person,
    now: datetime,
) -> None:
    session.flush()
    about = Subject.of(meeting)
    history.record(
        session, "meeting.alternate", about, by=by, now=now, before=dict(before), after=dict(after)
    )
