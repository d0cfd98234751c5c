"""What a meeting did not close goes on to the next one, and says how often."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models import AgendaCarry, AgendaItem, AgendaItemState, Group, Meeting, MeetingStatus
from models.subjects import Subject
from services import history
from services.agendas import lists
from services.agendas.changes import note_carried, put_first

CARRIED_AFTER = timedelta(hours=6)
"""How long after its end a meeting is taken to have closed what it will close."""


def carry_over(session: Session, meeting: Meeting, *, now: datetime) -> list[AgendaItem]:
    """Move what is open on the agenda of a meeting to the next one, before what waits there and
    behind what the meeting parked, and count it; what was put off for this meeting comes back. The
    items that were carried, in order: none where this was done before.
    """
    group = session.get_one(Group, meeting.group_id)
    carried = _still_open(session, meeting)
    parked = _parked(session, meeting, before=carried[0]) if carried else []
    note_carried(session, carried, meeting)
    for item in carried:
        item.meeting_id, item.waits_since = None, max(item.waits_since, meeting.starts_at)
        session.add(item)
    for item in _kept_from(session, meeting):
        item.is_put_off, item.waits_since = False, meeting.starts_at
        session.add(item)
    put_first(session, group, [*parked, *carried])
    for item in carried:
        facts = {"meeting": meeting.id, "times_carried": item.times_carried}
        about = Subject.of(item)
        history.record(session, "item.carried", about, by=None, now=now, after=facts)
    return carried


def to_carry(session: Session, now: datetime) -> list[Meeting]:
    """Meetings that ended some hours ago with items that nobody closed, or that were put off until
    then, the earliest first: one query.
    """
    first = _first_start()
    waits = sa.and_(
        col(AgendaItem.meeting_id).is_(None),
        col(Meeting.status) == MeetingStatus.ON,
        # That says nothing new, and spares most meetings the question which is the first.
        col(Meeting.starts_at) > col(AgendaItem.waits_since),
        col(Meeting.starts_at) == first,
    )
    statement = (
        select(Meeting)
        .join(AgendaItem, col(AgendaItem.group_id) == col(Meeting.group_id))
        .where(AgendaItem.state == AgendaItemState.OPEN)
        .where(col(Meeting.starts_at) < now - CARRIED_AFTER)
        .where(sa.or_(waits, col(AgendaItem.meeting_id) == col(Meeting.id)))
        .order_by(col(Meeting.starts_at), col(Meeting.id))
        .distinct()
    )
    ended = [row for row in session.exec(statement) if row.ends_at + CARRIED_AFTER <= now]
    # Of several meetings of one moment, the first one carries.
    return list({(row.group_id, row.starts_at): row for row in reversed(ended)}.values())[::-1]


def _still_open(session: Session, meeting: Meeting) -> list[AgendaItem]:
    """What is open on the agenda of a meeting, locked until the commit."""
    about = sa.and_(
        col(AgendaItem.group_id) == col(Meeting.group_id), col(Meeting.id) == meeting.id
    )
    done = sa.select(col(AgendaCarry.item_id)).where(col(AgendaCarry.meeting_id) == meeting.id)
    statement = (
        select(AgendaItem)
        .join(Meeting, about)
        .where(lists.stands_on(Meeting), AgendaItem.state == AgendaItemState.OPEN)
        .where(col(AgendaItem.id).not_in(done))
        .order_by(col(AgendaItem.position), col(AgendaItem.id))
        .with_for_update(of=AgendaItem)
    )
    return list(session.exec(statement))


def _parked(session: Session, meeting: Meeting, *, before: AgendaItem) -> list[AgendaItem]:
    """What the meeting parked: it was carried from there already, and stands ``before`` the first
    item that is left.
    """
    statement = (
        select(AgendaItem)
        .join(AgendaCarry, col(AgendaCarry.item_id) == col(AgendaItem.id))
        .where(AgendaCarry.meeting_id == meeting.id, AgendaItem.state == AgendaItemState.OPEN)
        .where(col(AgendaItem.position) < before.position)
        .order_by(col(AgendaItem.position), col(AgendaItem.id))
    )
    return list(session.exec(statement))


def _kept_from(session: Session, meeting: Meeting) -> list[AgendaItem]:
    """What was put off, and for this meeting alone."""
    statement = select(AgendaItem).where(
        AgendaItem.group_id == meeting.group_id,
        AgendaItem.state == AgendaItemState.OPEN,
        col(AgendaItem.is_put_off),
        col(AgendaItem.waits_since) < meeting.starts_at,
    )
    return list(session.exec(statement))


def _first_start() -> Any:
    """When the first meeting begins, of those that are on, after an item began to wait."""
    following = aliased(Meeting)
    return (
        sa.select(sa.func.min(following.starts_at))
        .where(col(following.group_id) == col(AgendaItem.group_id))
        .where(col(following.status) == MeetingStatus.ON)
        .where(col(following.starts_at) > col(AgendaItem.waits_since))
        .correlate(AgendaItem)
        .scalar_subquery()
    )
