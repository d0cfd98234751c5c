"""The cast, and the few things that most tests start from.

Ann chairs, Ben is a member, Cleo belongs to another library, Dag runs the consortium, Pia is a
partner without Slack, and Gil is a guest.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session

from models import (
    Consortium,
    Direction,
    Group,
    MailDomain,
    Organization,
    OrganizationKind,
    Person,
    Role,
    RoleKind,
)
from services import access, groups
from services.access import Standing

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
"""A Tuesday, 9:30 in the morning in New York."""
BEFORE = datetime(2026, 6, 1, 13, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Cast:
    """Two libraries, an office, a campus unit, and the people of the tests;
    Metadata is Ann's group.
    """

    central: Organization
    tunxis: Organization
    writing_center: Organization
    ann: Person
    ben: Person
    cleo: Person
    dag: Person
    pia: Person
    gil: Person
    metadata: Group
    collections: Direction


def organization(
    session: Session, key: str, kind: OrganizationKind = OrganizationKind.LIBRARY, domain: str = ""
) -> Organization:
    """An organization whose mail domain is ``key.example.edu`` unless said otherwise."""
    row = Organization(key=key, name=f"{key.title()} Library", short_name=key.title(), kind=kind)
    session.add(row)
    session.flush()
    session.add(MailDomain(domain=domain or f"{key}.example.edu", organization_id=row.id))
    return row


def person(
    session: Session,
    name: str,
    *,
    at: Organization | None = None,
    slack_id: str | None = None,
    is_guest: bool = False,
    zone: str = "America/New_York",
) -> Person:
    """Somebody with an address at her organization."""
    first = name.split()[0].casefold()
    row = Person(
        name=name,
        email=f"{first}@{at.key if at else 'nowhere'}.example.edu",
        slack_id=slack_id,
        is_guest=is_guest,
        zone=zone,
        organization_id=at.id if at else None,
        created_at=BEFORE,
    )
    session.add(row)
    session.flush()
    return row


def group(
    session: Session, name: str, *, chair: Person, channel_id: str, private: bool = False
) -> Group:
    """A group with a chair, started some months ago."""
    charge = groups.Charge(
        name=name,
        kind="working group",
        charge=f"Looks after {name.lower()} for all member libraries.",
        channel_id=channel_id,
        channel_is_private=private,
    )
    return groups.start(session, charge, chair=chair, by=chair, now=BEFORE)


def standing(session: Session, who: Person, now: datetime = NOW) -> Standing:
    """What somebody is right now, or at another moment."""
    return access.standing(session, who, now)


def cast(session: Session) -> Cast:
    """Everybody, with Ben, Pia and Gil as members of Metadata beside Ann, its chair."""
    session.add(Consortium(name="Test Consortium"))
    collections = Direction(key="collections", name="Shared collections", position=1)
    session.add(collections)
    central, tunxis = organization(session, "central"), organization(session, "tunxis")
    office = organization(session, "office", OrganizationKind.OFFICE)
    writing_center = organization(session, "writing", OrganizationKind.PARTNER)
    ann = person(session, "Ann Abara", at=central, slack_id="UANN")
    ben = person(session, "Ben Brook", at=central, slack_id="UBEN")
    cleo = person(session, "Cleo Costa", at=tunxis, slack_id="UCLEO")
    dag = person(session, "Dag Dahl", at=office, slack_id="UDAG")
    pia = person(session, "Pia Pons", at=writing_center)
    gil = person(session, "Gil Grau", at=writing_center, slack_id="UGIL", is_guest=True)
    session.add(Role(person_id=dag.id, kind=RoleKind.PROGRAM_MANAGER, since=BEFORE))
    metadata = group(session, "Metadata", chair=ann, channel_id="CMETA")
    groups.add(session, metadata, [ben, pia, gil], by=ann, now=BEFORE)
    session.flush()
    return Cast(
        central, tunxis, writing_center, ann, ben, cleo, dag, pia, gil, metadata, collections
    )
