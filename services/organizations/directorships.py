"""Who heads an organization; several may."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from models import Organization, Person, Role, RoleKind
from models.subjects import Subject
from services import history, people, terms
from services.errors import Invalid

FIELD = "directors"
DIRECTOR_ACTS = ("organization.director_appointed", "organization.director_left")
"""What the history of an organization has of who heads it."""


def directors_of(session: Session, organization: Organization, at: datetime) -> list[Person]:
    """Who heads an organization at a moment, by name."""
    statement = (
        select(Person)
        .join(Role, col(Role.person_id) == Person.id)
        .where(Person.organization_id == organization.id, col(Person.is_active).is_(True))
        .where(Role.kind == RoleKind.DIRECTOR, terms.holding(at))
    )
    return list(session.exec(statement.order_by(col(Person.name), col(Person.id))))


def every_director(session: Session, at: datetime) -> defaultdict[int, list[Person]]:
    """Who heads each organization at a moment, by its id and each by name: one query."""
    statement = (
        select(Person)
        .join(Role, col(Role.person_id) == Person.id)
        .where(Role.kind == RoleKind.DIRECTOR, terms.holding(at))
        .where(col(Person.is_active).is_(True), col(Person.organization_id).is_not(None))
        .order_by(col(Person.name), col(Person.id))
    )
    found: defaultdict[int, list[Person]] = defaultdict(list)
    for person in session.exec(statement):
        found[person.organization_id or 0].append(person)
    return found


def can_be_asked(person: Person) -> bool:
    """Whether a director can be written to, and acts."""
    return person.is_active and not person.is_guest and person.slack_id is not None


def set_directors(
    session: Session,
    organization: Organization,
    chosen: Iterable[Person],
    *,
    by: Person,
    now: datetime,
) -> list[Person]:
    """Let exactly these people of Slack head an organization from ``access.organization_to_edit``,
    beside directors without an account, who stay; and say who does now.

    Whose library is not known yet belongs there from now on. Raises ``Invalid`` for others.
    """
    wanted = {person.id: session.merge(person, load=False) for person in chosen}
    for person in wanted.values():
        session.refresh(person, with_for_update={"key_share": True})
        _check(session, organization, person)
    held = {person.id: person for person in directors_of(session, organization, now)}
    for person in held.values():
        if person.id not in wanted and person.slack_id:
            terms.end_directorship(session, person, organization.id, by=by, now=now)
    for person in wanted.values():
        if person.id not in held:
            _appoint(session, organization, person, by=by, now=now)
    session.flush()
    return directors_of(session, organization, now)


def _check(session: Session, organization: Organization, person: Person) -> None:
    if person.is_guest or not person.is_active:
        raise Invalid(
            f"{person.name} is a guest here, or has left Slack, so they cannot head a library.",
            field=FIELD,
        )
    if person.organization_id not in (None, organization.id):
        other = session.get_one(Organization, person.organization_id)
        raise Invalid(
            f"{person.name} works at {other.short_name}. Whoever heads a library works there:"
            " set their library first.",
            field=FIELD,
        )


def _appoint(
    session: Session, organization: Organization, person: Person, *, by: Person, now: datetime
) -> None:
    people.place(session, person, organization.id, by=by, now=now)
    if RoleKind.DIRECTOR not in terms.roles(session, person, now):
        terms.appoint(session, person.id, RoleKind.DIRECTOR, now=now)
    subject, after = Subject.of(organization), {"director": person.id}
    history.record(session, "organization.director_appointed", subject, by=by, now=now, after=after)
