"""Answers to invitations."""

from datetime import datetime

from sqlmodel import Session

from models import Group, Meeting, MeetingStatus, Rsvp, RsvpAnswer
from models.columns import LONG_AGO
from models.subjects import Subject
from services import access, history, reminders
from services.access import Standing
from services.errors import Conflict, NotAllowed


def record_rsvp(
    session: Session, meeting: Meeting, answer: RsvpAnswer, *, by: Standing, now: datetime
) -> bool:
    """Keep a member's latest answer to a meeting from ``access.meeting_to_see``;
    whether it was new.
    """
    _refuse_nonmembers(session, meeting, by)
    # Two answers at once would each see none before: the meeting is locked, and read again.
    session.refresh(meeting, with_for_update=True)
    if meeting.status is MeetingStatus.CANCELLED:
        raise Conflict(f"{meeting.title} was cancelled, so it needs no answer.")
    if now >= meeting.starts_at:
        raise Conflict(
            f"{meeting.title} has started, so answers are closed. If you came, say “I was there”."
        )
    rsvp = session.get(Rsvp, (meeting.id, by.person.id))
    before = {"answer": rsvp.answer} if rsvp else {}
    if rsvp and rsvp.answer is answer:
        return False
    rsvp = rsvp or Rsvp(
        meeting_id=meeting.id, person_id=by.person.id, answer=answer, answered_at=now
    )
    rsvp.answer, rsvp.answered_at = answer, now
    meeting.check_at = LONG_AGO
    session.add_all([rsvp, meeting])
    is_no = answer is RsvpAnswer.NO
    reminders.withdraw_answered(session, meeting, by.person, declined=is_no)
    after = {"person": by.person.id, "answer": answer}
    subject = Subject.of(meeting)
    history.record(
        session, "meeting.answered", subject, by=by.person, now=now, before=before, after=after
    )
    return True


def _refuse_nonmembers(session: Session, meeting: Meeting, by: Standing) -> None:
    if access.may_answer(meeting, by=by):
        return
    group = session.get_one(Group, meeting.group_id)
    if access.may_leave(group, by=by):
        raise NotAllowed(
            f"Your time in {group.name} ends before this meeting, so it needs no answer from you."
        )
    if not access.may_join(group, by=by):
        raise NotAllowed(
            f"Only members of {group.name} answer for its meetings. Ask a chair to add you."
        )
    raise NotAllowed(
        f"Only members of {group.name} answer for its meetings. "
        f"Type `/wg join {group.name}` to join it, then answer."
    )
