"""Which meeting is meant by somebody who writes a line."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import Group, Meeting, MeetingStatus, Minutes, MinutesState
from services import access, meetings
from services.access import Standing
from services.minutes.steps import EARLY, MOST_OFFERED

_GOES_ON = timedelta(days=1)
"""How long after its end a meeting that nobody closed is taken to go on."""


def running(session: Session, who: Standing, now: datetime) -> list[Meeting]:
    """The meetings that have begun, are not closed and did not end more than a day ago, in whose
    minutes she may write, the latest first.
    """
    statement = (
        select(Meeting, Group)
        .join(Group, col(Group.id) == Meeting.group_id)
        .join(Minutes, col(Minutes.meeting_id) == Meeting.id)
        .where(Minutes.state == MinutesState.OPEN)
        .where(col(Meeting.group_id).in_(access.own_groups(who)))
        .order_by(col(Minutes.begun_at).desc(), col(Meeting.id).desc())
    )
    return [
        meeting
        for meeting, group in session.exec(statement)
        if now <= meeting.ends_at + _GOES_ON and access.may_write_minutes(group, by=who)
    ]


def meant(session: Session, group: Group, now: datetime) -> Meeting | None:
    """The latest meeting of a group that goes on, or the last one that has begun by its hour, where
    that is later: an earlier one may never have been closed. None where it ended more than a day
    ago: what is written then says in a form of which meeting it is.
    """
    statement = (
        select(Meeting)
        .join(Minutes, col(Minutes.meeting_id) == Meeting.id)
        .where(Meeting.group_id == group.id, Minutes.state == MinutesState.OPEN)
        .order_by(col(Meeting.starts_at).desc(), col(Meeting.id).desc())
    )
    open_meeting = session.exec(statement.limit(1)).first()
    latest = meetings.latest_held(session, group, now=now)
    if open_meeting and (latest is None or open_meeting.starts_at >= latest.starts_at):
        latest = open_meeting
    return latest if latest and now <= latest.ends_at + _GOES_ON else None


def to_begin(session: Session, group: Group, now: datetime) -> Meeting | None:
    """The meeting of a group that goes on, else the one whose hour is nearest: it is on, or begins
    within the hour.
    """
    statement = select(Meeting).where(
        Meeting.group_id == group.id,
        Meeting.status == MeetingStatus.ON,
        Meeting.starts_at > now,
        Meeting.starts_at <= now + EARLY,
    )
    soon = session.exec(statement.order_by(col(Meeting.starts_at), col(Meeting.id))).first()
    present = meant(session, group, now)
    if present is not None and (soon is None or now <= present.ends_at):
        return present
    return soon


def corrections_meant(
    session: Session, group: Group | None, *, who: Standing, now: datetime
) -> list[Meeting]:
    """The last meetings whose minutes are circulated and not approved, and which ``who`` may ask to
    have corrected: those of a group, or of all her own groups.
    """
    statement = (
        select(Meeting, Group)
        .join(Group, col(Group.id) == Meeting.group_id)
        .join(Minutes, col(Minutes.meeting_id) == Meeting.id)
        .where(Minutes.state == MinutesState.CIRCULATED, Meeting.starts_at <= now)
        .order_by(col(Meeting.starts_at).desc(), col(Meeting.id).desc())
    )
    here = [group.id] if group is not None else access.own_groups(who)
    rows = session.exec(statement.where(col(Meeting.group_id).in_(here)).limit(MOST_OFFERED))
    return [meeting for meeting, of in rows if access.may_work_in(of, by=who)]


def lines_meant(session: Session, group: Group, now: datetime) -> list[Meeting]:
    """The last meetings of a group in whose minutes something can still be written, for a form."""
    statement = (
        select(Meeting)
        .join(Minutes, col(Minutes.meeting_id) == Meeting.id, isouter=True)
        .where(Meeting.group_id == group.id, Meeting.status == MeetingStatus.ON)
        .where(Meeting.starts_at <= now + EARLY)
        .where(
            col(Minutes.state).is_(None)
            | col(Minutes.state).in_([MinutesState.OPEN, MinutesState.DRAFT])
        )
        .order_by(col(Meeting.starts_at).desc(), col(Meeting.id).desc())
    )
    return list(session.exec(statement.limit(MOST_OFFERED)))
