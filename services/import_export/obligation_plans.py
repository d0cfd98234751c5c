"""Recurring obligations in a plan: matched by their group and title, and never set back."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from models import ObligationKind
from services import groups
from services.errors import Invalid
from services.import_export.csv_rows import ImportFile, ImportRow
from services.import_export.import_plan import ImportPlan
from services.import_export.matching import PeopleIndex
from services.import_export.obligation_rows import OF_GROUP, TitleNumbering, seat_words
from services.import_export.seat_rows import SeatKey
from services.import_export.sheets import GROUPS, LIBRARIES, PEOPLE, SEATS_AND_TERMS
from services.import_export.state import ImportEntry
from services.obligations import yearly_rhythms
from services.obligations.changes import MOST_OBLIGATIONS

_USUAL_LEAD = 30
_OF_TASKS = ("remind_days", "library", "seat")


def plan_obligations(made: ImportPlan, file: ImportFile, now: datetime) -> None:
    """The rows of the file of obligations."""
    directory, numbering = PeopleIndex(made.state), TitleNumbering()
    known = made.state.obligations.entries
    for row in made.identified(file, "group", "title", "rhythm"):
        group = made.state.groups.get(groups.name_key(row.cells["group"]))
        if group is None:
            made.add_unknown(file, row, "group", row.cells["group"], made.named_groups(), GROUPS)
            continue
        cells = {name: value for name, value in row.cells.items() if name != "group"}
        if "seat" in cells:
            cells["seat"] = _seat(made, file, row, group)
        if "drafted_by" in cells:
            cells["drafted_by"] = _person(made, file, row, directory)
        key = numbering.key(group, cells["title"])
        defaults = _defaults(made, group, now)
        entry = made.merge(file, ImportRow(row.line, cells), known.get(key), defaults)
        known[key] = entry
        made.check_known(file, row, "library", made.state.libraries, LIBRARIES)
        _check(made, file, row, entry, now)
    _check_most(made, file)


def _defaults(made: ImportPlan, group: ImportEntry, now: datetime) -> dict[str, Any]:
    """What one is unless a file says otherwise; its first day is the next one, today included."""
    return {
        "title": "",
        "rhythm": "",
        "kind": ObligationKind.TASK,
        "lead_days": _USUAL_LEAD,
        "remind_days": None,
        "library": None,
        "seat": None,
        "owner": OF_GROUP,
        "done_through": made.state.day_in(group, now) - timedelta(days=1),
        "ended_at": None,
        "details": "",
        "drafted_by": None,
    }


def _seat(made: ImportPlan, file: ImportFile, row: ImportRow, group: ImportEntry) -> SeatKey | None:
    if row.cells["seat"] is None:
        return None
    named = {seat_words(key).casefold(): key for key in made.state.seats.facts if key[0] is group}
    found = named.get(row.cells["seat"].casefold())
    if found is None:
        made.add_unknown(file, row, "seat", row.cells["seat"], list(named), SEATS_AND_TERMS)
    return found


def _person(
    made: ImportPlan, file: ImportFile, row: ImportRow, directory: PeopleIndex
) -> ImportEntry | None:
    person = directory.named(row.cells["drafted_by"])
    if isinstance(person, ImportEntry):
        return person
    if not made.lacks_rows(PEOPLE):
        made.add_problem(file, row, "drafted_by", person)
    return None


def _check(
    made: ImportPlan, file: ImportFile, row: ImportRow, entry: ImportEntry, now: datetime
) -> None:
    """Complain of what does not go together in a row that changes something."""
    after, before = entry.after, entry.before
    if not entry.changed:
        return
    try:
        rhythm = yearly_rhythms.read(after["rhythm"])
        yearly_rhythms.next_days(rhythm, made.state.calendar, after["done_through"])
    except Invalid as refusal:
        made.add_problem(file, row, "rhythm", refusal.message)
    if "drafted_by" not in row.cells and before is None:
        what = "Write who wrote it down: its tasks and drafts are made in this name."
        made.add_problem(file, row, "drafted_by", what)
    if after["library"] and after["seat"]:
        made.add_problem(file, row, "seat", "A library has its tasks, or a seat: not both.")
    for name in _OF_TASKS if after["kind"] is ObligationKind.CALL else ():
        if after[name] is not None:
            made.add_problem(file, row, name, "Only a task has this. Write none.")
    if after["remind_days"] is not None and after["remind_days"] > max(after["lead_days"], 1):
        what = "The first reminder comes once the task is made. Write fewer days than ahead."
        made.add_problem(file, row, "remind_days", what)
    if before and after["done_through"] < before["done_through"]:
        what = f"It was dealt with through {before['done_through']}. Write no earlier day."
        made.add_problem(file, row, "done_through", what)
    if after["ended_at"] and after["ended_at"] > now:
        what = "That moment has not come. Write an earlier one."
        made.add_problem(file, row, "ended_at", what)
    if before and before["ended_at"] and after["ended_at"] != before["ended_at"]:
        what = "It has ended. Add it anew in a row below."
        made.add_problem(file, row, "ended_at", what)


def _check_most(made: ImportPlan, file: ImportFile) -> None:
    """Complain of each new one beyond the most that may go on in a group."""
    counts: Counter[ImportEntry] = Counter()
    for (group, _title, _number), entry in made.state.obligations.entries.items():
        if entry.after["ended_at"] is not None:
            continue
        counts[group] += 1
        if entry.before is None and entry.line and counts[group] > MOST_OBLIGATIONS:
            what = f"{group.after['name']} has {MOST_OBLIGATIONS} obligations. End one first."
            made.add_problem(file, ImportRow(entry.line, {}), "title", what)
