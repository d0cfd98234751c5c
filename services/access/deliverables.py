"""Who may change the deliverables of a group."""

from sqlmodel import Session

from models import Deliverable, Group
from services.access.groups import group_to_edit, group_to_see
from services.access.locks import locked
from services.access.standing import Standing
from services.errors import NotFound

_REMOVED = "That deliverable is not there any more. `/wg charge` shows those that are."


def deliverable_to_edit(
    session: Session, deliverable_id: int, *, by: Standing
) -> tuple[Deliverable, Group]:
    """A deliverable of a group that ``by`` chairs, or of any for the program manager, with the
    group; both are locked until the commit.
    """
    row = session.get(Deliverable, deliverable_id)
    if row is None:
        raise NotFound(_REMOVED)
    # Of a private group that she may not know of, a deliverable is not there either.
    try:
        group_to_see(session, row.group_id, by=by)
    except NotFound:
        raise NotFound(_REMOVED) from None
    group = group_to_edit(session, row.group_id, by=by)
    return locked(session, row, gone=_REMOVED), group
