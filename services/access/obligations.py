"""Who may know of recurring obligations, and change them."""

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Call, Group, Obligation
from services.access.calls import call_to_see, may_draft_calls
from services.access.groups import group_to_edit, group_to_see, may_edit_group, may_lead
from services.access.locks import locked
from services.access.standing import Standing
from services.errors import Conflict, NotAllowed, NotFound

_NO_OBLIGATION = "I know no such obligation. Type `/wg obligations` to see those that there are."


def visible_obligations(who: Standing) -> sa.ColumnElement[bool]:
    """The condition under which ``who`` finds an obligation in a list: of the groups that she
    chairs, as the program manager all.
    """
    if who.is_program_manager:
        return sa.true()
    return col(Obligation.group_id).in_(who.chaired)


def may_edit_obligation(row: Obligation, group: Group, *, by: Standing) -> bool:
    """Whether ``by`` may change an obligation, skip its next day and end it: the program manager,
    and a chair where it is her group's and not the consortium's.
    """
    if row.ended_at is not None or not may_edit_group(group, by=by):
        return False
    return by.is_program_manager or not row.is_of_consortium


def may_keep_for_consortium(by: Standing) -> bool:
    """Whether ``by`` may say that an obligation is the consortium's."""
    return by.is_program_manager


def obligation_to_see(
    session: Session, obligation_id: int, *, by: Standing
) -> tuple[Obligation, Group]:
    """An obligation of a group that ``by`` leads, also one that has ended, with the group."""
    row = session.get(Obligation, obligation_id)
    if row is None or not may_lead(row.group_id, by=by):
        raise NotFound(_NO_OBLIGATION)
    return row, group_to_see(session, row.group_id, by=by)


def obligation_to_edit(
    session: Session, obligation_id: int, *, by: Standing
) -> tuple[Obligation, Group]:
    """An obligation that ``by`` may change, skip or end, with its group; both are locked until the
    commit.
    """
    row, _group = obligation_to_see(session, obligation_id, by=by)
    group = group_to_edit(session, row.group_id, by=by)
    row = locked(session, row, gone=_NO_OBLIGATION)
    if row.ended_at is not None:
        raise Conflict("This obligation has ended. `/wg obligations` shows those that go on.")
    if not may_edit_obligation(row, group, by=by):
        raise NotAllowed("This one is the consortium's: only the program manager changes it.")
    return row, group


def draft_contacts_to_see(session: Session, call_id: int, *, by: Standing) -> tuple[Call, Group]:
    """A call whose contacts ``by`` may look through before it opens: who prepares its group's."""
    call, group = call_to_see(session, call_id, by=by)
    if not may_draft_calls(group, by=by):
        raise NotAllowed("Only a chair of the group or the program manager prepares its calls.")
    return call, group
