"""Questions whose answer is a list: of libraries with nobody there, and of people who are new or
carry much. Nobody is ranked: all are in alphabetical order.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from models import (
    Contribution,
    Group,
    GroupDirection,
    Membership,
    Organization,
    OrganizationKind,
    Person,
)
from models.calendar_days import day_words
from models.database import run_plain
from models.participation import Cell, RowKey, Table
from services import access, consortium, terms
from services.access import CHAIR_ROLES, Standing
from services.participation.absences import of_groups, of_people
from services.participation.queries import ParticipationQuery, moments, period_words, title

NO_NAME = "–"
"""Where there is no group, or one of which the asker may not know."""
_LIBRARY = (
    col(Organization.id),
    col(Organization.short_name),
    col(Organization.category),
    col(Organization.active_from),
    col(Organization.active_until),
    col(Organization.merged_into_id),
)
Rows = list[tuple[RowKey, tuple[Cell, ...]]]


def without_anybody(
    session: Session, query: ParticipationQuery, now: datetime, who: Standing
) -> Table:
    """Member libraries nobody of which serves in any group, or in those asked about: three
    queries.
    """
    today = consortium.today(session, now)
    serving = _serving(now, who).where(*of_groups(query))
    represented = {row.organization_id for row in run_plain(session, serving)}
    people = sa.func.count(sa.case((col(Person.is_active).is_(True), col(Person.id))))
    statement = (
        sa.select(*_LIBRARY, people.label("people"))
        .join(Person, col(Person.organization_id) == col(Organization.id), isouter=True)
        .where(col(Organization.kind) == OrganizationKind.LIBRARY)
        .group_by(col(Organization.id))
    )
    libraries = [row for row in run_plain(session, statement) if _is_member(row, today)]
    meant = [row for row in libraries if _is_meant(row, query)]
    rows: Rows = [
        (row.id, (row.short_name, row.category or NO_NAME, row.people))
        for row in meant
        if row.id not in represented
    ]
    note = (
        f"{len(rows)} of {len(meant)} member libraries, as of {day_words(today)}. A library is"
        " there if anybody who belongs to it today serves in such a group today, in any role."
        f" People counts who of it is known here.{_seen(who)}"
    )
    return _table(query, ("Library", "Kind of library", "People"), rows, note)


def most_seats(session: Session, query: ParticipationQuery, now: datetime, who: Standing) -> Table:
    """Who serves in many groups at once: three queries."""
    least = query.count or consortium.settings(session).many_seats
    chairs = col(Membership.role).in_(CHAIR_ROLES)
    of_them = sa.select(col(Membership.person_id)).join(Group, col(Group.id) == Membership.group_id)
    of_them = of_them.where(terms.serving(now), terms.active(now), *of_groups(query))
    groups = sa.func.count(sa.distinct(col(Membership.group_id)))
    statement = (
        _serving(now, who)
        .with_only_columns(
            col(Person.id),
            col(Person.name),
            col(Organization.short_name),
            groups,
            sa.func.count(sa.distinct(sa.case((chairs, col(Membership.group_id))))),
        )
        .where(col(Person.id).in_(of_them), *of_people(query))
        .group_by(col(Person.id), col(Person.name), col(Organization.short_name))
        .having(groups >= least)
    )
    rows: Rows = [
        (person_id, (name, library or NO_NAME, *counts))
        for person_id, name, library, *counts in run_plain(session, statement)
    ]
    note = (
        f"Everybody who serves in {least} or more groups today, in any role; as chair counts those"
        f" that she chairs, alone or with others.{_seen(who)}"
    )
    return _table(query, ("Person", "Library", "Groups", "As chair"), rows, note)


def first_time(session: Session, query: ParticipationQuery, _now: datetime, who: Standing) -> Table:
    """People whose first contribution is in the period: two queries."""
    zone = ZoneInfo(consortium.settings(session).zone)
    found: dict[int, Any] = {}
    for row in run_plain(session, _first_contributions(session, query, who)):
        found.setdefault(row.id, row)
    rows: Rows = [
        (row.id, (row.name, row.short_name or NO_NAME, _day(row.occurred_at, zone), *_done(row)))
        for row in found.values()
        if query.library is None or row.library_id == query.library.id
        if query.category is None or row.category == query.category
        if query.person is None or row.id == query.person.id
    ]
    note = (
        f"{period_words(session, query)} Everybody whose first contribution is in the period: the"
        " first of all that are written here, in the groups asked about. The library is the one for"
        f" which it counts.{_seen(who)}"
    )
    return _table(query, ("Person", "Library", "Day", "What", "Group"), rows, note)


def _first_contributions(session: Session, query: ParticipationQuery, who: Standing) -> Any:
    """The contributions with which people began in the period; several of the same moment, too."""
    begins_at, ends_at = moments(session, query.period)
    of_query = _contributions(query)
    began = sa.func.min(Contribution.occurred_at)
    first: Any = sa.select(col(Contribution.person_id), began.label("began")).where(*of_query)
    first = first.group_by(col(Contribution.person_id))
    first = first.having(began >= begins_at, began < ends_at).subquery()
    is_hidden = sa.and_(col(Group.id).is_not(None), ~access.visible_groups(who))
    return (
        sa.select(
            col(Person.id),
            col(Person.name),
            col(Organization.short_name),
            col(Organization.id).label("library_id"),
            col(Organization.category),
            col(Contribution.occurred_at),
            col(Contribution.kind),
            col(Group.name).label("group"),
            is_hidden.label("is_hidden"),
        )
        .select_from(first)
        .join(Contribution, col(Contribution.person_id) == first.c.person_id)
        .join(Person, col(Person.id) == first.c.person_id)
        .join(Organization, col(Organization.id) == Contribution.organization_id, isouter=True)
        .join(Group, col(Group.id) == Contribution.group_id, isouter=True)
        .where(col(Contribution.occurred_at) == first.c.began, *of_query)
        .order_by(col(Contribution.id))
    )


def new_members(session: Session, query: ParticipationQuery, now: datetime, who: Standing) -> Table:
    """Whose service in a group began in the period, and goes on: three queries."""
    begins_at, ends_at = moments(session, query.period)
    began = terms.service_beginnings(session, now)
    statement = (
        _serving(now, who)
        .with_only_columns(
            col(Person.id),
            col(Person.name),
            col(Organization.short_name),
            col(Group.id),
            col(Group.name),
            col(Membership.role),
        )
        .where(*of_people(query), *of_groups(query))
        .order_by(col(Group.name), col(Group.id), col(Person.id))
    )
    zone = ZoneInfo(consortium.settings(session).zone)
    rows: Rows = [
        (person_id, (name, library or NO_NAME, group, role, _day(since, zone)))
        for person_id, name, library, group_id, group, role in run_plain(session, statement)
        if begins_at <= (since := began[group_id, person_id]) < ends_at
    ]
    note = (
        f"{period_words(session, query)} Everybody whose service in a group began in the period and"
        " goes on today; a further term without a break is part of it."
        f"{_seen(who)}"
    )
    return _table(query, ("Person", "Library", "Group", "Role", "Since"), rows, note)


def _serving(now: datetime, who: Standing) -> Any:
    """Who serves where at a moment, in groups of which ``who`` may know."""
    return (
        sa.select(col(Person.organization_id))
        .select_from(Membership)
        .join(Group, col(Group.id) == Membership.group_id)
        .join(Person, col(Person.id) == Membership.person_id)
        .join(Organization, col(Organization.id) == Person.organization_id, isouter=True)
        .where(terms.serving(now), terms.active(now), col(Person.is_active).is_(True))
        .where(access.visible_groups(who))
        .distinct()
    )


def _contributions(query: ParticipationQuery) -> list[sa.ColumnElement[bool]]:
    """The conditions on a ``Contribution``, of its group alone."""
    found: list[sa.ColumnElement[bool]] = []
    if query.group:
        found.append(col(Contribution.group_id) == query.group.id)
    if query.direction:
        serving = sa.select(col(GroupDirection.group_id)).where(
            col(GroupDirection.direction_id) == query.direction.id
        )
        found.append(col(Contribution.group_id).in_(serving))
    return found


def _is_member(row: Any, today: Any) -> bool:
    has_begun = row.active_from is None or row.active_from <= today
    is_over = row.active_until is not None and row.active_until < today
    return row.merged_into_id is None and has_begun and not is_over


def _is_meant(row: Any, query: ParticipationQuery) -> bool:
    is_library = query.library is None or row.id == query.library.id
    return is_library and query.category in (None, row.category)


def _done(row: Any) -> tuple[str, str]:
    """What a contribution was, and in which group."""
    group = NO_NAME if row.is_hidden else row.group or NO_NAME
    return row.kind, group


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).date().isoformat()


def _seen(who: Standing) -> str:
    everything = access.may_ask_about_everybody(who)
    return "" if everything else " Groups of which you may not know are left out."


def _table(query: ParticipationQuery, columns: tuple[str, ...], rows: Rows, note: str) -> Table:
    ordered = sorted(rows, key=lambda row: str(row[1][0]).casefold())
    cells = tuple(row for _key, row in ordered)
    keys = tuple(key for key, _row in ordered)
    return Table(title(query), columns, cells, note, keys, has_total=False)
