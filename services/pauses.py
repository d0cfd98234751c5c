"""Days on which a group does not meet, such as July."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, GroupPause, Meeting, MeetingStatus, Person
from models.presence import PAUSE_REASON_LENGTH
from models.subjects import Subject
from services import consortium, dates, history, terms
from services.dates.arithmetic import shifted
from services.errors import Conflict, Invalid

MOST_PAUSED_DAYS = 366
"""Days."""
_DAY = timedelta(days=1)


def ahead(session: Session, group: Group, now: datetime) -> list[GroupPause]:
    """The pauses of a group that are not over, in their order: one query."""
    today = now.astimezone(ZoneInfo(group.zone)).date()
    statement = select(GroupPause).where(
        GroupPause.group_id == group.id, col(GroupPause.last_on) >= today
    )
    return list(session.exec(statement.order_by(col(GroupPause.first_on), col(GroupPause.id))))


def current(session: Session, group: Group, now: datetime) -> GroupPause | None:
    """The pause that goes on today; of several the one that ends last."""
    today = now.astimezone(ZoneInfo(group.zone)).date()
    going_on = [pause for pause in ahead(session, group, now) if pause.first_on <= today]
    return max(going_on, key=lambda pause: pause.last_on, default=None)


def on_days(session: Session, group: Group, days: Collection[date]) -> GroupPause | None:
    """The first pause of a group in which one of some days falls, in its own zone: one query."""
    if not days:
        return None
    falls_in = (
        sa.and_(col(GroupPause.first_on) <= day, col(GroupPause.last_on) >= day) for day in days
    )
    statement = select(GroupPause).where(GroupPause.group_id == group.id, sa.or_(*falls_in))
    return session.exec(statement.order_by(col(GroupPause.first_on))).first()


def outside(
    session: Session, group: Group, moments: Collection[tuple[date, datetime]]
) -> list[tuple[date, datetime]]:
    """Of moments, each with a day that is kept, those that fall into no pause of a group, by the
    days of its own zone: one query.
    """
    rows = session.exec(select(GroupPause).where(GroupPause.group_id == group.id)).all()
    zone = ZoneInfo(group.zone)
    return [
        (day, at)
        for day, at in moments
        if not any(row.first_on <= at.astimezone(zone).date() <= row.last_on for row in rows)
    ]


def read(session: Session, group: Group, text: str, now: datetime) -> tuple[date, date]:
    """The days that a typed period names, the coming ones where no year is typed. Raises
    ``Invalid`` for what is none.
    """
    today = now.astimezone(ZoneInfo(group.zone)).date()
    start = consortium.settings(session).fiscal_year_start
    period = dates.read_period(text, today=today, fiscal_year_start=start)
    if period.last >= today:
        return period.first, period.last
    return shifted(period.first, years=1), shifted(period.last, years=1)


def pause(
    session: Session,
    group: Group,
    *,
    first_on: date | None,
    last_on: date | None,
    reason: str,
    by: Person,
    now: datetime,
) -> GroupPause:
    """Let a group from ``access.group_to_edit`` not meet on some days. Raises ``Invalid`` for days
    that are over, in the wrong order or too many, and ``Conflict`` where it pauses then already.
    """
    first_on, last_on, reason = _checked(group, first_on, last_on, reason, now)
    for other in ahead(session, group, now):
        if other.first_on <= last_on and first_on <= other.last_on:
            raise Conflict(f"{group.name} does not meet on some of these days already.")
    row = GroupPause(
        group_id=group.id,
        first_on=first_on,
        last_on=last_on,
        reason=reason,
        set_by=by.id,
        set_at=now,
    )
    session.add(row)
    session.flush()
    after = {"first_day": first_on.isoformat(), "last_day": last_on.isoformat(), "reason": reason}
    history.record(session, "group.paused", Subject.of(group), by=by, now=now, after=after)
    return row


def _checked(
    group: Group, first_on: date | None, last_on: date | None, reason: str, now: datetime
) -> tuple[date, date, str]:
    """The days and the reason of a pause; raises ``Invalid`` beside what cannot be."""
    today = now.astimezone(ZoneInfo(group.zone)).date()
    if first_on is None:
        raise Invalid("Choose the first day.", field="first_on")
    if last_on is None or last_on < max(first_on, today):
        raise Invalid(
            "Choose a last day from the first day on, which is not over.", field="last_on"
        )
    if (last_on - first_on).days >= MOST_PAUSED_DAYS:
        raise Invalid("A pause lasts a year at most.", field="last_on")
    reason = " ".join(reason.split())
    if len(reason) > PAUSE_REASON_LENGTH:
        words = f"That is too long: {PAUSE_REASON_LENGTH} characters at most."
        raise Invalid(words, field="reason")
    return first_on, last_on, reason


def end(session: Session, row: GroupPause, group: Group, *, by: Person, now: datetime) -> None:
    """Let a group from ``access.pause_to_end`` meet again from today on; one that lies ahead is
    called off.
    """
    today = now.astimezone(ZoneInfo(group.zone)).date()
    before = {"last_day": row.last_on.isoformat()}
    after = {}
    if row.first_on < today:
        row.last_on = today - _DAY
        after = {"last_day": row.last_on.isoformat()}
        session.add(row)
    else:
        session.delete(row)
    session.flush()
    about = Subject.of(group)
    history.record(session, "group.pause_ended", about, by=by, now=now, before=before, after=after)


def meetings_within(
    session: Session, row: GroupPause, group: Group, now: datetime
) -> list[Meeting]:
    """The meetings ahead that fall into a pause, by the days of the group's zone, in order."""
    since = terms.first_moment(row.first_on, group.zone)
    until = terms.first_moment(row.last_on + _DAY, group.zone)
    statement = select(Meeting).where(
        Meeting.group_id == group.id,
        Meeting.status == MeetingStatus.ON,
        Meeting.starts_at > now,
        Meeting.starts_at >= since,
        Meeting.starts_at < until,
    )
    return list(session.exec(statement.order_by(col(Meeting.starts_at), col(Meeting.id))))
