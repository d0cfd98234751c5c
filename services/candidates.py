"""Who is interested in groups, beside their vacancies and the libraries that are in them.

Nobody is ranked: candidates stand by the name of their library.
"""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Group, Interest, Organization, Person
from models.interests import Candidate, Candidates, LibraryBalance
from models.seats import SeatLine
from services import access, consortium, people, seats, terms
from services.access import Standing

NEW_FOR = timedelta(days=14)
"""How long interest in a group stands on the Home tab of its chairs."""


def of_group(session: Session, group: Group, who: Standing) -> Candidates:
    """The candidates of a group from ``access.group_to_edit``, its vacancies, and which libraries
    are in it.
    """
    vacancies = seats.vacancies(session, who, group=group)
    return Candidates(
        lines=tuple(_lines(session, who, vacancies, group=group)),
        vacancies=tuple(vacancies),
        group=group,
        balance=_balance(session, group, who),
    )


def of_all(session: Session, who: Standing) -> Candidates:
    """The candidates of all groups, for the program manager."""
    vacancies = seats.vacancies(session, who)
    return Candidates(tuple(_lines(session, who, vacancies)), tuple(vacancies))


def public_vacancies(session: Session, who: Standing) -> list[SeatLine]:
    """The vacancies that everybody may know of, by group."""
    return [line for line in seats.vacancies(session, who) if not line.group.is_private]


def newly_interested(session: Session, who: Standing) -> dict[int, int]:
    """How many have said lately that they are interested in each group that ``who`` chairs, by the
    id of the group: one query, and none for who chairs nothing.
    """
    chaired = access.chaired_groups(who)
    if not chaired:
        return {}
    since = consortium.today(session, who.at) - NEW_FOR
    statement = (
        select(Interest.group_id, sa.func.count())
        .join(Group, col(Group.id) == Interest.group_id)
        .join(Person, col(Person.id) == Interest.person_id)
        .where(*terms.candidacy(session, who.at), col(Interest.group_id).in_(chaired))
        .where(col(Interest.given_on) > since)
        .group_by(col(Interest.group_id))
    )
    return dict(session.exec(statement).all())


def _lines(
    session: Session, who: Standing, vacancies: Sequence[SeatLine], *, group: Group | None = None
) -> list[Candidate]:
    statement = (
        select(Interest, Group, Person, Organization)
        .join(Group, col(Group.id) == Interest.group_id)
        .join(Person, col(Person.id) == Interest.person_id)
        .join(Organization, col(Organization.id) == Person.organization_id, isouter=True)
        .where(*terms.candidacy(session, who.at))
    )
    if group is not None:
        statement = statement.where(Interest.group_id == group.id)
    found = [
        _candidate(interest, its_group, person, organization, vacancies)
        for interest, its_group, person, organization in session.exec(statement)
    ]
    return sorted(found, key=_place)


def _candidate(
    interest: Interest,
    group: Group,
    person: Person,
    organization: Organization | None,
    vacancies: Sequence[SeatLine],
) -> Candidate:
    open_seats = [line.seat for line in vacancies if line.group.id == group.id]
    asking = [seat for seat in open_seats if seats.asks_for_library(seat)]
    return Candidate(
        interest,
        group,
        person,
        organization=organization.short_name if organization else terms.unplaced(person),
        fits=tuple(seat for seat in asking if seats.fits(seat, organization)),
        others=tuple(seat for seat in open_seats if not seats.asks_for_library(seat)),
    )


def _place(line: Candidate) -> tuple[str, int, str, str, int]:
    group = line.group
    name = line.person.name.casefold()
    return group.name_key, group.id, line.organization.casefold(), name, line.person.id


def _balance(session: Session, group: Group, who: Standing) -> LibraryBalance:
    present = {
        line.organization for line in terms.roster(session, group, who.at) if line.is_of_library
    }
    members = {row.short_name for row in people.member_libraries(session, who.at)}
    return LibraryBalance(_by_name(present), _by_name(members - present))


def _by_name(names: set[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=str.casefold))
