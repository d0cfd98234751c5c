"""One look at an organization: who is there, in which groups, what it owes and what it gave."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Contribution,
    FormerName,
    Group,
    MemberRole,
    Membership,
    Organization,
    Person,
    Task,
    VotingUnit,
)
from models.contributions import CONTRIBUTION_WORDS
from models.member_libraries import GivenWork, GroupMembers, LibraryOverview, OpenWork
from services import (
    access,
    confirmations,
    consortium,
    dates,
    participation,
    people,
    preferences,
    terms,
)
from services.access import Standing
from services.organizations.directorships import directors_of

HOLIDAYS_AHEAD = 5


def overview(session: Session, organization: Organization, who: Standing) -> LibraryOverview:
    """What ``who`` may see of an organization: a constant number of queries, whatever its size.

    Days are those of its own zone. Of groups and tasks only what ``who`` may know of is in it.
    """
    zone = organization.zone or consortium.settings(session).zone
    today = who.at.astimezone(ZoneInfo(zone)).date()
    staff = _staff(session, organization)
    groups = _groups(session, organization, who)
    serving = {person.id for group in groups for person, _role in group.members}
    unit = session.get(VotingUnit, organization.voting_unit_id or 0)
    sees_record = access.may_see_library_record(organization.id, by=who)
    return LibraryOverview(
        organization,
        former_names=_former_names(session, organization),
        merged=_related(session, Organization.merged_into_id == organization.id),
        heir=session.get(Organization, organization.merged_into_id or 0),
        voting_unit=unit.name if unit else "",
        shares_vote_with=_sharing(session, organization) if unit else (),
        directors=tuple(directors_of(session, organization, who.at)),
        people=len(staff),
        in_no_group=tuple(person for person in staff if person.id not in serving),
        groups=groups,
        holidays=tuple(
            preferences.holidays_of(session, organization.id, since=today)[:HOLIDAYS_AHEAD]
        ),
        owes=_owes(session, organization, who, today) if sees_record else None,
        gave=_gave(session, organization, today) if sees_record else None,
        is_active=people.has_standing(organization, today),
        freshness=confirmations.freshness(session, who.at, of=organization.id).of(organization),
    )


def _staff(session: Session, organization: Organization) -> Sequence[Person]:
    here = select(Person).where(
        Person.organization_id == organization.id, col(Person.is_active).is_(True)
    )
    return session.exec(here.order_by(col(Person.name), col(Person.id))).all()


def _groups(
    session: Session, organization: Organization, who: Standing
) -> tuple[GroupMembers, ...]:
    statement = (
        select(Group, Person, Membership.role)
        .join(Membership, col(Membership.group_id) == Group.id)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(Person.organization_id == organization.id, col(Person.is_active).is_(True))
        .where(terms.serving(who.at), terms.active(who.at), access.visible_groups(who))
        .order_by(col(Group.name_key), col(Person.name), col(Person.id))
    )
    members: defaultdict[int, list[tuple[Person, MemberRole]]] = defaultdict(list)
    groups: dict[int, Group] = {}
    for group, person, role in session.exec(statement):
        groups[group.id] = group
        members[group.id].append((person, MemberRole(role)))
    return tuple(GroupMembers(group, tuple(members[group.id])) for group in groups.values())


def _former_names(session: Session, organization: Organization) -> tuple[FormerName, ...]:
    rows = select(FormerName).where(FormerName.organization_id == organization.id)
    return tuple(session.exec(rows.order_by(col(FormerName.id).desc())))


def _related(
    session: Session, condition: sa.ColumnElement[bool] | bool
) -> tuple[Organization, ...]:
    rows = select(Organization).where(condition).order_by(col(Organization.short_name))
    return tuple(session.exec(rows))


def _sharing(session: Session, organization: Organization) -> tuple[str, ...]:
    same = Organization.voting_unit_id == organization.voting_unit_id
    return tuple(
        row.short_name
        for row in _related(session, same)
        if row.id != organization.id and row.merged_into_id is None
    )


def _owes(
    session: Session, organization: Organization, who: Standing, today: date
) -> tuple[OpenWork, ...]:
    """Open tasks of its people by group, what it holds itself included; those outside any group are
    their owners' own affair.
    """
    overdue = sa.func.count(sa.case((col(Task.due_on) < today, 1)))
    statement = (
        select(Group, sa.func.count(), overdue)
        .join(Task, col(Task.group_id) == Group.id)
        .where(col(Task.id).in_(_open_tasks(organization, who.at)), col(Task.done_at).is_(None))
        .where(terms.active(who.at), access.visible_groups(who))
        .group_by(col(Group.id))
        .order_by(col(Group.name_key))
    )
    return tuple(OpenWork(*row) for row in session.exec(statement))


def _open_tasks(organization: Organization, at: datetime) -> Any:
    """The ids of the tasks that a library holds, or that one of its people owns."""
    is_open = col(Task.done_at).is_(None)
    owners, heirs = terms.task_owners(at, is_open), terms.heirs()
    of_people = (
        sa.select(owners.c.task_id)
        .join(Person, col(Person.id) == owners.c.person_id)
        .where(col(Person.organization_id) == organization.id)
    )
    held = (
        sa.select(col(Task.id))
        .join(heirs, heirs.c.id == Task.library_id)
        .where(heirs.c.heir_id == organization.id, is_open)
    )
    return sa.union(of_people, held)


def _gave(session: Session, organization: Organization, today: date) -> GivenWork:
    """What is credited to it in this fiscal year so far."""
    settings = consortium.settings(session)
    period = participation.this_year(today=today, fiscal_year_start=settings.fiscal_year_start)
    statement = (
        select(Contribution.kind, sa.func.count())
        .where(Contribution.organization_id == organization.id)
        .where(
            col(Contribution.occurred_at) >= dates.instant(period.first, time.min, settings.zone),
            col(Contribution.occurred_at)
            < dates.instant(period.last + timedelta(days=1), time.min, settings.zone),
        )
        .group_by(col(Contribution.kind))
    )
    counted = dict(session.exec(statement).all())
    return GivenWork(
        period.title,
        tuple((words, counted.get(kind, 0)) for kind, words in CONTRIBUTION_WORDS.items()),
    )
