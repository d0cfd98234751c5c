"""Who may say who takes part in what."""

from sqlmodel import Session, col, select

from models import AgendaItem, Group, GroupPause
from services.access.agendas import NO_ITEM
from services.access.groups import (
    group_to_edit,
    may_work_in,
    refuse_discharged,
    visible_groups,
)
from services.access.locks import locked
from services.access.standing import Standing
from services.errors import NotAllowed, NotFound

_NO_PAUSE = "That pause is not there any more. Type `/wg pause` to see those that are set."


def item_to_recuse(session: Session, item_id: int, *, by: Standing) -> AgendaItem:
    """An item from which ``by`` may recuse herself as a member, or anybody as a chair; locked
    until the commit.
    """
    found = session.exec(
        select(AgendaItem, Group)
        .join(Group, col(Group.id) == AgendaItem.group_id)
        .where(AgendaItem.id == item_id, visible_groups(by))
    ).first()
    if found is None:
        raise NotFound(NO_ITEM)
    item, group = found
    refuse_discharged(group, by=by)
    if not may_work_in(group, by=by):
        raise NotAllowed(f"Only members of {group.name} say who takes no part in an item.")
    return locked(session, item, gone=NO_ITEM)


def pause_to_end(session: Session, pause_id: int, *, by: Standing) -> tuple[GroupPause, Group]:
    """A pause of a group that ``by`` may change, and the group; locked until the commit."""
    found = session.exec(
        select(GroupPause, Group)
        .join(Group, col(Group.id) == GroupPause.group_id)
        .where(GroupPause.id == pause_id, visible_groups(by))
    ).first()
    if found is None:
        raise NotFound(_NO_PAUSE)
    pause, group = found
    group = group_to_edit(session, group.id, by=by)
    return locked(session, pause, gone=_NO_PAUSE), group
