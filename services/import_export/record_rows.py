"""Proposals of groups and reviews of charges, as lines of a file: read, told apart and written.

A line is one act of the record. A file brings acts in that are not there yet; what is there stays
as it is, whatever a file says of it.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from models import GroupProposal, SunsetReview, SunsetSuccessor
from models.subjects import Subject
from services import groups, history
from services.import_export.cells import tidy_lines, tidy_name
from services.import_export.entries import ImportEntry

RecordKey = tuple[Any, datetime, int]
"""Of what it is, when it was made, to the minute, and which one of that minute it is."""
ANSWER_COLUMNS = ("problem", "beneficiaries", "measure", "participants", "representation")


@dataclass
class RecordState:
    """The record as it is and as files want it. People and groups stand there as entries."""

    proposals: dict[RecordKey, ImportEntry] = field(default_factory=dict)
    reviews: dict[RecordKey, ImportEntry] = field(default_factory=dict)


class Numbering:
    """Tells acts of the same thing in the same minute apart, in the order of the lines."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[Any, datetime]] = Counter()

    def key(self, about: Any, at: datetime) -> RecordKey:
        """The key of the next act of that thing at that moment."""
        self._counts[about, at] += 1
        return about, at, self._counts[about, at]


def read_records(
    session: Session, by_group: dict[int, ImportEntry], people: dict[int, ImportEntry]
) -> RecordState:
    """All of them: three queries."""
    found, numbering = RecordState(), Numbering()
    for row in session.exec(select(GroupProposal).order_by(col(GroupProposal.id))):
        facts = _proposal(row, by_group, people)
        key = numbering.key(groups.name_key(facts["name"]), facts["proposed_at"])
        found.proposals[key] = ImportEntry(before=facts, after=dict(facts), id=row.id)
    successors: defaultdict[int, list[ImportEntry]] = defaultdict(list)
    for heir in session.exec(select(SunsetSuccessor)):
        successors[heir.review_id].append(by_group[heir.group_id])
    for review in session.exec(select(SunsetReview).order_by(col(SunsetReview.id))):
        heirs = sorted(successors[review.id], key=lambda entry: groups.name_key(_name(entry)))
        facts = _review(review, by_group, people) | {"successors": tuple(heirs)}
        key = numbering.key(facts["group"], first_moment_of(facts))
        found.reviews[key] = ImportEntry(before=facts, after=dict(facts), id=review.id)
    return found


def first_moment_of(review: dict[str, Any]) -> datetime:
    """When a review entered the record."""
    moment: datetime = review["proposed_at"] or review["recorded_at"]
    return moment


def write_records(session: Session, found: RecordState, now: datetime) -> None:
    """Write the lines that are not there yet."""
    for entry in _new(found.proposals):
        row = GroupProposal(**_columns(entry.after))
        _write(session, entry, row, "proposal.imported", {"name": row.name}, now)
    for entry in _new(found.reviews):
        facts = dict(entry.after)
        successors = facts.pop("successors")
        review = SunsetReview(**_columns(facts))
        _write(session, entry, review, "review.imported", {"outcome": review.outcome}, now)
        session.add_all(
            SunsetSuccessor(review_id=review.id, group_id=heir.id) for heir in successors
        )
    session.flush()


def _write(
    session: Session,
    entry: ImportEntry,
    row: GroupProposal | SunsetReview,
    action: str,
    after: dict[str, Any],
    now: datetime,
) -> None:
    session.add(row)
    session.flush()
    entry.id = row.id
    history.record(session, action, Subject.of(row), by=None, now=now, after=after)


def _new(entries: dict[RecordKey, ImportEntry]) -> list[ImportEntry]:
    return [entry for entry in entries.values() if entry.before is None]


_IDS = {
    "group": "group_id",
    **{name: name for name in ("proposed_by", "decided_by", "recorded_by")},
}


def _columns(facts: dict[str, Any]) -> dict[str, Any]:
    plain = {name: value for name, value in facts.items() if name not in _IDS}
    ids = {_IDS[name]: facts[name].id if facts[name] else None for name in facts if name in _IDS}
    return plain | ids


def _proposal(
    row: GroupProposal, by_group: dict[int, ImportEntry], people: dict[int, ImportEntry]
) -> dict[str, Any]:
    return {
        "name": tidy_name(row.name) or f"Proposal {row.id}",
        "kind": row.kind,
        **{name: tidy_lines(getattr(row, name)) for name in ANSWER_COLUMNS},
        "proposed_by": people.get(row.proposed_by),
        "proposed_at": _minute(row.proposed_at),
        "status": row.status,
        "reason": tidy_lines(row.reason),
        "decided_by": people.get(row.decided_by or 0),
        "decided_at": _minute(row.decided_at),
        "group": by_group.get(row.group_id or 0),
    }


def _review(
    row: SunsetReview, by_group: dict[int, ImportEntry], people: dict[int, ImportEntry]
) -> dict[str, Any]:
    return {
        "group": by_group[row.group_id],
        "outcome": row.outcome,
        "reason": tidy_lines(row.reason),
        "sunset_on": row.sunset_on,
        "proposed_by": people.get(row.proposed_by or 0),
        "proposed_at": _minute(row.proposed_at),
        "recorded_by": people.get(row.recorded_by or 0),
        "recorded_at": _minute(row.recorded_at),
    }


def _minute(moment: datetime | None) -> datetime | None:
    """A moment as files have it."""
    return moment.astimezone(UTC).replace(second=0, microsecond=0) if moment else None


def _name(group: ImportEntry) -> str:
    return str(group.after["name"])
