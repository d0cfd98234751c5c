"""All organizations, each with its unit, people, groups and heads."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, Membership, Person, VotingUnit
from models.database import run_plain
from models.member_libraries import LibraryLine
from services import access, confirmations, consortium, people, terms
from services.access import Standing
from services.organizations.directorships import every_director


def listed(session: Session, who: Standing) -> list[LibraryLine]:
    """Every organization, those that are active first: eight queries, however many there are."""
    organizations = people.organizations(session)
    by_id = {row.id: row for row in organizations}
    units = dict(session.exec(select(VotingUnit.id, VotingUnit.name)).all())
    counts, groups = _people(session), _groups(session, who)
    heads = every_director(session, who.at)
    today = consortium.today(session, who.at)
    known = confirmations.freshness(session, who.at)
    lines = [
        LibraryLine(
            row,
            units.get(row.voting_unit_id or 0, ""),
            people=counts.get(row.id, 0),
            groups=groups.get(row.id, 0),
            directors=tuple(person.name for person in heads[row.id]),
            heir=by_id[row.merged_into_id].short_name if row.merged_into_id in by_id else "",
            is_active=people.has_standing(row, today),
            freshness=known.of(row),
        )
        for row in organizations
    ]
    return sorted(lines, key=lambda line: not line.is_active)


def _people(session: Session) -> dict[int, int]:
    statement = (
        sa.select(col(Person.organization_id), sa.func.count())
        .where(col(Person.is_active).is_(True), col(Person.organization_id).is_not(None))
        .group_by(col(Person.organization_id))
    )
    return {int(key): count for key, count in run_plain(session, statement)}


def _groups(session: Session, who: Standing) -> dict[int, int]:
    statement = (
        sa.select(col(Person.organization_id), sa.func.count(sa.distinct(col(Membership.group_id))))
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Group, col(Group.id) == Membership.group_id)
        .where(terms.serving(who.at), terms.active(who.at), access.visible_groups(who))
        .where(col(Person.is_active).is_(True), col(Person.organization_id).is_not(None))
        .group_by(col(Person.organization_id))
    )
    return {int(key): count for key, count in run_plain(session, statement)}
