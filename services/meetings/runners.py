"""Who runs meetings and series: whoever scheduled them, until they are handed over."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, Meeting, MeetingStatus, Person, Series
from models.subjects import Subject
from services import access, history, terms
from services.errors import Invalid


def run_by(person_id: int, table: type[Meeting] | type[Series]) -> sa.ColumnElement[bool]:
    """The condition that somebody runs a meeting or a series."""
    return sa.func.coalesce(col(table.run_by), col(table.created_by)) == person_id


def runner_id(row: Meeting | Series) -> int:
    """Who runs it: to whom it was handed over, else who scheduled it; 0 where that is nobody."""
    return row.run_by or row.created_by or 0


def _run_by_any(
    person_ids: Collection[int], table: type[Meeting] | type[Series]
) -> sa.ColumnElement[bool]:
    return sa.func.coalesce(col(table.run_by), col(table.created_by)).in_(person_ids)


def series_of(
    session: Session, person_ids: Collection[int], now: datetime
) -> list[tuple[Series, Group]]:
    """The series that some people run in groups that go on: one query."""
    statement = (
        select(Series, Group)
        .join(Group, col(Group.id) == Series.group_id)
        .where(_run_by_any(person_ids, Series), col(Series.ended_at).is_(None), terms.active(now))
        .order_by(col(Series.id))
    )
    return list(session.exec(statement))


def meetings_of(
    session: Session, person_ids: Collection[int], now: datetime
) -> list[tuple[Meeting, Group]]:
    """The meetings ahead that some people run in groups that go on, without those of series that
    the same person runs, too: one query.
    """
    is_of_hers = sa.exists().where(
        col(Series.id) == Meeting.series_id,
        sa.func.coalesce(col(Series.run_by), col(Series.created_by))
        == sa.func.coalesce(col(Meeting.run_by), col(Meeting.created_by)),
        col(Series.ended_at).is_(None),
    )
    statement = (
        select(Meeting, Group)
        .join(Group, col(Group.id) == Meeting.group_id)
        .where(_run_by_any(person_ids, Meeting), Meeting.status == MeetingStatus.ON, ~is_of_hers)
        .where(col(Meeting.starts_at) > now, terms.active(now))
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    return list(session.exec(statement))


def runner_of(session: Session, meeting: Meeting) -> Person | None:
    """To whom a meeting was handed over; None where whoever scheduled it runs it still."""
    if meeting.run_by in (None, meeting.created_by):
        return None
    return session.get(Person, meeting.run_by)


def hand_over(
    session: Session,
    row: Meeting | Series,
    group: Group,
    receiver: Person,
    *,
    by: Person,
    now: datetime,
) -> None:
    """Let somebody else run a meeting, or a series with those of its meetings ahead that the same
    person ran. Raises ``Invalid`` for somebody who may not change meetings of the group.
    """
    if not receiver.is_active:
        raise Invalid(f"{receiver.name} is no longer active here. Choose somebody else.")
    if not access.may_edit_meeting(group, by=access.standing(session, receiver, now)):
        raise Invalid(
            f"{receiver.name} is no chair of {group.name}, and only a chair can change its"
            " meetings. Choose a chair, or pass that on, too."
        )
    before = row.run_by or row.created_by
    later = []
    if isinstance(row, Series) and before is not None:
        ahead = select(Meeting).where(Meeting.series_id == row.id, col(Meeting.starts_at) > now)
        later = list(session.exec(ahead.where(run_by(before, Meeting)).order_by(col(Meeting.id))))
    for concerned in (row, *later):
        concerned.run_by = receiver.id
        session.add(concerned)
    history.record(
        session,
        "series.handed_over" if isinstance(row, Series) else "meeting.handed_over",
        Subject.of(row),
        by=by,
        now=now,
        before={"run_by": before},
        after={"run_by": receiver.id},
    )
