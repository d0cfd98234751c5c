"""Who may put items on an agenda, and change them."""

from sqlmodel import Session, col, select

from models import AgendaItem, AgendaItemState, Group
from services.access.groups import may_edit_group, may_see_group, may_work_in, refuse_discharged
from services.access.locks import locked
from services.access.standing import Standing
from services.errors import Conflict, NotAllowed, NotFound

NO_ITEM = "I know no such agenda item. Type `/meet agenda` to see the next agenda."


def may_add_items(group: Group, *, by: Standing) -> bool:
    """Whether ``by`` may put items on the agenda of a group: whoever is in it."""
    return may_work_in(group, by=by)


def may_chair_agenda(group: Group, *, by: Standing) -> bool:
    """Whether ``by`` may order the agenda of a group, and change every item."""
    return may_edit_group(group, by=by)


def may_edit_item(item: AgendaItem, group: Group, *, by: Standing) -> bool:
    """Whether ``by`` may change an item, or withdraw it: a chair, and whoever proposed it."""
    is_hers = item.proposed_by == by.person.id and may_work_in(group, by=by)
    return item.state is AgendaItemState.OPEN and (is_hers or may_edit_group(group, by=by))


def may_pull(item: AgendaItem, group: Group, *, by: Standing) -> bool:
    """Whether ``by`` may take an item out of the consent part: whoever is in the group."""
    is_there = item.is_consent and item.pulled_by is None
    return item.state is AgendaItemState.OPEN and is_there and may_work_in(group, by=by)


def item_to_edit(
    session: Session, item_id: int, *, by: Standing, beside: int | None = None
) -> AgendaItem:
    """An item that ``by`` proposed, or may change as a chair, closed ones included; locked until
    the commit.

    ``beside`` is another item that is changed with it by a chair. Of the two that of the lower id
    is locked first, so that two people who do this at once the other way round do not wait for each
    other.
    """
    item, group = _found(session, item_id, by)
    refuse_discharged(group, by=by)
    is_hers = item.proposed_by == by.person.id and may_work_in(group, by=by)
    if not is_hers and not may_edit_group(group, by=by):
        raise NotAllowed("Only whoever proposed this item, or a chair of the group, can change it.")
    _lock_first(session, beside, item_id, by)
    return locked(session, item)


def item_to_chair(
    session: Session, item_id: int, *, by: Standing, beside: int | None = None
) -> AgendaItem:
    """An item with which ``by`` may do what chairs do, closed ones included; locked until the
    commit, with ``beside`` as in ``item_to_edit``.
    """
    item, group = _found(session, item_id, by)
    refuse_discharged(group, by=by)
    if not may_edit_group(group, by=by):
        raise NotAllowed("Only a chair of the group or the program manager can do that.")
    _lock_first(session, beside, item_id, by)
    return locked(session, item)


def merge_to_undo(session: Session, item_id: int, *, by: Standing) -> tuple[AgendaItem, AgendaItem]:
    """An item that became part of another one, and that one, which ``by`` may take apart as chairs
    do; both locked until the commit. Raises ``Conflict`` for an item that is no part of any.
    """
    whole_id = _found(session, item_id, by)[0].merged_into_id
    item = item_to_chair(session, item_id, by=by, beside=whole_id)
    if item.merged_into_id is None:
        raise Conflict(f"“{item.title}” stands by itself already.")
    return item, item_to_chair(session, item.merged_into_id, by=by)


def item_to_pull(session: Session, item_id: int, *, by: Standing) -> AgendaItem:
    """An item of a group to which ``by`` belongs; locked until the commit."""
    item, group = _found(session, item_id, by)
    refuse_discharged(group, by=by)
    if not may_work_in(group, by=by):
        raise NotAllowed(f"Only members of {group.name} can do that.")
    return locked(session, item)


def _lock_first(session: Session, beside: int | None, item_id: int, by: Standing) -> None:
    if beside is not None and beside < item_id:
        item_to_chair(session, beside, by=by)


def _found(session: Session, item_id: int, by: Standing) -> tuple[AgendaItem, Group]:
    found = session.exec(
        select(AgendaItem, Group)
        .join(Group, col(Group.id) == AgendaItem.group_id)
        .where(AgendaItem.id == item_id)
    ).first()
    if found is None or not may_see_group(found[1], by=by):
        raise NotFound(NO_ITEM)
    return found
