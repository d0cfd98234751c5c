"""Who speaks for which library: of one library, in one group or on one topic, and at a moment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import (
    Group,
    Organization,
    OrganizationKind,
    Person,
    Representation,
    RepresentationKind,
    Topic,
)
from models.database import run_plain
from models.representatives import (
    ActingPerson,
    RepresentativeLine,
    RepresentedLibrary,
    RepresentedSubject,
    SubjectCount,
    SubjectLine,
)
from services import access, confirmations, consortium, organizations, people, terms
from services.access import Standing
from services.representatives.changes import zone_of
from services.representatives.represented import active_subjects, offered, subjects_of
from services.terms import HeldRepresentation

HAS_LEFT = "has left Slack"
IS_GUEST = "is a guest now"
IS_ELSEWHERE = "does not work there"
IS_NOT_IN_GROUP = "is not in that private group"


def acting(
    session: Session, organization: Organization, subject: RepresentedSubject, at: datetime
) -> list[ActingPerson]:
    """Who may answer for a library in a group or on a topic at a moment: the representative, the
    alternate, then its directors. Nobody for one that is no member library then.
    """
    day = consortium.today(session, at)
    if organization.kind is not OrganizationKind.LIBRARY or not organization.is_active_on(day):
        return []
    statement = (
        select(Representation.kind, Person)
        .join(Person, col(Person.id) == Representation.person_id)
        .where(Representation.organization_id == organization.id, terms.is_about(subject))
        .where(terms.acts_for_library(at))
    )
    held = {RepresentationKind(kind): person for kind, person in session.exec(statement)}
    named = [ActingPerson(held[kind], kind) for kind in RepresentationKind if kind in held]
    directors = organizations.directors_of(session, organization, at)
    ids = {acting_person.person.id for acting_person in named}
    return named + [
        ActingPerson(person, None)
        for person in directors
        if not person.is_guest and person.id not in ids
    ]


def libraries_of(
    session: Session, person: Person, at: datetime
) -> list[tuple[Organization, Representation]]:
    """For which libraries somebody acts at a moment, and in what each: one query."""
    statement = (
        select(Organization, Representation)
        .join(Representation, col(Representation.organization_id) == Organization.id)
        .join(Person, col(Person.id) == Representation.person_id)
        .where(Representation.person_id == person.id, terms.acts_for_library(at))
        .order_by(col(Organization.short_name), col(Representation.id))
    )
    day = consortium.today(session, at)
    return [(row, held) for row, held in session.exec(statement) if row.is_active_on(day)]


def of_library(session: Session, organization: Organization, who: Standing) -> list[SubjectLine]:
    """In what a library has somebody, by name, as far as ``who`` may know of it: three queries."""
    zone = zone_of(session, organization)
    held = terms.held_representations(
        session, who.at, col(Representation.organization_id) == organization.id
    )
    by_subject: defaultdict[tuple[int | None, int | None], list[HeldRepresentation]]
    by_subject = defaultdict(list)
    for found in held:
        by_subject[found.row.group_id, found.row.topic_id].append(found)
    known = subjects_of(
        session,
        [group_id for group_id, _topic_id in by_subject if group_id],
        [topic_id for _group_id, topic_id in by_subject if topic_id],
        who,
    )
    lines = [_line(subject, by_subject[key], zone) for key, subject in known.items()]
    return sorted(lines, key=lambda line: line.subject.name.casefold())


def line_of(
    session: Session, organization: Organization, subject: RepresentedSubject, at: datetime
) -> SubjectLine:
    """Who speaks for one library in one group or on one topic: one query."""
    held = terms.held_representations(
        session,
        at,
        col(Representation.organization_id) == organization.id,
        terms.is_about(subject),
    )
    return _line(subject, held, zone_of(session, organization))


def lines_on(
    session: Session, topic: Topic, at: datetime
) -> list[tuple[Organization, RepresentativeLine]]:
    """Everybody who speaks on a topic for a library, or is to: two queries."""
    held = terms.held_representations(session, at, col(Representation.topic_id) == topic.id)
    ids = {found.row.organization_id for found in held}
    rows = session.exec(select(Organization).where(col(Organization.id).in_(ids)))
    libraries = {row.id: row for row in rows}
    return [
        (library, _representative(found, zone_of(session, library)))
        for found in held
        for library in (libraries[found.row.organization_id],)
    ]


def names_for(
    session: Session, organization: Organization, standings: Mapping[int, Standing], at: datetime
) -> dict[int, list[str]]:
    """For which groups and topics each of some people, by their ids, speaks for a library, or is
    to, as far as she may know of them: three queries.
    """
    held = terms.held_representations(
        session,
        at,
        col(Representation.organization_id) == organization.id,
        col(Representation.person_id).in_(standings),
    )
    subjects = active_subjects(
        session,
        [found.row.group_id for found in held if found.row.group_id],
        [found.row.topic_id for found in held if found.row.topic_id],
        at,
    )
    spoken = {(row.person_id, row.group_id, row.topic_id) for row in (found.row for found in held)}
    return {
        person_id: [
            subject.name
            for subject in subjects
            if (person_id, subject.group_id, subject.topic_id) in spoken and _may_know(subject, who)
        ]
        for person_id, who in standings.items()
    }


def candidates_without_slack(session: Session, who: Standing) -> list[Person]:
    """Active people without a Slack account who work at a member library for which ``who`` may say
    who speaks, by name: one query.
    """
    statement = (
        select(Person)
        .join(Organization, col(Organization.id) == Person.organization_id)
        .where(Organization.kind == OrganizationKind.LIBRARY, col(Person.slack_id).is_(None))
        .where(col(Person.is_active).is_(True), col(Person.merged_into_id).is_(None))
        .order_by(col(Person.name), col(Person.id))
    )
    return [
        person
        for person in session.exec(statement)
        if access.may_appoint_for(person.organization_id or 0, by=who)
    ]


def _may_know(subject: RepresentedSubject, who: Standing) -> bool:
    if subject.group_id is None:
        return True
    return access.may_know_of(subject.group_id, is_private=subject.is_private, by=who)


def represented_in(session: Session, group: Group, at: datetime) -> int:
    """How many member libraries have somebody who acts for them in a group: one query, and another
    where there are any.
    """
    statement = (
        select(Representation.organization_id)
        .join(Person, col(Person.id) == Representation.person_id)
        .where(Representation.group_id == group.id, terms.acts_for_library(at))
    )
    found = set(session.exec(statement))
    if not found:
        return 0
    return len(found & {row.id for row in people.member_libraries(session, at)})


def of_subject(
    session: Session, subject: RepresentedSubject, who: Standing
) -> list[RepresentedLibrary]:
    """Every member library, by name, and who speaks for it in a group or on a topic: a constant
    number of queries.
    """
    libraries = people.member_libraries(session, who.at)
    by_library: defaultdict[int, list[HeldRepresentation]] = defaultdict(list)
    for found in terms.held_representations(session, who.at, terms.is_about(subject)):
        by_library[found.row.organization_id].append(found)
    directors = organizations.every_director(session, who.at)
    known = confirmations.freshness(session, who.at)
    return [
        RepresentedLibrary(
            row,
            tuple(person.name for person in directors[row.id]),
            _line(subject, by_library[row.id], zone_of(session, row)),
            known.of(row),
        )
        for row in libraries
    ]


def counts(session: Session, who: Standing) -> tuple[list[SubjectCount], int]:
    """All topics, and the groups in which any library has somebody, with how many have; and how
    many member libraries there are.
    """
    libraries = [row.id for row in people.member_libraries(session, who.at)]
    statement = (
        sa.select(
            col(Representation.group_id),
            col(Representation.topic_id),
            sa.func.count(sa.distinct(col(Representation.organization_id))),
        )
        .join(Person, col(Person.id) == Representation.person_id)
        .where(terms.acts_for_library(who.at))
        .where(col(Representation.organization_id).in_(libraries))
        .group_by(col(Representation.group_id), col(Representation.topic_id))
    )
    counted = {
        (group_id, topic_id): count for group_id, topic_id, count in run_plain(session, statement)
    }
    found = [
        SubjectCount(subject, counted.get((subject.group_id, subject.topic_id), 0))
        for subject in offered(session, who)
    ]
    return [row for row in found if row.libraries or row.subject.topic_id], len(libraries)


def _line(
    subject: RepresentedSubject, held: Iterable[HeldRepresentation], zone: str
) -> SubjectLine:
    lines = [_representative(found, zone) for found in held]
    current = {line.kind: line for line in lines if line.is_current}
    return SubjectLine(
        subject,
        representative=current.get(RepresentationKind.REPRESENTATIVE),
        alternate=current.get(RepresentationKind.ALTERNATE),
        ahead=tuple(line for line in lines if not line.is_current),
    )


def _representative(found: HeldRepresentation, zone: str) -> RepresentativeLine:
    begins_on, ends_on = terms.representation_days(found.row, zone)
    return RepresentativeLine(
        found.row.id,
        found.person,
        found.row.kind,
        begins_on,
        ends_on,
        is_current=found.has_begun,
        trouble=_trouble(found),
        may_know=found.is_admitted,
    )


def _trouble(found: HeldRepresentation) -> str:
    """Why somebody does not act though she was appointed."""
    if not found.person.is_active or found.person.merged_into_id is not None:
        return HAS_LEFT
    if found.person.is_guest or found.person.is_external:
        return IS_GUEST
    if not found.has_begun:
        return ""
    if not found.is_at_home:
        return IS_ELSEWHERE
    return "" if found.is_admitted else IS_NOT_IN_GROUP
