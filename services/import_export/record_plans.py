"""Proposals and reviews in a plan: each is an act of the record, which a file adds or leaves."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from models.proposals import ProposalStatus
from services import groups
from services.import_export.csv_rows import ImportFile, ImportRow
from services.import_export.import_plan import ImportPlan
from services.import_export.matching import PeopleIndex
from services.import_export.record_rows import ANSWER_COLUMNS, Numbering, RecordKey
from services.import_export.sheets import GROUPS, PEOPLE
from services.import_export.state import ImportEntry


def plan_proposals(made: ImportPlan, file: ImportFile, now: datetime) -> None:
    """The rows of the file of proposals."""
    directory, numbering = PeopleIndex(made.state), Numbering()
    for row in made.identified(file, "name", "kind", "proposed_by", "proposed_at"):
        status = row.cells.get("status", ProposalStatus.PROPOSED)
        facts = {
            **{name: row.cells[name] for name in ("name", "kind", "proposed_at")},
            **{name: row.cells.get(name, "") for name in (*ANSWER_COLUMNS, "reason")},
            "status": status,
            "decided_at": row.cells.get("decided_at"),
            "group": _group(made, file, row, "group"),
            **_people(made, file, row, directory, ("proposed_by", "decided_by")),
        }
        _check_moments(made, file, row, now, ("proposed_at", "decided_at"))
        if (status is ProposalStatus.ACTIVATED) is not ("group" in row.cells):
            what = "A proposal that was activated names its group here, and no other one does."
            made.add_problem(file, row, "group", what)
        key = numbering.key(groups.name_key(facts["name"]), facts["proposed_at"])
        _keep(made.state.records.proposals, key, facts, row)


def plan_reviews(made: ImportPlan, file: ImportFile, now: datetime) -> None:
    """The rows of the file of reviews."""
    directory, numbering = PeopleIndex(made.state), Numbering()
    for row in made.identified(file, "group", "outcome"):
        group = _group(made, file, row, "group")
        first = row.cells.get("proposed_at") or row.cells.get("recorded_at")
        if first is None:
            what = "Write when the review was proposed, or when it was recorded."
            made.add_problem(file, row, "recorded_at", what)
        _check_moments(made, file, row, now, ("proposed_at", "recorded_at"))
        if row.cells.get("successors") and "recorded_at" not in row.cells:
            what = "Only a review that was recorded names the groups that go on."
            made.add_problem(file, row, "successors", what)
        facts = {
            "group": group,
            "outcome": row.cells["outcome"],
            "reason": row.cells.get("reason", ""),
            "sunset_on": row.cells.get("sunset_on"),
            "proposed_at": row.cells.get("proposed_at"),
            "recorded_at": row.cells.get("recorded_at"),
            **_people(made, file, row, directory, ("proposed_by", "recorded_by")),
            "successors": _successors(made, file, row),
        }
        if any(successor is group for successor in facts["successors"]):
            made.add_problem(file, row, "successors", "A group does not go on in itself.")
        if group is not None and first is not None:
            key, known = numbering.key(group, first), made.state.records.reviews
            if key in known or not _was_recorded_since(known.values(), facts):
                _keep(known, key, facts, row)
    _check_open(made, file)


def _was_recorded_since(known: Iterable[ImportEntry], facts: dict[str, Any]) -> bool:
    """Whether an open review of a file was recorded meanwhile, or another in its place: of a group
    one waits at most, so whatever is recorded takes what was proposed by then.
    """
    return facts["recorded_at"] is None and any(
        entry.before is not None
        and entry.before["group"] is facts["group"]
        and entry.before["recorded_at"] is not None
        and entry.before["recorded_at"] >= facts["proposed_at"]
        for entry in known
    )


def _keep(
    known: dict[RecordKey, ImportEntry], key: RecordKey, facts: dict[str, Any], row: ImportRow
) -> None:
    """Add an act that is not in the record; one that is there stays as it is."""
    entry = known.setdefault(key, ImportEntry(before=None, after=facts))
    entry.line = row.line


def _group(made: ImportPlan, file: ImportFile, row: ImportRow, column: str) -> ImportEntry | None:
    name = row.cells.get(column)
    return _named_group(made, file, row, column, name) if name else None


def _named_group(
    made: ImportPlan, file: ImportFile, row: ImportRow, column: str, name: str
) -> ImportEntry | None:
    found = made.state.groups.get(groups.name_key(name))
    if found is None:
        made.add_unknown(file, row, column, name, made.named_groups(), GROUPS)
    return found


def _successors(made: ImportPlan, file: ImportFile, row: ImportRow) -> tuple[ImportEntry, ...]:
    named = row.cells.get("successors", ())
    found = (_named_group(made, file, row, "successors", name) for name in named)
    once = {id(group): group for group in found if group is not None}
    return tuple(once.values())


def _people(
    made: ImportPlan,
    file: ImportFile,
    row: ImportRow,
    directory: PeopleIndex,
    columns: tuple[str, ...],
) -> dict[str, ImportEntry | None]:
    found: dict[str, ImportEntry | None] = dict.fromkeys(columns)
    for column in columns:
        if text := row.cells.get(column):
            person = directory.named(text)
            if isinstance(person, ImportEntry):
                found[column] = person
            elif not made.lacks_rows(PEOPLE):
                made.add_problem(file, row, column, person)
    return found


def _check_moments(
    made: ImportPlan, file: ImportFile, row: ImportRow, now: datetime, columns: tuple[str, ...]
) -> None:
    for column in columns:
        if column in row.cells and row.cells[column] > now:
            what = "That moment has not come. Write an earlier one."
            made.add_problem(file, row, column, what)


def _check_open(made: ImportPlan, file: ImportFile) -> None:
    """Of one group one review at most is proposed and not recorded."""
    waiting: set[ImportEntry] = set()
    for entry in made.state.records.reviews.values():
        if entry.after["recorded_at"] is not None:
            continue
        group = entry.after["group"]
        if group in waiting and entry.before is None:
            what = f"Another review of {group.after['name']} is proposed and not recorded."
            made.add_problem_at(file.sheet.file, entry.line, "recorded_at", what)
        waiting.add(group)
