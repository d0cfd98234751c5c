"""Who came: the chair's checklist, and the word of the person herself."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from models import (
    Attendance,
    ContributionKind,
    Meeting,
    MeetingStatus,
    MemberRole,
    Membership,
    Organization,
    Person,
    Rsvp,
    RsvpAnswer,
)
from models.meetings import CLAIM_HOURS, Checklist, Expected
from models.subjects import Subject
from services import contributions, history, presence, terms
from services.access import CHAIR_ROLES, Standing
from services.attendance_lists import CLAIMED, SAVED, claimed_late, is_saved
from services.errors import Conflict, Invalid, NotAllowed


def checklist(session: Session, meeting: Meeting, *, now: datetime) -> Checklist:
    """The list to tick: those recorded already, or before anybody is, those who said yes."""
    _refuse_too_early(meeting, now)
    lines = presence.partial_attendance(session, meeting)
    came = {line.person.id for line in lines}
    late = claimed_late(session, [meeting], {meeting.id: lines})
    statement = select(Rsvp.person_id, Rsvp.answer).where(Rsvp.meeting_id == meeting.id)
    answers = session.exec(statement).all()
    said_yes = {person_id for person_id, answer in answers if answer is RsvpAnswer.YES}
    declined = frozenset(person_id for person_id, answer in answers if answer is RsvpAnswer.NO)
    expected = _expected(session, meeting, came, now)
    known = {attendee.person.id for attendee in expected}
    return Checklist(
        meeting,
        expected,
        (came | said_yes) & known,
        now,
        declined,
        claimed_late=frozenset(late.get(meeting.id, ())),
    )


def record_attendance(
    session: Session,
    meeting: Meeting,
    person_ids: set[int],
    *,
    visitors: Iterable[Person] = (),
    opened_at: datetime | None = None,
    by: Person,
    now: datetime,
) -> list[Person]:
    """Record exactly these people as present at a meeting from ``access.meeting_to_edit``.

    ``visitors`` are present, too, and need not be members. Whoever was recorded after
    ``opened_at``, when the list was drawn, stays: the chair has not seen them. Attendance and the
    ledger follow in both directions, and from then on the meeting has a list, also where nobody
    came. Returns those present, by library and name, visitors last.

    Raises ``Invalid`` for somebody who is not on the checklist.
    """
    _refuse_too_early(meeting, now)
    recorded_at = _recorded_at(session, meeting)
    came = set(recorded_at)
    unseen = {person_id for person_id, at in recorded_at.items() if opened_at and at > opened_at}
    others = {visitor.id for visitor in visitors}
    possible = _expected(session, meeting, came | others, now)
    expected = {attendee.person.id: attendee for attendee in possible}
    present = person_ids | unseen | others
    if present - expected.keys():
        raise Invalid("Somebody on that list is not a member of the group. Open the list again.")
    new = [expected[person_id] for person_id in sorted(present - came)]
    _add(session, meeting, new, by=by, now=now)
    for person_id in sorted(came - present):
        _remove(session, meeting, person_id)
    if present != came or not is_saved(session, meeting):
        _note_list(session, meeting, came, present, by, now)
    return [attendee.person for attendee in expected.values() if attendee.person.id in present]


def record_own_attendance(
    session: Session, meeting: Meeting, *, by: Standing, now: datetime
) -> bool:
    """Record that a member came, on her own word, until 72 hours after the end;
    whether that was new.
    """
    session.refresh(meeting, with_for_update=True)
    _refuse_too_early(meeting, now)
    if now > meeting.ends_at + timedelta(hours=CLAIM_HOURS):
        raise Conflict(
            f"{meeting.title} ended more than three days ago. Ask a chair to put you on the list of"
            " who came."
        )
    mine = [
        attendee
        for attendee in _expected(session, meeting, set(), now)
        if attendee.person.id == by.person.id
    ]
    if not mine:
        raise NotAllowed(
            "Only members of the group are recorded. Ask a chair to add you to the group first."
        )
    if session.get(Attendance, (meeting.id, by.person.id)):
        return False
    _add(session, meeting, mine, by=by.person, now=now)
    after = {"came": [by.person.id]}
    history.record(session, CLAIMED, Subject.of(meeting), by=by.person, now=now, after=after)
    return True


def recorded_as_present(
    session: Session, person: Person, meetings: Iterable[Meeting], *, now: datetime
) -> frozenset[int]:
    """The ids of those of these meetings that have begun at which somebody is recorded as present:
    one query, or none where none has begun.
    """
    begun = [meeting.id for meeting in meetings if meeting.starts_at <= now]
    if not begun:
        return frozenset()
    recorded = select(Attendance.meeting_id).where(
        Attendance.person_id == person.id, col(Attendance.meeting_id).in_(begun)
    )
    return frozenset(session.exec(recorded))


def _recorded_at(session: Session, meeting: Meeting) -> dict[int, datetime]:
    """Who is recorded as present, and since when."""
    recorded = select(Attendance.person_id, Attendance.recorded_at).where(
        Attendance.meeting_id == meeting.id
    )
    return dict(session.exec(recorded).all())


def _note_list(
    session: Session, meeting: Meeting, came: set[int], present: set[int], by: Person, now: datetime
) -> None:
    """From then on the meeting has a list."""
    before, after = {"came": sorted(came)}, {"came": sorted(present)}
    about = Subject.of(meeting)
    history.record(session, SAVED, about, by=by, now=now, before=before, after=after)


def _refuse_too_early(meeting: Meeting, now: datetime) -> None:
    if meeting.status is MeetingStatus.CANCELLED:
        raise Conflict(f"{meeting.title} was cancelled, so nobody came.")
    if now < meeting.starts_at:
        raise Conflict(f"{meeting.title} has not started yet. Record who came once it has.")


def _expected(session: Session, meeting: Meeting, came: set[int], now: datetime) -> list[Expected]:
    """Members who had not left before the meeting, the newest included, then who acts at its hour
    for somebody on leave or comes in the place of somebody, and whoever else is known to have come.
    """
    there = sa.or_(
        sa.and_(terms.begun(now), terms.not_over(meeting.starts_at)),
        col(Membership.person_id).in_(came),
    )
    statement = (
        select(Person, Membership.role, Organization.short_name)
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Organization, col(Organization.id) == Person.organization_id, isouter=True)
        .where(Membership.group_id == meeting.group_id, there)
        .order_by(
            col(Organization.short_name).is_(None), col(Organization.short_name), col(Person.name)
        )
        .order_by(col(Person.id), *terms.counting_service_last(meeting.starts_at, now))
    )
    # Somebody who left and came back has two memberships, of which the last one counts.
    found = {
        person.id: Expected(person, MemberRole(role), organization or terms.unplaced(person))
        for person, role, organization in session.exec(statement)
    }
    acting = terms.acting_people(session, meeting.group_id, meeting.starts_at)
    acting |= presence.alternate_ids(session, meeting)
    others = _others(session, (came | acting) - found.keys(), acting)
    return [*found.values(), *sorted(others, key=lambda attendee: not attendee.is_member)]


def _others(
    session: Session, person_ids: Collection[int], acting: Collection[int]
) -> list[Expected]:
    """People who are no members: who acts for somebody counts as a member who came, also where she
    acts for a chair, and visitors count for no seat.
    """
    if not person_ids:
        return []
    statement = (
        select(Person, Organization.short_name)
        .join(Organization, col(Organization.id) == Person.organization_id, isouter=True)
        .where(col(Person.id).in_(person_ids))
        .order_by(
            col(Organization.short_name).is_(None), col(Organization.short_name), col(Person.name)
        )
    )
    return [
        Expected(
            person,
            MemberRole.MEMBER if person.id in acting else MemberRole.OBSERVER,
            organization or terms.unplaced(person),
            is_member=person.id in acting,
        )
        for person, organization in session.exec(statement.order_by(col(Person.id)))
    ]


def _add(
    session: Session,
    meeting: Meeting,
    attendees: Sequence[Expected],
    *,
    by: Person,
    now: datetime,
) -> None:
    if not attendees:
        return
    recorded = {"meeting_id": meeting.id, "recorded_by": by.id or 0, "recorded_at": now}
    rows = [recorded | {"person_id": attendee.person.id} for attendee in attendees]
    session.execute(sa.insert(Attendance), rows)
    came = [(attendee.person, ContributionKind.ATTENDED) for attendee in attendees]
    chaired = [
        (attendee.person, ContributionKind.CHAIRED)
        for attendee in attendees
        if attendee.role in CHAIR_ROLES
    ]
    contributions.credit_each(
        session,
        [*came, *chaired],
        of=Subject.of(meeting),
        group_id=meeting.group_id,
        occurred_at=meeting.starts_at,
    )


def _remove(session: Session, meeting: Meeting, person_id: int) -> None:
    session.exec(
        delete(Attendance).where(
            col(Attendance.meeting_id) == meeting.id, col(Attendance.person_id) == person_id
        )
    )
    for kind in (ContributionKind.ATTENDED, ContributionKind.CHAIRED):
        contributions.take_back(session, person_id, kind, of=Subject.of(meeting))
