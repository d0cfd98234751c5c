"""In which library somebody is: as chosen, as her mail domain says, and where libraries merge."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models import MailDomain, Organization, Person
from models.subjects import Subject
from services import history, terms
from services.errors import NotFound


def place(
    session: Session, person: Person, organization_id: int, *, by: Person | None, now: datetime
) -> Organization:
    """Put a person in an organization. Contributions made earlier stay where they were credited."""
    organization = open_to(session, organization_id)
    lock_place(session, person)
    before = {"organization_id": person.organization_id}
    after = {"organization_id": organization_id}
    subject = Subject.of(person)
    if terms.change_home(session, person, organization_id, by=by, now=now):
        history.record(
            session, "person.placed", subject, by=by, now=now, before=before, after=after
        )
    return organization


def lock_place(session: Session, person: Person) -> None:
    """Let nobody else place somebody, or name her for a library, until the commit."""
    # Of two presses at once, the second is to see what the first did.
    session.add(person)
    session.refresh(person, with_for_update={"key_share": True})


def open_to(session: Session, organization_id: int) -> Organization:
    """The organization in which people can be put. Raises ``NotFound`` for any other id."""
    # What is being merged is waited for, and read as it is then.
    organization = session.get(
        Organization, organization_id, with_for_update={"read": True}, populate_existing=True
    )
    if organization is None or organization.merged_into_id is not None:
        raise NotFound("That library is not on the list any more. Choose another one.")
    return organization


def place_each(
    session: Session,
    placing: Sequence[tuple[Person, int]],
    *,
    former_id: int | None,
    by: Person | None,
    now: datetime,
) -> list[Person]:
    """Put each of many in an organization, as far as she is where she was read to be, and say who
    was put: the same number of queries for any number of people who head nothing.
    """
    homes = {person.id: home_id for person, home_id in placing}
    wanted = select(Person).where(
        col(Person.id).in_(homes),
        Person.organization_id == former_id,
        col(Person.merged_into_id).is_(None),
    )
    locked = wanted.order_by(col(Person.id)).with_for_update(key_share=True)
    moving = session.exec(locked.execution_options(populate_existing=True)).all() if homes else ()
    terms.change_homes(session, [(person, homes[person.id]) for person in moving], by=by, now=now)
    before = {"organization_id": former_id}
    changes = [
        (Subject.of(person), before, {"organization_id": person.organization_id})
        for person in moving
    ]
    history.record_each(session, "person.placed", changes, by=by, now=now)
    return list(moving)


def not_placed(session: Session, *, besides: Collection[int]) -> list[Person]:
    """Active people in Slack of whom no library is known, but for ``besides``."""
    without = select(Person).where(
        col(Person.organization_id).is_(None),
        col(Person.slack_id).is_not(None),
        col(Person.is_active).is_(True),
        col(Person.is_external).is_(False),
        col(Person.id).not_in(besides),
    )
    return list(session.exec(without.order_by(col(Person.id))))


def place_by_domain(session: Session, *, besides: Collection[int], now: datetime) -> list[Person]:
    """Place those who met Convene before the library of their mail domain was known, but for
    ``besides``; whoever that is.
    """
    heirs = _heirs(session)
    homes = {
        row.domain: _last_heir(row.organization_id, heirs)
        for row in session.exec(select(MailDomain))
    }
    placing = [
        (person, home_id)
        for person in not_placed(session, besides=besides)
        if (home_id := _of_longest(homes, person.email)) is not None
    ]
    return place_each(session, placing, former_id=None, by=None, now=now)


def organization_by_domain(session: Session, email: str | None) -> int | None:
    """The organization of the longest known domain that the address ends in, or what that became
    part of.
    """
    ends = _endings(email)
    rows = session.exec(select(MailDomain).where(col(MailDomain.domain).in_(ends))) if ends else ()
    found = _of_longest({row.domain: row.organization_id for row in rows}, email)
    return None if found is None else lasting(session, found)


def lasting(session: Session, organization_id: int) -> int:
    """The id of what an organization has become part of in the end; its own where it goes on."""
    organization = session.get(Organization, organization_id)
    if organization is None or organization.merged_into_id is None:
        return organization_id
    return _last_heir(organization_id, _heirs(session))


def _heirs(session: Session) -> dict[int, int]:
    """What each organization became part of that is none of its own any more."""
    merged = select(Organization.id, Organization.merged_into_id)
    rows = session.exec(merged.where(col(Organization.merged_into_id).is_not(None)))
    return {organization_id: heir_id for organization_id, heir_id in rows if heir_id}


def _last_heir(organization_id: int, heirs: Mapping[int, int]) -> int:
    seen = {organization_id}
    while (heir_id := heirs.get(organization_id)) and heir_id not in seen:
        seen.add(heir_id)
        organization_id = heir_id
    return organization_id


def _of_longest(homes: Mapping[str, int], email: str | None) -> int | None:
    return next((homes[ending] for ending in _endings(email) if ending in homes), None)


def _endings(email: str | None) -> list[str]:
    """The domains in which an address lies, the longest first."""
    labels = (email or "").rpartition("@")[2].split(".") if "@" in (email or "") else []
    return [".".join(labels[start:]) for start in range(len(labels))]
