"""Who carries how much in groups, by member library: counts in the order of names, without a rank,
a score or a measure of anybody.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Attendance,
    Group,
    Meeting,
    MeetingStatus,
    MemberRole,
    Membership,
    Organization,
    Person,
    RecorderState,
    RecorderTurn,
    Seat,
)
from models.balances import MUCH_TIMES, Balance, BalanceCounts, BalanceLine, GroupGap
from models.interests import Candidate
from services import access, candidates, consortium, people, terms
from services.access import CHAIR_ROLES, Standing
from services.polls.working_days import WorkingDay


def balance(session: Session, who: Standing) -> Balance:
    """That of all member libraries for the program manager, or of the one that ``who`` directs: a
    constant number of queries. Raises ``NotAllowed`` for anybody else.
    """
    only = access.library_to_balance(by=who)
    members = people.member_libraries(session, who.at)
    since = consortium.fiscal_year_begins(session, consortium.today(session, who.at))
    begins = terms.first_moment(since, consortium.settings(session).zone)
    shown = [row for row in members if only in (None, row.id)]
    lines = _lines(session, shown, begins, who.at)
    first_service = terms.first_services(session)
    return Balance(
        lines=lines,
        since=since,
        carrying_much=_carrying_much(lines) if only is None else (),
        uninvited=tuple(line.organization.short_name for line in lines if not line.counts.services),
        newcomers=tuple(
            line.organization.short_name
            for line in lines
            if line.counts.services and first_service[line.organization.id] >= begins
        ),
        gaps=tuple(_gaps(session, shown, who, with_people=only is None)),
        is_of_all=only is None,
    )


def _lines(
    session: Session, libraries: Iterable[Organization], begins: datetime, at: datetime
) -> tuple[BalanceLine, ...]:
    serving, turns = _serving(session, at), _turns(session, begins, at)
    outside = _outside(session, begins, at)
    found = []
    for row in libraries:
        services, chairs, hours = serving.get(row.id, (0, 0, 0))
        counts = BalanceCounts(services, chairs, hours, turns[row.id], outside[row.id])
        found.append(BalanceLine(row, counts))
    return tuple(found)


def _serving(session: Session, at: datetime) -> dict[int, tuple[int, int, int]]:
    """Services, those of chairs, and the hours a month that they ask for, by library."""
    hours = sa.func.coalesce(col(Seat.hours_a_month), col(Group.hours_a_month), 0)
    wanted = sa.case((col(Membership.role) == MemberRole.OBSERVER, 0), else_=hours)
    chairs = sa.case((col(Membership.role).in_(CHAIR_ROLES), 1), else_=0)
    statement = (
        sa.select(
            col(Person.organization_id), sa.func.count(), sa.func.sum(chairs), sa.func.sum(wanted)
        )
        .select_from(Membership)
        .join(Person, col(Person.id) == Membership.person_id)
        .join(Group, col(Group.id) == Membership.group_id)
        .join(Seat, col(Seat.id) == Membership.seat_id, isouter=True)
        .where(terms.serving(at), terms.active(at), col(Person.is_active).is_(True))
        .group_by(col(Person.organization_id))
    )
    return {row[0]: (row[1], int(row[2]), int(row[3])) for row in session.execute(statement)}


def _turns(session: Session, begins: datetime, at: datetime) -> Counter[int]:
    """Meetings whose minutes somebody had agreed to take, by the library of that day."""
    library = terms.home_then(col(RecorderTurn.person_id), col(Meeting.starts_at)).label("library")
    statement = (
        sa.select(library, sa.func.count())
        .select_from(RecorderTurn)
        .join(Meeting, col(Meeting.id) == RecorderTurn.meeting_id)
        .where(col(RecorderTurn.state) == RecorderState.AGREED, _held(begins, at))
        .group_by(library)
    )
    found: Counter[int] = Counter()
    for organization_id, count in session.execute(statement):
        found[organization_id] = count
    return found


def _outside(session: Session, begins: datetime, at: datetime) -> Counter[int]:
    """How often somebody came to a meeting outside the usual working day of her zone, by the
    library of that day. What hours people chose for themselves is nobody else's affair.
    """
    library = terms.home_then(col(Attendance.person_id), col(Meeting.starts_at)).label("library")
    columns = (library, col(Person.zone), col(Meeting.starts_at), col(Meeting.minutes))
    statement = (
        sa.select(*columns, sa.func.count())
        .select_from(Attendance)
        .join(Meeting, col(Meeting.id) == Attendance.meeting_id)
        .join(Person, col(Person.id) == Attendance.person_id)
        .where(_held(begins, at))
        .group_by(*columns)
    )
    found: Counter[int] = Counter()
    for organization_id, zone, starts_at, minutes, count in session.execute(statement):
        if not WorkingDay(zone).holds(starts_at, minutes):
            found[organization_id] += count
    return found


def _held(begins: datetime, at: datetime) -> sa.ColumnElement[bool]:
    starts_at = col(Meeting.starts_at)
    is_on = col(Meeting.status) == MeetingStatus.ON
    return sa.and_(is_on, starts_at >= begins, starts_at <= at)


def _carrying_much(lines: Collection[BalanceLine]) -> tuple[str, ...]:
    """Those that have more than ``MUCH_TIMES`` as many services for their staff as all those with a
    declared size together, by name.
    """
    sized = [line for line in lines if line.organization.staff_size]
    staff = sum(line.organization.staff_size or 0 for line in sized)
    if not staff:
        return ()
    together = Fraction(sum(line.counts.services for line in sized), staff)
    return tuple(
        line.organization.short_name
        for line in sized
        if Fraction(line.counts.services, line.organization.staff_size or 1) > MUCH_TIMES * together
    )


def _gaps(
    session: Session, libraries: Collection[Organization], who: Standing, *, with_people: bool
) -> Iterator[GroupGap]:
    """The groups that ``who`` may know of in which one of some libraries has nobody, by name."""
    groups = session.exec(
        select(Group)
        .where(terms.active(who.at), access.visible_groups(who))
        .order_by(col(Group.name_key), col(Group.id))
    ).all()
    present = defaultdict(set)
    for group_id, library in session.execute(_presence(who.at)):
        present[group_id].add(library)
    interested: defaultdict[int, list[Candidate]] = defaultdict(list)
    for line in candidates.of_all(session, who).lines if with_people else ():
        interested[line.group.id].append(line)
    for group in groups:
        absent = [row.short_name for row in libraries if row.id not in present[group.id]]
        if absent:
            from_there = (line for line in interested[group.id] if line.organization in absent)
            yield GroupGap(group, tuple(absent), tuple(from_there))


def _presence(at: datetime) -> Any:
    """Each group and library of which somebody serves in it."""
    return (
        sa.select(col(Membership.group_id), col(Person.organization_id))
        .join(Person, col(Person.id) == Membership.person_id)
        .where(terms.serving(at), col(Person.is_active).is_(True))
        .distinct()
    )
