"""Another title or place for a meeting, or for it and all later ones of its series."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Meeting, MeetingStatus, Person, Series
from models.columns import LONG_AGO
from models.messages import NUDGE, REMIND
from models.subjects import Subject
from services import history, outbox
from services.errors import Conflict, Invalid
from services.meetings.changes import check_changeable
from services.meetings.plans import check_place, check_title


def edit(
    session: Session,
    meeting: Meeting,
    *,
    title: str,
    place: str,
    and_following: bool = False,
    sequence: int,
    by: Person,
    now: datetime,
) -> list[Meeting]:
    """Give a meeting from ``access.meeting_to_edit`` another title or place;
    those that have changed, this one first.

    Nobody is asked again, since its hour stays. Of later meetings and of the series, only what was
    like this one follows: a place that one of them has for itself stays. ``sequence`` is as in
    ``move``: it goes up for each that has changed, so that a form from before changes none of them
    back.
    """
    check_changeable(meeting, now=now, sequence=sequence)
    title, place = " ".join(title.split()), " ".join(place.split())
    check_title(title)
    check_place(place)
    was = {"title": meeting.title, "place": meeting.place}
    wanted = {"title": title, "place": place}
    changed = {name: value for name, value in wanted.items() if value != was[name]}
    if not changed:
        raise Conflict(f"{meeting.title} is called so, and is there, already. Nothing was changed.")
    series, later = _following(session, meeting) if and_following else (None, [])
    edited = [
        row for row in (meeting, *later) if _follow(session, row, was, changed, by=by, now=now)
    ]
    if series is not None:
        _follow(session, series, was, changed, by=by, now=now)
    session.flush()
    return edited


def _following(session: Session, meeting: Meeting) -> tuple[Series, list[Meeting]]:
    """The series, locked lest the scheduler make one more meeting of it meanwhile,
    and its later meetings.
    """
    series = (
        session.get(Series, meeting.series_id, with_for_update=True) if meeting.series_id else None
    )
    if series is None or meeting.recurrence_date is None:
        raise Invalid("This meeting does not repeat. Choose to change this one.", field="which")
    later = select(Meeting).where(
        Meeting.series_id == series.id,
        Meeting.status == MeetingStatus.ON,
        col(Meeting.recurrence_date) > meeting.recurrence_date,
    )
    return series, list(session.exec(later.order_by(col(Meeting.starts_at), col(Meeting.id))))


def _follow(
    session: Session,
    row: Meeting | Series,
    was: dict[str, str],
    changed: dict[str, str],
    *,
    by: Person,
    now: datetime,
) -> bool:
    """Change what was as it is to be changed; whether anything was."""
    after = {name: value for name, value in changed.items() if getattr(row, name) == was[name]}
    if not after:
        return False
    before: dict[str, Any] = {name: was[name] for name in after}
    for name, value in after.items():
        setattr(row, name, value)
    session.add(row)
    about = Subject.of(row)
    if isinstance(row, Meeting):
        row.sequence += 1
        _say_anew(session, row)
    action = "meeting.edited" if isinstance(row, Meeting) else "series.edited"
    history.record(session, action, about, by=by, now=now, before=before, after=after)
    return True


def _say_anew(session: Session, meeting: Meeting) -> None:
    """Let what waits about it be written again with the words of now."""
    for kind in (REMIND, NUDGE):
        outbox.forget(session, subject=Subject.of(meeting), kind=kind)
    meeting.check_at = LONG_AGO
