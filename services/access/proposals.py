"""Who may know of a proposed group, decide about it, and withdraw it."""

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Group, GroupProposal, ProposalStatus
from services.access.groups import may_see_group
from services.access.locks import locked
from services.access.standing import Needs, Standing
from services.errors import Conflict, NotAllowed, NotFound

_NO_PROPOSAL = "I know no such proposal. Type `/wg proposals` to see those that you may see."


def may_propose(by: Standing) -> bool:
    """Whether ``by`` may propose a group."""
    return by.allows(Needs.LIBRARIAN)


def may_decide_proposals(by: Standing) -> bool:
    """Whether ``by`` may make a group of a proposal, or decline it."""
    return by.is_program_manager


def visible_proposals(who: Standing) -> sa.ColumnElement[bool]:
    """The condition under which ``who`` finds a proposal in the list: her own, and as the program
    manager all.
    """
    if who.is_program_manager:
        return sa.true()
    return col(GroupProposal.proposed_by) == who.person.id


def proposal_to_see(session: Session, proposal_id: int, *, by: Standing) -> GroupProposal:
    """A proposal of ``by``'s own, one of a group that ``by`` may know of, or any for the program
    manager.
    """
    row = session.get(GroupProposal, proposal_id)
    if row is None or not _may_see(session, row, by):
        raise NotFound(_NO_PROPOSAL)
    return row


def proposal_to_decide(session: Session, proposal_id: int, *, by: Standing) -> GroupProposal:
    """An open proposal, for the program manager; locked until the commit."""
    row = locked(session, proposal_to_see(session, proposal_id, by=by))
    if not may_decide_proposals(by):
        raise NotAllowed("Only the program manager decides about proposals.")
    return _open(row)


def proposal_to_withdraw(session: Session, proposal_id: int, *, by: Standing) -> GroupProposal:
    """An open proposal of ``by``'s own; locked until the commit."""
    row = locked(session, proposal_to_see(session, proposal_id, by=by))
    if row.proposed_by != by.person.id:
        instead = " You can decline it." if may_decide_proposals(by) else ""
        raise NotAllowed(f"Only who proposed it can withdraw it.{instead}")
    return _open(row)


def _may_see(session: Session, row: GroupProposal, by: Standing) -> bool:
    if row.proposed_by == by.person.id or by.is_program_manager:
        return True
    group = session.get(Group, row.group_id) if row.group_id else None
    return group is not None and may_see_group(group, by=by)


def _open(row: GroupProposal) -> GroupProposal:
    if row.status is not ProposalStatus.PROPOSED:
        raise Conflict(f"The proposal {row.name} was {row.status} already.")
    return row
