"""The ledger: each act writes its row, and taking the act back takes the row away."""

from datetime import datetime

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


def take_back(session: Session, person_id: int, kind: ContributionKind, *, of: Subject) -> None:
    """Remove the row of an act that turned out not to be so."""
    source = str(LedgerSource(kind, of, person_id))
    session.exec(delete(Contribution).where(col(Contribution.source) == source))
