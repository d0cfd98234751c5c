"""Who may mend what did not arrive."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, Membership, Person, Role, RoleKind
from services import terms
from services.access.standing import CHAIR_ROLES, Standing
from services.errors import NotFound


def may_see_deliveries(by: Standing) -> bool:
    """Whether ``by`` may see everything that did not arrive."""
    return by.is_program_manager


def may_mark_addresses(by: Standing) -> bool:
    """Whether ``by`` may say by hand that an address takes no mail, or takes it again."""
    return by.is_program_manager


def menders(group: Group | None, at: datetime) -> sa.ColumnElement[bool]:
    """The condition that a ``Person`` may mend what did not reach the channel of a group, or
    somebody: a chair of the group, and the program manager.
    """
    managers = select(Role.person_id).where(
        Role.kind == RoleKind.PROGRAM_MANAGER, terms.holding(at)
    )
    chairs = select(Membership.person_id).where(
        Membership.group_id == (group.id if group else None),
        col(Membership.role).in_(CHAIR_ROLES),
        terms.serving(at),
    )
    return sa.and_(
        sa.or_(col(Person.id).in_(managers), col(Person.id).in_(chairs)),
        col(Person.is_active).is_(True),
        col(Person.is_guest).is_(False),
    )


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
