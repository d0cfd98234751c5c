"""Groups to show, to find and to choose from."""

from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Direction,
    Group,
    GroupDirection,
    Meeting,
    MeetingStatus,
    Membership,
    Person,
    Task,
)
from models.rosters import GroupLine, GroupOverview
from services import access, terms
from services.access import Standing
from services.errors import NotFound
from services.groups.charge import name_key


def listed(
    session: Session, who: Standing, *, text: str = "", include_discharged: bool = False
) -> list[GroupLine]:
    """The groups that ``who`` may know of, hers first, with sizes: two queries however many there
    are.

    ``text`` finds groups by a word in name, charge or kind, or by a strategic direction.
    """
    statement = select(Group).where(access.visible_groups(who)).order_by(col(Group.name_key))
    if not include_discharged:
        statement = statement.where(terms.active(who.at))
    if text.strip():
        statement = statement.where(_speaks_of(text.strip()))
    groups = session.exec(statement).all()
    sizes = _sizes(session, who.at)
    lines = [
        GroupLine(
            group,
            *sizes.get(group.id, (0, 0)),
            my_role=who.groups.get(group.id),
            is_active=terms.is_active(group, who.at),
        )
        for group in groups
    ]
    return sorted(lines, key=lambda line: line.my_role is None)


def overview(session: Session, group: Group, *, now: datetime) -> GroupOverview:
    """One look at a group: six queries, whatever its size.

    Overdue counts days of the group's zone.
    """
    today = now.astimezone(ZoneInfo(group.zone)).date()
    open_tasks = select(
        sa.func.count(), sa.func.count(sa.case((col(Task.due_on) < today, 1)))
    ).where(col(Task.group_id) == group.id, col(Task.done_at).is_(None))
    total, overdue = session.exec(open_tasks).one()
    return GroupOverview(
        group=group,
        directions=directions_of(session, group),
        seats=terms.roster(session, group, now),
        is_active=terms.is_active(group, now),
        next_meeting=_next_meeting(session, group, now),
        open_tasks=total,
        overdue_tasks=overdue,
    )


def named(session: Session, text: str, *, by: Standing) -> Group | None:
    """The active group whose name or channel is ``text``, or the only one whose name starts so."""
    key = name_key(text)
    if not key:
        return None
    visible = access.visible_groups(by)
    active = select(Group).where(visible, terms.active(by.at))
    by_name = col(Group.name_key).startswith(key, autoescape=True)
    found = session.exec(active.where(sa.or_(by_name, col(Group.channel_id) == text))).all()
    exact = [group for group in found if group.name_key == key or group.channel_id == text]
    candidates = exact or found
    return candidates[0] if len(candidates) == 1 else None


def choices_for(session: Session, who: Standing) -> list[Group]:
    """The active groups in which this person may do something:
    hers, or all for the program manager.
    """
    statement = select(Group).where(access.workable_groups(who), terms.active(who.at))
    return list(session.exec(statement.order_by(col(Group.name_key))))


def one_to_see(session: Session, group_id: int, *, by: Standing) -> Group:
    """An active group by id, for a door that asked in which group something is meant."""
    group = access.group_to_see(session, group_id, by=by)
    if not terms.is_active(group, by.at):
        raise NotFound(f"{group.name} was discharged. Choose another group.")
    return group


def directions_of(session: Session, group: Group) -> list[Direction]:
    """The strategic directions that a group serves."""
    statement = (
        select(Direction)
        .join(GroupDirection, col(GroupDirection.direction_id) == Direction.id)
        .where(GroupDirection.group_id == group.id)
        .order_by(col(Direction.position))
    )
    return list(session.exec(statement))


def _sizes(session: Session, at: datetime) -> dict[int, tuple[int, int]]:
    """Members and libraries of each group at a moment, in one query."""
    statement = (
        select(
            Membership.group_id,
            sa.func.count(),
            sa.func.count(sa.distinct(col(Person.organization_id))),
        )
        .join(Person, col(Person.id) == Membership.person_id)
        .where(terms.serving(at))
        .group_by(col(Membership.group_id))
    )
    return {group: (members, libraries) for group, members, libraries in session.exec(statement)}


def _speaks_of(text: str) -> sa.ColumnElement[bool]:
    in_direction = (
        select(GroupDirection.group_id)
        .join(Direction, col(Direction.id) == GroupDirection.direction_id)
        .where(
            sa.or_(
                col(Direction.name).icontains(text, autoescape=True),
                col(Direction.key) == text.casefold(),
            )
        )
    )
    return sa.or_(
        col(Group.name_key).contains(name_key(text), autoescape=True),
        col(Group.charge).icontains(text, autoescape=True),
        sa.cast(col(Group.kind), sa.String).icontains(text, autoescape=True),
        col(Group.id).in_(in_direction),
    )


def _next_meeting(session: Session, group: Group, now: datetime) -> Meeting | None:
    return session.exec(
        select(Meeting)
        .where(
            Meeting.group_id == group.id,
            Meeting.status == MeetingStatus.ON,
            Meeting.starts_at >= now,
        )
        .order_by(col(Meeting.starts_at))
        .limit(1)
    ).first()
