"""Who may see what units are committed to, and who may change it."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Call, CallUnit, Commitment, Group
from services import terms
from services.access.groups import visible_groups
from services.access.locks import locked
from services.access.standing import Standing
from services.errors import NotAllowed, NotFound

_NO_COMMITMENT = (
    "I know no such commitment. Type `/call commitments` to see those that you may see."
)


def may_change_commitments(by: Standing) -> bool:
    """Whether ``by`` may renew and end commitments, and have them in a file with the contacts."""
    return by.is_program_manager


def may_declare_saving(session: Session, row: Commitment, *, by: Standing) -> bool:
    """Whether ``by`` may declare what a commitment saves: whoever may change it, and whoever
    answers for its unit, as a director or a representative of its library does.
    """
    own = terms.answered_for(by.person.id, by.directed_library, by.at)
    return may_change_commitments(by) or _is_of_unit(session, row, own)


def visible_commitments(who: Standing) -> sa.ColumnElement[bool]:
    """The condition under which ``who`` finds a commitment in a list that joins its unit, call and
    group: of the groups that she may know of, and of units for which she answers.
    """
    own = terms.answered_for(who.person.id, who.directed_library, who.at)
    return sa.or_(visible_groups(who), own)


def commitment_to_see(session: Session, commitment_id: int, *, by: Standing) -> Commitment:
    """A commitment of a group that ``by`` may know of, or of a unit for which she answers."""
    row = session.get(Commitment, commitment_id)
    if row is None or not _is_of_unit(session, row, visible_commitments(by)):
        raise NotFound(_NO_COMMITMENT)
    return row


def commitment_to_change(session: Session, commitment_id: int, *, by: Standing) -> Commitment:
    """A commitment that ``by`` may renew or end; locked until the commit."""
    row = commitment_to_see(session, commitment_id, by=by)
    if not may_change_commitments(by):
        raise NotAllowed("Only the program manager renews and ends commitments.")
    return locked(session, row, gone=_NO_COMMITMENT)


def commitment_to_declare(session: Session, commitment_id: int, *, by: Standing) -> Commitment:
    """A commitment of which ``by`` may declare what it saves; locked until the commit."""
    row = commitment_to_see(session, commitment_id, by=by)
    if not may_declare_saving(session, row, by=by):
        raise NotAllowed(
            "Only whoever speaks for the library and the program manager declare what a commitment"
            " saves. Ask one of them."
        )
    return locked(session, row, gone=_NO_COMMITMENT)


def commitments_to_export(*, by: Standing) -> None:
    """Raise ``NotAllowed`` where ``by`` may not have commitments in a file."""
    if not may_change_commitments(by):
        raise NotAllowed("Only the program manager gets the file of commitments.")


def _is_of_unit(session: Session, row: Commitment, condition: sa.ColumnElement[bool]) -> bool:
    """Whether a condition on its unit, call and group holds of a commitment."""
    statement = (
        select(CallUnit.id)
        .join(Call, col(Call.id) == CallUnit.call_id)
        .join(Group, col(Group.id) == Call.group_id)
        .where(CallUnit.id == row.unit_id, condition)
    )
    return session.exec(statement).first() is not None
