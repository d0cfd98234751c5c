"""The ledger: each act writes its row, and taking the act back takes the row away."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from models import Contribution, ContributionKind, Person
from models.subjects import LedgerSource, Subject
from services import terms


def credit(
    session: Session,
    person: Person,
    kind: ContributionKind,
    *,
    of: Subject,
    group_id: int | None,
    occurred_at: datetime,
) -> None:
    """Write that ``person`` did ``of`` (such as ``meeting:12``),
    credited to her library of that day, or of today where that of then is not known; once.
    """
    source = str(LedgerSource(kind, of, person.id))
    held = select(Contribution.id).where(Contribution.source == source)
    home = terms.home_then(person.id, occurred_at)
    is_credited, home_id = session.exec(select(held.exists(), home)).one()
    if not is_credited:
        session.add(
            Contribution(
                person_id=person.id,
                organization_id=home_id or person.organization_id,
                group_id=group_id,
                kind=kind,
                source=source,
                occurred_at=occurred_at,
            )
        )


def credit_each(
    session: Session,
    acts: Sequence[tuple[Person, ContributionKind]],
    *,
    of: Subject,
    group_id: int | None,
    occurred_at: datetime,
) -> None:
    """Write what several people did in the same ``of``, like ``credit``: three statements."""
    sources = {str(LedgerSource(kind, of, person.id)): (person, kind) for person, kind in acts}
    held = select(Contribution.source).where(col(Contribution.source).in_(sources))
    credited = set(session.exec(held))
    homes = terms.home_ids_at(session, {person.id for person, _ in acts}, occurred_at)
    rows = [
        {
            "person_id": person.id,
            "organization_id": homes.get(person.id, person.organization_id),
            "group_id": group_id,
            "kind": kind,
            "source": source,
            "occurred_at": occurred_at,
        }
        for source, (person, kind) in sources.items()
        if source not in credited
    ]
    if rows:
        session.execute(sa.insert(Contribution), rows)


def take_back(session: Session, person_id: int, kind: ContributionKind, *, of: Subject) -> None:
    """Remove the row of an act that turned out not to be so."""
    source = str(LedgerSource(kind, of, person_id))
    session.exec(delete(Contribution).where(col(Contribution.source) == source))
