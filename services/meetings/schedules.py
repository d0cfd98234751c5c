"""Saving a meeting or a series, and making the meetings of a series ahead of time."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from models import Group, Meeting, MeetingStatus, Person, Series
from models.subjects import Subject
from services import history, pauses, recurrence, terms
from services.errors import Conflict
from services.meetings.plans import MeetingPlan, check

MADE_AHEAD = timedelta(days=90)
_DAY = timedelta(days=1)


def schedule(
    session: Session, group: Group, plan: MeetingPlan, *, by: Person, now: datetime
) -> Meeting:
    """Save a plan in a group from ``access.group_to_edit``; of a series, its first meeting is
    returned.

    Raises ``Conflict`` for a meeting that is saved already, so that a second click saves nothing.
    """
    check(plan, now=now)
    _refuse_twice(session, group, plan)
    if plan.pattern is None:
        return _save_single(session, group, plan, by=by, now=now)
    series = Series(
        group_id=group.id,
        title=plan.title,
        pattern=recurrence.to_text(plan.pattern),
        minutes=plan.minutes,
        place=plan.place,
        created_by=by.id,
        created_at=now,
    )
    session.add(series)
    session.flush()
    after = series.model_dump(
        mode="json", include={"group_id", "title", "pattern", "minutes", "place"}
    )
    history.record(session, "series.scheduled", Subject.of(series), by=by, now=now, after=after)
    # A first meeting later than the horizon is made all the same: there must be one to show.
    horizon = max((now + MADE_AHEAD).date(), plan.starts_at.date() + _DAY)
    return _make_occurrences(session, series, horizon, by=by, now=now)[0]


def extend_series(session: Session, now: datetime) -> int:
    """Make the meetings of every running series for the next 90 days; how many are new. None is
    made for a day on which its group does not meet.
    """
    horizon = (now + MADE_AHEAD).date()
    due = (
        select(Series)
        .join(Group, col(Group.id) == Series.group_id)
        .where(col(Series.ended_at).is_(None), terms.active(now))
        .where(col(Series.made_until).is_(None) | (col(Series.made_until) < horizon))
        .with_for_update(of=Series, skip_locked=True)
    )
    return sum(
        len(_make_occurrences(session, series, horizon, by=None, now=now))
        for series in session.exec(due)
    )


def _save_single(
    session: Session, group: Group, plan: MeetingPlan, *, by: Person, now: datetime
) -> Meeting:
    meeting = Meeting(
        group_id=group.id,
        title=plan.title,
        starts_at=plan.starts_at,
        minutes=plan.minutes,
        zone=plan.zone,
        place=plan.place,
        created_by=by.id,
        created_at=now,
    )
    return _saved(session, [meeting], by=by, now=now)[0]


def _make_occurrences(
    session: Session, series: Series, horizon: date, *, by: Person | None, now: datetime
) -> list[Meeting]:
    """The meetings of a series that lie ahead and do not exist yet, up to the horizon."""
    pattern = recurrence.from_text(series.pattern)
    after = series.made_until or pattern.starts_on - _DAY
    ahead = recurrence.occurrences(pattern, after=after, until=horizon)
    series.made_until = max(horizon, after)
    session.add(series)
    chosen = [(day, at) for day, at in ahead if at > now]
    if by is None and chosen:
        # A chair who schedules a series was asked about its meetings in a pause.
        chosen = pauses.outside(session, session.get_one(Group, series.group_id), chosen)
    made = [_occurrence(series, pattern.zone, day, at, now) for day, at in chosen]
    return _saved(session, made, by=by, now=now)


def _occurrence(
    series: Series, zone: str, day: date, starts_at: datetime, now: datetime
) -> Meeting:
    return Meeting(
        group_id=series.group_id,
        series_id=series.id,
        recurrence_date=day,
        title=series.title,
        zone=zone,
        starts_at=starts_at,
        minutes=series.minutes,
        place=series.place,
        created_by=series.created_by,
        created_at=now,
        run_by=series.run_by,
    )


def _saved(
    session: Session, meetings: Iterable[Meeting], *, by: Person | None, now: datetime
) -> list[Meeting]:
    saved = list(meetings)
    session.add_all(saved)
    session.flush()
    for meeting in saved:
        subject = Subject.of(meeting)
        history.record(session, "meeting.scheduled", subject, by=by, now=now, after=_facts(meeting))
    return saved


def _facts(meeting: Meeting) -> dict[str, Any]:
    return meeting.model_dump(
        mode="json",
        include={"group_id", "series_id", "title", "starts_at", "minutes", "zone", "place"},
    )


def _refuse_twice(session: Session, group: Group, plan: MeetingPlan) -> None:
    same = select(Meeting.id).where(
        Meeting.group_id == group.id,
        Meeting.title == plan.title,
        Meeting.starts_at == plan.starts_at,
        Meeting.status == MeetingStatus.ON,
    )
    if session.exec(same).first():
        raise Conflict(
            f"{plan.title} is scheduled for {plan.reading} already. Type `/meet` to see it."
        )
