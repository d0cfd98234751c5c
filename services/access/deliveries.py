"""Who may mend what did not arrive."""

from sqlmodel import Session, col, select

from models import Group
from services.access.standing import Standing
from services.errors import NotFound


def may_see_deliveries(by: Standing) -> bool:
    """Whether ``by`` may see everything that did not arrive."""
    return by.is_program_manager


def lane_to_mend(session: Session, lane: str, *, by: Standing) -> str:
    """The channel of a group that ``by`` chairs,
    or any channel or person for the program manager.
    """
    own = select(Group.id).where(Group.channel_id == lane, col(Group.id).in_(by.chaired))
    if not (may_see_deliveries(by) or session.exec(own).first()):
        raise NotFound(
            "Nothing of yours failed to arrive there. `/convene mine` shows what waits for you."
        )
    return lane
