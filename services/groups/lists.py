"""Groups to show, to find and to choose from."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Direction,
    Group,
    GroupDirection,
    GroupPause,
    Meeting,
    MeetingStatus,
    Membership,
    Organization,
    OrganizationKind,
    Person,
    SunsetReview,
    SunsetSuccessor,
    Task,
)
from models.database import run_plain
from models.rosters import GroupLine, GroupOverview
from services import access, pauses, spelling, terms
from services.access import Standing
from services.errors import NotFound
from services.groups.charge import name_key
from services.groups.charge_records import has_lapsed

_SHORTEST_PART = 3
"""Letters of a name, of which fewer would be part of many."""


class Listed(Enum):
    """Which groups a list shows."""

    ACTIVE = "active"
    DISCHARGED = "discharged"


def listed(
    session: Session, who: Standing, *, text: str = "", which: Listed = Listed.ACTIVE
) -> list[GroupLine]:
    """The groups that ``who`` may know of, hers first, with sizes: two queries however many there
    are.

    ``text`` finds groups by a word in name, charge or kind, or by a strategic direction.
    """
    statement = _STATEMENTS[which]
    if text.strip():
        statement = statement.where(_speaks_of(text.strip()))
    found = session.exec(statement, params={"at": who.at})
    groups = [group for group in found if access.may_see_group(group, by=who)]
    sizes = _sizes(session, who.at)
    lines = [
        GroupLine(
            group,
            *sizes.get(group.id, (0, 0)),
            my_role=access.role_in(group, who),
            is_active=terms.is_active(group, who.at),
            discharged_on=terms.discharge_day(group, group.zone),
            my_last_day=terms.last_day(access.serves_until(group, who), group.zone),
        )
        for group in groups
    ]
    return sorted(lines, key=lambda line: line.my_role is None)


def overview(session: Session, group: Group, *, now: datetime) -> GroupOverview:
    """One look at a group: six queries, whatever its size, and one more where it pauses.

    Overdue counts days of the group's zone.
    """
    today = now.astimezone(ZoneInfo(group.zone)).date()
    parameters = {"group_id": group.id, "today": today}
    total, overdue, is_paused = run_plain(session, _OPEN_TASKS, parameters).one()
    return GroupOverview(
        group=group,
        directions=directions_of(session, group),
        roster=terms.roster(session, group, now),
        is_active=terms.is_active(group, now),
        discharged_on=terms.discharge_day(group, group.zone),
        next_meeting=_next_meeting(session, group, now),
        open_tasks=total,
        overdue_tasks=overdue,
        has_lapsed=has_lapsed(group, now),
        pauses=tuple(pauses.ahead(session, group, now)) if is_paused else (),
        today=today,
    )


def named(session: Session, text: str, *, by: Standing) -> Group | None:
    """The active group whose name or channel is ``text``, or the only one whose name starts so;
    none where that is the whole name of a discharged one.
    """
    key = name_key(text)
    if not key:
        return None
    is_active, is_exact = terms.active(by.at), col(Group.name_key) == key
    by_name = col(Group.name_key).startswith(key, autoescape=True)
    is_meant = sa.or_(by_name, col(Group.channel_id) == text)
    visible = select(Group).where(access.visible_groups(by))
    rows = session.exec(visible.where(sa.or_(is_exact, sa.and_(is_active, is_meant)))).all()
    exact = [group for group in rows if group.name_key == key or group.channel_id == text]
    candidates = [group for group in exact or rows if terms.is_active(group, by.at)]
    return candidates[0] if len(candidates) == 1 else None


def found(session: Session, text: str, *, by: Standing) -> list[Group]:
    """The groups that a typed name may mean for a look at them: those of just this name, else those
    whose names begin so, else those that have it in theirs; of each those that go on, else the
    discharged ones.
    """
    key = name_key(text)
    has_it = col(Group.name_key) == key
    if len(key) >= _SHORTEST_PART:
        has_it = col(Group.name_key).contains(key, autoescape=True)
    statement = select(Group).where(access.visible_groups(by), has_it)
    rows = session.exec(statement.order_by(col(Group.name_key))).all()
    places = [(_likeness(row, key), not terms.is_active(row, by.at)) for row in rows]
    best = min(places, default=None)
    return [row for row, place in zip(rows, places, strict=True) if place == best]


def discharged(session: Session, text: str, *, by: Standing) -> Group | None:
    """The discharged group that alone is meant by a typed name, as ``found`` tells."""
    rows = found(session, text, by=by)
    return rows[0] if len(rows) == 1 and not terms.is_active(rows[0], by.at) else None


def successors(session: Session, group: Group, *, by: Standing) -> list[Group]:
    """The groups that go on with the work of one after its reviews, by name, as far as ``by`` may
    know of them.
    """
    statement = (
        select(Group)
        .join(SunsetSuccessor, col(SunsetSuccessor.group_id) == Group.id)
        .join(SunsetReview, col(SunsetReview.id) == SunsetSuccessor.review_id)
        .where(SunsetReview.group_id == group.id, access.visible_groups(by))
        .order_by(col(Group.name_key))
    )
    return list({row.id: row for row in session.exec(statement)}.values())


def nearest(
    session: Session,
    text: str,
    *,
    by: Standing,
    which: Sequence[Listed] = tuple(Listed),
    is_whole: bool = False,
) -> Group | None:
    """The one group that was probably meant by a misspelt name, an active one, else another; or,
    unless the name ``is_whole``, by its misspelt first words.
    """
    known = session.exec(select(Group).where(access.visible_groups(by))).all()
    listed = [
        [row for row in known if terms.is_active(row, by.at) is (listed_as is Listed.ACTIVE)]
        for listed_as in which
    ]
    whole = [{row.name_key: row for row in rows} for rows in listed]
    for by_key in whole if is_whole else [*whole, *map(_by_first_words, listed)]:
        if close := spelling.nearest(name_key(text), by_key):
            return by_key[close]
    return None


def _by_first_words(rows: Iterable[Group]) -> dict[str, Group]:
    """The groups by the words with which one name alone begins: people leave out its kind."""
    found: dict[str, list[Group]] = {}
    for row in rows:
        words = row.name_key.split()
        for count in range(1, len(words)):
            found.setdefault(" ".join(words[:count]), []).append(row)
    return {key: groups[0] for key, groups in found.items() if len(groups) == 1}


def _likeness(group: Group, key: str) -> int:
    """How much of a name was typed: 0 is all of it, 1 its beginning, 2 a part."""
    return 0 if group.name_key == key else 1 if group.name_key.startswith(key) else 2


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
    return list(session.exec(_DIRECTIONS, params={"group_id": group.id}))


def _sizes(session: Session, at: datetime) -> dict[int, tuple[int, int]]:
    """Members and libraries of each group at a moment, in one query."""
    sizes = run_plain(session, _SIZES, {"at": at}).all()
    return {group: (members, libraries) for group, members, libraries in sizes}


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
    return session.exec(_NEXT_MEETING, params={"group_id": group.id, "at": now}).first()


_AT: sa.BindParameter[datetime] = sa.bindparam("at")
_GROUP: sa.BindParameter[int] = sa.bindparam("group_id")
_TODAY: sa.BindParameter[date] = sa.bindparam("today", type_=sa.Date())

_EVERY = select(Group).order_by(col(Group.name_key))
_STATEMENTS = {
    Listed.ACTIVE: _EVERY.where(terms.active(_AT)),
    Listed.DISCHARGED: _EVERY.where(sa.not_(terms.active(_AT))),
}
_SIZES = (
    sa.select(
        col(Membership.group_id),
        sa.func.count(),
        sa.func.count(
            sa.distinct(
                sa.case((col(Organization.kind) == OrganizationKind.LIBRARY, Organization.id))
            )
        ),
    )
    .join(Person, col(Person.id) == Membership.person_id)
    .join(Organization, col(Organization.id) == Person.organization_id, isouter=True)
    .where(terms.serving(_AT))
    .group_by(col(Membership.group_id))
)
_OPEN_TASKS = sa.select(
    sa.func.count(),
    sa.func.count(sa.case((col(Task.due_on) < _TODAY, 1))),
    sa.select(sa.func.count())
    .where(col(GroupPause.group_id) == _GROUP, col(GroupPause.last_on) >= _TODAY)
    .scalar_subquery(),
).where(col(Task.group_id) == _GROUP, col(Task.done_at).is_(None))
_DIRECTIONS = (
    select(Direction)
    .join(GroupDirection, col(GroupDirection.direction_id) == Direction.id)
    .where(GroupDirection.group_id == _GROUP)
    .order_by(col(Direction.position))
)
_NEXT_MEETING = (
    select(Meeting)
    .where(
        Meeting.group_id == _GROUP,
        Meeting.status == MeetingStatus.ON,
        col(Meeting.starts_at) >= _AT,
    )
    .order_by(col(Meeting.starts_at))
    .limit(1)
)
