"""The cast, and the few things that most tests start from.

Ann chairs, Ben is a member, Cleo belongs to another library, Dag runs the consortium, Pia is a
partner without Slack, and Gil is a guest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
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
    metadata,
)
from models.database import run_plain
from services import access, groups, terms
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
        created_at=BEFORE,
        asked_slack_at=BEFORE if slack_id else None,
    )
    session.add(row)
    session.flush()
    terms.change_home(session, row, at.id if at else None, by=None, now=BEFORE)
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


@dataclass(frozen=True)
class CastRows:
    """What the services wrote for the cast into a database of its own:
    writing it again costs a tenth of deciding it again.
    """

    people: Cast
    inserts: list[tuple[sa.Insert, list[Mapping[str, Any]]]]
    is_any_there: sa.Select[Any]
    count_on: sa.Select[Any]
    """For PostgreSQL, which counts ids beside the rows."""


def cast(session: Session) -> Cast:
    """Everybody, with Ben, Pia and Gil as members of Metadata beside Ann, its chair."""
    rows = cast_rows()
    if run_plain(session, rows.is_any_there).scalar_one():
        return decided_cast(session)
    session.flush()
    for insert, written in rows.inserts:
        session.connection().execute(insert, written)
    if session.get_bind().dialect.name == "postgresql":
        run_plain(session, rows.count_on)
    return Cast(**{name: session.merge(row, load=False) for name, row in vars(rows.people).items()})


@cache
def cast_rows() -> CastRows:
    """Once a process; ``conftest`` asks before a test can change what decides them."""
    engine = sa.create_engine("sqlite://")
    metadata.create_all(engine)
    with Session(engine, expire_on_commit=False) as session:
        people = decided_cast(session)
        session.commit()
        read = {
            table: [dict(row) for row in session.connection().execute(sa.select(table)).mappings()]
            for table in metadata.sorted_tables
        }
    engine.dispose()
    tables: dict[sa.Table, list[Mapping[str, Any]]] = {
        table: [*rows] for table, rows in read.items() if rows
    }
    found = (sa.exists(sa.select(sa.literal(1)).select_from(table)) for table in tables)
    counted = (
        sa.func.setval(sa.func.pg_get_serial_sequence(table.name, "id"), rows[-1]["id"])
        for table, rows in tables.items()
        if "id" in table.columns
    )
    return CastRows(
        people,
        [(sa.insert(table), rows) for table, rows in tables.items()],
        sa.select(sa.or_(*found)),
        sa.select(*counted),
    )


def decided_cast(session: Session) -> Cast:
    """The cast as the services write it."""
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
