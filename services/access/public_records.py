"""Who may have the record of a group for the public."""

from sqlmodel import Session

from models import Group
from services.access.groups import group_to_see, may_lead
from services.access.standing import Standing
from services.errors import NotAllowed


def group_to_publish(session: Session, group_id: int, *, by: Standing) -> Group:
    """A group, discharged or not, of whose work ``by`` may have the record in files: its chairs,
    and the program manager.
    """
    group = group_to_see(session, group_id, by=by)
    if not may_lead(group.id, by=by):
        raise NotAllowed(
            f"Only a chair of {group.name} or the program manager can have its record. Ask one of"
            " them."
        )
    return group
