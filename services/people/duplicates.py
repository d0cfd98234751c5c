"""Records that may be of one person: found by name and library, decided by the program manager."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import combinations

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import DistinctPeople, Person
from models.merges import PossibleDuplicate
from models.subjects import Subject
from services import groups, history
from services.errors import Conflict


def possible(session: Session) -> list[PossibleDuplicate]:
    """Every two records of one name at one library that nobody has said to be of two people.

    A library that is not known may be any. Who are both active in Slack are two people there, and
    cannot be merged.
    """
    records = session.exec(
        select(Person).where(col(Person.merged_into_id).is_(None)).order_by(col(Person.id))
    )
    pairs = [pair for pair in _namesakes(records.all()) if _may_be_one(*pair)]
    distinct = _told_apart(session) if pairs else set()
    return [
        PossibleDuplicate(*sorted(pair, key=_stays))
        for pair in pairs
        if frozenset(person.id for person in pair) not in distinct
    ]


def _told_apart(session: Session) -> set[frozenset[int]]:
    pairs = select(DistinctPeople.person_id, DistinctPeople.other_id)
    return {frozenset(pair) for pair in session.exec(pairs)}


def distinguish(
    session: Session, person: Person, other: Person, *, by: Person, now: datetime
) -> None:
    """Remember that two records are of two people, so that nobody is asked again.

    Raises ``Conflict`` where they are one already.
    """
    for record in sorted((person, other), key=lambda record: record.id):
        session.refresh(record, with_for_update={"key_share": True})
    if person.id == other.id or person.merged_into_id or other.merged_into_id:
        raise Conflict("The two are one record already. Type `/convene merges` to undo that.")
    if session.exec(select(DistinctPeople.id).where(_is_pair(person.id, other.id))).first():
        return
    session.add(DistinctPeople(person_id=person.id, other_id=other.id))
    after = {"other": other.id}
    history.record(session, "person.distinct", Subject.of(person), by=by, now=now, after=after)


def _namesakes(records: Sequence[Person]) -> Iterator[tuple[Person, Person]]:
    by_name: defaultdict[str, list[Person]] = defaultdict(list)
    for person in records:
        by_name[groups.name_key(person.name)].append(person)
    for called_so in by_name.values():
        yield from combinations(called_so, 2)


def _may_be_one(person: Person, other: Person) -> bool:
    libraries = {person.organization_id, other.organization_id} - {None}
    both_in_slack = all(record.slack_id and record.is_active for record in (person, other))
    return len(libraries) <= 1 and not both_in_slack


def _stays(person: Person) -> tuple[bool, bool, int]:
    """Who is active in Slack stays, else who ever was there, else who was known first."""
    return not (person.slack_id and person.is_active), not person.slack_id, person.id


def _is_pair(person_id: int, other_id: int) -> sa.ColumnElement[bool]:
    first, second = col(DistinctPeople.person_id), col(DistinctPeople.other_id)
    return sa.or_(
        sa.and_(first == person_id, second == other_id),
        sa.and_(first == other_id, second == person_id),
    )
