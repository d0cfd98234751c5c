"""Who may know of a group, work in it, and change it."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from models import Group, Person
from services import terms
from services.access.locks import locked
from services.access.standing import Needs, Standing, standing
from services.errors import NotAllowed, NotFound

_GROUP = select(Group).where(Group.id == sa.bindparam("group_id"))


def visible_groups(who: Standing) -> sa.ColumnElement[bool]:
    """The condition under which ``who`` may know of a group, for every list, search and report."""
    if who.is_program_manager:
        return sa.true()
    own = col(Group.id).in_([*who.groups, *who.ahead])
    if who.sees_own_groups_only:
        return own
    return sa.or_(col(Group.is_private).is_(False), own)


def may_see_group(group: Group, *, by: Standing) -> bool:
    """Whether ``by`` may know of a group: ``visible_groups`` for one that is read already."""
    return may_know_of(group.id, is_private=group.is_private, by=by)


def may_follow_meetings(group: Group, *, by: Standing) -> bool:
    """Whether ``by`` may have a group's meetings in a calendar: of a private one who is in it
    alone, not whoever may only see it.
    """
    return by.belongs_to(group.id) or (not group.is_private and may_see_group(group, by=by))


def may_pass_on(session: Session, person: Person, *, by: Standing) -> bool:
    """Whether ``by`` may be given a link to the pages of ``person``: who runs the consortium, and
    whoever sees all that is on them, where she has no rights beside those of a member.
    """
    if by.is_program_manager:
        return True
    hers = standing(session, person, by.at)
    if hers.is_program_manager or hers.is_director or hers.chaired:
        return False
    groups = session.exec(select(Group).where(col(Group.id).in_(list(hers.groups)))).all()
    return all(may_see_group(group, by=by) for group in groups)


def may_know_of(group_id: int, *, is_private: bool, by: Standing) -> bool:
    """The same for a group of which these columns are read alone."""
    is_open = not is_private and not by.sees_own_groups_only
    is_own = by.belongs_to(group_id) or group_id in by.ahead
    return is_open or is_own or by.is_program_manager


def workable_groups(
    who: Standing, group_id: Mapped[int] | Mapped[int | None] | None = None
) -> sa.ColumnElement[bool]:
    """The condition under which ``who`` works in the group of a column, in any as the program
    manager.
    """
    column = col(Group.id) if group_id is None else group_id
    return column.is_not(None) if who.is_program_manager else column.in_(list(who.groups))


def may_lead(group_id: int | None, *, by: Standing) -> bool:
    """Whether ``by`` chairs a group, or runs the consortium and so every group."""
    return by.chairs(group_id) or by.is_program_manager


def may_start_groups(by: Standing) -> bool:
    """Whether ``by`` may start a group."""
    return by.is_program_manager


def may_discharge(group: Group, *, by: Standing) -> bool:
    """Whether ``by`` may end a group."""
    return by.is_program_manager and terms.is_active(group, by.at)


def may_work_in(group: Group, *, by: Standing) -> bool:
    """Whether ``by`` may do what members do in a group that is not discharged."""
    is_hers = by.belongs_to(group.id) or by.is_program_manager
    return is_hers and terms.is_active(group, by.at)


def may_edit_group(group: Group, *, by: Standing) -> bool:
    """Whether ``by`` may change a group, and act for it; nothing changes in a discharged one."""
    return may_lead(group.id, by=by) and terms.is_active(group, by.at)


def may_leave(group: Group, *, by: Standing) -> bool:
    """Whether ``by`` serves in a group that is not discharged, and so may leave it."""
    return by.belongs_to(group.id) and terms.is_active(group, by.at)


def may_join(group: Group, *, by: Standing) -> bool:
    """Whether ``by`` could become a member of a group by her own word."""
    return by.allows(Needs.LIBRARIAN) and terms.is_open(group, by.at)


def check_may_hand_over(person: Person, group: Group | None, *, by: Standing) -> None:
    """Raise ``NotAllowed`` where ``by`` may not hand over what somebody holds in a group, or in any
    of hers: each may what is her own, a chair what is in her groups. What it is is looked at again
    where it is done.
    """
    leads = bool(by.chaired) or by.is_program_manager
    if group is not None:
        leads = may_lead(group.id, by=by)
    if person.id != by.person.id and not leads:
        raise NotAllowed(
            "Only a chair or the program manager hands over what others hold. Type `/wg handover`"
            " for what you hold."
        )


def may_volunteer_for(group: Group, *, by: Standing) -> bool:
    """Whether ``by`` could say that she is interested in a group, in which she does not serve."""
    return (
        by.allows(Needs.LIBRARIAN)
        and may_see_group(group, by=by)
        and terms.is_active(group, by.at)
        and not by.belongs_to(group.id)
    )


def group_to_see(session: Session, group_id: int, *, by: Standing) -> Group:
    """A group that ``by`` may know of, discharged ones included."""
    group = session.exec(_GROUP, params={"group_id": group_id}).first()
    if group is None or not may_see_group(group, by=by):
        raise NotFound("I know no such group. Type `/wg list` to see the groups.")
    return group


def group_to_join_or_leave(session: Session, group_id: int, *, by: Standing) -> Group:
    """An active group that ``by`` may know of."""
    group = group_to_see(session, group_id, by=by)
    refuse_discharged(group, by=by)
    return group


def group_to_volunteer_for(session: Session, group_id: int, *, by: Standing) -> Group:
    """An active group that ``by`` may know of, and for which she may say that she is interested."""
    group = group_to_join_or_leave(session, group_id, by=by)
    if not by.allows(Needs.LIBRARIAN):
        raise NotAllowed("Only full members of this Slack can volunteer. Ask a chair to add you.")
    return group


def group_to_work_in(session: Session, group_id: int, *, by: Standing) -> Group:
    """An active group to which ``by`` belongs, or any for the program manager."""
    group = group_to_see(session, group_id, by=by)
    refuse_discharged(group, by=by)
    if not may_work_in(group, by=by):
        raise NotAllowed(f"Only members of {group.name} can do that. Type `/wg join` to join it.")
    return group


def group_to_edit(session: Session, group_id: int, *, by: Standing) -> Group:
    """An active group that ``by`` chairs, or any for the program manager;
    locked until the commit.
    """
    group = locked(session, group_to_see(session, group_id, by=by))
    refuse_discharged(group, by=by)
    if not may_edit_group(group, by=by):
        raise NotAllowed(
            f"Only a chair of {group.name} or the program manager can do that. Ask one of them."
        )
    return group


def group_to_discharge(session: Session, group_id: int, *, by: Standing) -> Group:
    """An active group that ``by`` may end; locked until the commit."""
    group = group_to_edit(session, group_id, by=by)
    if not may_discharge(group, by=by):
        raise NotAllowed(f"Only the program manager can discharge {group.name}.")
    return group


def refuse_discharged(group: Group | None, *, by: Standing) -> None:
    """Raise ``NotAllowed`` where a group was discharged: who may read what is in it still does."""
    if group is not None and not terms.is_active(group, by.at):
        raise NotAllowed(f"{group.name} was discharged, so nothing in it can change any more.")


def works_privately_in(session: Session, channel_id: str) -> bool:
    """Whether a channel is that of a private group."""
    private = select(Group.id).where(
        Group.channel_id == channel_id, col(Group.is_private).is_(True)
    )
    return session.exec(private).first() is not None
