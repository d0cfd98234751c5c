"""Who sits in the voting seats of a group, and at which of its meetings their vote was there."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Attendance,
    Leave,
    Meeting,
    MeetingAlternate,
    MeetingStatus,
    MemberRole,
    Membership,
    Person,
    Representation,
    Seat,
)
from services.attendance_lists import has_list
from services.terms.conditions import begun, joined_on, not_called_off, serving
from services.terms.leaves import on_leave
from services.terms.representations import at_home_there, representing
from services.terms.seat_terms import unbroken_since


@dataclass(frozen=True)
class VotingTerm:
    """Somebody in a voting seat at a moment, and her meetings there since she began to serve."""

    membership: Membership
    person: Person
    came: tuple[bool, ...] = ()
    """In the order of the meetings: whether the vote was there."""


def voting_terms(session: Session, group_id: int, at: datetime) -> list[VotingTerm]:
    """Who sits in the voting seats of a group at a moment, with the meetings that count: three
    queries.

    Those have a list of who came and were over by then, and whoever it is sat in a voting seat as
    they began, without a break since, and was not on leave. The vote was there if she came or the
    alternate whom she sent, or to the seat of a representative somebody who spoke for its library
    in the group then.
    """
    serves: dict[int, list[Membership]] = defaultdict(list)
    current: dict[int, VotingTerm] = {}
    statement = (
        select(Membership, Person, serving(at))
        .join(Seat, col(Seat.id) == Membership.seat_id)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(Membership.group_id == group_id, col(Seat.votes).is_(True))
        .where(begun(at), not_called_off())
        .order_by(joined_on(), col(Membership.id))
    )
    for row, person, holds in session.exec(statement):
        serves[person.id].append(row)
        if holds:
            current[person.id] = VotingTerm(row, person)
    begins = {number: unbroken_since(serves[number]) for number in current}
    came = _came(session, group_id, begins, at)
    return [
        VotingTerm(term.membership, term.person, tuple(came[number]))
        for number, term in current.items()
    ]


def _came(
    session: Session, group_id: int, begins: dict[int, datetime], at: datetime
) -> dict[int, list[bool]]:
    """Whether the vote of each of these people was there, at each meeting since her beginning."""
    found: dict[int, list[bool]] = defaultdict(list)
    if not begins:
        return found
    away = sa.exists().where(
        col(Leave.membership_id) == Membership.id, on_leave(col(Meeting.starts_at))
    )
    statement = (
        select(Membership.person_id, Meeting, Seat, was_there())
        .join(Meeting, col(Meeting.group_id) == Membership.group_id)
        .join(Seat, col(Seat.id) == Membership.seat_id)
        .where(Membership.group_id == group_id, col(Membership.person_id).in_(begins))
        .where(Meeting.status == MeetingStatus.ON, col(Meeting.starts_at) <= at, has_list())
        .where(col(Seat.votes).is_(True), serving(col(Meeting.starts_at)), ~away)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    rows = [
        row
        for row in session.exec(statement)
        if row[1].ends_at <= at and row[1].starts_at >= begins[row[0]]
    ]
    spoken_for = _spoken_for(session, group_id, {meeting.id for _, meeting, _, _ in rows})
    for person_id, meeting, seat, is_there in rows:
        stood_in = (meeting.id, seat.organization_id) in spoken_for
        is_represented = seat.role is MemberRole.REPRESENTATIVE and stood_in
        found[person_id].append(bool(is_there) or is_represented)
    return found


def was_there() -> sa.ColumnElement[bool]:
    """The condition that whoever serves came to a ``Meeting``, or somebody whom she sent to it."""
    sent = sa.select(col(MeetingAlternate.alternate_id)).where(
        col(MeetingAlternate.meeting_id) == Meeting.id,
        col(MeetingAlternate.person_id) == Membership.person_id,
    )
    return sa.exists().where(
        col(Attendance.meeting_id) == Meeting.id,
        sa.or_(
            col(Attendance.person_id) == Membership.person_id,
            col(Attendance.person_id).in_(sent.correlate(Meeting, Membership)),
        ),
    )


def _spoken_for(
    session: Session, group_id: int, meeting_ids: Collection[int]
) -> set[tuple[int, int | None]]:
    """At which of these meetings of a group somebody was who spoke then for which library in it."""
    if not meeting_ids:
        return set()
    statement = (
        select(Meeting.id, Representation.organization_id)
        .join(Attendance, col(Attendance.meeting_id) == Meeting.id)
        .join(Representation, col(Representation.person_id) == Attendance.person_id)
        .where(col(Meeting.id).in_(meeting_ids), col(Representation.group_id) == group_id)
        .where(representing(col(Meeting.starts_at)), at_home_there(col(Meeting.starts_at)))
    )
    return {(meeting_id, library_id) for meeting_id, library_id in session.exec(statement)}
