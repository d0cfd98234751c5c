"""The agenda as minutes use it: what is talked about now, what is done with, what is parked."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models import AgendaCarry, AgendaItem, AgendaItemState, Group, Meeting, Person
from models.agendas import ItemDraft
from models.columns import NAME_LENGTH
from services import agendas


def by_ids(session: Session, ids: Collection[int]) -> dict[int, AgendaItem]:
    """Items by their ids: one query, or none."""
    if not ids:
        return {}
    statement = select(AgendaItem).where(col(AgendaItem.id).in_(ids))
    return {item.id: item for item in session.exec(statement)}


def park(
    session: Session, meeting: Meeting, title: str, *, by: Person, now: datetime
) -> AgendaItem:
    """Put what was parked at the head of the next agenda, as carried from this meeting."""
    group = session.get_one(Group, meeting.group_id)
    draft = ItemDraft(title[:NAME_LENGTH])
    return agendas.add(session, group, draft, parked_in=meeting, by=by, now=now)


def withdraw(session: Session, item: AgendaItem, *, by: Person, now: datetime) -> bool:
    """Take a parked item off the next agenda; False where a meeting has taken it up already."""
    if item.state is not AgendaItemState.OPEN or item.times_carried > 1:
        return False
    agendas.withdraw(session, item, by=by, now=now)
    return True


def following(
    session: Session, meeting: Meeting, items: Sequence[AgendaItem], current: AgendaItem | None
) -> AgendaItem | None:
    """The open item after ``current`` on the agenda, or the first one. What was put off or parked
    during the meeting waits for a later one.
    """
    after = items[items.index(current) + 1 :] if current is not None else items
    carried = carried_ids(session, meeting)
    open_items = (item for item in after if item.state is AgendaItemState.OPEN)
    return next((item for item in open_items if item.id not in carried), None)


def carried_ids(session: Session, meeting: Meeting) -> set[int]:
    """The ids of the items that went on from a meeting to a later one."""
    statement = select(AgendaCarry.item_id).where(AgendaCarry.meeting_id == meeting.id)
    return set(session.exec(statement))
