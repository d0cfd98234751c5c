"""The quorum of a meeting: who is present, of how many, and how many are needed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Attendance,
    Group,
    Leave,
    Meeting,
    MeetingAlternate,
    Membership,
    Organization,
    OrganizationKind,
    Person,
    QuorumOf,
    QuorumShare,
    Recusal,
    Representation,
    Rsvp,
    RsvpAnswer,
    Seat,
)
from models.presence import MeetingQuorum
from models.seats import VOTING_ROLES
from services import terms
from services.attendance_lists import is_saved


@dataclass(frozen=True)
class Voter:
    """A member who votes and is not on leave."""

    person_id: int
    seat_id: int | None
    """None for who sits in no open seat."""


def quorum(
    session: Session, meeting: Meeting, now: datetime, *, item_id: int | None = None
) -> MeetingQuorum:
    """Who is present at a meeting at a moment, by what the charge of its group counts: nine queries
    at most, however many there are.

    Before a list is kept those who said yes count; once the meeting is over, all who came. Somebody
    who is recused from the item ``item_id`` is not present for it; the base stays.
    """
    group = session.get_one(Group, meeting.group_id)
    voters, has_seats = _voters(session, meeting)
    present, is_by_answers = _present(session, meeting, now)
    if item_id is not None:
        recused = select(Recusal.person_id).where(Recusal.item_id == item_id)
        present = present - set(session.exec(recused).all())
    for_whom = _represented(session, meeting, present)
    if group.quorum_of is QuorumOf.LIBRARIES:
        base, here = _libraries(session, meeting, voters, present, for_whom)
        counted = "libraries"
    else:
        units = {voter.person_id: voter.seat_id or -voter.person_id for voter in voters}
        base = set(units.values())
        here = {unit for number, unit in units.items() if number in present | for_whom}
        counted = "voting seats" if has_seats else "voting members"
    least = needed(group.quorum, len(base)) if group.quorum else None
    return MeetingQuorum(len(base), len(here), counted, least, is_by_answers)


def needed(share: QuorumShare, base: int) -> int:
    """How many of a base must be present: at least somebody."""
    least = {
        QuorumShare.MORE_THAN_HALF: base // 2 + 1,
        QuorumShare.HALF: (base + 1) // 2,
        QuorumShare.TWO_THIRDS: (2 * base + 2) // 3,
        QuorumShare.ALL: base,
    }[share]
    return max(least, 1)


def _voters(session: Session, meeting: Meeting) -> tuple[list[Voter], bool]:
    """The members who vote when a meeting begins, and whether they do so by open seats: of a group
    that has seats only who sits there counts.
    """
    at = meeting.starts_at
    is_open = sa.and_(
        col(Seat.created_at) <= at, sa.or_(col(Seat.closed_at).is_(None), col(Seat.closed_at) > at)
    )
    any_seat = sa.exists().where(col(Seat.group_id) == meeting.group_id, is_open)
    has_seats = bool(session.scalar(sa.select(any_seat)))
    is_away = sa.exists().where(col(Leave.membership_id) == Membership.id, terms.on_leave(at))
    statement = (
        select(Membership.person_id, Seat.id, Membership.role, Seat.votes)
        .join(Seat, sa.and_(col(Seat.id) == Membership.seat_id, is_open), isouter=True)
        .where(Membership.group_id == meeting.group_id, terms.serving(at), ~is_away)
        .order_by(col(Membership.id))
    )
    rows = session.exec(statement).all()
    if has_seats:
        voters = [Voter(person_id, seat_id) for person_id, seat_id, _, votes in rows if votes]
    else:
        voters = [Voter(person_id, None) for person_id, _, role, _ in rows if role in VOTING_ROLES]
    return voters, has_seats


def _present(session: Session, meeting: Meeting, now: datetime) -> tuple[set[int], bool]:
    """The ids of who is there at a moment, and whether that is only what people answered."""
    rows = session.exec(select(Attendance).where(Attendance.meeting_id == meeting.id)).all()
    if meeting.ends_at <= now:
        return {row.person_id for row in rows}, False
    there = {row.person_id for row in rows if _is_there(row, now)}
    if rows and is_saved(session, meeting):
        return there, False
    left = {row.person_id for row in rows} - there
    said_yes = select(Rsvp.person_id).where(
        Rsvp.meeting_id == meeting.id, Rsvp.answer == RsvpAnswer.YES
    )
    return (there | set(session.exec(said_yes).all())) - left, True


def _is_there(row: Attendance, now: datetime) -> bool:
    """Whether somebody who came to a meeting that goes on has arrived and not left yet."""
    has_arrived = row.arrived_at is None or row.arrived_at <= now
    return has_arrived and (row.left_at is None or now < row.left_at)


def _represented(session: Session, meeting: Meeting, present: set[int]) -> set[int]:
    """The ids of members whose alternate is present."""
    sent = select(MeetingAlternate.person_id).where(
        MeetingAlternate.meeting_id == meeting.id,
        col(MeetingAlternate.alternate_id).in_(present),
    )
    return set(session.exec(sent))


def _libraries(
    session: Session,
    meeting: Meeting,
    voters: Iterable[Voter],
    present: set[int],
    for_whom: set[int],
) -> tuple[set[int], set[int]]:
    """The ids of the libraries with somebody who votes, and of those that are present: by her, by
    the alternate whom she sent, or by who acts for the library in the group.
    """
    at = meeting.starts_at
    homes = terms.home_ids_at(session, {voter.person_id for voter in voters}, at)
    known = select(Organization.id).where(
        Organization.kind == OrganizationKind.LIBRARY, col(Organization.id).in_(homes.values())
    )
    base = set(session.exec(known).all())
    acting = (
        select(Representation.organization_id)
        .join(Person, col(Person.id) == Representation.person_id)
        .where(Representation.group_id == meeting.group_id, terms.acts_for_library(at))
        .where(col(Representation.person_id).in_(present))
    )
    here = {home for person_id, home in homes.items() if person_id in present | for_whom}
    return base, base & (here | set(session.exec(acting).all()))
