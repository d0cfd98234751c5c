"""What comes back every year or term, as lines of a file: read, compared and written.

A line is one obligation, told from the others of its group by its title, and those of one title by
the order in which they were added.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Obligation
from models.subjects import Subject
from services import history, obligations
from services.import_export.cells import tidy_lines, tidy_name
from services.import_export.entries import ImportEntry
from services.import_export.seat_rows import SeatKey, SeatState

ObligationKey = tuple[ImportEntry, str, int]
"""The group, the title in small letters, and which one of that title it is."""
OF_GROUP, OF_CONSORTIUM = "group", "consortium"
"""Whose it is, as the column ``owner`` says."""
_AS_TYPED = (
    *("title", "rhythm", "kind", "lead_days", "remind_days"),
    *("done_through", "ended_at", "details"),
)
"""The columns that are called the same in the file and in the table."""


@dataclass
class ObligationState:
    """The obligations as they are and as a file wants them. Seats stand there by their keys, and
    people as entries.
    """

    entries: dict[ObligationKey, ImportEntry] = field(default_factory=dict)


class TitleNumbering:
    """Tells obligations of one title apart, in the order of the lines."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[ImportEntry, str]] = Counter()

    def key(self, group: ImportEntry, title: str) -> ObligationKey:
        """The key of the next one with that title."""
        folded = title.casefold()
        self._counts[group, folded] += 1
        return group, folded, self._counts[group, folded]


def read_obligations(
    session: Session,
    *,
    groups: Mapping[int, ImportEntry],
    libraries: Mapping[int, str],
    seats: SeatState,
    people: Mapping[int, ImportEntry],
) -> ObligationState:
    """All of them, also those that have ended: one query."""
    found, numbering = ObligationState(), TitleNumbering()
    seat_keys = {number: key for key, number in seats.ids.items()}
    for row in session.exec(select(Obligation).order_by(col(Obligation.id))):
        facts = row.model_dump(include=set(_AS_TYPED)) | {
            "title": tidy_name(row.title) or f"Obligation {row.id}",
            "details": tidy_lines(row.details),
            "library": libraries.get(row.library_id or 0),
            "seat": seat_keys.get(row.seat_id or 0),
            "owner": OF_CONSORTIUM if row.is_of_consortium else OF_GROUP,
            "ended_at": _minute(row.ended_at),
            "drafted_by": people.get(row.drafted_by),
        }
        key = numbering.key(groups[row.group_id], facts["title"])
        found.entries[key] = ImportEntry(before=facts, after=dict(facts), id=row.id)
    return found


def seat_words(key: SeatKey) -> str:
    """What a seat is called in the file, such as ``member Chair (2)``."""
    _group, role, label, number = key
    return f"{role} {label}".strip() + (f" ({number})" if number > 1 else "")


def write_obligations(
    session: Session,
    found: ObligationState,
    *,
    libraries: Mapping[str, ImportEntry],
    seats: SeatState,
    now: datetime,
) -> None:
    """Write the lines that differ from what is there."""
    for (group, _title, _number), entry in found.entries.items():
        if not entry.changed:
            continue
        row = session.get(Obligation, entry.id) if entry.id else None
        before = obligations.recorded(row) if row else {}
        values = _columns(entry, libraries, seats)
        row = row or Obligation(group_id=group.id, drafted_at=now, **values)
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)
        session.flush()
        entry.id = row.id
        after = obligations.recorded(row)
        differing = [name for name in after if before.get(name) != after[name]]
        history.record(
            session,
            "obligation.imported",
            Subject.of(row),
            by=None,
            now=now,
            before={name: before[name] for name in differing if name in before},
            after={name: after[name] for name in differing},
        )


def _columns(
    entry: ImportEntry, libraries: Mapping[str, ImportEntry], seats: SeatState
) -> dict[str, Any]:
    """The columns in which a row is to differ."""
    facts = entry.after
    library, seat = facts["library"], facts["seat"]
    values = {
        **{name: (name, facts[name]) for name in _AS_TYPED},
        "library": ("library_id", libraries[library].id if library else None),
        "seat": ("seat_id", seats.ids[seat] if seat else None),
        "owner": ("is_of_consortium", facts["owner"] == OF_CONSORTIUM),
        "drafted_by": ("drafted_by", facts["drafted_by"].id if facts["drafted_by"] else None),
    }
    return dict(values[name] for name in entry.changed)


def _minute(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC).replace(second=0, microsecond=0) if moment else None
