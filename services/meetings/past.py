"""Meetings that were held, the latest first."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Attendance, Group, Meeting, MeetingStatus
from models.meetings import HeldMeeting
from services import access
from services.access import Standing
from services.attendance_lists import has_list


def past(
    session: Session,
    who: Standing,
    group: Group | None,
    *,
    now: datetime,
    page: int,
    size: int,
) -> tuple[list[HeldMeeting], int]:
    """A page of the meetings that have started, and how many come after it: two queries.

    They are those of a group, of one's own groups, or where one is in none, of all one may see.
    """
    if group is not None and not access.may_see_group(group, by=who):
        return [], 0
    is_meant = _of_groups(who, group)
    held = sa.and_(col(Meeting.status) == MeetingStatus.ON, col(Meeting.starts_at) <= now, is_meant)
    total = session.scalar(sa.select(sa.func.count()).select_from(_joined()).where(held)) or 0
    came = sa.select(sa.func.count()).where(col(Attendance.meeting_id) == Meeting.id)
    statement = (
        sa.select(Meeting, Group, came.correlate(Meeting).scalar_subquery(), has_list())
        .select_from(_joined())
        .where(held)
        .order_by(col(Meeting.starts_at).desc(), col(Meeting.id).desc())
        .offset(page * size)
        .limit(size)
    )
    found = [HeldMeeting(*row) for row in session.execute(statement)]
    return found, max(total - (page + 1) * size, 0)


def _joined() -> Any:
    return sa.join(Meeting, Group, col(Group.id) == col(Meeting.group_id))


def _of_groups(who: Standing, group: Group | None) -> sa.ColumnElement[bool]:
    if group is not None:
        return col(Meeting.group_id) == group.id
    own = access.own_groups(who)
    return col(Meeting.group_id).in_(own) if own else access.visible_groups(who)
