"""Moving and cancelling meetings."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, delete, select

from models import Meeting, MeetingStatus, Person, Rsvp, RsvpAnswer, Series
from models.meetings import Cancelled, Moved
from models.messages import CARD
from models.subjects import Subject
from services import agendas, history, outbox, recurrence
from services.dates import instant
from services.errors import Conflict, Invalid
from services.meetings.audience import concerned
from services.meetings.plans import check_length, check_place

ANSWERS_HOLD_WITHIN = timedelta(minutes=30)
"""A start that moves by more than this makes a yes or a maybe worth asking again."""


def move(
    session: Session,
    meeting: Meeting,
    *,
    starts_at: datetime,
    zone: str,
    minutes: int,
    place: str,
    sequence: int,
    by: Person,
    now: datetime,
) -> Moved:
    """Move a meeting from ``access.meeting_to_edit`` that has not started.

    ``sequence`` is the one that the person saw: ``Conflict`` is raised if the meeting has changed
    since.
    """
    check_changeable(meeting, now=now, sequence=sequence)
    check_length(minutes)
    check_place(place)
    if starts_at <= now:
        raise Invalid("That moment has passed. Choose a later one.", field="when")
    before, old = _facts(meeting), (meeting.starts_at, meeting.zone, meeting.place)
    people = concerned(session, [meeting], by=by, now=now)
    meeting.starts_at, meeting.zone = starts_at, zone
    meeting.minutes, meeting.place = minutes, place
    if _facts(meeting) == before:
        raise Conflict(f"{meeting.title} is then and there already. Nothing was changed.")
    meeting.sequence += 1
    session.add(meeting)
    is_far = abs(starts_at - old[0]) > ANSWERS_HOLD_WITHIN
    cleared = _clear_answers(session, meeting) if is_far else {}
    outbox.withdraw(session, Subject.of(meeting), reason="the meeting was moved")
    before |= {"answers": cleared} if cleared else {}
    about, after = Subject.of(meeting), _facts(meeting)
    history.record(session, "meeting.moved", about, by=by, now=now, before=before, after=after)
    session.flush()
    return Moved(meeting, *old, len(cleared), people)


def cancel(
    session: Session,
    meeting: Meeting,
    *,
    and_following: bool = False,
    reason: str = "",
    sequence: int,
    by: Person,
    now: datetime,
) -> Cancelled:
    """Cancel a meeting from ``access.meeting_to_edit``, and with it, if asked, the rest of its
    series.

    Cards and reminders that have not gone out are withdrawn. ``sequence`` is as in ``move``.
    """
    check_changeable(meeting, now=now, sequence=sequence)
    if len(reason) > 500:
        raise Invalid("Give the reason in at most 500 characters.", field="reason")
    following, kept = _following(session, meeting) if and_following else ([], 0)
    people = concerned(session, [meeting, *following], by=by, now=now)
    withdrawn = [_withdraw(session, cancelled) for cancelled in (meeting, *following)]
    for cancelled in (meeting, *following):
        _mark_cancelled(session, cancelled, reason, by=by, now=now)
    agendas.release(session, [meeting, *following], now=now)
    if and_following:
        _end_series(session, meeting, by=by, now=now)
    session.flush()
    return Cancelled(
        [meeting, *following],
        kept,
        ends_series=and_following,
        announced=not withdrawn[0],
        concerned=people,
    )


def cancel_several(
    session: Session, chosen: Sequence[Meeting], *, reason: str, by: Person, now: datetime
) -> Cancelled:
    """Cancel meetings of a group, each from ``access.meeting_to_edit``; what that took off at once,
    with everybody whom any of them concerns.
    """
    found = [
        cancel(session, meeting, reason=reason, sequence=meeting.sequence, by=by, now=now)
        for meeting in chosen
    ]
    people = {person.id: person for taken_off in found for person in taken_off.concerned}
    return Cancelled(
        list(chosen),
        kept=0,
        ends_series=False,
        announced=any(taken_off.announced for taken_off in found),
        concerned=sorted(people.values(), key=lambda person: (person.name, person.id)),
    )


def check_changeable(meeting: Meeting, *, now: datetime, sequence: int | None = None) -> None:
    """Raises ``Conflict`` for a meeting that can no longer be moved or cancelled,
    or has changed since.
    """
    if meeting.status is MeetingStatus.CANCELLED:
        raise Conflict(
            f"{meeting.title} was cancelled already. Type `/meet new` to schedule another one."
        )
    if now >= meeting.starts_at:
        raise Conflict(f"{meeting.title} has started, so it stays as it is.")
    if sequence is not None and meeting.sequence != sequence:
        raise Conflict(
            f"{meeting.title} has changed since you looked. Type `/meet show` to see it as it is."
        )


def _facts(meeting: Meeting) -> dict[str, Any]:
    return meeting.model_dump(mode="json", include={"starts_at", "zone", "minutes", "place"})


def _clear_answers(session: Session, meeting: Meeting) -> dict[str, str]:
    """Clear the answers that hung on the old hour; a no stays."""
    affected = (
        col(Rsvp.meeting_id) == meeting.id,
        col(Rsvp.answer).in_((RsvpAnswer.YES, RsvpAnswer.MAYBE)),
    )
    cleared = {
        str(rsvp.person_id): str(rsvp.answer)
        for rsvp in session.exec(select(Rsvp).where(*affected))
    }
    session.exec(delete(Rsvp).where(*affected))
    return cleared


def _following(session: Session, meeting: Meeting) -> tuple[list[Meeting], int]:
    """Later meetings of the series that are where the pattern put them,
    and how many were moved by hand.
    """
    # Locked, lest the scheduler make one more meeting of it meanwhile.
    series = (
        session.get(Series, meeting.series_id, with_for_update=True) if meeting.series_id else None
    )
    if series is None or meeting.recurrence_date is None:
        raise Invalid("This meeting does not repeat. Choose to cancel this one.", field="which")
    later = session.exec(
        select(Meeting)
        .where(Meeting.series_id == series.id, Meeting.status == MeetingStatus.ON)
        .where(col(Meeting.recurrence_date) > meeting.recurrence_date)
        .order_by(col(Meeting.starts_at))
    ).all()
    pattern = recurrence.from_text(series.pattern)
    unmoved = [
        occurrence
        for occurrence in later
        if occurrence.recurrence_date
        and occurrence.starts_at == instant(occurrence.recurrence_date, pattern.at, pattern.zone)
    ]
    return unmoved, len(later) - len(unmoved)


def _withdraw(session: Session, meeting: Meeting) -> bool:
    """Take back what has not gone out about a meeting; whether its card was among it."""
    about, reason = Subject.of(meeting), "the meeting was cancelled"
    is_card_among = outbox.drop(session, subject=about, kind=CARD, reason=reason) > 0
    outbox.withdraw(session, about, reason=reason, has_ended=True)
    return is_card_among


def _mark_cancelled(
    session: Session, meeting: Meeting, reason: str, *, by: Person, now: datetime
) -> None:
    meeting.status = MeetingStatus.CANCELLED
    meeting.sequence += 1
    session.add(meeting)
    before, after = (
        {"status": MeetingStatus.ON},
        {"status": MeetingStatus.CANCELLED, "reason": reason},
    )
    history.record(
        session,
        "meeting.cancelled",
        Subject.of(meeting),
        by=by,
        now=now,
        before=before,
        after=after,
    )


def _end_series(session: Session, meeting: Meeting, *, by: Person, now: datetime) -> None:
    series = session.get_one(Series, meeting.series_id)
    series.ended_at = now
    session.add(series)
    after = {"ended_at": now.isoformat()}
    history.record(session, "series.ended", Subject.of(series), by=by, now=now, after=after)
