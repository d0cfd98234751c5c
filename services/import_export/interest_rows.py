"""Who is interested in groups, as lines of a file: read, compared and written.

A line is one person and one group. Until when interest stands follows from the day on which it was
given.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Interest, Person
from models.subjects import Subject
from services import history, interests
from services.import_export.cells import written
from services.import_export.entries import ImportEntry

InterestKey = tuple[ImportEntry, ImportEntry]
"""The group and the person."""


@dataclass
class InterestState:
    """Interest in groups as it is and as a file wants it."""

    entries: dict[InterestKey, ImportEntry] = field(default_factory=dict)


def read_interests(
    session: Session, by_group: dict[int, ImportEntry], people: dict[int, ImportEntry]
) -> InterestState:
    """All of it: one query."""
    found = InterestState()
    rows = session.exec(
        select(Interest)
        .join(Person, col(Person.id) == Interest.person_id)
        .order_by(col(Interest.group_id), col(Person.name), col(Person.email))
    )
    for row in rows:
        facts = row.model_dump(include={"level", "note", "given_on"})
        key = by_group[row.group_id], people[row.person_id]
        found.entries[key] = ImportEntry(before=facts, after=dict(facts))
    return found


def write_interests(session: Session, found: InterestState, now: datetime) -> None:
    """Write the lines that differ from what is there."""
    for (group, person), entry in found.entries.items():
        if not entry.changed:
            continue
        known = select(Interest).where(
            Interest.group_id == group.id, Interest.person_id == person.id
        )
        row = session.exec(known).first()
        facts: dict[str, Any] = entry.after
        stands_until = interests.last_day(facts["given_on"])
        row = row or Interest(
            group_id=group.id, person_id=person.id, **facts, stands_until=stands_until
        )
        row.level, row.note = facts["level"], facts["note"]
        row.given_on, row.stands_until = facts["given_on"], stands_until
        session.add(row)
        history.record(
            session,
            "interest.imported",
            Subject("group", group.id),
            by=None,
            now=now,
            after={
                "person": person.id,
                "level": row.level,
                "stands_until": written(stands_until),
            },
        )
