"""What groups are to have done, as lines of a file: read, compared and written.

A line is one deliverable, told from the others of its group by its title.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from models import Deliverable
from models.subjects import Subject
from services import history
from services.import_export.cells import tidy_name, written
from services.import_export.entries import ImportEntry

DeliverableKey = tuple[ImportEntry, str]
"""The group, and the title in small letters."""


@dataclass
class DeliverableState:
    """The deliverables as they are and as a file wants them."""

    entries: dict[DeliverableKey, ImportEntry] = field(default_factory=dict)


def read_deliverables(session: Session, by_group: dict[int, ImportEntry]) -> DeliverableState:
    """All of them: one query."""
    found = DeliverableState()
    for row in session.exec(select(Deliverable).order_by(col(Deliverable.id))):
        title = tidy_name(row.title) or f"Deliverable {row.id}"
        facts = {"title": title, "due_on": row.due_on, "done_on": row.done_on}
        entry = ImportEntry(before=facts, after=dict(facts), id=row.id)
        found.entries[by_group[row.group_id], title.casefold()] = entry
    return found


def write_deliverables(session: Session, found: DeliverableState, now: datetime) -> None:
    """Write the lines that differ from what is there."""
    for (group, _title), entry in found.entries.items():
        if not entry.changed:
            continue
        row = session.get(Deliverable, entry.id) if entry.id else None
        row = row or Deliverable(group_id=group.id, title="", created_at=now)
        for name in entry.changed:
            setattr(row, name, entry.after[name])
        session.add(row)
        session.flush()
        entry.id = row.id
        before = entry.before or {}
        history.record(
            session,
            "deliverable.imported",
            Subject.of(row),
            by=None,
            now=now,
            before={name: written(before[name]) for name in entry.changed if name in before},
            after={name: written(entry.after[name]) for name in entry.changed},
        )
