"""The agenda as minutes use it: what is talked about now, what is done with, what is parked."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import AgendaItem, AgendaItemState, Meeting, Person
from models.columns import NAME_LENGTH
from models.subjects import Subject
from services import history

_FIRST = -1
"""The position of parked items: they head the next agenda."""
_STATES = (AgendaItemState.OPEN, AgendaItemState.CLOSED)


def of_meeting(session: Session, meeting: Meeting) -> tuple[AgendaItem, ...]:
    """The items of a meeting, those that are done with included, in their order."""
    statement = (
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting.id, col(AgendaItem.state).in_(_STATES))
        .order_by(col(AgendaItem.position), col(AgendaItem.id))
    )
    return tuple(session.exec(statement))


def by_ids(session: Session, ids: Collection[int]) -> dict[int, AgendaItem]:
    """Items by their ids: one query, or none."""
    if not ids:
        return {}
    statement = select(AgendaItem).where(col(AgendaItem.id).in_(ids))
    return {item.id: item for item in session.exec(statement)}


def claim(session: Session, meeting: Meeting) -> None:
    """Let what waits for whichever meeting comes next stand on the agenda of this one, so that what
    is parked in it waits for a later one.
    """
    waiting = (
        sa.update(AgendaItem)
        .where(col(AgendaItem.group_id) == meeting.group_id)
        .where(col(AgendaItem.meeting_id).is_(None), col(AgendaItem.is_put_off).is_(False))
        .where(col(AgendaItem.state) == AgendaItemState.OPEN)
    )
    session.execute(
        waiting.values(meeting_id=meeting.id).execution_options(synchronize_session="fetch")
    )


def close_item(session: Session, item: AgendaItem, *, by: Person, now: datetime) -> None:
    """Say that the meeting has dealt with an item."""
    item.state, item.closed_at = AgendaItemState.CLOSED, now
    session.add(item)
    history.record(session, "item.closed", Subject.of(item), by=by, now=now)


def carry_over(session: Session, meeting: Meeting) -> int:
    """Let the items that are not done with go on to the next meeting; how many there are."""
    left = [item for item in of_meeting(session, meeting) if item.state is AgendaItemState.OPEN]
    for item in left:
        item.meeting_id, item.position = None, _FIRST
        item.times_carried += 1
        session.add(item)
    return len(left)


def park(
    session: Session, meeting: Meeting, title: str, *, by: Person, now: datetime
) -> AgendaItem:
    """Put what was parked at the head of the next agenda, as carried from this meeting."""
    item = AgendaItem(
        group_id=meeting.group_id,
        title=title[:NAME_LENGTH],
        position=_FIRST,
        times_carried=1,
        proposed_by=by.id,
        proposed_at=now,
    )
    session.add(item)
    session.flush()
    history.record(
        session, "item.parked", Subject.of(item), by=by, now=now, after={"title": item.title}
    )
    return item


def withdraw(session: Session, item: AgendaItem, *, by: Person, now: datetime) -> bool:
    """Take a parked item off the next agenda; False where a meeting has taken it up already."""
    if item.state is not AgendaItemState.OPEN or item.meeting_id is not None:
        return False
    item.state, item.closed_at = AgendaItemState.WITHDRAWN, now
    session.add(item)
    history.record(session, "item.withdrawn", Subject.of(item), by=by, now=now)
    return True
